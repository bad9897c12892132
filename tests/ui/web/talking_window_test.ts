import { assert, assertEquals, assertMatch } from "@std/assert";
import { HELD } from "../../../ui/web/state/view_window.ts";
import { bubble, composer, fill, open, sent, testWindow, waitForEnd } from "../../support/window.ts";

testWindow("in a conversation a person", [
  ["writes with Enter and sees the ticks change until it is read", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).fill("Hello Boris");
    await composer(page).press("Enter");
    const sent = bubble(page, "Hello Boris");
    await sent.and(page.locator("[data-status=sent]")).waitFor();
    assertEquals(await composer(page).inputValue(), "");
    backend.receipt(boris, "delivered");
    await sent.getByRole("img", { name: "Delivered" }).waitFor();
    assertMatch(await sent.locator(".meta").getAttribute("title") ?? "", /Delivered .*\d\d:\d\d:\d\d/);
    backend.receipt(boris, "read");
    await sent.getByRole("img", { name: "Read" }).waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["Hello Boris"]);
  }],
  ["breaks a line with Shift+Enter, and the field grows with the text", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const before = (await composer(page).boundingBox())!.height;
    await composer(page).pressSequentially("one");
    await composer(page).press("Shift+Enter");
    await composer(page).pressSequentially("two");
    assert((await composer(page).boundingBox())!.height > before + 10);
    await composer(page).press("Enter");
    await sent(page, "one").waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["one\ntwo"]);
    assertEquals((await composer(page).boundingBox())!.height, before);
  }],
  ["sends with Ctrl+Enter after choosing so", {}, async ({ page, backend, boris }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Ctrl+Enter" }).check();
    await page.keyboard.press("Escape");
    await open(page, "Boris");
    await composer(page).pressSequentially("a");
    await composer(page).press("Enter");
    await composer(page).pressSequentially("b");
    await composer(page).press("Control+Enter");
    await sent(page, "a").waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["a\nb"]);
  }],
  ["hears of a new message in the list, the title and aloud, and reading it clears them", {}, async (world) => {
    const { page, backend, boris } = world;
    backend.receive(boris, "are you there?");
    await page.locator(".contact .badge", { hasText: "1" }).waitFor();
    await page.waitForFunction(() => document.title === "(1) Anna Weber – Parley");
    await page.locator("[aria-live=polite]", { hasText: "Boris: are you there?" }).waitFor({ state: "attached" });
    await open(page, "Boris");
    await bubble(page, "are you there?").waitFor();
    await page.locator(".new-line", { hasText: "New messages" }).waitFor();
    await page.waitForFunction(() => document.title === "Anna Weber – Parley");
    assertEquals(await page.locator(".contact .badge").count(), 0);
    await backend.until(() => backend.contacts.get(boris)!.unread === 0);
    assertEquals(backend.calls.filter(({ method }) => method === "mark_read").length, 1);
  }],
  ["hears nothing more of what is gone", {}, async ({ page, backend, boris }) => {
    const aloud = (text: string) =>
      page.locator("[aria-live=polite]", { hasText: text }).waitFor({ state: "attached" });
    const { id } = backend.receive(boris, "gone in a moment");
    await aloud("Boris: gone in a moment");
    backend.push({ type: "removed", conversation: boris, ids: [id] });
    await page.waitForFunction(() => document.querySelector("[aria-live=polite]")!.textContent === "");
    const message = backend.receive(boris, "not meant for you");
    await aloud("Boris: not meant for you");
    backend.push({ type: "message", message: { ...message, text: "", deleted: true } });
    await aloud("Boris: Message deleted");
  }],
  ["reads older messages without a jump, hears of a new one, and jumps back to it", {
    prepare: (backend, boris) => fill(backend, boris, 1_200),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bubble(page, "line 1200").waitFor();
    await waitForEnd(page);
    for (const target of ["line 1130", "line 1050", "line 960"]) {
      while (await bubble(page, `${target};`).count() === 0) {
        await page.locator(".messages").evaluate((list) => list.scrollTop = 0);
        await page.waitForFunction(() => document.querySelector(".messages")!.scrollTop > 0);
      }
    }
    // What is in sight stays where it is while more is put above it.
    const steady = await page.locator(".messages").evaluate(async (list) => {
      list.scrollTop = 500;
      const top = () => list.getBoundingClientRect().top;
      const row = [...list.querySelectorAll("[data-row]")].find((each) => each.getBoundingClientRect().top > top())!;
      const before = row.getBoundingClientRect().top;
      const height = list.scrollHeight;
      await new Promise<void>((resolve) => {
        new MutationObserver((_, observer) => {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }).observe(list, { childList: true, subtree: true });
      });
      return { moved: row.getBoundingClientRect().top - before, grown: list.scrollHeight - height };
    });
    assert(Math.abs(steady.moved) < 2, `moved by ${steady.moved}`);
    assert(await page.locator(".bubble").count() <= HELD, "only a window of the conversation is in the page");
    backend.receive(boris, "the newest");
    await page.getByRole("button", { name: "Go to the newest: 1 new message" }).click();
    await bubble(page, "the newest").waitFor();
    await waitForEnd(page);
    await page.waitForFunction(() => document.querySelector(".jump") === null);
  }],
  ["stays at the end while messages come in", {
    prepare: (backend, boris) => fill(backend, boris, 100),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bubble(page, "line 100").waitFor();
    for (let i = 0; i < 5; i++) backend.receive(boris, `incoming ${i}\n`.repeat(4));
    await bubble(page, "incoming 4").waitFor();
    await waitForEnd(page);
    assertEquals(await page.locator(".jump").count(), 0);
  }],
  ["keeps a draft per conversation, also over a reload", {
    prepare: (backend) => backend.person("Clara"),
  }, async ({ page }) => {
    await open(page, "Boris");
    await composer(page).fill("half a thought");
    await open(page, "Clara");
    assertEquals(await composer(page).inputValue(), "");
    await page.locator(".contact .draft").waitFor();
    await page.reload();
    await open(page, "Boris");
    // It may have been told on the way out, and come after the list.
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "half a thought");
  }],
  ["gets hostile text, and it stays text", {
    prepare: (backend, boris) => {
      const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
      backend.wrote(boris, "in", hostile);
      backend.wrote(boris, "in", "[x](javascript:alert(1)) javascript:alert(1) https://good.example/?q=<b>");
      backend.person(`<svg onload="document.title='owned'">`, { id: "5" });
      backend.notices = [{ id: "n", level: "info", text: "<b>bold</b>" }];
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "<script>").waitFor();
    assertEquals(await page.locator(".bubble img, .bubble script, .contact svg[onload], .banner b").count(), 0);
    assertEquals(await page.title(), "Anna Weber – Parley");
    const links = await page.locator(".bubble a").evaluateAll((all) =>
      all.map((link) => [link.getAttribute("href"), link.getAttribute("rel")])
    );
    assertEquals(links, [["https://good.example/?q=", "noopener noreferrer"]]);
  }],
  ["is told why a message was refused, and tries again", {}, async ({ page, backend, boris }) => {
    backend.refuses = "limit-exhausted";
    await open(page, "Boris");
    await composer(page).fill("too much");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").filter({ hasText: "budget for this person is used up" }).waitFor();
    backend.refuses = null;
    await page.getByRole("button", { name: "Try again" }).click();
    await bubble(page, "too much").and(page.locator("[data-status=sent]")).waitFor();
    assertEquals(backend.messages.get(boris)!.length, 1);
  }],
]);
