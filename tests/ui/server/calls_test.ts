import { assertEquals, assertStringIncludes } from "@std/assert";
import { MAX_BODY_BYTES } from "../../../ui/server/limits.ts";
import { PEER, request, type Running, sendRaw, withServer } from "./support.ts";

const UUID = "01234567-89ab-7def-8123-456789abcdef";

function call({ server, port }: Running, method: string, body: string) {
  return request(port, {
    method: "POST",
    path: `/api/${method}`,
    headers: { "Authorization": `Bearer ${server.token}`, "Sec-Fetch-Site": undefined },
    body,
  });
}

/** Method, parameters that get through, parameters that do not. */
const PARAMS: [string, unknown[], unknown[]][] = [
  ["snapshot", [{}], [{ x: 1 }, [], null, 5, "x"]],
  ["history", [
    { conversation: PEER },
    { conversation: PEER, before: 0, limit: 500, search: "привет" },
  ], [
    {},
    { conversation: "1" },
    { conversation: PEER.toUpperCase() },
    { conversation: `0${PEER}` },
    { conversation: PEER + "\n" },
    { conversation: [PEER] },
    { conversation: PEER, limit: 0 },
    { conversation: PEER, limit: 501 },
    { conversation: PEER, limit: 1.5 },
    { conversation: PEER, limit: "5" },
    { conversation: PEER, before: -1 },
    { conversation: PEER, before: 2 ** 53 },
    { conversation: PEER, search: "x".repeat(1_001) },
    { conversation: PEER, search: "\ud800" },
    { conversation: PEER, constructor: 1 },
  ]],
  ["send", [
    { conversation: PEER, text: "" },
    { conversation: PEER, text: "🙂\u0000", id: UUID },
  ], [
    { conversation: PEER },
    { text: "x" },
    { conversation: PEER, text: "\udc00" },
    { conversation: PEER, text: ["x"] },
    { conversation: PEER, text: "x", id: UUID.toUpperCase() },
    { conversation: PEER, text: "x", id: null },
    { conversation: PEER, text: "x", id: "1" },
    { conversation: PEER, text: "x", id: "0193e8d0-0000-4000-8000-000000000000" },
    { conversation: PEER, text: "x", reply_to: "0193e8d0-0000-7000-c000-000000000000" },
  ]],
  ["wait", [{ conversation: PEER, id: UUID, timeout_ms: 600_000 }], [
    { conversation: PEER, id: UUID },
    { conversation: PEER, id: UUID, timeout_ms: 600_001 },
    { conversation: PEER, id: UUID, timeout_ms: null },
  ]],
  ["mark_read", [{ conversation: PEER, cursor: 3 }], [{ conversation: PEER, cursor: "3" }, { conversation: PEER }]],
  ["clear_history", [{}, { conversation: PEER }], [{ conversation: null }, { conversation: "" }]],
  ["resolve", [{ peer: "Ann" }], [{ peer: "" }, { peer: "x".repeat(201) }, {}]],
  ["contact_block", [{ conversation: PEER, blocked: true }], [{ conversation: PEER, blocked: 1 }]],
  ["contact_rename", [{ conversation: PEER, name: "Ж" }], [{ conversation: PEER, name: "x".repeat(201) }]],
  ["addresses", [{}], [{ address: "[::1]:7420" }]],
  ["address_remove", [{ address: "[::1]:7420" }], [{}, { address: "" }, { address: "x".repeat(301) }, { address: 7 }]],
  ["address_add", [{ address: "[::1]:7420" }], [{ address: "" }, { address: "x".repeat(301) }]],
  ["invite_create", [{}, { ttl_ms: 60_000 }], [{ ttl_ms: 59_999 }, { ttl_ms: 1e12 }, { ttl_ms: null }]],
  ["invite_accept", [{ invite: "parley:x" }], [{ invite: "" }, { invite: "x".repeat(65_537) }]],
  ["settings_set", [{}, { language: null, theme: "dark", send_key: "enter" }], [
    { language: "de" },
    { theme: null },
    { send_key: "" },
  ]],
  ["limits_grant", [{ conversation: PEER, messages: null, files: 0 }], [
    { conversation: PEER, messages: -1 },
    { conversation: PEER, files: 1e10 },
    { messages: 1 },
  ]],
  ["trust_add", [{ pem: "x", members: false }], [{ pem: "x" }, { pem: "", members: false }]],
];

for (const [method, good, bad] of PARAMS) {
  Deno.test(`${method}: parameters are checked before anything is done`, () =>
    withServer(async (running) => {
      for (const params of bad) {
        const answer = await call(running, method, JSON.stringify(params));
        assertEquals([answer.status, JSON.parse(answer.body).error.code], [400, "bad-request"], JSON.stringify(params));
      }
      assertEquals(running.backend.calls, []);
      for (const params of good) assertEquals((await call(running, method, JSON.stringify(params))).status, 200);
      assertEquals(running.backend.calls, good.map((params) => ({ method, params })));
    }));
}

