/** The window in a real browser, with a fake program behind it. One browser per file, a fresh page for each test. */
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { FakeBackend } from "./fake_backend.ts";
import { PageServer } from "./page_server.ts";

export interface World {
  readonly page: Page;
  readonly backend: FakeBackend;
  readonly server: PageServer;
  /** Key of Boris, the first contact. */
  readonly boris: string;
}

export interface Setup {
  readonly people?: boolean;
  readonly options?: BrowserContextOptions;
  readonly prepare?: (backend: FakeBackend, boris: string) => void;
}

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A waiting that takes longer than this is a failure. */
export const DEADLINE = 45_000;

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
    const expected = /WebSocket connection|ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|401/.test(
      message.text(),
    );
    if (message.type() === "error" && !expected) troubles.push(message.text());
  });
  try {
    await page.goto(server.url);
    await page.locator(".me, .lock-card").waitFor();
    await run({ page, backend, server, boris });
    assertEquals(troubles, []);
  } finally {
    await context.close();
    await server.stop();
  }
}

export const open = (page: Page, name: string) => page.locator(".contact", { hasText: name }).click();
export const composer = (page: Page) => page.getByRole("textbox", { name: /^Message to|^Сообщение для/ });
export const bubble = (page: Page, text: string) => page.locator(".bubble", { hasText: text });
/** What was written is with the program: before, it is shown from the page alone. */
export const sent = (page: Page, text: string) => bubble(page, text).and(page.locator("[data-status=sent]"));
/** Whether what `act` brings into the page has the focus from its first moment: there goes a key of somebody fast. */
export async function takesFocus(page: Page, selector: string, act: () => unknown): Promise<boolean> {
  const seen = await page.evaluateHandle((selector) => {
    const seen: { focused?: boolean } = {};
    new MutationObserver((_, observer) => {
      const there = document.querySelector(selector);
      if (there === null) return;
      observer.disconnect();
      seen.focused = there.contains(document.activeElement);
    }).observe(document.body, { childList: true, subtree: true });
    return seen;
  }, selector);
  await act();
  await page.waitForFunction(({ focused }) => focused !== undefined, seen);
  return (await seen.jsonValue()).focused!;
}
/** Presses the button, unless the page has come back by itself meanwhile. */
export const tryNow = (page: Page) =>
  page.evaluate(() => [...document.querySelectorAll("button")].find((each) => each.textContent === "Try now")?.click());
/** Stops the page's clock: what waits for a moment of quiet waits, however slowly the keys come. @returns starts it again */
export async function stopClock(page: Page): Promise<() => Promise<void>> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000); // it cannot be stopped in its past
  return () => page.clock.resume();
}
/** `waitForFunction` for what takes the browser a moment to say: that one takes any promise for "yes". */
export async function waitForAnswer(page: Page, is: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE;
  while (!await page.evaluate(is)) {
    if (Date.now() > end) throw new Error(`not within ${DEADLINE} ms: ${is}`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}
export const waitForEnd = (page: Page) =>
  page.waitForFunction(() => {
    const list = document.querySelector(".messages")!;
    return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
  });

export function fill(backend: FakeBackend, key: string, count: number): void {
  for (let i = 1; i <= count; i++) {
    backend.wrote(key, i % 3 ? "in" : "out", `line ${i};`, { sent_at: Date.now() - (count - i + 60) * 60_000 });
  }
}

export type Case = [name: string, setup: Setup, run: (world: World) => Promise<void>];

/** The cases as steps of one test, in one browser. */
export function testWindow(name: string, cases: readonly Case[]): void {
  Deno.test(name, async (t) => {
    const browser = await launchBrowser();
    try {
      for (const [name, setup, run] of cases) await t.step(name, () => inWindow(browser, setup, run));
    } finally {
      await browser.close();
    }
  });
}
