// Expands a JSON-LD document. In: the document. Out: its nodes, expanded. No network: the context of schema.org is the part of it that
// says where its terms are and which of them are addresses.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const jsonld = createRequire(import.meta.url)("jsonld");

const schema = { "@context": { "@vocab": "http://schema.org/", url: { "@type": "@id" }, datePublished: { "@type": "Date" } } };
const documentLoader = async (url) => {
  if (url !== "https://schema.org") throw new Error(`nothing is loaded from ${url}`);
  return { contextUrl: null, documentUrl: url, document: schema };
};
process.stdout.write(JSON.stringify(await jsonld.expand(JSON.parse(await text(process.stdin)), { documentLoader })));
