import { assertEquals } from "@std/assert";
import { MAX_CALLS_PER_WINDOW, MAX_FOLLOWERS, MAX_WAITING_BYTES } from "../../../ui/server/limits.ts";
import {
  enter,
  handshake,
  openWindow,
  request,
  type Running,
  sendRaw,
  SNAPSHOT,
  within,
  withServer,
} from "./support.ts";

async function window({ server, port }: Running) {
  const opened = await openWindow(port, await enter(server));
  assertEquals(await opened.next(), { event: { type: "snapshot", snapshot: SNAPSHOT } });
  return opened;
}

Deno.test("a window gets a snapshot first, then events in their order", () =>
  withServer(async (running) => {
    const { next, socket, closed } = await window(running);
    for (let i = 0; i < 5; i++) running.backend.emit({ type: "notice_dismissed", id: String(i) });
    for (let i = 0; i < 5; i++) assertEquals(await next(), { event: { type: "notice_dismissed", id: String(i) } });
    socket.close();
    await closed();
  }));

Deno.test("calls are answered with their id as they get done, not in their order", () =>
  withServer(async (running) => {
    const slow = Promise.withResolvers<unknown>();
    running.backend.answers.set("wait", () => slow.promise);
    const { next, socket } = await window(running);
    const params = { conversation: `1.${"0".repeat(64)}`, id: "01234567-89ab-7def-8123-456789abcdef", timeout_ms: 1 };
    socket.send(JSON.stringify({ id: 1, method: "wait", params }));
    socket.send(JSON.stringify({ id: 2, method: "contacts", params: {} }));
    socket.send(JSON.stringify({ id: 3, method: "nothing" }));
    const quick = [await next(), await next()] as { id: number; error?: { code: string } }[];
    assertEquals(quick.map(({ id, error }) => [id, error?.code]).sort(), [[2, undefined], [3, "bad-request"]]);
    slow.resolve(null);
    assertEquals(await next(), { id: 1, result: null });
  }));

Deno.test("a call with bad parameters is answered and does not end the window", () =>
  withServer(async (running) => {
    const { next, socket } = await window(running);
    socket.send(JSON.stringify({ id: 1, method: "resolve", params: { peer: 5 } }));
    assertEquals(await next(), { id: 1, error: { code: "bad-request", message: 'parameter "peer": not a text' } });
    socket.send(JSON.stringify({ id: 2, method: "contacts" }));
    assertEquals(await next(), { id: 2, result: null });
    assertEquals(running.backend.asked, ["contacts"]);
  }));

const GARBAGE: [string, string | Uint8Array<ArrayBuffer>, number][] = [
  ["what is not JSON", "hello", 1008],
  ["null", "null", 1008],
  ["a list", "[]", 1008],
  ["no id", '{"method":"contacts"}', 1008],
  ["an id that is no whole number", '{"id":"1","method":"contacts"}', 1008],
  ["a method that is no text", '{"id":1,"method":{"toString":1}}', 1008],
  ["bytes", new Uint8Array([1, 2, 3]), 1003],
  ["more than fits", "я".repeat(5_000_000), 1009],
];

for (const [name, data, code] of GARBAGE) {
  Deno.test(`a window that sends ${name} is closed`, () =>
    withServer(async (running) => {
      const { socket, closed } = await window(running);
      socket.send(data);
      assertEquals((await closed()).code, code);
      assertEquals([running.backend.asked, running.backend.listeners], [[], 0]);
    }));
}

Deno.test("calls of one window at a time are bounded", () =>
  withServer(async (running) => {
    const slow = Promise.withResolvers<unknown>();
    running.backend.answers.set("contacts", () => slow.promise);
    const { next, socket } = await window(running);
    for (let id = 0; id <= MAX_CALLS_PER_WINDOW; id++) socket.send(JSON.stringify({ id, method: "contacts" }));
    const refused = await next() as { id: number; error: { message: string } };
    assertEquals([refused.id, refused.error.message], [MAX_CALLS_PER_WINDOW, "calls: too many at once"]);
    slow.resolve(null);
    for (let id = 0; id < MAX_CALLS_PER_WINDOW; id++) await next();
    assertEquals(running.backend.asked.length, MAX_CALLS_PER_WINDOW);
  }));

