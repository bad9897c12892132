/** The window in a real browser, with a fake program behind it. One browser for all of it, a fresh page for each. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../../support/browser.ts";
import { FakeBackend } from "../../support/fake_backend.ts";
import { PageServer } from "../../support/page_server.ts";

interface World {
  readonly page: Page;
  readonly backend: FakeBackend;
  readonly server: PageServer;
  /** Key of Boris, the first contact. */
  readonly boris: string;
}

interface Setup {
  readonly people?: boolean;
  readonly options?: BrowserContextOptions;
  readonly prepare?: (backend: FakeBackend, boris: string) => void;
}

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A waiting that takes longer than this is a failure. */
const DEADLINE = 10_000;

async function inWindow(browser: Browser, setup: Setup, run: (world: World) => Promise<void>): Promise<void> {
  const backend = new FakeBackend();
  backend.settings.language = "en";
  const boris = setup.people === false ? "" : backend.person("Boris").key;
  setup.prepare?.(backend, boris);
  const server = await PageServer.start(backend);
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...setup.options });
  context.setDefaultTimeout(DEADLINE);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    // A program that is gone is told by the browser, too; everything else (a violated policy above all) is a fault.
    const expected = /WebSocket connection|ERR_CONNECTION_REFUSED|401/.test(message.text());
    if (message.type() === "error" && !expected) troubles.push(message.text());
  });
  try {
    await page.goto(server.url);
    await page.locator(".me").waitFor();
    await run({ page, backend, server, boris });
    assertEquals(troubles, []);
  } finally {
    await context.close();
    await server.stop();
  }
}

const open = (page: Page, name: string) => page.locator(".contact", { hasText: name }).click();
const composer = (page: Page) => page.getByRole("textbox", { name: /^Message to|^Сообщение для/ });
const bubble = (page: Page, text: string) => page.locator(".bubble", { hasText: text });
const waitForEnd = (page: Page) =>
  page.waitForFunction(() => {
    const list = document.querySelector(".messages")!;
    return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
  });

function fill(backend: FakeBackend, key: string, count: number): void {
  for (let i = 1; i <= count; i++) {
    backend.wrote(key, i % 3 ? "in" : "out", `line ${i};`, { sent_at: Date.now() - (count - i + 60) * 60_000 });
  }
}

type Case = [name: string, setup: Setup, run: (world: World) => Promise<void>];

