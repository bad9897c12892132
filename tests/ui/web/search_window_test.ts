import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { HELD } from "../../../ui/web/state/view_window.ts";
import { bubble, composer, fill, open, PHONE, testWindow, tryNow, waitForEnd } from "../../support/window.ts";

const field = (page: Page) => page.getByRole("textbox", { name: "Search in this conversation" });
const results = (page: Page) => page.getByRole("region", { name: "Found messages" }).getByRole("button");

/** The message that was looked for is marked, and on the screen. */
async function seesHit(page: Page, text: string): Promise<void> {
  await page.locator(".row.hit", { hasText: text }).waitFor();
  await page.waitForFunction((text) => {
    const hit = [...document.querySelectorAll(".row.hit")].find((row) => row.textContent!.includes(text));
    const list = document.querySelector(".messages")!.getBoundingClientRect();
    const box = hit?.getBoundingClientRect();
    return box !== undefined && box.top >= list.top && box.bottom <= list.bottom;
  }, text);
}

testWindow("who looks for something that was written", [
  ["finds it by the beginnings of words, reads where it stands, and goes there", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "Счёт за ёлку: 1200");
      backend.wrote(boris, "out", "The paper about <b>birds</b>\nlies on my desk");
      fill(backend, boris, 900);
      backend.person("Clara", { id: "77" });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 900").waitFor();
    await page.getByRole("button", { name: "More for Boris" }).click();
    await page.getByRole("menuitem", { name: "Search in this conversation" }).click();
    await field(page).fill("bird pap");
    await page.waitForFunction(() => document.querySelectorAll(".results button").length === 1);
    assertEquals(await results(page).locator("mark").allTextContents(), ["paper", "birds"]);
    assertEquals(await results(page).locator(".snippet").textContent(), "The paper about <b>birds</b> lies on my desk");
    await results(page).click();
    await seesHit(page, "lies on my desk");
    assertEquals(await page.evaluate(() => document.documentElement.scrollTop), 0, "only the conversation scrolls");
    assert(await page.locator(".bubble").count() <= HELD, "only a window of the conversation is in the page");
    await bubble(page, "line 1;").waitFor();
    await field(page).fill("елк");
    await page.waitForFunction(() => document.querySelectorAll(".results mark").length === 1);
    assertEquals(await results(page).locator("mark").allTextContents(), ["ёлку"]);
    await field(page).fill("zebra");
    await page.getByText("Nothing found for “zebra”.").waitFor();
    await field(page).press("Escape");
    await field(page).waitFor({ state: "detached" });
    assertEquals(await page.locator(".row.hit").count(), 0);
  }],
  ["goes with Enter to what was typed last, not to what was found for the words before", {
    prepare: (backend, boris) => fill(backend, boris, 30),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.keyboard.press("Control+KeyF");
    await field(page).fill("line 7");
    await results(page).filter({ hasText: "line 7;" }).waitFor();
    const answer = Promise.withResolvers<void>();
    let asked = false;
    backend.handlers.search = async () => {
      asked = true;
      await answer.promise;
      return { messages: backend.messages.get(boris)!.filter(({ text }) => text === "line 12;"), next: null };
    };
    await field(page).fill("line 12");
    await field(page).press("Enter");
    await backend.until(() => asked);
    assertEquals(await page.locator(".row.hit").count(), 0);
    answer.resolve();
    await seesHit(page, "line 12;");
  }],
  ["sees the list of files when Enter was pressed before there was anything to look for", {
    prepare: (backend, boris) => {
      fill(backend, boris, 3);
      backend.handlers.search = ({ kind }) => ({
        messages: kind === "file" ? backend.messages.get(boris)! : [],
        next: null,
      });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await page.keyboard.press("Control+KeyF");
    await field(page).press("Enter");
    await page.locator(".conversation-search .files-toggle").click();
    await results(page).first().waitFor();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assertEquals([await results(page).count(), await page.locator(".row.hit").count()], [3, 0]);
  }],
  ["goes from one to another by keyboard alone, and back to the end", {
    prepare: (backend, boris) => fill(backend, boris, 900),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 900").waitFor();
    await page.keyboard.press("Control+KeyF");
    await page.keyboard.type("line 45");
    await results(page).filter({ hasText: "line 459;" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".results button").length === 11);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await seesHit(page, "line 458;");
    await page.keyboard.press("Control+KeyF");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await seesHit(page, "line 45;");
    await page.keyboard.press("Escape");
    await field(page).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    await page.getByRole("button", { name: "Go to the newest message" }).click();
    await waitForEnd(page);
    await bubble(page, "line 900").waitFor();
  }],
  ["is still where they read when the program was gone meanwhile, and gets to the end from there", {
    prepare: (backend, boris) => fill(backend, boris, 1_200),
  }, async ({ page, server }) => {
    await open(page, "Boris");
    await bubble(page, "line 1200").waitFor();
    await page.keyboard.press("Control+KeyF");
    await page.keyboard.type("45");
    await results(page).filter({ hasText: "line 45;" }).click();
    await seesHit(page, "line 45;");
    await server.stop();
    await page.locator(".banner").waitFor();
    server.restart();
    await tryNow(page);
    await page.locator(".banner").waitFor({ state: "detached" });
    await seesHit(page, "line 45;");
    await page.getByRole("button", { name: "Go to the newest message" }).click();
    await bubble(page, "line 1200").waitFor();
    await waitForEnd(page);
  }],
  ["gets the newest first, and the older ones when asked", {
    prepare: (backend, boris) => fill(backend, boris, 130),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 130").waitFor();
    await page.keyboard.press("Control+KeyF");
    await field(page).fill("line");
    await page.waitForFunction(() => document.querySelectorAll(".results .found").length === 50);
    assertEquals(await page.locator(".results .snippet").first().textContent(), "line 130;");
    for (const count of [100, 130]) {
      await page.getByRole("button", { name: "Older ones" }).click();
      await page.waitForFunction((count) => document.querySelectorAll(".results .found").length === count, count);
    }
    assertEquals(await page.getByRole("button", { name: "Older ones" }).count(), 0);
    assertEquals(await page.locator(".results .snippet").last().textContent(), "line 1;");
  }],
  ["looks in this conversation only, and leaves the search with it", {
    options: PHONE,
    prepare: (backend, boris) => {
      fill(backend, boris, 3);
      backend.wrote(backend.person("Clara", { id: "77" }).key, "in", "line of Clara");
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await page.getByRole("button", { name: "More for Boris" }).click();
    await page.getByRole("menuitem", { name: "Search in this conversation" }).click();
    await field(page).fill("line");
    await page.waitForFunction(() => document.querySelectorAll(".results .found").length === 3);
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await page.goBack();
    await open(page, "Clara");
    await composer(page).waitFor();
    assertEquals(await field(page).count(), 0);
  }],
  ["is told when the program cannot be asked", {}, async ({ page, server }) => {
    await open(page, "Boris");
    await page.keyboard.press("Control+KeyF");
    await server.stop();
    await page.locator(".banner").waitFor();
    await field(page).fill("anything");
    await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  }],
]);
