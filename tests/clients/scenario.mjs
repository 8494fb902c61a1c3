// What a client does against a server: append, read, follow. Each phase prints one line of JSON, which the test compares.
import { randomUUID } from "node:crypto";

const header = (id) => ({
  v: 1, id, outlet: "new-arab", published: "2018-03-14", title: "A title", language: "en",
  sha256: "c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837",
});

const fact = (key) => ({ v: 1, key, place: "qadam", actor: "isil", relation: "took", on: "2018-03-14" });

/** Appends, is refused, and reads back. */
export async function write({ client, api, expect }, id) {
  const stream = `source-${id}`;
  const event = (type, data) => api.jsonEvent({ id: randomUUID(), type, data });
  const events = [event("SourceReported", header(id)), event("ControlReported", fact("took"))];
  const appended = await client.appendToStream(stream, events, expect(api.NO_STREAM));
  const retried = await client.appendToStream(stream, events, expect(api.NO_STREAM));

  const wrong = await failure(() => client.appendToStream(stream, [event("ControlReported", fact("again"))], expect(7n)));
  const refused = await failure(() => client.appendToStream(stream, [event("ControlReported", fact("took"))], expect(api.ANY)));
  const deleted = await failure(() => client.deleteStream(stream));
  const missing = await failure(() => take(client.readStream("source-none"), 1));

  const read = await take(client.readStream(stream, { direction: api.FORWARDS, fromRevision: api.START }), 10);
  const last = await take(client.readStream(stream, { direction: api.BACKWARDS, fromRevision: api.END, maxCount: 1 }), 10);
  const links = await take(client.readStream("$et-ControlReported", { resolveLinkTos: true }), 10);
  const all = await take(client.readAll({ direction: api.FORWARDS, fromPosition: api.START }), 100_000);
  return {
    appended: text(appended), retried: text(retried), wrong, refused, deleted, missing,
    read: read.map(shortly), last: last.map(shortly), links: links.map(shortly), all: all.length,
    created: read[0].event.created instanceof Date || typeof read[0].event.created,
    id: read[0].event.id === events[0].id, data: read[1].event.data,
  };
}

/** Follows the sources from a position, until it has seen so many events and was told a checkpoint. */
export async function follow({ client, api }, from, count) {
  let checkpoint = null;
  const filter = api.streamNameFilter({
    prefixes: ["source-"], checkpointInterval: 1, maxSearchWindow: 2,
    checkpointReached: (_, position) => { checkpoint = position; },
  });
  const fromPosition = from === null ? api.START : { commit: BigInt(from), prepare: BigInt(from) };
  const subscription = client.subscribeToAll({ fromPosition, filter });
  const seen = [];
  for await (const resolved of subscription) {
    if (!resolved.event) continue;
    seen.push(resolved);
    if (seen.length === count) break;
  }

  await subscription.unsubscribe().catch(() => {});
  return { seen: seen.map(shortly), position: String(seen.at(-1).event.position.commit), checkpoint: checkpoint && String(checkpoint.commit) };
}

/** Runs the phase that the command line names: write ID, or follow FROM COUNT. */
export async function run(make) {
  const [connection, phase, ...args] = process.argv.slice(2);
  const context = make(connection);
  const result = phase === "write"
    ? await write(context, args[0])
    : await follow(context, args[0] === "start" ? null : args[0], Number(args[1]));
  console.log(JSON.stringify(result));
  await context.client.dispose?.();
  process.exit(0);
}

async function take(events, count) {
  const taken = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }

  return taken;
}

async function failure(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return { name: error.constructor.name, type: error.type, actual: error.actualVersion === undefined && error.actualState === undefined ? undefined : String(error.actualVersion ?? error.actualState) };
  }
}

const text = ({ success, nextExpectedRevision, position }) => ({ success, revision: String(nextExpectedRevision), position: String(position?.commit) });

const shortly = ({ event, link }) => `${event.revision}@${event.streamId} ${event.type}${link ? ` by ${link.revision}@${link.streamId}` : ""}`;
