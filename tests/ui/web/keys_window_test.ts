/** UI-3: the keyboard alone is enough, and says what it can do. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { isKey, LOCALES } from "../../../ui/web/locales/mod.ts";
import { keyCaps, PAGE_SHORTCUTS, PART_SHORTCUTS } from "../../../ui/web/state/shortcuts.ts";
import { bubble, composer, fill, open, sent, testWindow, type World } from "../../support/window.ts";

const ALL = [PAGE_SHORTCUTS, ...Object.values(PART_SHORTCUTS)].flatMap((rows) => Object.keys(rows));

/** As a Russian layout has it: the key's place is the same, its letter is not. */
const RUSSIAN: Record<string, string> = {
  KeyA: "ф",
  KeyF: "а",
  KeyK: "л",
  KeyL: "д",
  KeyM: "ь",
  KeyO: "щ",
  Comma: "б",
};

async function pressRussian(page: Page, keys: string): Promise<void> {
  const parts = keys.split("+");
  const code = parts.at(-1)!;
  const init = {
    code,
    key: RUSSIAN[code] ?? code,
    ctrlKey: parts.includes("Ctrl"),
    shiftKey: parts.includes("Shift"),
    altKey: parts.includes("Alt"),
    bubbles: true,
    cancelable: true,
  };
  await page.evaluate((init) => {
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", init));
  }, init);
}

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

/** What shows that the keys did what the help says. */
const EFFECTS: Record<keyof typeof PAGE_SHORTCUTS, (world: World) => Promise<unknown>> = {
  search: ({ page }) => page.waitForFunction(() => document.activeElement?.closest(".search-bar") !== null),
  find: ({ page }) => page.locator(".conversation-search input").waitFor(),
  previous: ({ page }) => page.locator("main[aria-label=Anton]").waitFor(),
  next: ({ page }) => page.locator("main[aria-label=Clara]").waitFor(),
  previous_unread: ({ page }) => page.locator("main[aria-label=Anton]").waitFor(),
  next_unread: ({ page }) => page.locator("main[aria-label=Dora]").waitFor(),
  attach: ({ page }) => page.getByRole("menu", { name: "Attach" }).waitFor(),
  add: ({ page }) => page.locator("dialog .qr").waitFor(),
  mute: ({ page }) => page.locator(".contact.active.muted").waitFor(),
  files: ({ page }) => heading(page, "Files").waitFor(),
  settings: ({ page }) => heading(page, "Settings").waitFor(),
  lock: ({ page }) => heading(page, "Locked").waitFor(),
  close: ({ page }) => page.getByText("Choose a conversation").waitFor(),
  help: ({ page }) => heading(page, "Keys").waitFor(),
};

/** Anton, Boris, Clara and Dora from the top of the list; Boris is open, Anton and Dora have written. */
const PEOPLE = (backend: World["backend"], boris: string) => {
  backend.me = { ...backend.me, passphrase: true };
  const now = Date.now();
  backend.wrote(boris, "in", "hello", { sent_at: now - 2_000 });
  [["Anton", 1_000, 1], ["Clara", 3_000, 0], ["Dora", 4_000, 2]].forEach(([name, ago, unread], i) => {
    const { key } = backend.person(name as string, { id: String(70 + i), unread: unread as number });
    backend.wrote(key, "in", "hi", { sent_at: now - (ago as number) });
  });
};

testWindow("UI-3: on a Russian layout these keys do what the help says:", [
  ...Object.entries(PAGE_SHORTCUTS).filter(([id]) => id !== "help").map(([id, [keys]]) =>
    [`${keys} (${id})`, { prepare: PEOPLE }, async (world: World) => {
      await open(world.page, "Boris");
      await bubble(world.page, "hello").waitFor();
      await composer(world.page).waitFor();
      await pressRussian(world.page, keys);
      await EFFECTS[id as keyof typeof EFFECTS](world);
    }] satisfies Parameters<typeof testWindow>[1][number]
  ),
]);

