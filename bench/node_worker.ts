/**
 * One side of a measurement, in a process of its own: a whole node (profile on disk, TLS, window server), driven by lines on
 * stdin and answering with lines of JSON.
 *
 * Commands: `invite` · `accept TEXT` · `burst COUNT SIZE` (as fast as it can, answers when all are acknowledged) · `single COUNT` (one
 * at a time, answers the round trips) · `count` (incoming messages on disk) · `stop`
 */
import { startProgram } from "../cli/program.ts";
import { systemContext } from "../cli/system_context.ts";
import { LineReader } from "../tests/support/process_output.ts";

const [dataDir, name] = Deno.args;
const context = systemContext({ data: dataDir, json: true, help: false, version: false, logLevel: "error" }, "error");
const node = await startProgram(context, { name, port: 0, uiPort: 0, listen: "127.0.0.1" });

// As a peer has it who is trusted with much: counted like any other.
await node.call("settings_set", { limit_messages: 1_000_000_000 });

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
