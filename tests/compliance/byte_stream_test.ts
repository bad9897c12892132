/** What a link asks of every transport: the same tests for bytes in memory and bytes through a socket. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { streamOf } from "../../net/byte_stream.ts";
import { systemClock } from "../../net/clock.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import type { ByteStream } from "../../net/types.ts";
import { settle } from "../support/clock.ts";

interface Pair {
  readonly near: ByteStream;
  readonly far: ByteStream;
  /** Resolves when nothing of the pair is left. */
  readonly gone: () => Promise<unknown>;
}

const transports: Record<string, () => Promise<Pair>> = {
  memory: () => {
    const [near, far] = memoryPair();
    return Promise.resolve({ near, far, gone: () => Promise.resolve() });
  },
  tcp: async () => {
    const server = createServer({ allowHalfOpen: true });
    const accepted = once(server, "connection");
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    const [other] = await accepted as [Socket];
    const closed = Promise.all([socket, other].map((each) => new Promise((done) => each.once("close", done))));
    const gone = async () => {
      await closed;
      server.close();
      await once(server, "close");
    };
    const [near, far] = [socket, other].map((each) => streamOf({ socket: each, transport: each, clock: systemClock }));
    return { near, far, gone };
  },
};

/** Everything until the end. */
async function readAll(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await stream.read(); chunk !== null; chunk = await stream.read()) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks.map((chunk) => chunk.slice())).arrayBuffer());
}

/** How a read or write ends, of which a transport may choose the form. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error;
  }
}

async function end({ near, far, gone }: Pair): Promise<void> {
  near.destroy();
  far.destroy();
  await gone();
}

function testEach(name: string, run: (pair: Pair) => Promise<void>): void {
  for (const [transport, make] of Object.entries(transports)) {
    Deno.test(`${transport}: ${name}`, async () => {
      const pair = await make();
      await run(pair);
      await end(pair);
    });
  }
}

testEach("bytes arrive in order, all of them, and then the end", async ({ near, far }) => {
  const sent = new Uint8Array(3_000_000).map((_, index) => index * 31);
  const received = readAll(far);
  for (let at = 0; at < sent.length; at += 70_000) await near.write(sent.subarray(at, at + 70_000));
  near.close();
  assertEquals(await received, sent);
  assertEquals(await far.read(), null);
});

testEach("both directions are independent", async ({ near, far }) => {
  const [there, back] = [new Uint8Array([1, 2, 3]), new Uint8Array([4, 5])];
  await Promise.all([near.write(there), far.write(back)]);
  assertEquals([[...await far.read() ?? []], [...await near.read() ?? []]], [[1, 2, 3], [4, 5]]);
});

testEach("closing sends what waits", async ({ near, far }) => {
  void outcome(near.write(new Uint8Array(500_000)));
  near.close();
  assertEquals((await readAll(far)).length, 500_000);
});

testEach("a writer waits for a reader who does not read, and goes on when it does", async ({ near, far }) => {
  const piece = new Uint8Array(1024 * 1024);
  let written = 0;
  const writing = (async () => {
    for (; written < 64; written++) await near.write(piece);
    near.close();
  })();
  await settle(); // a stream that does not hold back has taken everything by now
  assert(written < 64, `${written} MiB were taken from the writer`);
  assertEquals((await readAll(far)).length, 64 * piece.length);
  await writing;
});

testEach("destroying wakes who reads and who writes", async ({ near }) => {
  const reading = outcome(near.read());
  const writing = outcome((async () => {
    for (;;) await near.write(new Uint8Array(1024 * 1024));
  })());
  near.destroy();
  const read = await reading;
  assert(read === null || read instanceof Error);
  assert(await writing instanceof Error);
  await assertRejects(() => near.write(new Uint8Array(1)));
});

testEach("when the other side is gone, reading ends and writing fails", async ({ near, far }) => {
  far.destroy();
  const read = await outcome(near.read());
  assert(read === null || read instanceof Error);
  const failed = await outcome((async () => {
    for (;;) await near.write(new Uint8Array(64 * 1024));
  })());
  assert(failed instanceof Error);
});

testEach("ending is idempotent, in any order", async ({ near, far }) => {
  near.close();
  near.close();
  assertEquals(await far.read(), null);
  far.close();
  near.destroy();
  near.destroy();
  near.close();
  const read = await outcome(near.read());
  assert(read === null || read instanceof Error);
});
