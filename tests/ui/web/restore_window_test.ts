/** OPS-3: backup and identity files from the first screen. */
import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { FAKE_PASSPHRASE } from "../../support/fake/program.ts";
import { testWindow } from "../../support/window.ts";

const start = (page: Page, way: string) => page.getByRole("button", { name: way }).first().click();
const choose = (page: Page, text: string) =>
  page.locator("dialog input[type=file]").setInputFiles({
    name: "anna.parley-backup",
    mimeType: "application/octet-stream",
    buffer: Buffer.from(text),
  });
const passphrase = (page: Page) => page.getByRole("textbox", { name: "Pass-phrase of the file" });

testWindow("OPS-3: who starts anew with what they had", [
  ["restores a backup, and the window comes back with it", { people: false }, async ({ page, backend }) => {
    await start(page, "Restore from a backup");
    const yes = page.getByRole("button", { name: "Restore", exact: true });
    assertEquals(await yes.isDisabled(), true);
    await choose(page, "whole backup");
    await page.getByText("anna.parley-backup").waitFor();
    await passphrase(page).fill("not this");
    await yes.click();
    await page.getByRole("alert").filter({ hasText: "The pass-phrase is wrong" }).waitFor();
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).selectionEnd === "not this".length);
    await page.keyboard.type(FAKE_PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.locator(".contact", { hasText: "Somebody from before" }).waitFor();
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.getByText("Anna as before").first().waitFor();
    assertEquals([...backend.files.values()].map(({ text }) => text), ["whole backup", "whole backup"]);
  }],
  ["takes an identity from a .p12 file", { people: false }, async ({ page }) => {
    await start(page, "Use my .p12 identity");
    await choose(page, "whole identity");
    await passphrase(page).fill(FAKE_PASSPHRASE);
    await page.getByRole("button", { name: "Use it" }).click();
    await page.getByText("Anna of the file").first().waitFor();
    await page.locator("dialog").waitFor({ state: "detached" });
  }],
  ["reads in words what is wrong with the file, and tries another", { people: false }, async ({ page }) => {
    await start(page, "Restore from a backup");
    await choose(page, "half a back");
    await passphrase(page).fill(FAKE_PASSPHRASE);
    await passphrase(page).press("Enter");
    await page.getByRole("alert").filter({ hasText: "This file does not fit here" }).waitFor();
    await choose(page, "whole backup");
    await page.getByRole("alert").waitFor({ state: "detached" });
    await passphrase(page).press("Enter");
    await page.getByText("Anna as before").first().waitFor();
  }],
  ["sees that it goes on, is asked before leaving meanwhile, and gets a lock screen for a locked profile", {
    people: false,
  }, async ({ page, backend }) => {
    const opened = Promise.withResolvers<void>();
    backend.handlers.restore = async () => {
      await opened.promise;
      return null;
    };
    await start(page, "Restore from a backup");
    await choose(page, "whole backup");
    await passphrase(page).fill(FAKE_PASSPHRASE);
    await passphrase(page).press("Enter");
    await page.getByRole("status").filter({ hasText: "Opening the file" }).waitFor();
    const question = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    assertEquals(dialog.type(), "beforeunload");
    await dialog.dismiss();
    opened.resolve();
    await page.getByRole("status").filter({ hasText: "This page comes back by itself" }).waitFor();
    const loaded = page.waitForEvent("load");
    backend.locked = "start";
    backend.push({ type: "locked", why: "start" });
    await loaded;
    await page.getByRole("heading", { name: "Unlock Parley" }).waitFor();
  }],
  ["is told when the program goes away meanwhile", { people: false }, async ({ page, server }) => {
    await start(page, "Restore from a backup");
    await choose(page, "whole backup");
    await passphrase(page).fill(FAKE_PASSPHRASE);
    await server.stop();
    await passphrase(page).press("Enter");
    await page.locator("dialog").getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  }],
]);