const CASES: Case[] = [
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
    await bubble(page, "one").waitFor();
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
    await bubble(page, "a").waitFor();
    assertEquals(backend.messages.get(boris)!.map(({ text }) => text), ["a\nb"]);
  }],
  ["hears of a new message in the list, the title and aloud, and reading it clears them", {}, async (world) => {
    const { page, backend, boris } = world;
    backend.receive(boris, "are you there?");
    await page.locator(".contact .badge", { hasText: "1" }).waitFor();
    await page.waitForFunction(() => document.title === "(1) Parley");
    await page.locator("[aria-live=polite]", { hasText: "Boris: are you there?" }).waitFor({ state: "attached" });
    await open(page, "Boris");
    await bubble(page, "are you there?").waitFor();
    await page.locator(".new-line", { hasText: "New messages" }).waitFor();
    await page.waitForFunction(() => document.title === "Parley");
    assertEquals(backend.calls.filter(({ method }) => method === "mark_read").length, 1);
    assertEquals(await page.locator(".contact .badge").count(), 0);
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
    assert(await page.locator(".bubble").count() <= 200, "only a window of the conversation is in the page");
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
    assertEquals(await composer(page).inputValue(), "half a thought");
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
    assertEquals(await page.title(), "Parley");
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
  ["keeps writing while the program is gone; it comes back and has every message once", {}, async (world) => {
    const { page, backend, server, boris } = world;
    await open(page, "Boris");
    await composer(page).fill("before");
    await composer(page).press("Enter");
    await bubble(page, "before").and(page.locator("[data-status=sent]")).waitFor();
    await server.stop();
    await page.locator(".banner", { hasText: "does not answer" }).waitFor();
    await composer(page).fill("meanwhile");
    await composer(page).press("Enter");
    await page.locator(".banner", { hasText: "1 message waits on this page" }).waitFor();
    backend.wrote(boris, "in", "from the time between");
    server.restart();
    await page.getByRole("button", { name: "Try now" }).click();
    await bubble(page, "meanwhile").and(page.locator("[data-status=sent]")).waitFor();
    await bubble(page, "from the time between").waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
    const texts = backend.messages.get(boris)!.map(({ text }) => text);
    assertEquals(texts, ["before", "from the time between", "meanwhile"]);
  }],
  ["comes back by itself when the program is started again", {}, async ({ page, server }) => {
    await server.stop();
    await page.locator(".banner").waitFor();
    server.restart();
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ["is told what to do when the program does not know this page any more", {}, async ({ page, server }) => {
    server.unauthorized = true;
    await server.stop();
    server.restart();
    await page.locator(".banner", { hasText: "Start Parley again" }).waitFor();
  }],
  ["opens a fresh launch link in another tab, and the old page works again", {}, async ({ page, server }) => {
    server.unauthorized = true;
    await server.stop();
    server.restart();
    await page.locator(".banner", { hasText: "Start Parley again" }).waitFor();
    server.unauthorized = false;
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ["is asked before leaving while a message waits on the page, and not otherwise", {}, async ({ page, server }) => {
    await open(page, "Boris");
    await composer(page).fill("nobody there");
    await server.stop();
    await page.locator(".banner").waitFor();
    await composer(page).press("Enter");
    await page.locator(".banner", { hasText: "1 message waits on this page" }).waitFor();
    const question = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    assertEquals(dialog.type(), "beforeunload");
    await dialog.dismiss();
    server.restart();
    await page.getByRole("button", { name: "Try now" }).click();
    await bubble(page, "nobody there").and(page.locator("[data-status=sent]")).waitFor();
    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
  }],
  ["searches people by name and number, and reads that nobody was found", {
    prepare: (backend) => backend.person("Clara Штейн", { id: "77123" }),
  }, async ({ page }) => {
    const search = page.getByRole("textbox", { name: /^Search/ });
    for (const wanted of ["ШТЕЙН", "clara", "77 12"]) {
      await search.fill(wanted);
      await page.waitForFunction(() => document.querySelectorAll(".contact").length === 1);
      assertMatch(await page.locator(".contact").textContent() ?? "", /Clara/);
    }
    await search.fill("zzz");
    await page.getByText("Nobody is called “zzz” here.").waitFor();
    await page.getByRole("button", { name: "Clear search" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".contact").length === 2);
  }],
  ["quits the program from the settings and reads that it has ended", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Quit Parley" }).click();
    await page.locator(".banner", { hasText: "Parley has ended" }).waitFor();
    assert(backend.calls.some(({ method }) => method === "shutdown"));
  }],
  ["starts for the first time, makes an invite and copies it", { people: false }, async ({ page }) => {
    await page.getByRole("heading", { name: "Welcome to Parley" }).waitFor();
    await page.getByRole("button", { name: "Invite someone" }).click();
    await page.getByRole("img", { name: "QR code of the invite" }).waitFor();
    await page.getByRole("button", { name: "Copy invite" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assertMatch(await page.evaluate(() => navigator.clipboard.readText()), /^parley:[\w-]{131}$/);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as file" }).click();
    assertEquals((await download).suggestedFilename(), "anna-weber.parley");
  }],
  ["pastes an invite, sees who it is from, accepts, and is connected", { people: false }, async ({ page, backend }) => {
    await page.getByRole("button", { name: "I have an invite" }).click();
    const field = page.getByRole("textbox", { name: "Paste the invite you were sent" });
    await field.fill("nonsense");
    await page.getByRole("alert").filter({ hasText: "not a whole invite" }).waitFor();
    await field.fill("parley:old");
    await page.getByRole("alert").filter({ hasText: "too old" }).waitFor();
    await field.fill("  parley:from-Clara_Stein\n");
    await page.getByRole("button", { name: "Connect with Clara Stein" }).click();
    await page.getByText("Parley connects as soon as both of you are online").waitFor();
    const [key] = backend.contacts.keys();
    backend.changeContact(key, { presence: "online", transport: "tcp" });
    await page.getByText("You are connected with Clara Stein").waitFor();
    await page.getByRole("button", { name: "Write to Clara Stein" }).click();
    await composer(page).waitFor();
  }],
  ["opens an invite from a file", { people: false }, async ({ page }) => {
    await page.getByRole("button", { name: "I have an invite" }).click();
    const file = (text: string) => ({ name: "clara.parley", mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.locator("input[type=file]").setInputFiles(file("x".repeat(70_000)));
    await page.getByRole("alert").filter({ hasText: "not an invite" }).waitFor();
    await page.locator("input[type=file]").setInputFiles(file("parley:from-Clara"));
    await page.getByRole("button", { name: "Connect with Clara" }).waitFor();
  }],
  ["renames, blocks, unblocks and removes a contact", {}, async ({ page, backend }) => {
    const choose = async (item: string) => {
      await page.getByRole("button", { name: /^More for/ }).click();
      await page.getByRole("menuitem", { name: item, exact: true }).click();
    };
    await open(page, "Boris");
    await choose("Rename");
    await page.getByRole("textbox", { name: "Name" }).fill("Borja");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Borja", exact: true }).waitFor();
    await choose("Block");
    await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
    await page.getByText("You blocked Borja").waitFor();
    assertEquals(await composer(page).count(), 0);
    await page.locator(".composer").getByRole("button", { name: "Unblock" }).click();
    await composer(page).waitFor();
    await choose("Remove");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assertEquals(backend.contacts.size, 1);
    await choose("Remove");
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No conversations yet").waitFor();
    assertEquals(backend.contacts.size, 0);
  }],
  ["does all of it by keyboard alone", {
    prepare: (backend) => backend.person("Clara", { id: "77" }),
  }, async ({ page, backend }) => {
    await page.keyboard.press("Control+KeyK");
    await page.keyboard.type("clar");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("by keyboard");
    await page.keyboard.press("Enter");
    await bubble(page, "by keyboard").and(page.locator("[data-status=sent]")).waitFor();
    assertEquals([...backend.messages.values()].flat().map(({ text }) => text), ["by keyboard"]);
    await page.keyboard.press("Control+KeyK");
    await page.keyboard.press("Escape");
    assertEquals(await page.locator(".search input").inputValue(), "");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    const last = await page.evaluate(() => document.activeElement?.textContent ?? "");
    assertMatch(last, /Boris/);
    await page.getByRole("button", { name: "More for Clara" }).press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    assertEquals(await page.getByRole("menu").count(), 0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Rename Clara" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }],
  ["switches to Russian and back, and the program remembers it", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Русский" }).check();
    await page.getByRole("heading", { name: "Настройки" }).waitFor();
    assertEquals(await page.evaluate(() => document.documentElement.lang), "ru");
    await page.keyboard.press("Escape");
    await page.locator(".contact .presence", { hasText: "в сети" }).waitFor();
    assertEquals(backend.settings.language, "ru");
    await page.reload();
    await page.getByRole("button", { name: "Настройки" }).waitFor();
  }],
  ["sees Russian at once in a Russian browser", {
    options: { locale: "ru-RU" },
    prepare: (backend) => backend.settings.language = null,
  }, async ({ page }) => {
    await page.getByRole("button", { name: "Настройки" }).waitFor();
  }],
  ["on a phone has the list and the conversation as two pages", { options: PHONE }, async ({ page }) => {
    assertEquals(await page.locator(".chat").isVisible(), false);
    await open(page, "Boris");
    assertEquals(await page.locator(".sidebar").isVisible(), false);
    await composer(page).waitFor();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.locator(".contact").waitFor();
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  }],
  ["has a dark window when the system is dark, unless told otherwise", {
    options: { colorScheme: "dark" },
  }, async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.querySelector(".sidebar")!).backgroundColor);
    assertEquals(await ground(), "rgb(23, 32, 43)");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Light" }).check();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    assertEquals(await ground(), "rgb(255, 255, 255)");
  }],
  ["reads presence as a word, and why a connection is refused", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.locator(".chat-header .presence", { hasText: "online" }).waitFor();
    backend.changeContact(boris, { presence: "refused", presence_reason: "revoked", transport: null });
    await page.locator(".strip", { hasText: "a certificate was revoked" }).waitFor();
    await page.locator(".contact .presence", { hasText: "refused" }).waitFor();
    backend.changeContact(boris, { presence: "offline", presence_reason: null });
    await page.locator(".contact .presence", { hasText: "offline" }).waitFor();
  }],
  ["is warned 30 days before the certificate ends, and can put a notice away", {
    prepare: (backend) => {
      backend.me = { ...backend.me, valid_until: Date.now() + 5.5 * 86_400_000 };
      backend.notices = [{ id: "n", level: "error", text: "notice.storage_disk_full" }];
    },
  }, async ({ page, backend }) => {
    await page.locator(".banner", { hasText: /valid for [56] more days/ }).waitFor();
    await page.locator(".banner", { hasText: "The disk is full" }).getByRole("button", { name: "Dismiss" }).click();
    await page.locator(".banner", { hasText: "The disk is full" }).waitFor({ state: "detached" });
    assertEquals(backend.notices, []);
  }],
  ["copies their own number as plain digits", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Copy your number" }).click();
    await page.locator("[aria-live=polite]", { hasText: "Copied" }).waitFor({ state: "attached" });
    assertEquals(await page.evaluate(() => navigator.clipboard.readText()), backend.me.id);
  }],
  ["finds every control named for a screen reader", {
    prepare: (backend, boris) => fill(backend, boris, 3),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 3").waitFor();
    const nameless = await page.locator("button, input, textarea, [role=img]").evaluateAll((all) =>
      all.filter((control) => {
        const labels = (control as HTMLInputElement).labels?.[0]?.textContent ?? "";
        return ((control.getAttribute("aria-label") ?? "") + control.textContent + labels).trim() === "";
      }).map((control) => control.outerHTML)
    );
    assertEquals(nameless, []);
  }],
];

Deno.test("in the window a person", async (t) => {
  const browser = await launchBrowser();
  try {
    for (const [name, setup, run] of CASES) await t.step(name, () => inWindow(browser, setup, run));
  } finally {
    await browser.close();
  }
});
