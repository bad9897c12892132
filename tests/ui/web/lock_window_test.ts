/** UI-7, OPS-3: a locked program in the window. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { FAKE_PASSPHRASE } from "../../support/fake/program.ts";
import { bubble, composer, open, testWindow, tryNow } from "../../support/window.ts";

const field = (page: Page) => page.getByRole("textbox", { name: "Pass-phrase" });

/** Everything the page could show: its text, what is in its fields, and what it keeps in the browser. */
const everything = (page: Page) =>
  page.evaluate(() =>
    document.documentElement.outerHTML + [...document.querySelectorAll("input, textarea")].map((element) =>
      (element as HTMLInputElement).value
    ).join() + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + JSON.stringify(history.state) +
    document.title
  );

testWindow("UI-7: whoever comes to a locked program", [
  ["opens it with the pass-phrase, and is told when it is wrong", {
    prepare: (backend) => backend.locked = "start",
  }, async ({ page, backend }) => {
    await page.getByRole("heading", { name: "Unlock Parley" }).waitFor();
    assertEquals(await page.getByText("Boris").count(), 0);
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
    await page.keyboard.type("wrong one");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The pass-phrase is wrong" }).waitFor();
    // What was wrong is selected: whoever types goes over it.
    await page.waitForFunction(() => {
      const input = document.activeElement as HTMLInputElement;
      return input.tagName === "INPUT" && input.selectionEnd === input.value.length && input.selectionStart === 0;
    });
    await page.keyboard.type(FAKE_PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.locator(".contact", { hasText: "Boris" }).waitFor();
    assertEquals(backend.locked, null);
    assertEquals((await everything(page)).includes(FAKE_PASSPHRASE), false);
  }],
  ["sees what is typed only when they want to", {
    prepare: (backend) => backend.locked = "start",
  }, async ({ page }) => {
    await page.locator("input[type=password]").fill("abc");
    await page.getByRole("checkbox", { name: "Show what I type" }).check();
    assertEquals(await field(page).inputValue(), "abc");
    assertEquals(await page.locator("input[type=password]").count(), 0);
  }],
  ["waits for the program when it is gone, and goes on when it is back", {
    prepare: (backend) => backend.locked = "idle",
  }, async ({ page, server }) => {
    await page.getByRole("heading", { name: "Locked" }).waitFor();
    await server.stop();
    await page.getByRole("alert").waitFor();
    server.restart();
    await tryNow(page);
    await page.getByRole("button", { name: "Unlock" }).waitFor();
  }],
]);

testWindow("UI-7: when the program is locked, the page", [
  ["keeps nothing of the conversations, and has them again afterwards", {
    prepare: (backend, boris) => {
      backend.me = { ...backend.me, passphrase: true };
      backend.settings.theme = "dark";
      backend.wrote(boris, "in", "the secret plan");
    },
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await bubble(page, "the secret plan").waitFor();
    await composer(page).fill("half a sentence");
    const loaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Lock now" }).click();
    await loaded;
    await page.getByRole("heading", { name: "Locked" }).waitFor();
    const left = await everything(page);
    for (const word of ["secret plan", "half a sentence", "Boris", backend.me.name]) {
      assert(!left.includes(word), `"${word}" is still in the page`);
    }
    assertEquals(await page.evaluate(() => document.documentElement.dataset.theme), "dark", "it looks as before");
    await page.locator("input[type=password]").fill(FAKE_PASSPHRASE);
    await page.keyboard.press("Enter");
    await open(page, "Boris");
    await bubble(page, "the secret plan").waitFor();
    assertEquals(await composer(page).inputValue(), "half a sentence", "the program had it before it was locked");
  }],
  ["is told nothing of what arrives meanwhile", {
    prepare: (backend) => backend.me = { ...backend.me, passphrase: true },
  }, async ({ page, backend, boris }) => {
    const loaded = page.waitForEvent("load");
    await backend.handlers.lock!({});
    await loaded;
    await page.getByRole("heading", { name: "Locked" }).waitFor();
    backend.receive(boris, "while locked");
    assert(!(await everything(page)).includes("while locked"));
    assertEquals(await page.title(), "Parley");
    await page.locator("input[type=password]").fill(FAKE_PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.locator(".contact", { hasText: "while locked" }).waitFor();
  }],
  ["says that somebody is there who only reads, and only when that matters", {
    prepare: (backend) => {
      backend.me = { ...backend.me, passphrase: true };
      backend.handlers.active = () => null;
    },
  }, async ({ page, backend }) => {
    const active = () => backend.calls.filter(({ method }) => method === "active").length;
    await page.mouse.move(10, 10);
    backend.settings = { ...backend.settings, lock_after: 5 };
    backend.push({ type: "settings", settings: backend.settings });
    backend.push({ type: "notice", notice: { id: "n", level: "info", text: "notice.storage_io" } });
    await page.locator(".banner").waitFor(); // by now the settings are there, too
    assertEquals(active(), 0);
    await page.mouse.move(20, 20);
    await page.mouse.wheel(0, 10);
    await page.keyboard.press("Shift");
    await page.locator(".banner").getByRole("button").click();
    await page.locator(".banner").waitFor({ state: "detached" });
    assertEquals(active(), 1);
  }],
]);
