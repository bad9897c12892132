/** Screens of rooms: the list, what is said, who is there, and the ways in and out. Part of `window_screens.ts`. */
import type { Page } from "playwright-core";
import type { Contact, Message, Room } from "../../ui/api.ts";
import { quote } from "./fake/conversation.ts";
import { everyone, noted, reached, room, said } from "./fake/rooms.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import type { Screen } from "./window_screens.ts";

const MINUTE = 60_000;

const WORDS = {
  en: {
    room: "Thursday’s talk",
    other: "Family",
    hello: "Morning everybody!",
    slides: "The slides are in the shared folder now. Please look through them before noon, the second half is new.",
    thanks: "Great, thank you",
    question: "@Anna Weber can you take the projector along?",
    answer: "Yes, it is in my bag already",
    all: "@all we start at three, not at four",
    mine: "See you all there",
    lunch: "Who comes along for lunch?",
  },
  ru: {
    room: "Доклад в четверг",
    other: "Семья",
    hello: "Всем доброе утро!",
    slides: "Слайды уже в общей папке. Посмотрите, пожалуйста, до полудня: вторая половина новая.",
    thanks: "Отлично, спасибо",
    question: "@Анна Вебер, захватишь проектор?",
    answer: "Да, он уже в сумке",
    all: "@все начинаем в три, а не в четыре",
    mine: "До встречи!",
    lunch: "Кто идёт обедать?",
  },
};

const words = (backend: FakeBackend) => WORDS[backend.settings.language ?? "en"];

/** A lively room of six, Everyone, and an invitation; the first two have something new. */
export function rooms(backend: FakeBackend): Room {
  const [marta, jonas, priya, felix, sofia, tomasz] = [...backend.contacts.values()] as Contact[];
  const say = words(backend);
  const talk = room(backend, say.room, [marta, jonas, priya, felix, sofia], { unread: 2, mentions: 1 }, {
    [marta.name]: { role: "owner" },
    [sofia.name]: { state: "invited" },
  });
  const at = (ago: number): Partial<Message> => ({ sent_at: FAKE_NOW - ago * MINUTE });
  noted(backend, talk, "event.room_created", { name: marta.name }, FAKE_NOW - 95 * MINUTE);
  noted(
    backend,
    talk,
    "event.room_added",
    { by: marta.name, name: backend.me.name, me: "name" },
    FAKE_NOW - 94 * MINUTE,
  );
  noted(backend, talk, "event.room_joined", { name: priya.name }, FAKE_NOW - 80 * MINUTE);
  said(backend, talk, marta, say.hello, at(60));
  const slides = said(backend, talk, marta, say.slides, {
    ...at(59),
    reactions: [
      { mine: true, emoji: "👍", at: FAKE_NOW },
      { mine: false, from: jonas, emoji: "👍", at: FAKE_NOW },
      { mine: false, from: priya, emoji: "🎉", at: FAKE_NOW },
    ],
  });
  said(backend, talk, priya, say.thanks, { ...at(40), reply: quote(backend, talk.key, slides.id) });
  said(backend, talk, jonas, say.question, { ...at(30), mention: true });
  const answer = backend.wrote(talk.key, "out", say.answer, at(28));
  reached(backend, talk, answer.id, talk.members - 1);
  const mine = backend.wrote(talk.key, "out", say.mine, at(27));
  reached(backend, talk, mine.id, 2);
  said(backend, talk, jonas, "👌", at(5));
  said(backend, talk, felix, say.all, { ...at(4), mention: true });
  const all = everyone(backend, [marta, jonas, priya, felix, sofia, tomasz], {
    name: "Lab 4",
    key: `#${"e".repeat(64)}`,
  });
  said(backend, all, priya, say.lunch, at(50));
  room(backend, say.other, [tomasz, sofia], {
    state: "invited",
    invited_by: tomasz.name,
    role: "member",
    added_at: FAKE_NOW - 2 * MINUTE,
  });
  return backend.rooms.get(talk.key)!;
}

const row = (page: Page, text: RegExp) => page.locator("button.contact", { hasText: text });
const TALK = /Thursday|четверг/;

async function inRoom(page: Page): Promise<void> {
  await row(page, TALK).click();
  await page.locator(".author").first().waitFor();
}

async function panel(page: Page): Promise<void> {
  await inRoom(page);
  await page.locator(".who-button").click();
  await page.locator(".member").first().waitFor();
}

async function mention(page: Page): Promise<void> {
  await inRoom(page);
  await page.locator(".composer textarea").pressSequentially("@");
  await page.locator(".mention-list").waitFor();
}

export const ROOM_SCREENS: Record<string, Screen> = {
  rooms: { prepare: rooms },
  room: { prepare: rooms, show: inRoom },
  room_panel: { prepare: rooms, show: panel },
  room_mention: { prepare: rooms, show: mention },
  room_invited: {
    prepare: rooms,
    show: async (page) => {
      await row(page, /Family|Семья/).click();
      await page.locator(".invitation-card").waitFor();
    },
  },
  room_everyone: {
    prepare: rooms,
    show: async (page) => {
      await row(page, /Lab 4.*(Everyone|Все)/).click();
      await page.locator(".who-button").click();
      await page.locator(".member").first().waitFor();
    },
  },
  room_left: {
    prepare: (backend) => backend.keep(rooms(backend).key, { state: "removed" }),
    show: async (page) => {
      await row(page, TALK).click();
      await page.locator(".composer-off").waitFor();
    },
  },
  room_new: {
    prepare: (backend) => {
      rooms(backend);
      const [, , , felix] = backend.contacts.keys();
      backend.changeContact(felix, { presence: "pairing", transport: null });
    },
    show: async (page) => {
      await page.locator(".new-room").click();
      await page.locator("dialog input[type=text]").first().fill("4");
      await page.locator(".room-choice").nth(1).click();
    },
  },
  connection_check: {
    show: async (page) => {
      await page.locator(".me > .icon-button").last().click();
      await page.locator("#settings-tab-network").click();
      await page.locator(".connection-check button").click();
      await page.locator(".check").first().waitFor();
    },
  },
};
