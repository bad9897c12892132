/** UI-7: leaving the page and ending the program, while something is still on its way. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { FakeBackend } from "../../support/fake_backend.ts";
import { soon } from "../../support/network.ts";
import { composer, open, testWindow, tryNow } from "../../support/window.ts";

async function isAsked(page: Page): Promise<boolean> {
  const asked = page.waitForEvent("dialog").then(async (dialog) => {
    await dialog.dismiss();
    return true;
  });
  const closed = page.waitForEvent("close").then(() => false);
  await page.close({ runBeforeUnload: true });
  return await Promise.race([asked.catch(() => false), closed.catch(() => true)]);
}

async function quits(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Quit Parley" }).click();
}

const wasEnded = (backend: FakeBackend) => backend.calls.some(({ method }) => method === "shutdown");

testWindow("UI-7: who closes the page", [
  ["is asked while what they write is only there, because the program is gone", {}, async ({ page, server }) => {
    await open(page, "Boris");
    await composer(page).waitFor();
    await server.stop();
    await page.locator(".banner", { hasText: "What you wrote stays here" }).waitFor();
    await composer(page).fill("half a thought");
    assertEquals(await isAsked(page), true);
    assertEquals(await composer(page).inputValue(), "half a thought");
    server.restart();
    await tryNow(page);
    await page.locator(".banner").waitFor({ state: "detached" });
    assertEquals(await composer(page).inputValue(), "half a thought");
  }],
  ["is not asked when the program has it, queued messages and drafts included", {
    prepare: (backend) => backend.sends_as = "queued",
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).fill("goes out later");
    await composer(page).press("Enter");
    await page.locator(".contact", { hasText: "goes out later" }).waitFor();
    await page.locator("[data-status=queued]").first().waitFor();
    const kept = Promise.withResolvers<void>();
    const keep = backend.handlers.draft_set!;
    backend.handlers.draft_set = (params) => {
      if (params.conversation === boris && params.text === "not finished") kept.resolve();
      return keep(params);
    };
    await composer(page).fill("not finished");
    assertEquals(await isAsked(page), false);
    await soon("what is not finished to be kept", kept.promise);
  }],
]);

testWindow("UI-7: who ends the program from the window", [
  ["is not asked when nothing waits", {}, async ({ page, backend }) => {
    await quits(page);
    await page.locator(".banner", { hasText: "Parley has ended" }).waitFor();
    assert(wasEnded(backend));
  }],
  ["reads how many messages wait, and that they go out at the next start", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "out", "one", { status: "queued" });
      backend.wrote(boris, "out", "two", { status: "sent" });
      backend.wrote(boris, "out", "three", { status: "delivered" });
    },
  }, async ({ page, backend }) => {
    await quits(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 messages are not delivered yet. They are kept").waitFor();
    assertEquals(await dialog.getByText(/lost/).count(), 0);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    assertEquals(wasEnded(backend), false);
    await quits(page);
    await dialog.getByRole("button", { name: "Quit Parley" }).click();
    await page.locator(".banner", { hasText: "Parley has ended" }).waitFor();
    assert(wasEnded(backend));
  }],
  ["reads which are lost, because their history is not kept", {
    prepare: (backend, boris) => {
      const { key, options } = backend.person("Nobody Writes This Down");
      backend.contacts.set(key, { ...backend.contacts.get(key)!, options: { ...options, keep_history: false } });
      backend.wrote(key, "out", "gone", { status: "queued" });
      backend.wrote(key, "in", "not theirs");
      backend.wrote(boris, "out", "stays", { status: "queued" });
    },
  }, async ({ page }) => {
    await quits(page);
    await page.getByRole("dialog").getByText("1 message is not delivered yet. It is kept").waitFor();
    await page.getByRole("dialog").getByText("1 message is lost").waitFor();
  }],
]);
