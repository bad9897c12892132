/** Screens of the conversation: what is done with messages, and what the composer says. Part of `window_screens.ts`. */
import type { Page } from "playwright-core";
import type { Message } from "../../ui/api.ts";
import { changeMessage, quote, reactTo } from "./fake/conversation.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import type { Screen } from "./window_screens.ts";

const MINUTE = 60_000;

const first = (page: Page) => page.locator(".contact").first().click();
const bubbles = (page: Page) => page.locator(".bubble");

/** Key and messages of the first person. */
function talk(backend: FakeBackend): { key: string; messages: Message[] } {
  const [key] = backend.contacts.keys();
  return { key, messages: backend.messages.get(key)! };
}

/** What is said there, in the language of the picture. */
const LIVELY = {
  en: {
    answer: "Yes, **three** is _perfect_, `room 4`",
    mistaken: "See you at the stairs, then",
    edited: "See you at the lift, then",
    forwarded: "The door code is 2291",
    disappearing: "This one goes by itself",
    unknown: "And what was that about?",
  },
  ru: {
    answer: "Да, **в три** _отлично_, `аудитория 4`",
    mistaken: "Тогда у лестницы",
    edited: "Тогда у лифта",
    forwarded: "Код от двери: 2291",
    disappearing: "Это сообщение исчезнет само",
    unknown: "А это к чему было?",
  },
};
const EDITED = /lift|лифта/;

/** Answers, edits, reactions, what was deleted, passed on, and disappears. */
function lively(backend: FakeBackend): void {
  const { key, messages } = talk(backend);
  const at = (ago: number) => ({ sent_at: FAKE_NOW - ago * MINUTE });
  const words = LIVELY[backend.settings.language ?? "en"];
  const last = messages.at(-1)!;
  reactTo(backend, key, last.id, "👍", true);
  reactTo(backend, key, last.id, "👍", false);
  reactTo(backend, key, messages.findLast(({ direction }) => direction === "in")!.id, "❤️", true);
  backend.wrote(key, "in", words.answer, { ...at(7), reply: quote(backend, key, last.id) });
  const edited = backend.wrote(key, "out", words.mistaken, at(6)).id;
  void backend.handlers.message_edit!({ conversation: key, id: edited, text: words.edited });
  changeMessage(backend, key, edited, { edited_at: FAKE_NOW - 5 * MINUTE });
  backend.wrote(key, "in", words.forwarded, { ...at(5), forwarded: true });
  backend.wrote(key, "out", "", { ...at(4), deleted: true, status: "read" });
  backend.wrote(key, "in", words.disappearing, { ...at(3), ttl: 3_600, expires_at: FAKE_NOW + 57 * MINUTE });
  backend.wrote(key, "in", words.unknown, { ...at(2), reply: { id: crypto.randomUUID() } });
  backend.wrote(key, "out", "🎉🎉", { ...at(1), status: "delivered", received_at: FAKE_NOW - MINUTE });
}

async function menuOf(page: Page, text: string | RegExp): Promise<void> {
  await first(page);
  await bubbles(page).filter({ hasText: text }).click({ button: "right" });
  await page.getByRole("menu").waitFor();
}

const item = (page: Page, n: number) => page.locator(".menu-items button").nth(n).click();

export const CHAT_SCREENS: Record<string, Screen> = {
  lively: { prepare: lively, show: first },
  message_menu: { prepare: lively, show: (page) => menuOf(page, EDITED) },
  more_emoji: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, EDITED);
      await page.locator(".quick button").last().click();
      await page.locator(".emoji-grid").waitFor();
    },
  },
  reply: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, "2291");
      await item(page, 0);
      await page.locator(".about").waitFor();
    },
  },
  edit: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, EDITED);
      await item(page, 2);
      await page.locator(".about").waitFor();
    },
  },
  versions: {
    prepare: lively,
    show: async (page) => {
      await first(page);
      await page.locator(".edited").click();
      await page.locator(".versions li").waitFor();
    },
  },
  forward: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, "2291");
      await item(page, 2);
      await page.locator(".person").first().waitFor();
    },
  },
  message_info: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, EDITED);
      await item(page, 4);
      await page.locator("dialog .versions li").waitFor();
    },
  },
  delete: {
    prepare: lively,
    show: async (page) => {
      await menuOf(page, EDITED);
      await page.locator(".menu-items .danger").last().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  emoji: {
    show: async (page) => {
      await first(page);
      await page.locator(".emoji-button > button").click();
      await page.locator(".emoji-grid").waitFor();
    },
  },
  typing: {
    show: async (page, backend) => {
      await first(page);
      backend.push({ type: "typing", conversation: talk(backend).key, until: FAKE_NOW + MINUTE });
      await page.locator(".chat-header .typing").waitFor();
    },
  },
  timer: {
    show: async (page) => {
      await first(page);
      await page.locator(".chat-header .menu > button").click();
      await page.getByRole("menuitem", { name: /^(Disappearing|Исчезающие)/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  timer_proposed: {
    prepare: (backend) => {
      const theirs = { id: crypto.randomUUID(), seconds: 86_400 };
      backend.changeContact(talk(backend).key, { timer: { agreed: 3_600, mine: null, theirs } });
    },
    show: first,
  },
  cost: {
    show: async (page) => {
      await first(page);
      await page.locator(".composer textarea").fill("All of it, as you asked. ".repeat(120));
      await page.locator(".cost").waitFor();
    },
  },
  cost_asked: {
    show: async (page) => {
      await first(page);
      await page.locator(".composer textarea").fill("All of it, as you asked. ".repeat(120));
      await page.locator(".composer textarea").press("Enter");
      await page.getByRole("dialog").waitFor();
    },
  },
  exhausted: {
    prepare: (backend) => void backend.changeContact(talk(backend).key, { messages_left: 0 }),
    show: async (page) => {
      await first(page);
      await page.locator(".budget-bar").waitFor();
    },
  },
  bits: {
    prepare: (backend) => backend.settings.show_bits = true,
    show: async (page, backend) => {
      await first(page);
      const [plain, sealed] = [
        "Coffee at three? Прекрасно!",
        "\u0007ñ\u0091\u00d3*\u001fà\u0085wKz\u0019Ç\u00b0\u00022\u0097ê\u00fd;\u00aa\u0013\u00c6\u0080Uo",
      ];
      const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
      backend.push({
        type: "bits",
        conversation: talk(backend).key,
        direction: "out",
        plain: base64(new TextEncoder().encode(plain)),
        sealed: base64(Uint8Array.from(sealed, (unit) => unit.charCodeAt(0))),
        length: 36,
      });
      await page.locator(".bits").waitFor();
    },
  },
  long: {
    prepare: (backend) => {
      const { key } = talk(backend);
      backend.wrote(key, "in", Array.from({ length: 60 }, (_, i) => `${i + 1}. one more line of it`).join("\n"));
      const code = "```ts\nconst a = 1; // " + "x".repeat(120) + "\n```";
      backend.wrote(key, "in", `Look at **this** and *that*:\n${code}\nhttps://example.org/${"path/".repeat(30)}`);
    },
    show: first,
  },
};