Deno.test("a method that does not exist is not found", () =>
  withServer(async (running) => {
    for (const method of ["nothing", "to_string", "__proto__", "constructor", "value_of"]) {
      const answer = await call(running, method, "{}");
      assertEquals(answer.status, 404, method);
    }
    assertEquals(running.backend.calls, []);
  }));

Deno.test("a body that is not JSON in UTF-8 gets nowhere", () =>
  withServer(async (running) => {
    for (const body of ["", "{", "{}{}", "undefined", "{'a':1}", "[".repeat(1_000_000), '{"__proto__":{"x":1}}']) {
      const answer = await call(running, "contacts", body);
      assertEquals(answer.status, 400, body.slice(0, 20));
    }
    const { server, port } = running;
    const invalid = new Uint8Array([...new TextEncoder().encode('{"peer":"'), 0xff, 0x22, 0x7d]);
    const head = `POST /api/resolve HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${server.token}\r\n` +
      `Content-Type: application/json\r\nConnection: close\r\nContent-Length: ${invalid.length}\r\n\r\n`;
    assertStringIncludes((await sendRaw(port, [head, invalid])).body, "not JSON in UTF-8");
    assertEquals(running.backend.calls, []);
  }));

Deno.test("a message of 4 MiB passes whole, escapes included", () =>
  withServer(async (running) => {
    const text = '"'.repeat(4 * 1024 * 1024);
    assertEquals((await call(running, "send", JSON.stringify({ conversation: PEER, text }))).status, 200);
    assertEquals((running.backend.calls[0].params as { text: string }).text === text, true);
  }));

Deno.test("FILE-1: the list of a folder of 50,000 files passes, of one more it does not", () =>
  withServer(async (running) => {
    const entry = (_: unknown, index: number) => ({
      path: `Фотографии/2024 отпуск на море и у бабушки/IMG_${index}.jpeg`,
      size: 3_145_728,
      modified: 1_763_683_200_000,
    });
    const folder = (count: number) =>
      JSON.stringify({
        conversation: PEER,
        file: { name: "a", size: 1, entries: Array.from({ length: count }, entry) },
      });
    assertEquals((await call(running, "files_upload", folder(50_000))).status, 200);
    const more = await call(running, "files_upload", folder(50_001));
    assertEquals([more.status, JSON.parse(more.body).error.code], [400, "bad-request"]);
    assertEquals(running.backend.calls.length, 1);
  }));

Deno.test("a body that says it is too large is refused unread", () =>
  withServer(async ({ server, backend, port }) => {
    const head = `POST /api/send HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${server.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`;
    const answer = await sendRaw(port, [head]);
    assertEquals([answer.status, JSON.parse(answer.body).error.code], [413, "too-long"]);
    assertEquals(backend.calls, []);
  }));

Deno.test("a body without end is cut off at the limit", () =>
  withServer(async ({ server, backend, port }) => {
    let sent = 0;
    function* endless() {
      yield `POST /api/send HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${server.token}\r\n` +
        `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
      for (;; sent += 0x10000) yield chunk;
    }
    const answer = await sendRaw(port, endless());
    assertEquals([0, 413].includes(answer.status), true, String(answer.status));
    // What the sockets hold comes on top of the limit; without a limit it would never have ended.
    assertEquals(sent < 4 * MAX_BODY_BYTES, true, String(sent));
    assertEquals(backend.calls, []);
  }));

Deno.test("nobody without a secret gets the server to read a body", () =>
  withServer(async ({ backend, port }) => {
    const head = `POST /api/send HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: 1000000\r\n\r\n`;
    assertEquals((await sendRaw(port, [head])).status, 401);
    assertEquals(backend.calls, []);
  }));

Deno.test("an error keeps its code; what went wrong inside stays inside", async () => {
  const logged: string[] = [];
  const log = { warn: (text: string) => void logged.push(text), error: (text: string) => void logged.push(text) };
  await withServer(async (running) => {
    running.backend.answers.set("resolve", () => {
      throw Object.assign(new Error('finding "Bob": two have this name'), { code: "ambiguous" });
    });
    running.backend.answers.set("contacts", () => {
      throw Object.assign(new Error("/home/ann/.secret: key 123"), { code: "ENOENT" });
    });
    const ambiguous = await call(running, "resolve", '{"peer":"Bob"}');
    assertEquals(ambiguous.status, 409);
    assertEquals(JSON.parse(ambiguous.body), {
      error: { code: "ambiguous", message: 'finding "Bob": two have this name' },
    });
    const internal = await call(running, "contacts", "{}");
    assertEquals([internal.status, JSON.parse(internal.body).error.code], [500, "internal"]);
    assertEquals(/secret|key 123|\.ts:|at /.test(internal.body), false, internal.body);
  }, { log });
  assertStringIncludes(logged.join("\n"), "key 123");
});
