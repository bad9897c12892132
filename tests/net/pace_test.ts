/** FILE-3: messages are not delayed while files go, and files are not while nobody talks. */
import { assert, assertEquals } from "@std/assert";
import { Duplex, PassThrough } from "node:stream";
import { streamOf } from "../../net/byte_stream.ts";
import { spoke, stretch } from "../../net/pace.ts";
import { VirtualClock } from "../support/clock.ts";

const MIB = 1024 * 1024;
const CHUNK = new Uint8Array(64 * 1024);

Deno.test("FILE-3: files rest often for a moment after a message, and seldom when nobody talks", () => {
  spoke(1_000);
  const often = stretch(1_000);
  assertEquals(stretch(1_199), often);
  const seldom = stretch(1_200);
  assert(often * 16 <= seldom, `${often} and ${seldom}`);
  spoke(5_000);
  assertEquals(stretch(5_001), often);
});

/** @returns how often a stream of files stopped reading while so many bytes came */
async function rests(bytes: number): Promise<number> {
  let stops = 0;
  let started = Promise.withResolvers<void>();
  const readStop = () => {
    stops++;
    started = Promise.withResolvers();
  };
  const transport = Object.assign(new PassThrough(), { _handle: { readStop, readStart: () => started.resolve() } });
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const stream = streamOf({ socket, transport, clock: new VirtualClock(), bulk: true });
  for (let come = 0; come < bytes; come += CHUNK.length) {
    const before = stops;
    socket.emit("data", CHUNK.slice());
    await stream.read();
    if (stops > before) await started.promise;
  }
  stream.destroy();
  transport.destroy();
  return stops;
}

Deno.test("FILE-3: the other connections have their turns while a file comes, many of them while people talk", async () => {
  spoke(-Infinity);
  assertEquals(await rests(16 * MIB), 16 * MIB / stretch());
  spoke(Infinity);
  assertEquals(await rests(2 * MIB), 2 * MIB / stretch());
  spoke(-Infinity);
});
