import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { enter, launchPath, openWindow, request, withServer } from "./support.ts";

Deno.test("a launch link gives a cookie for the window's own folder and leads there", () =>
  withServer(async ({ server, port }) => {
    const answer = await request(port, { path: launchPath(server), headers: { "Sec-Fetch-Site": "none" } });
    assertEquals(answer.status, 200);
    assertMatch(
      answer.head,
      /^set-cookie: parley_\d+=[^;]+; Path=\/w\/[0-9a-f]{32}\/; HttpOnly; SameSite=Strict; Max-Age=\d+\r?$/im,
    );
    assertStringIncludes(answer.head.toLowerCase(), "referrer-policy: no-referrer");
    assertStringIncludes(answer.head.toLowerCase(), "cache-control: no-store");
    const { folder, cookie } = await enter(server);
    const page = await request(port, { path: folder, headers: { Cookie: cookie } });
    assertEquals([page.status, page.body.includes("window")], [200, true]);
  }));

Deno.test("a page of our window opens its WebSocket and gets a snapshot first", () =>
  withServer(async ({ server, port, backend }) => {
    const window = await openWindow(port, await enter(server));
    const first = await window.next() as { event: { type: string } };
    assertEquals(first.event.type, "snapshot");
    window.socket.send(JSON.stringify({ id: 7, method: "contacts", params: {} }));
    assertEquals(await window.next(), { id: 7, result: null });
    assertEquals(backend.asked, ["contacts"]);
    window.socket.close();
    await window.closed();
  }));
