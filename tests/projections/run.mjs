// Runs a projection of eventstore/projections as EventStoreDB does, over events that come in as lines of JSON
// ({ streamId, sequenceNumber, eventType, data }), and prints what it linked: { stream: ["revision@stream", …] }.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const links = {};
const projection = { handlers: {}, isBiState: false, isByStream: false };
const selector = {
  foreachStream() { projection.isByStream = true; return selector; },
  when(handlers) { projection.handlers = handlers; return selector; },
};

vm.runInNewContext(readFileSync(process.argv[2], "utf8"), {
  options: (given) => { projection.isBiState = given.biState === true; },
  fromAll: () => selector,
  linkTo: (stream, event) => { (links[stream] ??= []).push(`${event.sequenceNumber}@${event.streamId}`); },
});

const { handlers, isBiState, isByStream } = projection;
// Between two events a state is what was stored of it: JSON.
const stored = new Map();
const load = (key, init) => stored.has(key) ? JSON.parse(stored.get(key)) : init?.() ?? {};

for await (const line of createInterface({ input: process.stdin })) {
  const event = JSON.parse(line);
  const handler = handlers[event.eventType];
  if (!handler) continue;
  const partition = isByStream ? event.streamId : "";
  const state = load(partition, handlers.$init);
  const result = handler(isBiState ? [state, load("$shared", handlers.$initShared)] : state, event);
  stored.set(partition, JSON.stringify(isBiState ? result[0] : result));
  if (isBiState) stored.set("$shared", JSON.stringify(result[1]));
}

console.log(JSON.stringify(links));
