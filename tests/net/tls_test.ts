/** TLS over any transport, torn down at any moment: an error nobody listens for would end the whole program. */
import { connect, createServer, type Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../net/clock.ts";
import { LinkError } from "../../net/errors.ts";
import { acceptTls, connectTls, LINK_PROTOCOL, type TlsSession } from "../../net/tls.ts";
import { settle } from "../support/clock.ts";
import { authority, person, soon, trusted } from "../support/network.ts";

const anna = await person("1");
const boris = await person("2");
const roots = [trusted(await authority(0))];
const never = new AbortController().signal;

type Pair = [client: Duplex, server: Duplex];

const TRANSPORTS: Record<string, () => Promise<Pair>> = {
  // deno-lint-ignore require-await -- one signature for both
  memory: async () => {
    const [a, b] = duplexPair();
    // What every transport does: say when the other end is gone, and have somebody who hears of its errors.
    for (const [end, other] of [[a, b], [b, a]]) end.on("error", () => {}).on("close", () => other.destroy());
    return [a, b];
  },
  tcp: tcpPair,
};

async function tcpPair(): Promise<Pair> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve));
  const client = connect((listener.address() as { port: number }).port, "127.0.0.1");
  const server = await accepted;
  for (const socket of [client, server]) socket.on("error", () => {});
  listener.close();
  return [client, server];
}

function handshake([client, server]: Pair, signal = never): Promise<[TlsSession, TlsSession]> {
  const parts = { roots, clock: systemClock, signal };
  return Promise.all([
    connectTls(client, { ...parts, identity: anna, protocol: LINK_PROTOCOL, peer: boris.id }),
    acceptTls(server, { ...parts, identity: boris }),
  ]);
}

/** Both ends of a handshake, whatever becomes of them. */
async function outcome(pair: Pair, signal = never): Promise<PromiseSettledResult<TlsSession>[]> {
  const parts = { roots, clock: systemClock, signal };
  return await soon(
    "the end of both handshakes",
    Promise.allSettled([
      connectTls(pair[0], { ...parts, identity: anna, protocol: LINK_PROTOCOL, peer: boris.id }),
      acceptTls(pair[1], { ...parts, identity: boris }),
    ]),
  );
}

function allGone(pair: Pair): Promise<void> {
  const gone = pair.map((end) =>
    end.destroyed ? Promise.resolve() : new Promise<void>((resolve) => void end.once("close", resolve).destroy())
  );
  return soon("the transport to close", Promise.all(gone).then(settle));
}

for (const [name, makePair] of Object.entries(TRANSPORTS)) {
  Deno.test(`over ${name}, both sides see who the other is, and bytes arrive whole`, async () => {
    const pair = await makePair();
    const [client, server] = await soon("the handshake", handshake(pair));
    assertEquals([client.shown.authorized, server.shown.authorized], [true, true]);
    assertEquals([client.shown.resumed, server.shown.resumed], [false, false]);
    assertEquals([client.protocol, server.protocol], [LINK_PROTOCOL, LINK_PROTOCOL]);
    const data = crypto.getRandomValues(new Uint8Array(60_000));
    const writing = client.stream.write(data).then(() => client.stream.close());
    const got: number[] = [];
    for (let chunk = await server.stream.read(); chunk !== null; chunk = await server.stream.read()) got.push(...chunk);
    await soon("the write", writing);
    assertEquals(new Uint8Array(got), data);
    server.stream.close();
    await allGone(pair);
  });

  for (const side of [0, 1] as const) {
    const who = side === 0 ? "client" : "server";

    Deno.test(`over ${name}, the ${who}'s transport gone before the handshake is a named failure`, async () => {
      const pair = await makePair();
      pair[side].destroy();
      const results = await outcome(pair);
      assertEquals(results.map(failureOf), ["connection-lost", "connection-lost"]);
      await allGone(pair);
    });

    Deno.test(`over ${name}, the ${who}'s transport torn down after any amount of the handshake ends nothing else`, async () => {
      for (const bytes of [1, 100, 300, 1_000, 2_000, 3_000, 4_000]) {
        const pair = await makePair();
        destroyAfter(pair[side], bytes);
        for (const result of await outcome(pair)) {
          if (result.status === "fulfilled") result.value.stream.destroy();
          else assert(result.reason instanceof LinkError);
        }
        await allGone(pair);
      }
    });

    Deno.test(`over ${name}, the ${who}'s transport torn down after the handshake ends reads and writes`, async () => {
      const pair = await makePair();
      const sessions = await soon("the handshake", handshake(pair));
      const reads = sessions.map(({ stream }) => stream.read().catch((error) => error));
      pair[side].destroy();
      for (const read of reads) {
        const result = await soon("the read to end", read);
        assert(result === null || result instanceof LinkError, String(result));
      }
      await allGone(pair);
      for (const { stream } of sessions) {
        await assertRejects(() => stream.write(new Uint8Array(10)), LinkError);
        stream.close();
        stream.destroy();
      }
    });
  }

  Deno.test(`over ${name}, giving up ends a handshake at once with the reason given`, async () => {
    const pair = await makePair();
    const abort = new AbortController();
    const results = outcome(pair, abort.signal);
    abort.abort(new LinkError("going-away", "the program ends"));
    assertEquals((await results).map(failureOf), ["going-away", "going-away"]);
    assert(pair[0].destroyed && pair[1].destroyed);
    await allGone(pair);
  });

  Deno.test(`over ${name}, garbage instead of TLS is wrong-protocol`, async () => {
    const pair = await makePair();
    const accepted = acceptTls(pair[1], { roots, clock: systemClock, signal: never, identity: boris });
    pair[0].write("GET / HTTP/1.1\r\n\r\n");
    pair[0].resume();
    assertEquals((await assertRejects(() => soon("the refusal", accepted), LinkError)).code, "wrong-protocol");
    await allGone(pair);
  });
}

