/** Requests that no page of ours and no command of ours sends. Each gets its named refusal, and nothing gets through. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { enter, handshake, launchPath, type Pass, type RawRequest, request, sendRaw, withServer } from "./support.ts";

interface Forgery {
  name: string;
  /** Changes to a call of our page that would be fine: `POST <folder>api/contacts` with cookie and Origin. */
  change: (context: { port: number; pass: Pass; token: string }) => RawRequest;
  status: number;
  says: string;
}

const call = (headers: Record<string, string | undefined>) => (): RawRequest => ({ headers });

const FORGERIES: Forgery[] = [
  {
    name: "DNS rebinding: Host of another site",
    change: call({ Host: "evil.example:7421" }),
    status: 403,
    says: "Host",
  },
  {
    name: "Host that starts like ours",
    change: ({ port }) => ({ headers: { Host: `127.0.0.1:${port}.evil.example` } }),
    status: 403,
    says: "Host",
  },
  { name: "Host without the port", change: call({ Host: "127.0.0.1" }), status: 403, says: "Host" },
  { name: "Host with another port", change: call({ Host: "127.0.0.1:1" }), status: 403, says: "Host" },
  {
    name: "another address of loopback as Host",
    change: ({ port }) => ({ headers: { Host: `127.0.0.2:${port}` } }),
    status: 403,
    says: "Host",
  },
  {
    name: "Host with a user",
    change: ({ port }) => ({ headers: { Host: `a@127.0.0.1:${port}` } }),
    status: 403,
    says: "Host",
  },
  { name: "no Host", change: call({ Host: undefined }), status: 400, says: "" },
  { name: "foreign Origin", change: call({ Origin: "http://evil.example" }), status: 403, says: "Origin" },
  { name: "Origin of another port", change: call({ Origin: "http://127.0.0.1:1" }), status: 403, says: "Origin" },
  { name: "Origin null, from a sandboxed frame", change: call({ Origin: "null" }), status: 403, says: "Origin" },
  {
    name: "Origin with https",
    change: ({ port }) => ({ headers: { Origin: `https://127.0.0.1:${port}` } }),
    status: 403,
    says: "Origin",
  },
  { name: "cross-site", change: call({ "Sec-Fetch-Site": "cross-site" }), status: 403, says: "Sec-Fetch-Site" },
  {
    name: "same-site: a page on another port of this machine",
    change: call({ "Sec-Fetch-Site": "same-site" }),
    status: 403,
    says: "Sec-Fetch-Site",
  },
  {
    name: "cross-site navigation to the window",
    change: ({ pass }) => ({
      method: "GET",
      path: pass.folder,
      headers: { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" },
      body: undefined,
    }),
    status: 403,
    says: "Sec-Fetch-Site",
  },
  {
    name: "a cookie without Sec-Fetch-Site: no browser we know",
    change: call({ "Sec-Fetch-Site": undefined }),
    status: 403,
    says: "Sec-Fetch-Site: missing",
  },
  { name: "no cookie", change: call({ Cookie: undefined }), status: 401, says: "no longer opens" },
  {
    name: "a cookie of another port",
    change: ({ pass }) => ({ headers: { Cookie: pass.cookie.replace(/^parley_\d+/, "parley_1") } }),
    status: 401,
    says: "no longer opens",
  },
  {
    name: "a guessed cookie",
    change: ({ port }) => ({ headers: { Cookie: `parley_${port}=${Date.now().toString(36)}.${"0".repeat(64)}` } }),
    status: 401,
    says: "no longer opens",
  },
  {
    name: "the cookie made younger",
    change: ({ pass }) => ({ headers: { Cookie: pass.cookie.replace(/=([0-9a-z]+)\./, "=z$1.") } }),
    status: 401,
    says: "no longer opens",
  },
  {
    name: "the cookie without the folder's name",
    change: () => ({ path: `/w/${"0".repeat(32)}/api/contacts` }),
    status: 401,
    says: "no longer opens",
  },
  {
    name: "the cookie where the command line goes",
    change: () => ({ path: "/api/contacts" }),
    status: 401,
    says: "token",
  },
  {
    name: "a wrong token",
    change: () => ({ path: "/api/contacts", headers: { Authorization: `Bearer ${"A".repeat(43)}` } }),
    status: 401,
    says: "token",
  },
  {
    name: "the start of the token",
    change: ({ token }) => ({ path: "/api/contacts", headers: { Authorization: `Bearer ${token.slice(0, 42)}` } }),
    status: 401,
    says: "token",
  },
  {
    name: "the token in a cross-site request",
    change: ({ token }) => ({
      path: "/api/contacts",
      headers: { Authorization: `Bearer ${token}`, "Sec-Fetch-Site": "cross-site" },
    }),
    status: 403,
    says: "Sec-Fetch-Site",
  },
  {
    name: "the token as a cookie",
    change: ({ port, token }) => ({ headers: { Cookie: `parley_${port}=${token}` } }),
    status: 401,
    says: "no longer opens",
  },
  {
    name: "two Hosts",
    change: () => ({ headers: { "host": "evil.example" } }),
    status: 400,
    says: "",
  },
  {
    name: "two Origins",
    change: () => ({ headers: { "origin": "http://evil.example" } }),
    status: 400,
    says: `"origin": sent more than once`,
  },
  {
    name: "an absolute address as request target",
    change: ({ pass }) => ({ path: `http://evil.example${pass.folder}api/contacts` }),
    status: 400,
    says: "request target",
  },
  {
    name: "a form, as another site's page can post",
    change: call({ "Content-Type": "text/plain" }),
    status: 415,
    says: "Content-Type",
  },
  {
    name: "GET where only POST does something",
    change: () => ({ method: "GET", body: undefined }),
    status: 405,
    says: "POST",
  },
  { name: "a preflight", change: () => ({ method: "OPTIONS", body: undefined }), status: 405, says: "POST" },
];

for (const { name, change, status, says } of FORGERIES) {
  Deno.test(`refused: ${name}`, () =>
    withServer(async ({ server, backend, port }) => {
      const pass = await enter(server);
      const changed = change({ port, pass, token: server.token });
      const answer = await request(port, {
        method: "POST",
        path: `${pass.folder}api/contacts`,
        body: "{}",
        ...changed,
        headers: { Origin: `http://127.0.0.1:${port}`, Cookie: pass.cookie, ...changed.headers },
      });
      assertEquals(answer.status, status);
      assertStringIncludes(answer.body, says);
      assertEquals(answer.head.toLowerCase().includes("access-control-allow"), false);
      assertEquals(backend.calls, []);
    }));
}

Deno.test("the call all of these change is fine as it is", () =>
  withServer(async ({ server, backend, port }) => {
    const pass = await enter(server);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      const answer = await request(port, {
        method: "POST",
        path: `${pass.folder}api/contacts`,
        headers: { Host: host, Origin: `http://${host}`, Cookie: pass.cookie },
        body: "{}",
      });
      assertEquals([answer.status, answer.body], [200, '{"result":null}']);
    }
    assertEquals(backend.asked, ["contacts", "contacts", "contacts"]);
  }));

