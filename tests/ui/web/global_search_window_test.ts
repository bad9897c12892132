/** TXT-7: search in all conversations. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { bubble, composer, fill, open, PHONE, stopClock, testWindow } from "../../support/window.ts";

const field = (page: Page) => page.getByRole("textbox", { name: "Search people and messages" });
const hits = (page: Page) => page.locator(".found-message");
const settles = (page: Page, count: number) =>
  page.waitForFunction((n) => document.querySelectorAll(".found-message").length === n, count);
const filter = (page: Page, name: string) => page.getByRole("group", { name: "Filters" }).getByLabel(name);

testWindow("TXT-7: who looks for something in all conversations", [
  ["sees people and messages as they type, and opens a hit in its context", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "Счёт за ёлку: 1200");
      backend.wrote(boris, "out", "The paper about <b>birds</b>\nlies on my desk");
      fill(backend, boris, 900);
      const clara = backend.person("Clara Bird", { id: "77" }).key;
      backend.wrote(clara, "in", "Which birds do you mean?");
    },
  }, async ({ page }) => {
    await page.keyboard.press("Control+KeyK");
    await page.keyboard.type("bird");
    await settles(page, 2);
    assertEquals(await page.locator(".contact-item").count(), 1, "Clara Bird is called so");
    assertEquals(await hits(page).locator(".contact-name").allTextContents(), ["Clara Bird", "Boris"]);
    assertEquals(await hits(page).locator("mark").allTextContents(), ["birds", "birds"]);
    assert((await hits(page).last().textContent())!.includes("You:"));
    await hits(page).last().click();
    await bubble(page, "lies on my desk").waitFor();
    await bubble(page, "line 1;").waitFor();
    await page.locator(".row", { hasText: "lies on my desk" }).waitFor();
    assertEquals(await field(page).inputValue(), "bird", "what was found stays, for the next one");
    await field(page).fill("елк");
    await settles(page, 1);
    assertEquals(await hits(page).locator("mark").allTextContents(), ["ёлку"]);
    await field(page).fill("zebra");
    await page.getByRole("status").filter({ hasText: "Nothing found for “zebra”." }).waitFor();
    await field(page).press("Escape");
    await settles(page, 0);
    assertEquals(await page.locator(".contact-item").count(), 2);
  }],
  ["does it all by keyboard, from the search in one conversation, too", {
    prepare: (backend, boris) => {
      fill(backend, boris, 20);
      backend.wrote(backend.person("Clara", { id: "77" }).key, "in", "another line");
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await composer(page).waitFor();
    await page.keyboard.press("Control+KeyF");
    await page.keyboard.type("another");
    await page.getByText("Nothing found for “another”.").waitFor();
    await page.keyboard.press("Control+KeyF");
    await page.waitForFunction(() => document.activeElement?.closest(".search-bar") !== null);
    assertEquals(await field(page).inputValue(), "another");
    await settles(page, 1);
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement?.classList.contains("found-message"));
    await page.keyboard.press("Enter");
    await bubble(page, "another line").waitFor();
  }],
  ["narrows it down by person, direction, links and dates, also without words", {
    prepare: (backend, boris) => {
      const clara = backend.person("Clara", { id: "77" }).key;
      const at = (days: number) => ({ sent_at: new Date(2026, 0, 10 + days, 23, 30).getTime() });
      backend.wrote(boris, "in", "one https://example.org", at(0));
      backend.wrote(boris, "out", "two", at(1));
      backend.wrote(clara, "in", "three https://example.org", at(2));
      backend.wrote(clara, "out", "four", at(3));
    },
  }, async ({ page }) => {
    await page.getByRole("button", { name: "Filters" }).click();
    await filter(page, "Written by").selectOption("Them");
    await settles(page, 2);
    assertEquals(await page.locator(".contact-item").count(), 0, "filters are about messages");
    await filter(page, "Conversation").selectOption("Clara");
    await settles(page, 1);
    await filter(page, "Written by").selectOption("Me and them");
    await filter(page, "Conversation").selectOption("Everybody");
    await filter(page, "What").selectOption("With links");
    await page.waitForFunction(() => document.querySelector(".found-message .snippet")?.textContent?.includes("three"));
    await settles(page, 2);
    await filter(page, "What").selectOption("All messages");
    await filter(page, "From").fill("2026-01-11");
    await filter(page, "To").fill("2026-01-12");
    await page.waitForFunction(() => document.querySelectorAll(".found-message .snippet").length === 2);
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".found-message .snippet")].map((each) => each.textContent!.trim()).join("|") ===
        "three https://example.org|You: two"
    );
    await filter(page, "To").fill("2026-01-10");
    await page.getByText("Nothing found with these filters.").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await settles(page, 0);
    assertEquals(await page.locator(".contact-item").count(), 2);
  }],
  ["gets the next page when they scroll, each message once", {
    prepare: (backend, boris) => fill(backend, boris, 95),
  }, async ({ page, backend }) => {
    await field(page).fill("line");
    await settles(page, 30);
    await hits(page).last().scrollIntoViewIfNeeded();
    await settles(page, 60);
    await hits(page).last().scrollIntoViewIfNeeded();
    await settles(page, 90);
    await hits(page).last().scrollIntoViewIfNeeded();
    await settles(page, 95);
    const texts = await hits(page).locator(".snippet").allTextContents();
    assertEquals(new Set(texts).size, 95);
    const asked = backend.calls.filter(({ method }) => method === "search");
    assertEquals(asked.map(({ params }) => (params as { after?: string }).after), [undefined, "30", "60", "90"]);
  }],
  ["gets the next page of new words while that of older ones is still on its way, and each once", {
    prepare: (backend, boris) => fill(backend, boris, 70),
  }, async ({ page, backend }) => {
    const search = backend.handlers.search!;
    const [older, newer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    backend.handlers.search = async (params) => {
      if (params.after !== undefined) await (params.text === "lin" ? older : newer).promise;
      const answer = await search(params);
      return params.text === "lin" ? { ...answer, messages: answer.messages.slice(1) } : answer;
    };
    const pages = (words: string) =>
      backend.calls.map(({ params }) => params as { text?: string; after?: string })
        .filter(({ text, after }) => text === words && after !== undefined).length;
    const toEnd = async () => {
      await hits(page).first().scrollIntoViewIfNeeded();
      await hits(page).last().scrollIntoViewIfNeeded();
    };
    await field(page).fill("lin");
    await settles(page, 29);
    await toEnd();
    await backend.until(() => pages("lin") === 1);
    await field(page).fill("line");
    await settles(page, 30);
    await toEnd();
    await backend.until(() => pages("line") === 1);
    older.resolve();
    await toEnd();
    newer.resolve();
    await settles(page, 60);
    assertEquals(new Set(await hits(page).locator(".snippet").allTextContents()).size, 60);
  }],
  ["gets the next page, also when what was found is changed meanwhile", {
    prepare: (backend, boris) => fill(backend, boris, 40),
  }, async ({ page, backend, boris }) => {
    const search = backend.handlers.search!;
    const held = Promise.withResolvers<void>();
    backend.handlers.search = async (params) => {
      if (params.after !== undefined) await held.promise;
      return search(params);
    };
    await field(page).fill("line");
    await settles(page, 30);
    await hits(page).last().scrollIntoViewIfNeeded();
    await backend.until(() => backend.calls.filter(({ method }) => method === "search").length === 2);
    const newest = backend.messages.get(boris)!.at(-1)!;
    backend.push({ type: "message", message: { ...newest, text: "line, changed", edited_at: Date.now() } });
    await page.locator(".found-message", { hasText: "changed" }).waitFor();
    held.resolve();
    await settles(page, 40);
    assert((await hits(page).first().textContent())!.includes("changed"));
  }],
  [
    "never sees the answer to an older question, and asks once for quick typing",
    {},
    async ({ page, backend, boris }) => {
      const [message] = [backend.wrote(boris, "in", "slow"), backend.wrote(boris, "in", "fast")];
      const slow = Promise.withResolvers<void>();
      backend.handlers.search = async ({ text }) => {
        if (text !== "slow") return { messages: [backend.messages.get(boris)![1]], next: null };
        await slow.promise;
        return { messages: [message], next: null };
      };
      const startClock = await stopClock(page);
      await field(page).pressSequentially("slow");
      await startClock();
      const calls = () => backend.calls.filter(({ method }) => method === "search");
      await backend.until(() => calls().length === 1);
      await field(page).fill("fast");
      await page.locator(".found-message", { hasText: "fast" }).waitFor();
      slow.resolve();
      await hits(page).click(); // what the program answers to this comes behind the late answer
      await bubble(page, "fast").waitFor();
      assertEquals(await hits(page).count(), 1);
      assert((await hits(page).textContent())!.includes("fast"));
      assertEquals(calls().length, 2);
    },
  ],
  ["sees among what was found what was edited, deleted or is gone", {}, async ({ page, backend, boris }) => {
    const kept = backend.wrote(boris, "in", "word one");
    const gone = backend.wrote(boris, "in", "word two");
    const taken = backend.wrote(boris, "in", "word three");
    await field(page).fill("word");
    await settles(page, 3);
    backend.push({ type: "message", message: { ...kept, text: "word changed", edited_at: Date.now() } });
    backend.push({ type: "removed", conversation: boris, ids: [gone.id] });
    backend.push({ type: "message", message: { ...taken, text: "", deleted: true } });
    await settles(page, 1);
    await page.locator(".found-message", { hasText: "word changed" }).waitFor();
  }],
  ["is told when the program cannot be asked", {}, async ({ page, server }) => {
    await server.stop();
    await page.locator(".banner").waitFor();
    await field(page).fill("anything");
    await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  }],
  ["comes back to what was found, on a phone", {
    options: PHONE,
    prepare: (backend, boris) => fill(backend, boris, 3),
  }, async ({ page }) => {
    await field(page).fill("line 2");
    await settles(page, 1);
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await hits(page).click();
    await bubble(page, "line 2;").waitFor();
    await page.goBack();
    await hits(page).waitFor();
  }],
]);
