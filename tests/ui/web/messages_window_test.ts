/** TXT-2, TXT-4, TXT-9 in the window: what a person does with a message, by pointer, finger and keyboard. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { changeMessage, quote, reactTo, removeMessages } from "../../support/fake/conversation.ts";
import {
  bubble,
  composer,
  fill,
  open,
  PHONE,
  sent,
  takesFocus,
  testWindow,
  waitForAnswer,
} from "../../support/window.ts";

const menu = (page: Page) => page.getByRole("menu", { name: "What to do with this message" });
const choose = (page: Page, name: string) => menu(page).getByRole("menuitem", { name, exact: true }).click();
const about = (page: Page) => page.locator(".about");

async function openMenu(page: Page, text: string): Promise<void> {
  await bubble(page, text).click({ button: "right" });
  await menu(page).waitFor();
}

testWindow("with a message a person", [
  ["answers it, sees what is answered above the field and in the bubble, and goes back to it", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "Where did we meet?");
      fill(backend, boris, 900);
    },
  }, async ({ page, backend, boris }) => {
    const question = backend.messages.get(boris)![0];
    backend.receive(boris, "in the *park*", { reply: quote(backend, boris, question.id) });
    await open(page, "Boris");
    await openMenu(page, "in the park");
    await choose(page, "Reply");
    assertEquals(await about(page).locator("strong").textContent(), "Answer to Boris");
    assertEquals(await about(page).locator("span").textContent(), "in the park");
    await page.keyboard.type("Under the tree");
    await page.keyboard.press("Enter");
    await sent(page, "Under the tree").locator(".quote", { hasText: "in the park" }).waitFor();
    assertEquals(await about(page).count(), 0);
    const answer = backend.messages.get(boris)!.at(-1)!;
    assertEquals(answer.reply?.id, backend.messages.get(boris)!.at(-2)!.id);
    const asked = backend.calls.filter(({ method }) => method === "history").length;
    await bubble(page, "in the park").locator(".quote", { hasText: "Where did we meet?" }).first().click();
    await page.locator(".row.flash", { hasText: "Where did we meet?" }).waitFor();
    const requests = backend.calls.filter(({ method }) => method === "history").slice(asked);
    assertEquals((requests[0].params as { around?: number }).around, question.cursor, "one request, however far it is");
  }],
  ["puts an answer aside with Esc or the cross, and answers with a double click beside the words", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "one two three"),
  }, async ({ page }) => {
    await open(page, "Boris");
    for (const away of ["Escape", "click"]) {
      await page.locator(".row", { hasText: "one two three" }).dblclick({ position: { x: 700, y: 12 } });
      await about(page).waitFor();
      if (away === "click") await page.getByRole("button", { name: "Do not answer this message" }).click();
      else await page.keyboard.press("Escape");
      await about(page).waitFor({ state: "detached" });
    }
    await page.locator(".words", { hasText: "one two three" }).dblclick();
    assertEquals(await page.evaluate(() => getSelection()!.toString().trim().split(" ").length), 1, "a word is chosen");
    assertEquals(await about(page).count(), 0);
  }],
  ["has a menu as narrow as its words, where the pointer is", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "Where did we meet?"),
  }, async ({ page }) => {
    await open(page, "Boris");
    await openMenu(page, "Where did we meet?");
    const box = (await menu(page).boundingBox())!;
    assert(box.width < 400, `the menu is ${box.width} px wide`);
    const { x } = (await bubble(page, "Where did we meet?").boundingBox())!;
    assert(box.x > x, `the menu begins at ${box.x}, the message at ${x}`);
  }],
  ["is told that what was answered is not here any more", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "as I said", { reply: { id: crypto.randomUUID() } }),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "as I said").getByText("This message is not here any more.").waitFor();
  }],
  ["reacts, sees both, and takes it back with a press", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "We won!"),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const [{ id }] = backend.messages.get(boris)!;
    await openMenu(page, "We won!");
    await menu(page).getByRole("menuitemradio", { name: "React with 👍" }).click();
    const chip = bubble(page, "We won!").getByRole("button", { name: /^👍/ });
    assertEquals(await chip.getAttribute("aria-pressed"), "true");
    reactTo(backend, boris, id, "👍", false);
    await bubble(page, "We won!").locator("[data-count='2']").waitFor();
    await chip.click();
    await bubble(page, "We won!").locator(".reaction[aria-pressed=false]").waitFor();
    await openMenu(page, "We won!");
    await menu(page).getByRole("menuitem", { name: "More emoji" }).click();
    await page.keyboard.type("огонь");
    await page.keyboard.press("Enter");
    await bubble(page, "We won!").getByRole("button", { name: /^🔥 from you/ }).waitFor();
    assertEquals(
      backend.messages.get(boris)![0].reactions?.map(({ mine, emoji }) => `${mine} ${emoji}`),
      ["false 👍", "true 🔥"],
    );
  }],
  ["changes the last one with the arrow up, and anybody can see what it was", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.keyboard.type("Se you");
    await page.keyboard.press("Enter");
    await bubble(page, "Se you").and(page.locator("[data-status=sent]")).waitFor();
    await page.keyboard.press("ArrowUp");
    await about(page).getByText("Change your message").waitFor();
    assertEquals(await composer(page).inputValue(), "Se you");
    await page.keyboard.press("Escape");
    assertEquals(await composer(page).inputValue(), "");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Control+KeyA");
    await page.keyboard.type("See you");
    await page.keyboard.press("Enter");
    await bubble(page, "See you").waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["See you"]);
    await page.getByRole("button", { name: "edited" }).focus();
    await page.keyboard.press("Enter");
    const versions = page.getByRole("dialog", { name: "Earlier texts" });
    await versions.getByText("Se you").waitFor();
    await page.keyboard.press("Escape");
    await versions.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "edited" }).hover();
    await page.getByRole("tooltip", { name: "Earlier texts" }).getByText("Se you").waitFor();
  }],
  ["keeps a draft while changing something else", {
    prepare: (backend, boris) => backend.wrote(boris, "out", "written before"),
  }, async ({ page }) => {
    await open(page, "Boris");
    await composer(page).fill("half a thought");
    await openMenu(page, "written before");
    await choose(page, "Edit");
    assertEquals(await composer(page).inputValue(), "written before");
    await page.keyboard.press("Escape");
    assertEquals(await composer(page).inputValue(), "half a thought");
  }],
  ["deletes their own for everyone and a mark stays; another's only here, and it goes", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "out", "a slip of the pen");
      backend.wrote(boris, "in", "not for me");
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await openMenu(page, "a slip of the pen");
    await choose(page, "Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete for everyone" }).click();
    await bubble(page, "Message deleted").waitFor();
    assertEquals(await bubble(page, "a slip of the pen").count(), 0);
    await openMenu(page, "not for me");
    await choose(page, "Delete");
    assertEquals(await page.getByRole("button", { name: "Delete for everyone" }).count(), 0);
    await page.getByRole("dialog").getByRole("button", { name: "Delete for me" }).click();
    await bubble(page, "not for me").waitFor({ state: "detached" });
    assertEquals(backend.messages.get(boris)!.map(({ deleted }) => deleted), [true]);
    await openMenu(page, "Message deleted");
    assertEquals(await menu(page).getByRole("menuitem").allTextContents(), ["Details", "Delete"]);
  }],
  ["passes one on to somebody else, and it says so", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "The **code** is 2291");
      backend.person("Clara", { id: "77" });
      backend.person("Dora", { id: "78", key_changed: true });
    },
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await openMenu(page, "The code is 2291");
    const at_once = await takesFocus(page, "dialog", () => choose(page, "Forward"));
    assertEquals(at_once, true, "whoever types fast writes into the dialog, not into the conversation");
    const dialog = page.getByRole("dialog", { name: "Forward to" });
    assertEquals(
      await dialog.locator(".person").allTextContents().then((all) => all.map((one) => one.trim().slice(-5)).sort()),
      [
        "Boris",
        "Clara",
      ],
    );
    await page.keyboard.type("cla");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Clara" }).waitFor();
    await sent(page, "The code is 2291").getByText("Forwarded").waitFor();
    const [clara] = [...backend.messages].find(([key]) => key.startsWith("77."))![1];
    assertEquals([clara.text, clara.forwarded], ["The **code** is 2291", true]);
  }],
  ["shows what was passed on, also when what was asked before is answered after it", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "The code is 2291");
      const clara = backend.person("Clara", { id: "77" });
      const { send, history } = backend.handlers;
      const sent = Promise.withResolvers<void>();
      backend.handlers.send = async (params) => {
        const message = await send!(params);
        setTimeout(sent.resolve); // behind the event of the message
        return message;
      };
      backend.handlers.history = async (params) => {
        const page = await history!(params);
        if (params.conversation === clara.key) await sent.promise; // the first page is without the message
        return page;
      };
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await openMenu(page, "The code is 2291");
    await choose(page, "Forward");
    await page.getByRole("dialog").locator(".person", { hasText: "Clara" }).click();
    await page.getByRole("heading", { name: "Clara" }).waitFor();
    await sent(page, "The code is 2291").getByText("Forwarded").waitFor();
  }],
  ["copies all of it, what is chosen in it, or its link", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "see https://example.org/a and\n```\nls -l\n```"),
  }, async ({ page }) => {
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await open(page, "Boris");
    await openMenu(page, "see https");
    await choose(page, "Copy text");
    await page.locator("[aria-live=polite]", { hasText: "Copied" }).waitFor({ state: "attached" });
    assertEquals(await copied(), "see https://example.org/a and\n```\nls -l\n```");
    await page.locator(".bubble a").click({ button: "right" });
    await choose(page, "Copy link");
    await waitForAnswer(page, async () => await navigator.clipboard.readText() === "https://example.org/a");
    await page.getByRole("button", { name: "Copy code" }).click();
    await waitForAnswer(page, async () => await navigator.clipboard.readText() === "ls -l");
    await page.evaluate(() => {
      const text = document.querySelector(".words")!.firstChild!;
      getSelection()!.setBaseAndExtent(text, 0, text, 3);
    });
    await page.locator(".words").click({ button: "right", position: { x: 8, y: 8 } });
    await choose(page, "Copy selected text");
    await waitForAnswer(page, async () => (await navigator.clipboard.readText()).trim() === "see");
  }],
  ["takes back what waits, tries again what failed, and throws it away", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "out", "on its way", { status: "queued" });
      backend.wrote(boris, "out", "still here", { status: "queued" });
      backend.wrote(boris, "out", "not through", { status: "failed", error: "too-large" });
      backend.wrote(boris, "out", "not through either", { status: "failed", error: "too-large" });
      const unsent = { kind: "edit", error: "too-large" } as const;
      backend.wrote(boris, "out", "edited in vain", { status: "read", unsent });
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await openMenu(page, "on its way");
    const { id } = backend.messages.get(boris)![0];
    changeMessage(backend, boris, id, { status: "sent" });
    await page.getByRole("menuitem", { name: "Delete" }).waitFor(); // the menu says what can be done now
    await page.keyboard.press("Escape");
    await openMenu(page, "still here");
    await choose(page, "Cancel sending");
    await bubble(page, "still here").waitFor({ state: "detached" });
    const failed = page.locator(".row", { hasText: "not through" });
    await failed.first().getByRole("button", { name: "Try again" }).click();
    await bubble(page, "not through").and(page.locator("[data-status=sent]")).waitFor();
    await failed.last().getByRole("button", { name: "Discard" }).click();
    await bubble(page, "not through either").waitFor({ state: "detached" });
    const vain = page.locator(".row", { hasText: "edited in vain" });
    await vain.getByText("The change did not arrive: too much at once arrived.").waitFor();
    await vain.getByRole("button", { name: "Take it back" }).click();
    await vain.locator(".failure").waitFor({ state: "detached" });
    assertEquals(backend.messages.get(boris)!.map(({ status }) => status), ["sent", "sent", "read"]);
  }],
  ["learns when it was written, delivered and read", {
    prepare: (backend, boris) => {
      const at = new Date(2026, 10, 21, 14, 5).getTime();
      const times = { sent_at: at, received_at: at + 60_000, read_at: at + 120_000 };
      backend.wrote(boris, "out", "Hello", { ...times, status: "read" });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    assertMatch(
      await bubble(page, "Hello").locator(".meta").getAttribute("title") ?? "",
      /14:05:00.*\n.*14:06:00.*\n.*14:07:00/,
    );
    await openMenu(page, "Hello");
    await choose(page, "Details");
    assertEquals(await page.getByRole("dialog").locator("dt").allTextContents(), [
      "State",
      "Written",
      "Delivered",
      "Read",
    ]);
    assertMatch(await page.getByRole("dialog").locator("dd").last().textContent() ?? "", /14:07:00/);
  }],
  ["reaches all of it by keyboard", {
    prepare: (backend, boris) => fill(backend, boris, 30),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bubble(page, "line 30;").waitFor();
    await page.getByRole("log").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    for (const key of ["Enter", "Shift+F10"]) {
      await page.keyboard.press(key);
      await menu(page).waitFor();
      await page.keyboard.press("Escape");
      await menu(page).waitFor({ state: "detached" });
      assertMatch(await page.evaluate(() => document.activeElement!.textContent ?? ""), /line 28;/);
    }
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await bubble(page, "line 28;").getByRole("button", { name: /^❤️ from you/ }).waitFor();
    assertEquals(backend.messages.get(boris)!.find(({ text }) => text === "line 28;")?.reactions?.[0].emoji, "❤️");
    await page.keyboard.type("back in the field");
    assertEquals(await composer(page).inputValue(), "back in the field");
  }],
  ["opens the menu with a long press on a phone", {
    options: PHONE,
    prepare: (backend, boris) => backend.wrote(boris, "in", "press me"),
  }, async ({ page }) => {
    await open(page, "Boris");
    const { x, y } = (await bubble(page, "press me").boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touchPoints = [{ x: x + 20, y: y + 12 }];
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await menu(page).waitFor();
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await choose(page, "Reply");
    await about(page).waitFor();
  }],
  ["sees it disappear without anything else moving", {
    prepare: (backend, boris) => {
      fill(backend, boris, 60);
      for (const message of backend.messages.get(boris)!.slice(10, 14)) {
        changeMessage(backend, boris, message.id, { ttl: 60, expires_at: Date.now() + 60_000 });
      }
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bubble(page, "line 60;").waitFor();
    await bubble(page, "line 12;").getByRole("img", { name: /^Disappears .*\d\d:\d\d/ }).waitFor();
    await page.locator(".messages").evaluate((list) => list.scrollTop -= 300);
    await page.waitForFunction(() => document.querySelector(".jump") !== null);
    const top = () => bubble(page, "line 47;").evaluate((each) => each.getBoundingClientRect().top);
    const before = await top();
    removeMessages(backend, boris, backend.messages.get(boris)!.slice(10, 14).map(({ id }) => id));
    await bubble(page, "line 12;").waitFor({ state: "detached" });
    const after = await top();
    assert(Math.abs(after - before) < 2, `moved by ${after - before}`);
  }],
]);
