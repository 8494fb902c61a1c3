// A consumer of the views of a ledger that is served by 'reports serve': it keeps the status of every district, and how often each
// kind of change was told, in one file. Node alone, no packages.
//   node follower.mjs URL FILE [LAST]   follows http://127.0.0.1:2114 until it is interrupted, or until it has the change with this id
import { open, readFile, rename } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const [url, file, until] = process.argv.slice(2);
const state = await load();
while (state.last !== until) {
  try {
    for await (const messages of feed(state.last)) {
      for (const message of messages) {
        take(message);
        if (state.last === until) break;
      }

      await save();
      console.log(state.last);
      if (state.last === until) break;
    }
  } catch (error) {
    // What was taken is saved before more is asked for; only the connection is gone.
    if (!(error instanceof TypeError)) throw error;
    console.error(`the server is away: ${error.cause?.message ?? error.message}`);
  }

  if (state.last !== until) await pause(200);
}

process.exit(0);

/** What the state is after a message. */
function take({ id, event, data }) {
  if (event !== "position") {
    state.kinds[event] = (state.kinds[event] ?? 0) + 1;
    if (event === "status-changed") {
      const { subject, on, position, after } = JSON.parse(data).data;
      const changes = (state.districts[subject]?.changes ?? 0) + 1;
      state.districts[subject] = { status: after.status, parties: after.parties, on, position, changes };
    }
  }

  state.last = id;
}

/** The messages after an id, as they arrive: those that came together, together. */
async function* feed(after) {
  const response = await fetch(new URL("/api/v1/changes", url), { headers: { Accept: "text/event-stream", "Last-Event-ID": after } });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    // A message is whole with its empty line. What a broken connection leaves of one is not taken.
    const parts = text.split("\n\n");
    text = parts.pop();
    if (parts.length > 0) yield parts.map(parse);
  }
}

function parse(message) {
  const fields = message.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]);
  return Object.fromEntries(fields);
}

async function load() {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return { last: "0", districts: {}, kinds: {} };
  }
}

/** The state and how far it is, in one file that takes the other's place at once: there is never the one without the other. */
async function save() {
  const next = await open(`${file}-new`, "w");
  await next.writeFile(JSON.stringify(state));
  await next.sync();
  await next.close();
  await rename(`${file}-new`, file);
}
