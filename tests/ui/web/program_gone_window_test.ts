import { assert, assertEquals } from "@std/assert";
import { receiveFile } from "../../support/fake/files.ts";
import { bubble, composer, open, testWindow, tryNow } from "../../support/window.ts";

testWindow("when the program goes or warns, a person", [
  ["keeps writing while the program is gone; it comes back and has every message once", {}, async (world) => {
    const { page, backend, server, boris } = world;
    await open(page, "Boris");
    await composer(page).fill("before");
    await composer(page).press("Enter");
    await bubble(page, "before").and(page.locator("[data-status=sent]")).waitFor();
    await server.stop();
    await page.locator(".banner", { hasText: "does not answer" }).waitFor();
    await composer(page).fill("meanwhile");
    await composer(page).press("Enter");
    await page.locator(".banner", { hasText: "1 message waits on this page" }).waitFor();
    backend.wrote(boris, "in", "from the time between");
    server.restart();
    await tryNow(page);
    await bubble(page, "meanwhile").and(page.locator("[data-status=sent]")).waitFor();
    await bubble(page, "from the time between").waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
    const texts = backend.messages.get(boris)!.map(({ text }) => text);
    assertEquals(texts, ["before", "from the time between", "meanwhile"]);
  }],
  ["FILE-6: reads no speed of a file while the program is gone", {}, async ({ page, backend, boris, server }) => {
    await open(page, "Boris");
    const size = 4 * 1_048_576;
    receiveFile(backend, boris, "film.mkv.zip", { state: "running", size, done: size / 2, speed: 1e6, left_ms: 2_000 });
    const numbers = page.locator(".file-numbers");
    await page.getByText("2 MB of 4 MB · 977 kB/s · 2 sec left").waitFor();
    await server.stop();
    await page.locator(".banner", { hasText: "does not answer" }).waitFor();
    assertEquals(await numbers.textContent(), "2 MB of 4 MB");
  }],
  ["sees nobody as online while the program is gone", {}, async ({ page, server }) => {
    await open(page, "Boris");
    const online = page.locator(".presence-online, .dot-online");
    await online.first().waitFor();
    await server.stop();
    await page.locator(".banner", { hasText: "does not answer" }).waitFor();
    assertEquals(await online.count(), 0);
    server.restart();
    await tryNow(page);
    await online.first().waitFor();
  }],
  ["comes back by itself when the program is started again", {}, async ({ page, server }) => {
    await server.stop();
    await page.locator(".banner").waitFor();
    server.restart();
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ["is told what to do when the program does not know this page any more", {}, async ({ page, server }) => {
    server.unauthorized = true;
    await server.stop();
    server.restart();
    await page.locator(".banner", { hasText: "Start Parley again" }).waitFor();
  }],
  ["opens a fresh launch link in another tab, and the old page works again", {}, async ({ page, server }) => {
    server.unauthorized = true;
    await server.stop();
    server.restart();
    await page.locator(".banner", { hasText: "Start Parley again" }).waitFor();
    server.unauthorized = false;
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ["is asked before leaving while a message waits on the page, and not otherwise", {}, async ({ page, server }) => {
    await open(page, "Boris");
    await composer(page).fill("nobody there");
    await server.stop();
    await page.locator(".banner").waitFor();
    await composer(page).press("Enter");
    await page.locator(".banner", { hasText: "1 message waits on this page" }).waitFor();
    const question = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    assertEquals(dialog.type(), "beforeunload");
    await dialog.dismiss();
    server.restart();
    await tryNow(page);
    await bubble(page, "nobody there").and(page.locator("[data-status=sent]")).waitFor();
    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
  }],
  ["quits the program from the settings and reads that it has ended", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Quit Parley" }).click();
    await page.locator(".banner", { hasText: "Parley has ended" }).waitFor();
    assert(backend.calls.some(({ method }) => method === "shutdown"));
  }],
  ["is warned 30 days before the certificate ends, and can put a notice away", {
    prepare: (backend) => {
      backend.me = { ...backend.me, expiry: "soon", valid_until: Date.now() + 5.5 * 86_400_000 };
      backend.notices = [{ id: "n", level: "error", text: "notice.storage_disk_full" }];
    },
  }, async ({ page, backend }) => {
    await page.locator(".banner", { hasText: /valid for [56] more days/ }).waitFor();
    await page.locator(".banner", { hasText: "The disk is full" }).getByRole("button", { name: "Dismiss" }).click();
    await page.locator(".banner", { hasText: "The disk is full" }).waitFor({ state: "detached" });
    await backend.until(() => backend.notices.length === 0);
  }],
]);
