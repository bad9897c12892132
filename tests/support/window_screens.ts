/** Every screen of the window and how to come to it: for pictures, and for checks that look at all of them. */
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { CHAT_SCREENS } from "./chat_screens.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import { FILES_VIEW_SCREENS } from "./files_view_screens.ts";
import { FILE_SCREENS } from "./file_screens.ts";
import { PEOPLE_SCREENS } from "./people_screens.ts";
import { PageServer } from "./page_server.ts";
import { ROOM_SCREENS } from "./room_screens.ts";
import { sampleBackend } from "./sample_conversations.ts";
import { DEADLINE } from "./window.ts";

export const PHONE_SIZE = { width: 390, height: 844 } as const;

const SIZES = { wide: { width: 1280, height: 800 }, phone: PHONE_SIZE } as const;

export interface Shot {
  readonly language: "en" | "ru";
  readonly theme: "light" | "dark";
  readonly size: keyof typeof SIZES;
}

export interface Screen {
  /** Without people: a first start. */
  readonly empty?: boolean;
  readonly prepare?: (backend: FakeBackend) => void;
  readonly show?: (page: Page, backend: FakeBackend, server: PageServer) => Promise<void>;
}

const first = (page: Page) => page.locator(".contact").first().click();

/** By its name in either language: other things come and go between. */
async function menu(page: Page, item: RegExp) {
  await first(page);
  await page.locator(".chat-header .menu > button").click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function invite(page: Page, tab: "create" | "accept") {
  const button = page.locator(".choices button:visible").nth(tab === "create" ? 0 : 1);
  await button.click();
}

export const SCREENS: Record<string, Screen> = {
  ...CHAT_SCREENS,
  ...PEOPLE_SCREENS,
  ...FILE_SCREENS,
  ...FILES_VIEW_SCREENS,
  ...ROOM_SCREENS,
  list: {},
  chat: { show: first },
  unread: {
    prepare: (backend) => {
      const [key] = [...backend.contacts.keys()].slice(1);
      backend.wrote(key, "in", "👍", { sent_at: FAKE_NOW - 60_000 });
      backend.wrote(key, "in", "<b>12:40</b> `platform 2`", { sent_at: FAKE_NOW - 50_000 });
    },
    show: (page) => page.locator(".contact").filter({ has: page.locator(".badge") }).first().click(),
  },
  failed: {
    prepare: (backend) => backend.refuses = "limit-exhausted",
    show: async (page) => {
      await first(page);
      await page.locator("textarea").fill("Hello!\nПривет!");
      await page.locator(".send").click();
      await page.locator(".failure").waitFor();
    },
  },
  welcome: { empty: true },
  restore: {
    empty: true,
    show: async (page) => {
      await page.locator(".other-ways button:visible").first().click();
      await page.locator("dialog input[type=file]").setInputFiles({
        name: "parley-482915037264-2026-11-20.parley-backup",
        mimeType: "application/octet-stream",
        buffer: Buffer.from("no backup"),
      });
      await page.locator("dialog input[type=password]").fill("wrong");
      await page.locator("dialog [type=submit]").click();
      await page.locator("dialog .problem").waitFor();
    },
  },
  invite: {
    empty: true,
    show: async (page) => {
      await invite(page, "create");
      await page.locator(".qr").waitFor();
    },
  },
  accept: { empty: true, show: (page) => invite(page, "accept") },
  accept_preview: {
    empty: true,
    show: async (page) => {
      await invite(page, "accept");
      await page.locator("dialog textarea").fill("parley:from-Boris_Lang");
      await page.locator(".inviter").waitFor();
    },
  },
  accepted: {
    empty: true,
    show: async (page) => {
      await invite(page, "accept");
      await page.locator("dialog textarea").fill("parley:from-Boris_Lang");
      await page.locator(".inviter ~ footer .primary").click();
      await page.locator(".ready").waitFor();
    },
  },
  arrived: {
    show: async (page, backend) => {
      await page.locator(".add").click();
      await page.locator(".qr").waitFor();
      backend.push({ type: "contact", contact: backend.person("Boris Lang", { id: "731904658210" }) });
      await page.locator(".ready").waitFor();
    },
  },
  menu: {
    show: async (page) => {
      await first(page);
      await page.locator(".chat-header .menu > button").click();
    },
  },
  search: {
    show: async (page) => {
      await menu(page, /^(Search|Поиск)/);
      await page.locator(".conversation-search input").fill("4");
      await page.locator(".found").first().waitFor();
    },
  },
  search_everywhere: {
    show: async (page) => {
      await page.locator(".search-bar input").fill("the");
      await page.locator(".found-message, .none-found:not(:empty)").first().waitFor();
    },
  },
  search_filters: {
    show: async (page) => {
      await page.locator(".search-bar .search button").last().click();
      await page.locator(".filter select").last().selectOption("in");
      await page.locator(".found-message").first().waitFor();
    },
  },
  quit: {
    prepare: (backend) => {
      const [key, other] = backend.contacts.keys();
      const { options } = backend.contacts.get(other)!;
      backend.contacts.set(other, { ...backend.contacts.get(other)!, options: { ...options, keep_history: false } });
      for (const each of [key, key, key, other]) backend.wrote(each, "out", "waits", { status: "queued" });
    },
    show: async (page) => {
      await page.locator(".me > .icon-button").last().click();
      await page.locator(".quit button").click();
      await page.getByRole("dialog").locator("footer").waitFor();
    },
  },
  keys: {
    show: async (page) => {
      await page.keyboard.press("F1");
      await page.locator(".keys").first().waitFor();
    },
  },
  search_hit: {
    show: async (page) => {
      await menu(page, /^(Search|Поиск)/);
      await page.locator(".conversation-search input").fill("4");
      await page.locator(".found").last().click();
      await page.locator(".row.hit").waitFor();
    },
  },
  rename: { show: (page) => menu(page, /^(Rename|Переименовать)/) },
  remove: { show: (page) => menu(page, /^(Remove|Удалить)/) },
  blocked: {
    prepare: (backend) => {
      const [key] = backend.contacts.keys();
      backend.contacts.set(key, { ...backend.contacts.get(key)!, blocked: true });
    },
    show: first,
  },
  unlock: { prepare: (backend) => backend.locked = "start" },
  locked: {
    prepare: (backend) => backend.locked = "idle",
    show: async (page) => {
      await page.locator("input[type=password]").fill("wrong");
      await page.locator(".lock-card [type=submit]").click();
      await page.locator(".problem").waitFor();
    },
  },
  settings: { show: (page) => page.locator(".me > .icon-button").last().click() },
  notices: {
    prepare: (backend) => {
      backend.notices = [{ id: "storage", level: "error", text: "notice.storage_disk_full" }];
      backend.me = { ...backend.me, expiry: "soon", valid_until: FAKE_NOW + 5 * 86_400_000 };
    },
    show: first,
  },
  lost: {
    show: async (page, _, server) => {
      await first(page);
      await server.stop();
      await page.locator(".banner").waitFor();
    },
  },
};

/** Show a screen in a page of its own, and hand it over. */
export async function onScreen<T>(
  browser: Browser,
  screen: Screen,
  { language, theme, size }: Shot,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const backend = sampleBackend(language, !screen.empty);
  backend.settings.theme = theme;
  screen.prepare?.(backend);
  const server = await PageServer.start(backend);
  const context = await browser.newContext({
    viewport: SIZES[size],
    // As the browser of this person has them: a locked program tells nothing.
    locale: language === "ru" ? "ru-RU" : "en-GB",
    colorScheme: theme,
    deviceScaleFactor: size === "phone" ? 2 : 1,
    hasTouch: size === "phone",
    isMobile: size === "phone",
    timezoneId: Deno.env.get("TZ") ?? "UTC",
  });
  context.setDefaultTimeout(DEADLINE);
  try {
    const page = await context.newPage();
    await page.clock.setFixedTime(FAKE_NOW);
    await page.goto(server.url);
    await page.locator(".me, .lock-card").waitFor();
    await screen.show?.(page, backend, server);
    return await look(page);
  } finally {
    await context.close();
    await server.stop().catch(() => {/* stopped by its screen already */});
  }
}
