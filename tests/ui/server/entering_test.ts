import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { writeLaunchFile } from "../../../ui/server/mod.ts";
import { VirtualClock } from "../../support/clock.ts";
import { enter, launchPath, request, withServer } from "./support.ts";

const FROM_TERMINAL = { "Sec-Fetch-Site": "none" };
const FROM_ANOTHER_PROGRAM = {
  "Sec-Fetch-Site": "cross-site",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Dest": "document",
};

Deno.test("a launch link gives a cookie for the window's own folder and leads there", () =>
  withServer(async ({ server, port }) => {
    for (const headers of [FROM_TERMINAL, FROM_ANOTHER_PROGRAM]) {
      const answer = await request(port, { path: launchPath(server), headers });
      assertEquals(answer.status, 200);
      assertMatch(
        answer.head,
        /^set-cookie: parley_\d+=[^;]+; Path=\/w\/[0-9a-f]{32}\/; HttpOnly; SameSite=Strict; Max-Age=\d+\r?$/im,
      );
    }
    const { folder, cookie } = await enter(server);
    const page = await request(port, { path: folder, headers: { Cookie: cookie } });
    assertEquals([page.status, page.body.includes("window")], [200, true]);
  }));

Deno.test("a launch link works once", () =>
  withServer(async ({ server, port }) => {
    const path = launchPath(server);
    assertEquals((await request(port, { path })).status, 200);
    const again = await request(port, { path });
    assertEquals(again.status, 401);
    assertEquals(/set-cookie|\/w\/[0-9a-f]/i.test(again.head + again.body), false);
    assertStringIncludes(again.body, "Each link works once");
    assertStringIncludes(again.body, "Каждая ссылка работает один раз");
  }));

Deno.test("a launch link stops working after five minutes", async () => {
  const clock = new VirtualClock();
  await withServer(async ({ server, port }) => {
    const [soon, late] = [launchPath(server), launchPath(server)];
    await clock.advance(5 * 60_000 - 1);
    assertEquals((await request(port, { path: soon })).status, 200);
    await clock.advance(1);
    assertEquals((await request(port, { path: late })).status, 401);
  }, { clock });
});

Deno.test("of many launch links the newest work", () =>
  withServer(async ({ server, port }) => {
    const paths = Array.from({ length: 65 }, () => launchPath(server));
    assertEquals(new Set(paths).size, 65);
    assertEquals((await request(port, { path: paths[0] })).status, 401);
    assertEquals((await request(port, { path: paths[1] })).status, 200);
    assertEquals((await request(port, { path: paths[64] })).status, 200);
  }));

Deno.test("guesses at a launch link get nowhere and use nothing up", () =>
  withServer(async ({ server, port }) => {
    const path = launchPath(server);
    const guesses = [
      "",
      "?token=",
      "?token=x",
      `?token=${"A".repeat(43)}`,
      `?token=${"A".repeat(10_000)}`,
      "?token=%00",
    ];
    for (const guess of guesses) {
      assertEquals((await request(port, { path: `/launch${guess}` })).status, 401, guess.slice(0, 20));
    }
    assertEquals((await request(port, { path: path.slice(0, -1) })).status, 401);
    assertEquals((await request(port, { path, method: "POST" })).status, 405);
    assertEquals((await request(port, { path, method: "HEAD" })).status, 405);
    assertEquals((await request(port, { path })).status, 200);
  }));

Deno.test("a launch link inside another site's frame, picture or script does nothing", () =>
  withServer(async ({ server, port }) => {
    const path = launchPath(server);
    for (
      const [mode, dest] of [["navigate", "iframe"], ["no-cors", "image"], ["no-cors", "script"], ["cors", "empty"]]
    ) {
      const headers = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest };
      assertEquals((await request(port, { path, headers })).status, 403, dest);
    }
    assertEquals((await request(port, { path, headers: FROM_ANOTHER_PROGRAM })).status, 200);
  }));

Deno.test("the cookie of one profile does not open another's window", () =>
  withServer((ann) =>
    withServer(async (bob) => {
      const pass = await enter(ann.server);
      const theirs = await enter(bob.server);
      assertNotEquals(pass.folder, theirs.folder);
      const value = pass.cookie.split("=")[1];
      for (const cookie of [pass.cookie, `parley_${bob.port}=${value}`]) {
        const answer = await request(bob.port, { path: theirs.folder, headers: { Cookie: cookie } });
        assertEquals(answer.status, 401);
      }
      const both = `${pass.cookie}; other=1; ${theirs.cookie}`;
      assertEquals((await request(bob.port, { path: theirs.folder, headers: { Cookie: both } })).status, 200);
    })
  ));