testWindow("UI-3: the help", [
  ["opens with F1 everywhere and with ? where nobody writes, and lists exactly the keys there are", {
    prepare: PEOPLE,
  }, async (world) => {
    const { page } = world;
    await open(page, "Boris");
    await composer(page).fill("");
    await composer(page).press("?");
    assertEquals(await composer(page).inputValue(), "?", "a question mark in what one writes");
    await composer(page).fill("");
    await page.keyboard.press("F1");
    await EFFECTS.help(world);
    const listed = await page.locator("[data-shortcut]").evaluateAll((rows) =>
      rows.map((row) => (row as HTMLElement).dataset.shortcut!)
    );
    assertEquals(listed.toSorted(), ALL.toSorted());
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    assertEquals(await page.getByText("Choose a conversation").count(), 0, "only the topmost closes");
    await page.locator(".contact.active").focus();
    await page.keyboard.press("?");
    await EFFECTS.help(world);
  }],
  ["closes one thing at a time with Esc, the topmost first", { prepare: PEOPLE }, async (world) => {
    const { page } = world;
    await open(page, "Boris");
    await page.keyboard.press("Control+KeyF");
    await EFFECTS.find(world);
    await page.keyboard.press("Escape");
    await page.locator(".conversation-search input").waitFor({ state: "detached" });
    await page.locator("main[aria-label=Boris]").waitFor();
    await page.getByRole("button", { name: "Emoji" }).click();
    await page.locator(".emoji-picker").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".emoji-picker").waitFor({ state: "detached" });
    await page.locator("main[aria-label=Boris]").waitFor();
    await page.getByRole("button", { name: "More for Boris" }).click();
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page.locator("main[aria-label=Boris]").waitFor();
    await page.keyboard.press("Escape");
    await EFFECTS.close(world);
  }],
  ["leaves the browser its own keys over a dialog", { prepare: PEOPLE }, async (world) => {
    const { page } = world;
    await page.keyboard.press("Control+Comma");
    await EFFECTS.settings(world);
    const taken = await page.evaluate(() =>
      !document.activeElement!.dispatchEvent(
        new KeyboardEvent("keydown", { code: "KeyF", key: "f", ctrlKey: true, bubbles: true, cancelable: true }),
      )
    );
    assertEquals(taken, false);
  }],
]);

