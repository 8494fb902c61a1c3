// Validates an AsyncAPI 3.0 document against the schema of the specification, and messages against the payloads that it describes.
// In: a line with the document, then a line a message. Out: a line a problem.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const Ajv = require("ajv");
const addFormats = require("ajv-formats");
const schema = require("@asyncapi/specs/schemas/3.0.0-without-$id.json");

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const document = JSON.parse((await lines.next()).value);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const valid = ajv.compile(schema);
if (!valid(document)) for (const error of valid.errors) console.log(`${error.instancePath}: ${error.message}`);

const payloads = {};
for (const message of Object.values(document.components.messages))
  payloads[message.name] = new Ajv({ strict: false, formats: { date: true } }).compile({ ...message.payload, components: document.components });
for await (const line of { [Symbol.asyncIterator]: () => lines }) {
  const change = JSON.parse(line);
  const takes = payloads[change.type];
  if (!takes) console.log(`${change.id}: no message ${change.type}`);
  else if (!takes(change)) console.log(`${change.id}: ${takes.errors[0].instancePath} ${takes.errors[0].message}`);
}
