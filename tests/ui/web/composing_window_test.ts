/** TXT-6, TXT-12, LIM-3, LIM-4 and UI-3 in the window: the field in which messages are written. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { bubble, composer, open, sent, stopClock, testWindow, tryNow } from "../../support/window.ts";
import type { FakeBackend } from "../../support/fake_backend.ts";

const drafts = (backend: FakeBackend) =>
  backend.calls.filter(({ method }) => method === "draft_set").map(({ params }) => params as { text: string });
const typings = (backend: FakeBackend) =>
  backend.calls.filter(({ method }) => method === "typing").map(({ params }) => (params as { typing: boolean }).typing);

/** Ctrl and the key at this place, on a keyboard that writes this letter there. */
async function pressForeign(page: Page, code: string, key: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const event = { code, key, modifiers: 2, windowsVirtualKeyCode: 0 };
  await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  await session.detach();
}

const LONG = "All of it, as you asked. ".repeat(120);

testWindow("who writes", [
  ["has the draft in the program, a moment after the last key", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const startClock = await stopClock(page);
    await composer(page).pressSequentially("half a thought");
    await startClock();
    await backend.until(() => backend.contacts.get(boris)!.draft !== null);
    assertEquals(backend.contacts.get(boris)!.draft, { text: "half a thought", reply_to: null });
    assertEquals(drafts(backend).length, 1, "not told of every key");
    await composer(page).press("Enter");
    await bubble(page, "half a thought").waitFor();
    await backend.until(() => backend.contacts.get(boris)!.draft === null);
    assertEquals(drafts(backend).at(-1)?.text, "");
  }],
  ["goes on in another window where they stopped in the first", {}, async ({ page, server, backend, boris }) => {
    const id = backend.wrote(boris, "in", "Where shall we meet?").id;
    const other = await page.context().newPage();
    await other.goto(server.url);
    await open(other, "Boris");
    await open(page, "Boris");
    await page.locator(".row").dblclick({ position: { x: 700, y: 12 } });
    await composer(page).pressSequentially("At the sta");
    await other.waitForFunction(() => document.querySelector("textarea")!.value === "At the sta");
    await other.locator(".about", { hasText: "Where shall we meet?" }).waitFor();
    await composer(other).press("End");
    await composer(other).pressSequentially("tion");
    await page.waitForFunction(() => document.querySelector("textarea")!.value === "At the station");
    await composer(other).press("Enter");
    await page.waitForFunction(() => document.querySelector("textarea")!.value === "");
    await page.locator(".about").waitFor({ state: "detached" });
    await sent(page, "At the station").waitFor();
    assertEquals(backend.messages.get(boris)!.at(-1)!.reply?.id, id);
  }],
  ["finds what an older version kept in the browser", {
    prepare: (backend) => backend.person("Clara", { id: "77", draft: { text: "of the program", reply_to: null } }),
  }, async ({ page, backend, boris }) => {
    await page.evaluate((keys) => {
      for (const key of keys) localStorage.setItem(`parley.draft.${key}`, "from before");
    }, [...backend.contacts.keys()]);
    await page.reload();
    await open(page, "Boris");
    assertEquals(await composer(page).inputValue(), "from before");
    const left = () => Object.keys(localStorage).filter((key) => key.startsWith("parley.draft."));
    assertEquals(await page.evaluate(left), []);
    await open(page, "Clara");
    assertEquals(await composer(page).inputValue(), "of the program");
    await backend.until(() => backend.contacts.get(boris)!.draft !== null);
  }],
  ["keeps what they wrote while the program is gone, and it has it afterwards", {}, async (world) => {
    const { page, server, backend, boris } = world;
    await open(page, "Boris");
    await server.stop();
    await page.locator(".banner").waitFor();
    await composer(page).fill("written alone");
    server.restart();
    await tryNow(page);
    await page.locator(".banner").waitFor({ state: "detached" });
    assertEquals(await composer(page).inputValue(), "written alone");
    await backend.until(() => backend.contacts.get(boris)!.draft !== null);
  }],
  ["lets the other side see that they type, and that they have stopped", {}, async ({ page, backend }) => {
    await open(page, "Boris");
    await stopClock(page); // every three seconds it is told again
    await composer(page).pressSequentially("typing on and on and on");
    await composer(page).fill("");
    await backend.until(() => typings(backend).length >= 2);
    assertEquals(typings(backend), [true, false], "not with every key");
    await composer(page).pressSequentially("x");
    await composer(page).press("Enter");
    await sent(page, "x").waitFor();
    assertEquals(typings(backend), [true, false, true], "a message says by itself that one has stopped");
  }],
  ["sees that the other side is typing, in the header and until the message comes", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    await stopClock(page);
    const now = await page.evaluate(() => Date.now());
    backend.push({ type: "typing", conversation: boris, until: now + 6_000 });
    await page.locator(".chat-header .typing").waitFor();
    backend.receive(boris, "there it is");
    await page.locator(".chat-header .typing").waitFor({ state: "detached" });
    backend.push({ type: "typing", conversation: boris, until: now + 6_000 });
    await page.locator(".chat-header .typing").waitFor();
    await page.clock.runFor(7_000); // its time is over
    await page.locator(".chat-header .typing").waitFor({ state: "detached" });
  }],
  ["is told what a long text costs, and asked once", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).fill("short");
    assertEquals(await page.locator(".cost").count(), 0);
    await composer(page).fill(LONG);
    await page.locator(".cost", { hasText: "3 packets of 1,000 left" }).waitFor();
    await composer(page).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Send a long message?" });
    await dialog.getByText("It takes 3 packets of the 1,000 you have left for Boris.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assertEquals(await composer(page).inputValue(), LONG);
    await composer(page).press("Enter");
    await dialog.waitFor();
    await page.keyboard.press("Enter");
    await sent(page, "All of it").waitFor();
    await dialog.waitFor({ state: "detached" });
    assertEquals(backend.messages.get(boris)!.length, 1);
    assertEquals(backend.contacts.get(boris)!.messages_left, 997);
  }],
  ["with a budget that is used up reads why and what to do, and nothing is lost", {
    prepare: (backend, boris) => void backend.changeContact(boris, { messages_left: 2 }),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).fill(LONG);
    const bar = page.locator(".budget-bar");
    await bar.getByText("This takes 3 packets, and you have 2 left for Boris. What you wrote stays here.").waitFor();
    await composer(page).press("Enter");
    assertEquals(await page.getByRole("dialog").count(), 0);
    await composer(page).fill("one");
    await composer(page).press("Enter");
    await bubble(page, "one").waitFor();
    await composer(page).fill("two");
    await composer(page).press("Enter");
    await bubble(page, "two").waitFor();
    await bar.getByText("Your packets for Boris are used up.").waitFor();
    await composer(page).fill("three");
    await composer(page).press("Enter");
    assertEquals(await composer(page).inputValue(), "three");
    await bar.getByRole("button", { name: "Allow 1,000 more" }).click();
    await bar.waitFor({ state: "detached" });
    await composer(page).press("Enter");
    await sent(page, "three").waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["one", "two", "three"]);
    assertEquals(backend.contacts.get(boris)!.messages_left, 999);
  }],
  ["cannot write to whom they blocked, whose keys have changed, or who only asks; and reads why", {
    prepare: (backend) => {
      backend.person("Clara", { id: "77", key_changed: true });
      backend.person("Dora", { id: "78", state: "blocked", blocked: true });
    },
  }, async ({ page }) => {
    for (const [name, why] of [["Clara", "the new keys of Clara"], ["Dora", "You blocked Dora"]]) {
      await open(page, name);
      await page.locator(".composer-off", { hasText: why }).waitFor();
      assertEquals(await composer(page).count(), 0);
    }
  }],
  ["uses Ctrl+A, X, Z and C on a Russian layout", {}, async ({ page }) => {
    const value = () => composer(page).inputValue();
    await open(page, "Boris");
    await composer(page).pressSequentially("съешь ещё");
    await pressForeign(page, "KeyA", "ф");
    await pressForeign(page, "KeyX", "ч");
    assertEquals(await value(), "");
    assertEquals(await page.evaluate(() => navigator.clipboard.readText()), "съешь ещё");
    await pressForeign(page, "KeyZ", "я");
    assertEquals(await value(), "съешь ещё");
    await composer(page).press("End");
    await page.keyboard.press("Shift+ArrowLeft");
    await pressForeign(page, "KeyC", "с");
    assertEquals(await page.evaluate(() => navigator.clipboard.readText()), "ё");
    await page.keyboard.press("End");
    await pressForeign(page, "KeyV", "м");
    await page.waitForFunction(() => document.querySelector("textarea")!.value === "съешь ещёё");
  }],
  ["finds an emoji by its name, by keyboard alone, and can take it back", {}, async ({ page }) => {
    await open(page, "Boris");
    await composer(page).pressSequentially("Coffee? ");
    await page.getByRole("button", { name: "Emoji" }).press("Enter");
    const search = page.getByRole("textbox", { name: "Find an emoji" });
    await search.fill("zzz");
    await page.getByText("There is no such emoji here.").waitFor();
    await search.fill("coffee");
    await search.press("ArrowDown");
    await page.keyboard.press("Enter");
    assertEquals(await composer(page).inputValue(), "Coffee? ☕");
    await page.keyboard.press("Control+KeyZ");
    assertMatch(await composer(page).inputValue(), /^Coffee\? ?$/);
    await page.getByRole("button", { name: "Emoji" }).press("Enter");
    await page.keyboard.press("Escape");
    await search.waitFor({ state: "detached" });
    assertEquals(await page.evaluate(() => document.activeElement!.getAttribute("aria-label")), "Emoji");
  }],
  ["sees the bits of a message before and after it is sealed, if they want to", {
    prepare: (backend) => backend.settings.show_bits = true,
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.locator(".composer").waitFor();
    const before = (await page.locator(".messages").boundingBox())!;
    const bits = {
      conversation: boris,
      direction: "in",
      plain: btoa("Hi"),
      sealed: btoa("\u0081\u0001"),
      length: 2,
    } as const;
    backend.push({ type: "bits", ...bits });
    const panel = page.getByRole("complementary", { name: "The message as it came" });
    await panel.waitFor();
    assertEquals(await panel.locator("code").allTextContents(), ["01001000 01101001 ", "10000001 00000001 "]);
    assertEquals(await page.locator(".messages").boundingBox(), before, "nothing moves for it");
    await panel.getByRole("button", { name: "Close" }).click();
    await panel.waitFor({ state: "detached" });
    await page.mouse.move(5, 5); // what the pointer rests on stays
    await page.clock.install();
    backend.push({ type: "bits", ...bits });
    await panel.waitFor();
    await page.clock.runFor(9_000);
    await panel.waitFor({ state: "detached" });
  }],
  ["TXT-9: reads who proposed what of disappearing messages", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const event = (who: string, seconds: string) =>
      backend.receive(boris, "event.timer_proposed", { kind: "event", args: { name: "Boris", who, seconds } });
    event("them", "3600");
    await page.locator(".event", { hasText: "Boris proposed disappearing messages: 1 hour." }).waitFor();
    event("them", "0");
    await page.locator(".event", { hasText: "Boris proposed that messages no longer disappear." }).waitFor();
    event("me", "0");
    await page.locator(".event", { hasText: "You proposed that messages no longer disappear." }).waitFor();
  }],
  ["agrees on disappearing messages, or puts it off", {
    prepare: (backend, boris) => {
      const timer = { agreed: 0, mine: null, theirs: { id: "0192b1c4-0000-7000-8000-000000000001", seconds: 86_400 } };
      backend.changeContact(boris, { timer });
      backend.person("Clara", { id: "77", timer });
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Clara");
    const bar = page.locator(".timer-bar");
    await bar.getByText("Clara proposes: messages disappear after 1 day.").waitFor();
    await bar.getByRole("button", { name: "Not now" }).click();
    await bar.waitFor({ state: "detached" });
    const clara = [...backend.contacts.values()].find(({ name }) => name === "Clara")!;
    assertEquals(clara.timer.theirs?.put_off, true, "the program knows it, for the other windows");
    await open(page, "Boris");
    await bar.getByRole("button", { name: "Agree" }).click();
    await page.locator(".chat-header .timer-mark", { hasText: "1 day" }).waitFor();
    assertEquals(backend.contacts.get(boris)!.timer.agreed, 86_400);
    await composer(page).fill("for a day");
    await composer(page).press("Enter");
    await bubble(page, "for a day").getByRole("img", { name: "Disappears 1 day after it was read" }).waitFor();
    await page.getByRole("button", { name: "More for Boris" }).click();
    await page.getByRole("menuitem", { name: "Disappearing messages…" }).click();
    await page.getByRole("radio", { name: "1 week" }).check();
    await page.getByRole("button", { name: "Propose" }).click();
    await bar.getByText("You proposed: messages disappear after 1 week. Waiting for Boris to agree.").waitFor();
  }],
]);