testWindow("UI-3: the keys of the parts do what the help says:", [
  ["in the list", { prepare: PEOPLE }, async ({ page }) => {
    const at = () => page.evaluate(() => document.activeElement?.querySelector(".contact-name")?.textContent);
    await page.locator(".contact", { hasText: "Anton" }).focus();
    await page.keyboard.press("ArrowDown");
    assertEquals(await at(), "Boris");
    await page.keyboard.press("ArrowUp");
    assertEquals(await at(), "Anton");
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu", { name: "Actions for Anton" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("F2");
    await page.locator(".name-field").waitFor();
  }],
  ["while writing", { prepare: PEOPLE }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).pressSequentially("one");
    await page.keyboard.press("Shift+Enter");
    await composer(page).pressSequentially("two");
    await page.keyboard.press("Control+KeyZ");
    await page.waitForFunction(() =>
      !document.querySelector<HTMLTextAreaElement>(".composer textarea")!.value.endsWith("two")
    );
    await composer(page).fill("one\ntwo");
    await page.keyboard.press("Enter");
    await sent(page, "two").waitFor();
    assertEquals(backend.messages.get(boris)!.at(-1)!.text, "one\ntwo");
    // What the program does not have yet cannot be changed.
    await page.locator("[data-status=sent]", { hasText: "two" }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>(".composer textarea")!.value === "one\ntwo"
    );
  }],
  ["the arrow up changes nothing older while what was just sent is on its way", {
    prepare: (backend, boris) => backend.wrote(boris, "out", "said before"),
  }, async ({ page, backend, boris }) => {
    const send = backend.handlers.send!;
    const arriving = Promise.withResolvers<void>();
    backend.handlers.send = (params) => arriving.promise.then(() => send(params));
    await open(page, "Boris");
    await composer(page).pressSequentially("just sent");
    await page.keyboard.press("Enter");
    await bubble(page, "just sent").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.type("next");
    assertEquals(await composer(page).inputValue(), "next");
    arriving.resolve();
    await sent(page, "just sent").waitFor();
    await composer(page).fill("");
    await page.keyboard.press("ArrowUp");
    assertEquals(await composer(page).inputValue(), "just sent");
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["said before", "just sent"]);
  }],
  ["in the conversation", {
    prepare: (backend, boris) => {
      PEOPLE(backend, boris);
      fill(backend, boris, 3);
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 3;").waitFor();
    const at = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await bubble(page, "line 3;").focus();
    await page.keyboard.press("ArrowUp");
    assert((await at()).includes("line 2;"));
    await page.keyboard.press("ArrowDown");
    assert((await at()).includes("line 3;"));
    for (const key of ["Enter", "Shift+F10"]) {
      await page.keyboard.press(key);
      await page.getByRole("menu", { name: "What to do with this message" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
    }
  }],
]);

testWindow("UI-3: everything one can do has a key or a control the Tab key reaches", [
  ["in a conversation, with the search and its filters open", {
    prepare: (backend, boris) => {
      PEOPLE(backend, boris);
      fill(backend, boris, 5);
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 5;").waitFor();
    await page.getByRole("button", { name: "Filters" }).click();
    await page.keyboard.press("Control+KeyF");
    const lost = await page.evaluate(() => {
      const visible = (element: Element) => element.checkVisibility({ visibilityProperty: true });
      // Arrows or the menu key lead to these, or the button before a hidden field: see the help.
      const by_key =
        "[aria-hidden=true], [role=menu] *, [role=tablist] *, .contact-more, .messages .bubble, .messages .bubble *, .row *";
      return [...document.querySelectorAll<HTMLElement>("button, a, input, select, textarea, [role=button], [onclick]")]
        .filter((element) => visible(element) && element.tabIndex < 0 && !element.matches(by_key))
        .map((element) => element.outerHTML.slice(0, 120));
    });
    assertEquals(lost, []);
    const reached = new Set<string>();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          return at?.getAttribute("aria-label") ?? at?.closest("label")?.textContent ?? at?.textContent ?? "";
        }),
      );
    }
    for (
      const name of ["Lock now", "Settings", "Filters", "Add a person", "More for Boris", "Emoji", "Message to Boris"]
    ) assert(reached.has(name), `Tab does not lead to "${name}": ${[...reached].join(" · ")}`);
  }],
]);

Deno.test("UI-3: every key has words in every language, and no two keys of the page are the same", () => {
  for (const [language, locale] of Object.entries(LOCALES)) {
    for (const id of ALL) {
      const key = `keys.${id}`;
      assert(isKey(key), key);
      assertNotEquals(locale[key], "", `${key} in ${language}`);
    }
  }
  const keys = Object.values(PAGE_SHORTCUTS).flat();
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("UI-3: keys are heard in one place, so that the help cannot miss one", async () => {
  // Keys of writing (undo, copy) are the browser's own; the lock only hears that somebody is there.
  const may = new Set(["state/shortcuts.ts", "state/editing_keys.ts"]);
  const root = new URL("../../../ui/web/", import.meta.url);
  const found: string[] = [];
  for (const folder of ["components", "state"]) {
    for await (const { name } of Deno.readDir(new URL(`${folder}/`, root))) {
      if (!name.endsWith(".ts") || may.has(`${folder}/${name}`)) continue;
      const text = await Deno.readTextFile(new URL(`${folder}/${name}`, root));
      if (/(window|document|globalThis)?\.?addEventListener\("key/.test(text)) found.push(`${folder}/${name}`);
    }
  }
  assertEquals(found, []);
});

Deno.test("keys are written as they stand on the keyboard", () => {
  assertEquals(keyCaps("Ctrl+Shift+KeyA", false), ["Ctrl", "Shift", "A"]);
  assertEquals(keyCaps("Alt+ArrowUp", true), ["⌥", "↑"]);
  assertEquals(keyCaps("?", false), ["?"]);
});
