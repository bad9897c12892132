/**
 * One side of a measurement, in a process of its own: a whole node (profile on disk, TLS, window server), driven by lines on
 * stdin and answering with lines of JSON.
 *
 * Commands: `invite` · `accept TEXT` · `burst COUNT SIZE` (as fast as it can, answers when all are acknowledged) · `single COUNT` (one
 * at a time, answers the round trips) · `downloads FOLDER` · `offer PATH` (a file or a folder) · `take` (accepts the next
 * offer, answers its state when it is at its end) · `memory` · `stop`
 */
import { startProgram } from "../cli/program.ts";
import { systemContext } from "../cli/system_context.ts";
import { LineReader } from "../tests/support/process_output.ts";
import type { Transfer, TransferState } from "../ui/api.ts";

const [dataDir, name] = Deno.args;
const context = systemContext({ data: dataDir, json: true, help: false, version: false, logLevel: "error" }, "error");
const node = await startProgram(context, { name, port: 0, uiPort: 0, listen: "127.0.0.1", lan: false });

// As a peer has it who is trusted with much: counted like any other.
await node.call("settings_set", { limit_messages: 1_000_000_000, limit_files: null });

/** Largest cursor acknowledged so far, and who waits for one. */
let acknowledged = 0;
let waiting: { cursor: number; done: () => void } | undefined;
node.subscribe((event) => {
  if (event.type !== "receipt" || event.status !== "delivered") return;
  acknowledged = Math.max(acknowledged, event.cursor);
  if (waiting !== undefined && acknowledged >= waiting.cursor) waiting.done();
});

function untilAcknowledged(cursor: number): Promise<void> {
  if (acknowledged >= cursor) return Promise.resolve();
  return new Promise((done) => waiting = { cursor, done });
}

async function peer(): Promise<string> {
  return (await node.call("contacts", {}))[0].key;
}

/** The next incoming file that is as wanted. */
function untilFile(wanted: (file: Transfer) => boolean): Promise<Transfer> {
  return new Promise((done) => {
    const stop = node.subscribe((event) => {
      if (event.type !== "message" || event.message.file === undefined) return;
      if (event.message.direction !== "in" || !wanted(event.message.file)) return;
      stop();
      done(event.message.file);
    });
  });
}

const AT_ITS_END: readonly TransferState[] = ["completed", "declined", "cancelled", "failed"];

/** Sends under way at a time: what a busy program would do, without holding everything in memory. */
const IN_FLIGHT = 2000;

const commands: Record<string, (...args: string[]) => Promise<unknown>> = {
  invite: async () => (await node.call("invite_create", {})).text,
  accept: async (invite) => (await node.call("invite_accept", { invite })).key,
  linked: async () => (await node.call("status", {})).links.length > 0,
  async burst(count, size) {
    const conversation = await peer();
    const text = "x".repeat(Number(size));
    let last = 0;
    const begun = performance.now();
    for (let left = Number(count); left > 0; left -= IN_FLIGHT) {
      const slice = Array.from({ length: Math.min(left, IN_FLIGHT) }, () => node.call("send", { conversation, text }));
      for (const message of await Promise.all(slice)) last = Math.max(last, message.cursor);
    }
    await untilAcknowledged(last);
    return performance.now() - begun;
  },
  async single(count) {
    const conversation = await peer();
    const times: number[] = [];
    for (let i = 0; i < Number(count); i++) {
      const begun = performance.now();
      const { cursor } = await node.call("send", { conversation, text: "ping" });
      await untilAcknowledged(cursor);
      times.push(performance.now() - begun);
    }
    return times;
  },
  downloads: (downloads) => node.call("settings_set", { downloads }),
  async offer(path) {
    const conversation = await peer();
    return (await node.call("files_send", { conversation, paths: [path] })).map(({ id }) => id);
  },
  async take() {
    const { conversation, id } = await untilFile(({ state }) => state === "offered");
    const ended = untilFile((file) => file.id === id && AT_ITS_END.includes(file.state));
    await node.call("file_accept", { conversation, id });
    const { state, reason } = await ended;
    if (state !== "completed") throw new Error(`the file is ${state}: ${reason}`);
    return state;
  },
  memory: () => Promise.resolve(Deno.memoryUsage().rss),
};

const lines = new LineReader(Deno.stdin.readable);
console.log(JSON.stringify((await node.opened).id));
for (let line = await lines.next(); line !== undefined && line !== "stop"; line = await lines.next()) {
  const [command, ...args] = line.split(" ");
  console.log(JSON.stringify(await commands[command](...args) ?? null));
}
await node.stop();
Deno.exit(0);