const HANDSHAKES: { name: string; headers: Record<string, string | undefined>; path?: string; status: number }[] = [
  { name: "without a cookie", headers: { Cookie: undefined }, status: 401 },
  { name: "from a foreign page", headers: { Origin: "http://evil.example" }, status: 403 },
  { name: "from a page on another port", headers: { Origin: "http://127.0.0.1:1" }, status: 403 },
  { name: "without an Origin", headers: { Origin: undefined }, status: 403 },
  { name: "with a rebound Host", headers: { Host: "evil.example" }, status: 403 },
  { name: "that calls itself cross-site", headers: { "Sec-Fetch-Site": "cross-site" }, status: 403 },
  { name: "at the command line's address with a cookie only", headers: {}, path: "/events", status: 401 },
  { name: "at another address", headers: {}, path: "/", status: 400 },
  { name: "without a key", headers: { "Sec-WebSocket-Key": undefined }, status: 400 },
  { name: "of another protocol", headers: { Upgrade: "h2c" }, status: 400 },
];

for (const { name, headers, path, status } of HANDSHAKES) {
  Deno.test(`no WebSocket ${name}`, () =>
    withServer(async ({ server, backend, port }) => {
      const pass = await enter(server);
      const answer = await request(port, {
        path: path ?? `${pass.folder}events`,
        headers: { ...handshake(port, pass), "Sec-Fetch-Site": undefined, ...headers },
      });
      assertEquals(answer.status, status);
      assertEquals([backend.calls.length, backend.listeners], [0, 0]);
    }));
}

const PATHS = [
  "../node.json",
  "../../../../etc/passwd",
  "%2e%2e/node.json",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "..\\node.json",
  "..%5cnode.json",
  "./index.html",
  "index.html/",
  "index.html%00.js",
  "//index.html",
  "app.js/../index.html",
  "APP.JS",
  "node.json",
  "ui.key",
  "constructor",
  "__proto__",
  "api/__proto__",
  "api/constructor",
  "api/../contacts",
];

Deno.test("only names of the table are served, however a path is written", () =>
  withServer(async ({ server, backend, port, dataDir }) => {
    await Deno.writeTextFile(`${dataDir}/node.json`, "secret of the profile");
    const pass = await enter(server);
    for (const path of PATHS) {
      for (const start of [pass.folder, "/"]) {
        const answer = await request(port, { path: start + path, headers: { Cookie: pass.cookie } });
        assertEquals([404, 405, 401].includes(answer.status), true, `${start}${path}: ${answer.status}`);
        assertEquals(/root:|secret of|function/.test(answer.body), false, start + path);
      }
    }
    assertEquals(backend.calls, []);
  }));

Deno.test("what is no HTTP ends the connection and nothing else", () =>
  withServer(async ({ server, port }) => {
    const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
    const garbage: (string | Uint8Array)[] = [
      crypto.getRandomValues(new Uint8Array(4_096)),
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      `${head}X\0Y: 1\r\n\r\n`,
      `${head}: no name\r\n\r\n`,
      `${head}X: ${"y".repeat(100_000)}\r\n\r\n`,
      `${head}${"X: y\r\n".repeat(20_000)}\r\n`,
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: -1\r\n\r\n`,
    ];
    for (const bytes of garbage) {
      const { status } = await sendRaw(port, [bytes]);
      assertEquals([0, 400, 431].includes(status), true, `${status} for ${String(bytes).slice(0, 60)}`);
    }
    assertEquals((await request(port, { path: launchPath(server) })).status, 200);
  }));
