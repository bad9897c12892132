/** FILE-3: what a stream that carries files does beside reading and writing: other sockets have their turns. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import { streamOf, TAKEN } from "../../net/byte_stream.ts";
import { LinkError } from "../../net/errors.ts";
import { WRITE_BYTES } from "../../net/limits.ts";
import { spoke } from "../../net/pace.ts";
import { VirtualClock } from "../support/clock.ts";
import { soon } from "../support/network.ts";

const CHUNK = 65_536;

/** A socket that gives one chunk after the other, never two at a time, and counts how often it is told to wait. */
function endless(chunks: number) {
  const handle = { stops: 0, starts: 0, readStop: () => void handle.stops++, readStart: () => void handle.starts++ };
  let given = 0;
  const socket = new Duplex({
    read() {
      setImmediate(() => this.push(given < chunks ? new Uint8Array(CHUNK).fill(given++ % 251) : null));
    },
    write: (_chunk, _encoding, done) => done(),
  });
  return { socket, transport: Object.assign(new Duplex(), { _handle: handle }), handle };
}

async function readAll(bulk: boolean) {
  const { socket, transport, handle } = endless(64);
  const stream = streamOf({ socket, transport, clock: new VirtualClock(), bulk });
  let bytes = 0;
  let before: Uint8Array | undefined;
  for (let chunk = await stream.read(); chunk !== null; chunk = await stream.read()) {
    assertEquals(before?.length ?? 0, bulk ? 0 : bytes === 0 ? 0 : CHUNK);
    assertEquals([chunk[0], chunk.at(-1)], [(bytes / CHUNK) % 251, (bytes / CHUNK) % 251]);
    bytes += chunk.length;
    before = chunk;
  }
  stream.destroy();
  transport.destroy();
  return { bytes, handle };
}

Deno.test("a stream of files stops reading for a moment again and again, loses nothing, and takes memory back", async () => {
  spoke(Infinity); // people talk
  const { bytes, handle } = await soon("the end", readAll(true));
  spoke(-Infinity);
  assertEquals(bytes, 64 * CHUNK);
  assert(handle.stops >= 3, `${handle.stops} times in 4 MiB`);
  assert(handle.starts >= handle.stops - 1);
});

Deno.test("what a stream of messages gave stays as it was", async () => {
  const { bytes, handle } = await soon("the end", readAll(false));
  assertEquals([bytes, handle.stops], [64 * CHUNK, 0]);
});

Deno.test("a long write is over only when the socket has no use for the bytes any more", async () => {
  const taken: (() => void)[] = [];
  const socket = new Duplex({
    highWaterMark: 10 * WRITE_BYTES,
    read() {},
    write: (_c, _e, done) => void taken.push(done),
  });
  const transport = new Duplex({ read() {}, write: (_c, _e, done) => done() });
  const stream = streamOf({ socket, transport, clock: new VirtualClock() });
  let isOver = false;
  const written = stream.write(new Uint8Array(WRITE_BYTES)).then(() => isOver = true);
  await stream.write(new Uint8Array(10));
  assertEquals(isOver, false);
  taken[0]();
  await soon("the write", written);
  stream.destroy();
  transport.destroy();
});

Deno.test("a short write is said to be taken when nothing has to be waited for, and only then", async () => {
  const taken: (() => void)[] = [];
  const socket = new Duplex({ highWaterMark: 10, read() {}, write: (_c, _e, done) => void taken.push(done) });
  const transport = new Duplex({ read() {}, write: (_c, _e, done) => done() });
  const stream = streamOf({ socket, transport, clock: new VirtualClock() });
  assert(stream.write(new Uint8Array(9)) === TAKEN);
  const waiting = stream.write(new Uint8Array(9));
  assert(waiting !== TAKEN);
  taken.shift()!();
  await soon("the second chunk", new Promise<void>((resolve) => setImmediate(resolve)));
  taken.shift()!();
  await soon("the write", waiting);
  stream.destroy();
  await assertRejects(() => stream.write(new Uint8Array(1)), LinkError);
  transport.destroy();
});