Deno.test("windows are bounded, and one that closes makes room", () =>
  withServer(async (running) => {
    const { server, port } = running;
    const pass = await enter(server);
    const windows = [];
    for (let i = 0; i < MAX_FOLLOWERS; i++) {
      const opened = await openWindow(port, pass);
      await opened.next();
      windows.push(opened);
    }
    const headers = { ...handshake(port, pass), "Sec-Fetch-Site": undefined };
    assertEquals((await request(port, { path: `${pass.folder}events`, headers })).status, 503);
    windows[0].socket.close();
    await windows[0].closed();
    assertEquals(running.backend.listeners, MAX_FOLLOWERS - 1);
    await (await openWindow(port, pass)).next();
  }));

Deno.test("a stop says bye and closes every window", async () => {
  const opened: Awaited<ReturnType<typeof openWindow>>[] = [];
  await withServer(async (running) => {
    opened.push(await window(running), await window(running));
  });
  for (const { next, closed } of opened) {
    assertEquals(await next(), { event: { type: "bye" } });
    assertEquals((await closed()).code, 1001);
  }
});

Deno.test("bye is said once, whoever says it", async () => {
  const opened: Awaited<ReturnType<typeof openWindow>>[] = [];
  await withServer(async (running) => {
    opened.push(await window(running));
    running.backend.emit({ type: "bye" });
    running.server.notifyBye();
  });
  const received: unknown[] = [await opened[0].next()];
  const { code } = await opened[0].closed();
  assertEquals([received, code], [[{ event: { type: "bye" } }], 1001]);
  assertEquals(opened[0].left(), 0);
});

Deno.test("a window that cannot have a snapshot is closed, so that it tries again", async () => {
  const logged: string[] = [];
  const log = { warn: () => {}, error: (text: string) => void logged.push(text) };
  await withServer(async ({ server, port, backend }) => {
    backend.answers.set("snapshot", () => Promise.reject(new Error("disk on fire")));
    const { closed } = await openWindow(port, await enter(server));
    assertEquals((await closed()).code, 1013);
    assertEquals([logged.length, backend.listeners], [1, 0]);
  }, { log });
});

Deno.test("frames that break the protocol end the window, not the program", () =>
  withServer(async (running) => {
    const { server, port } = running;
    const pass = await enter(server);
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...handshake(port, pass) }).map(([k, v]) =>
      `${k}: ${v}\r\n`
    );
    const head = `GET ${pass.folder}events HTTP/1.1\r\n${lines.join("")}\r\n`;
    const frames = [
      [0x83, 0x80, 1, 2, 3, 4], // opcode that does not exist
      [0xf1, 0x80, 1, 2, 3, 4], // reserved bits
      [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4], // 8 EiB announced
      [0x81, 0x81, 0, 0, 0, 0, 0xff], // invalid UTF-8
    ];
    for (const frame of frames) assertEquals((await sendRaw(port, [head, new Uint8Array(frame)])).status, 101);
    const { socket, closed } = await window(running);
    socket.close();
    await closed();
    assertEquals(running.backend.asked, []);
  }));

Deno.test("a window that does not read costs bounded memory and gets a new snapshot when it reads again", () =>
  withServer(async ({ server, port, backend }) => {
    const pass = await enter(server);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...handshake(port, pass) }).map(([k, v]) =>
      `${k}: ${v}\r\n`
    );
    await connection.write(new TextEncoder().encode(`GET ${pass.folder}events HTTP/1.1\r\n${lines.join("")}\r\n`));
    const read = frameReader(connection);
    await read.until('"type":"snapshot"');
    const padding = "x".repeat(100_000);
    for (let i = 0; i < 1_000; i++) backend.emit({ type: "notice_dismissed", id: padding });
    await read.until('"type":"snapshot"');
    // 100 MB were offered; what was sent is what may wait, and what the sockets themselves hold.
    assertEquals(read.bytes() < 3 * MAX_WAITING_BYTES, true, String(read.bytes()));
    connection.close();
  }));

/** Reads a WebSocket's bytes; frames need no taking apart to find a word in them. */
function frameReader(connection: Deno.Conn) {
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(65_536);
  let tail = "";
  let bytes = 0;
  const until = async (word: string): Promise<void> => {
    for (;;) {
      const at = tail.indexOf(word);
      if (at >= 0) {
        tail = tail.slice(at + word.length);
        return;
      }
      const n = await within(connection.read(buffer), word);
      if (n === null) throw new Error(`reading until ${word}: the connection ended`);
      bytes += n;
      tail = tail.slice(-word.length) + decoder.decode(buffer.subarray(0, n));
    }
  };
  return { until, bytes: () => bytes };
}
