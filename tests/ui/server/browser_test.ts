/** What only a real browser can show: which cookies it sends where, and what the policy lets a page do. */
import { assertEquals, assertMatch } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import { writeLaunchFile } from "../../../ui/server/mod.ts";
import { launchBrowser } from "../../support/browser.ts";
import { type Running, withServer } from "./support.ts";

const FILES: Record<string, string> = {
  "index.html": `<!doctype html><title>window</title><link rel="stylesheet" href="app.css">
    <script src="app.js" type="module"></script><style>body{color:rgb(1,2,3)}</style><script>window.inline = true</script>`,
  "app.js": `const socket = new WebSocket(new URL("events", location.href.replace(/^http/, "ws")));
    socket.onmessage = ({ data }) => document.title = JSON.parse(data).event.type;
    socket.onclose = () => document.title = "closed";`,
  "app.css": "body { background: rgb(4, 5, 6) }",
  "icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
};
const assets = { read: (name: string) => Promise.resolve(new TextEncoder().encode(FILES[name])) };

async function inBrowser(test: (running: Running, context: BrowserContext) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    await withServer(async (running) => {
      const context = await browser.newContext();
      await test(running, context);
      await context.close();
    }, { assets });
  } finally {
    await browser.close();
  }
}

/** The window is there and has its snapshot. */
async function seesWindow(page: Page): Promise<void> {
  await page.waitForFunction(() => document.title === "snapshot");
  assertMatch(new URL(page.url()).pathname, /^\/w\/[0-9a-f]{32}\/$/);
}

/** A page of another user's server on this machine; remembers what the browser sends it. */
function neighbour(port: number) {
  const cookies: (string | null)[] = [];
  const html = `<!doctype html><title>another</title><a id="go" href="http://127.0.0.1:${port}/">go</a>`;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    cookies.push(request.headers.get("cookie"));
    return new Response(html, { headers: { "content-type": "text/html" } });
  });
  return { server, cookies, url: `http://127.0.0.1:${server.addr.port}/` };
}

Deno.test("a browser started with the file gets the window, and again by reload, used link and bare address", () =>
  inBrowser(async ({ server, port, dataDir }, context) => {
    const page = await context.newPage();
    const url = server.launchUrl();
    await page.goto(`file://${await writeLaunchFile(dataDir, url)}`);
    await seesWindow(page);
    await page.reload();
    await seesWindow(page);
    for (const address of [url, `http://127.0.0.1:${port}/`]) {
      await page.goto(address);
      await seesWindow(page);
    }
  }));

Deno.test("localhost and IPv6 work as well as 127.0.0.1", () =>
  inBrowser(async ({ server }, context) => {
    const hosts = [
      "localhost",
      ...(Deno.networkInterfaces().some(({ address }) => address === "::1") ? ["[::1]"] : []),
    ];
    for (const host of hosts) {
      const page = await context.newPage();
      await page.goto(server.launchUrl().replace("127.0.0.1", host));
      await seesWindow(page);
    }
  }));

Deno.test("a browser that came without a link is told how to get one", () =>
  inBrowser(async ({ port }, context) => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    assertMatch(await page.innerText("body"), /run\s+parley status[\s\S]*Запустите Parley ещё раз/);
  }));

Deno.test("no inline script or style runs in the window, its own files do", () =>
  inBrowser(async ({ server }, context) => {
    const page = await context.newPage();
    await page.goto(server.launchUrl());
    await seesWindow(page);
    const seen = await page.evaluate(() => [
      "inline" in globalThis,
      getComputedStyle(document.body).color,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assertEquals(seen, [false, "rgb(0, 0, 0)", "rgb(4, 5, 6)"]);
    const outside = await page.evaluate(() => fetch("http://127.0.0.1:1/").catch(() => "refused by the policy"));
    assertEquals(outside, "refused by the policy");
  }));

Deno.test("a server on another port of this machine gets neither cookie nor answer", () =>
  inBrowser(async ({ server, port, backend }, context) => {
    const other = neighbour(port);
    const page = await context.newPage();
    await page.goto(server.launchUrl());
    await seesWindow(page);
    const folder = new URL(page.url()).pathname;
    const called = backend.calls.length;
    await page.goto(other.url);
    await page.reload();
    const results = await page.evaluate(async ([port, folder]) => {
      const socket = (path: string) =>
        new Promise((resolve) => {
          const opened = new WebSocket(`ws://127.0.0.1:${port}${path}`);
          opened.onopen = () => resolve("open");
          opened.onclose = () => resolve("refused");
        });
      const call = (path: string, mode: RequestMode) =>
        fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", mode, credentials: "include", body: "{}" })
          .then((answer) => answer.type === "opaque" ? "opaque" : answer.status, () => "refused");
      return [
        await socket("/events"),
        await socket(`${folder}events`), // even if it knew the folder
        await call(`${folder}api/contacts`, "cors"),
        await call(`${folder}api/contacts`, "no-cors"),
      ];
    }, [String(port), folder]);
    assertEquals(results.slice(0, 3), ["refused", "refused", "refused"]);
    await page.click("#go");
    await page.waitForURL(`http://127.0.0.1:${port}/`);
    assertMatch(await page.innerText("body"), /Sec-Fetch-Site: another site/);
    assertEquals(other.cookies.filter((cookie) => cookie !== null), []);
    assertEquals(backend.calls.length, called);
    await other.server.shutdown();
  }));
