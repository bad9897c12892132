import { assertEquals } from "@std/assert";
import { composer, fill, open, testWindow, waitForEnd } from "../../support/window.ts";

testWindow("TXT-14: in the conversation a person reads", [
  ["that the other went and came back, in one line that changes, not in a pop-up", {
    prepare: (backend, boris) => fill(backend, boris, 80),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    assertEquals(await page.locator(".connection").count(), 0);
    backend.changeContact(boris, { presence: "offline", transport: null, since: Date.now() });
    await page.locator(".connection", { hasText: "Boris is not connected. What you write waits" }).waitFor();
    await waitForEnd(page);
    backend.sends_as = "queued";
    await composer(page).fill("for later");
    await composer(page).press("Enter");
    await page.locator(".bubble", { hasText: "for later" }).waitFor();
    backend.changeContact(boris, { presence: "online", transport: "tcp", since: Date.now() });
    await page.locator(".connection", { hasText: "Boris is connected again" }).waitFor();
    assertEquals(await page.locator(".connection").count(), 1);
    assertEquals(await page.locator("dialog[open]").count(), 0);
  }],
]);