Deno.test("a window open during a restart comes back; one of another port of the profile does not", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  try {
    let port = 0;
    let pass = { folder: "", cookie: "" };
    await withServer(async (first) => {
      port = first.port;
      pass = await enter(first.server);
    }, { dataDir });
    await withServer(async ({ port }) => {
      assertEquals((await request(port, { path: pass.folder, headers: { Cookie: pass.cookie } })).status, 200);
    }, { dataDir, port, tries: 1 });
    await withServer(async ({ server, port }) => {
      const { folder } = await enter(server);
      const cookie = pass.cookie.replace(/^parley_\d+/, `parley_${port}`);
      assertEquals((await request(port, { path: folder, headers: { Cookie: cookie } })).status, 401);
    }, { dataDir });
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("a cookie is renewed by use and ends after thirty days without", async () => {
  const clock = new VirtualClock();
  const day = 24 * 3_600_000;
  await withServer(async ({ server, port }) => {
    const { folder, cookie } = await enter(server);
    const load = () => request(port, { path: folder, headers: { Cookie: cookie } });
    assertEquals((await load()).head.toLowerCase().includes("set-cookie"), false);
    await clock.advance(2 * day);
    const renewed = /^set-cookie: ([^;]+);/im.exec((await load()).head)?.[1] ?? "";
    assertNotEquals(renewed, cookie);
    await clock.advance(28 * day + 1);
    assertEquals((await load()).status, 401);
    assertEquals((await request(port, { path: folder, headers: { Cookie: renewed } })).status, 200);
  }, { clock });
});

Deno.test("the file a browser is started with forwards to the link and is gone once used", () =>
  withServer(async ({ server, port, dataDir }) => {
    const url = server.launchUrl();
    const file = await writeLaunchFile(dataDir, url);
    assertStringIncludes(await Deno.readTextFile(file), `content="0;url=${url}"`);
    await request(port, { path: launchPath(server) });
    assertStringIncludes(await Deno.readTextFile(file), url); // another link was used
    const { pathname, search } = new URL(url);
    assertEquals((await request(port, { path: pathname + search, headers: FROM_ANOTHER_PROGRAM })).status, 200);
    assertEquals(await Deno.stat(file).then(() => true, () => false), false);
  }));

Deno.test("a stop removes the file a browser is started with", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  await withServer(async ({ server }) => void await writeLaunchFile(dataDir, server.launchUrl()), { dataDir });
  assertEquals([...Deno.readDirSync(dataDir)].map(({ name }) => name), ["ui.key"]);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("every answer forbids what it does not need", () =>
  withServer(async ({ server, port }) => {
    const { folder, cookie } = await enter(server);
    const paths = ["/", "/gate.js", launchPath(server), "/launch", "/nothing", "/events", folder, `${folder}app.js`];
    for (const path of paths) {
      const { head } = await request(port, { path, headers: { Cookie: cookie } });
      const lower = head.toLowerCase();
      for (
        const part of [
          "content-security-policy: default-src 'none'; script-src ",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'none'",
          "x-content-type-options: nosniff",
          "x-frame-options: deny",
          "referrer-policy: no-referrer",
          "cross-origin-opener-policy: same-origin",
          "cross-origin-resource-policy: same-origin",
          "permissions-policy: camera=()",
        ]
      ) assertStringIncludes(lower, part, path);
      assertStringIncludes(
        lower,
        path.startsWith(folder) ? "cache-control: no-cache" : "cache-control: no-store",
        path,
      );
      assertEquals(/unsafe|\*/.test(/content-security-policy: (.*)/.exec(lower)?.[1] ?? "*"), false, path);
    }
  }));

Deno.test("the window's files have their types, and are not sent twice", () =>
  withServer(async ({ server, port }) => {
    const { folder, cookie } = await enter(server);
    const types = { "": "text/html", "app.js": "text/javascript", "app.css": "text/css", "icon.svg": "image/svg+xml" };
    for (const [name, type] of Object.entries(types)) {
      const first = await request(port, { path: folder + name, headers: { Cookie: cookie } });
      assertStringIncludes(first.head.toLowerCase(), `content-type: ${type}`);
      const etag = /^etag: (.*?)\r?$/im.exec(first.head)?.[1] ?? "";
      const headers = { "Cookie": cookie, "If-None-Match": etag };
      const second = await request(port, { path: folder + name, headers });
      assertEquals([second.status, second.body], [304, ""]);
    }
  }));
