/** TXT-6 in the window: unread messages, days, the way back to the newest, and a history too long for any page. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Params } from "../../../ui/api.ts";
import { HELD } from "../../../ui/web/state/view_window.ts";
import type { FakeBackend } from "../../support/fake_backend.ts";
import { bubble, fill, open, testWindow, waitForEnd } from "../../support/window.ts";

const MANY = 100_000;

const asked = (backend: FakeBackend) =>
  backend.calls.filter(({ method }) => method === "history").map(({ params }) => params as Params<"history">);

/** Rolls the list until this is true in the page. */
async function rollUntil(page: Page, step: number, text: string): Promise<void> {
  await page.locator(".messages").evaluate(async (list, { step, text }) => {
    const there = () => [...list.querySelectorAll(".bubble")].some((each) => each.textContent!.includes(text));
    for (let frames = 0; !there(); frames++) {
      if (frames > 2_000) throw new Error(`"${text}" does not come`);
      list.scrollTop += step;
      await new Promise(requestAnimationFrame);
    }
  }, { step, text });
}

testWindow("who reads", [
  ["goes through a hundred thousand messages, and the page holds only a part of them", {
    prepare: (backend, boris) => fill(backend, boris, MANY),
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await bubble(page, `line ${MANY};`).waitFor();
    await waitForEnd(page);
    await rollUntil(page, -600, `line ${MANY - 700};`);
    assert(await page.locator(".bubble").count() <= HELD);
    await rollUntil(page, 600, `line ${MANY};`);
    assert(await page.locator(".bubble").count() <= HELD);
    const limits = asked(backend).map(({ limit }) => limit!);
    assert(limits.every((limit) => limit <= 60), "small pages, both ways");
  }],
  ["goes to a day years back and to the newest again, each with one request", {
    prepare: (backend, boris) => {
      const begun = new Date(2020, 0, 1, 12).getTime();
      for (let i = 0; i < 4_000; i++) {
        backend.wrote(boris, i % 2 ? "in" : "out", `day ${i};`, { sent_at: begun + Math.floor(i / 2) * 86_400_000 });
      }
    },
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await bubble(page, "day 3999;").waitFor();
    const before = asked(backend).length;
    const field = page.locator(".day-field").last();
    await field.evaluate((input: HTMLInputElement) => {
      input.value = "2021-03-14";
      input.dispatchEvent(new Event("change"));
    });
    const days = (Date.UTC(2021, 2, 14) - Date.UTC(2020, 0, 1)) / 86_400_000;
    await page.locator(".row.flash", { hasText: `day ${days * 2};` }).waitFor();
    assertEquals(asked(backend).slice(before).filter(({ around }) => around !== undefined).length, 1);
    const middle = asked(backend).length;
    await page.getByRole("button", { name: "Go to the newest message" }).click();
    await bubble(page, "day 3999;").waitFor();
    await waitForEnd(page);
    const [newest] = asked(backend).slice(middle).filter(({ before, after }) => (before ?? after) === undefined);
    assertEquals([newest.around, newest.before, newest.after], [undefined, undefined, undefined]);
    await page.locator(".jump").waitFor({ state: "detached" });
  }],
  ["begins at the first unread message, sees the line, and is counted down while reading on", {
    prepare: (backend, boris) => {
      fill(backend, boris, 100);
      for (let i = 1; i <= 300; i++) backend.wrote(boris, "in", `new ${i};`);
      backend.changeContact(boris, { unread: 300 });
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.locator(".new-line").waitFor();
    const line = (await page.locator(".new-line").boundingBox())!;
    const list = (await page.locator(".messages").boundingBox())!;
    assert(line.y >= list.y && line.y < list.y + list.height / 2, "the line is in sight, at the top");
    await page.waitForFunction(() => {
      const unread = Number(document.querySelector(".jump .badge")?.textContent);
      return unread > 200 && unread < 300;
    });
    await rollUntil(page, 300, "new 300;");
    await page.locator(".messages").evaluate((list) => list.scrollTop = list.scrollHeight);
    await page.waitForFunction(() => document.querySelector(".contact .badge, .jump") === null);
    await backend.until(() => backend.contacts.get(boris)!.unread === 0);
  }],
  ["finds the first unread one also when more are unread than one page can hold", {
    prepare: (backend, boris) => {
      fill(backend, boris, 40);
      for (let i = 1; i <= 800; i++) backend.wrote(boris, "in", `new ${i};`);
      backend.changeContact(boris, { unread: 800 });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "new 1;").waitFor();
    assert(await page.locator(".bubble").count() <= HELD);
    const y = async (text: string) => (await page.locator(text).first().boundingBox())!.y;
    assert(await y(".new-line") < await y(".bubble:has-text('new 1;')"));
  }],
  ["hears of new messages while far back, without being moved", {
    prepare: (backend, boris) => fill(backend, boris, 2_000),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bubble(page, "line 2000;").waitFor();
    await rollUntil(page, -500, "line 1500;");
    await page.waitForFunction(() => document.querySelector(".messages")!.scrollTop > 100);
    // One row, and not whichever is there: half a pixel would make another one the first.
    const row = await page.locator(".messages").evaluateHandle((list) =>
      [...list.querySelectorAll(".row")].find((row) => row.getBoundingClientRect().top > 100)!
    );
    const top = () => row.evaluate((row) => row.getBoundingClientRect().top);
    const before = await top();
    for (let i = 0; i < 3; i++) backend.receive(boris, `meanwhile ${i}`);
    await page.getByRole("button", { name: "Go to the newest: 3 new messages" }).waitFor();
    assert(Math.abs(await top() - before) < 2);
    assertEquals(await bubble(page, "meanwhile").count(), 0, "no gap is hidden in the middle");
    await page.locator(".jump").click();
    await bubble(page, "meanwhile 2").waitFor();
    await waitForEnd(page);
    await page.waitForFunction(() => document.querySelector(".contact .badge") === null);
  }],
  ["writes from far back and is with their own message at once", {
    prepare: (backend, boris) => fill(backend, boris, 1_000),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 1000;").waitFor();
    await rollUntil(page, -500, "line 600;");
    await page.locator(".messages").focus();
    await page.keyboard.type("here I am");
    await page.keyboard.press("Enter");
    await bubble(page, "here I am").waitFor();
    await waitForEnd(page);
    await bubble(page, "line 1000;").waitFor();
  }],
  ["has the day in sight while scrolling, and it goes away", {
    prepare: (backend, boris) => fill(backend, boris, 200),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 200;").waitFor();
    await waitForEnd(page);
    await page.mouse.move(700, 400);
    // Looked for in every picture: it is gone again soon.
    const shown = page.waitForFunction(() => document.querySelector(".floating.shown") !== null);
    await Promise.all([shown, page.mouse.wheel(0, -400)]);
    await page.locator(".floating.shown").waitFor({ state: "detached" });
  }],
  ["unfolds a long text, and what is read stays where it is", {
    prepare: (backend, boris) => {
      fill(backend, boris, 20);
      backend.wrote(boris, "in", `first\n${"a line of it\n".repeat(200)}last`);
      backend.wrote(boris, "in", "after it");
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "after it").waitFor();
    assertEquals(await bubble(page, "a line of it").getByText("last").count(), 0);
    await page.getByRole("button", { name: "Show all of it" }).click();
    await page.locator(".words", { hasText: /last$/ }).waitFor();
    assertEquals(await page.getByRole("button", { name: "Show all of it" }).count(), 0);
  }],
]);