// TLS over a stream that is no socket knows no back-pressure (Deno 2.9.6); no transport of ours is one yet.
for (const side of [0, 1] as const) {
  const who = side === 0 ? "client" : "server";

  Deno.test(`over tcp, the ${who} destroying in the middle of a write that waits ends that write`, async () => {
    const pair = await tcpPair();
    const sessions = await soon("the handshake", handshake(pair));
    const writing = write(sessions[side]);
    await settle();
    sessions[side].stream.destroy();
    await assertRejects(() => soon("the write to end", writing), LinkError);
    await allGone(pair);
  });

  Deno.test(`over tcp, a ${who} that writes without end fills no memory of who does not read`, async () => {
    const pair = await tcpPair();
    const sessions = await soon("the handshake", handshake(pair));
    let written = 0;
    const writing = (async () => {
      for (;; written += 64 * 1024) await sessions[side].stream.write(new Uint8Array(64 * 1024));
    })().catch((error) => error);
    for (let before = -1; written !== before;) {
      before = written;
      for (let turn = 0; turn < 50; turn++) await settle();
      assert(written < 32 * 1024 * 1024, `${written} bytes went out unread`);
    }
    // Read on, and it flows again.
    const reader = sessions[1 - side].stream;
    const enough = written + 1024 * 1024;
    for (let read = 0; read < enough;) read += (await soon("a chunk", reader.read()))!.length;
    reader.destroy();
    assert(await soon("the writer to end", writing) instanceof LinkError);
    await allGone(pair);
  });
}

async function write({ stream }: TlsSession): Promise<void> {
  for (;;) await stream.write(new Uint8Array(1024 * 1024));
}

function failureOf(result: PromiseSettledResult<TlsSession>): string | undefined {
  return result.status === "rejected" ? (result.reason as LinkError).code : undefined;
}

/** Tear a transport down as soon as so many bytes were written to it. */
function destroyAfter(end: Duplex, bytes: number): void {
  const write = end.write.bind(end) as (chunk: Uint8Array, ...rest: unknown[]) => boolean;
  const check = () => {
    const passed = "bytesWritten" in end ? (end as Socket).bytesWritten + (end as Socket).bytesRead : left;
    if (passed >= bytes) end.destroy();
  };
  let left = 0;
  end.write = ((chunk: Uint8Array, ...rest: unknown[]) => {
    left += chunk.length;
    const result = write(chunk, ...rest);
    check();
    return result;
  }) as Duplex["write"];
  end.prependListener("data", (chunk: Uint8Array) => {
    left += chunk.length;
    check();
  });
  end.pause();
}
