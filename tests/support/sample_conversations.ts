/** People and messages as they look in real life, for pictures of the window. */
import type { Message } from "../../ui/api.ts";
import { FAKE_NOW, FakeBackend } from "./fake_backend.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Line = readonly ["in" | "out", text: string, ago: number, change?: Partial<Message>];

interface Sample {
  readonly me: string;
  /** Name, the lines, unread. */
  readonly people: readonly (readonly [string, readonly Line[], number?])[];
}

const EN: Sample = {
  me: "Anna Weber",
  people: [
    ["Marta Lindqvist", [
      ["in", "Hi! Did the new build reach the office?", DAY + 3 * HOUR],
      [
        "out",
        "Yes, installed it this morning. Two minutes, no account, nothing to configure.",
        DAY + 3 * HOUR - 3 * MINUTE,
      ],
      ["in", "Perfect 🎉", DAY + 3 * HOUR - 5 * MINUTE],
      ["in", "Then everyone in the lab can talk even when the internet is down", DAY + 3 * HOUR - 6 * MINUTE],
      [
        "in",
        "Good morning! I wrote up what we need for Thursday:\n\n1. the measurements from room 4\n2. your slides\n3. a second projector, just in case",
        52 * MINUTE,
      ],
      ["out", "Slides are done. The measurements are on the server, same command as always:", 41 * MINUTE],
      ["out", "```\nscp lab4:/data/2026-11/*.csv .\n```", 40 * MINUTE],
      ["in", "Found them, thank you! Is this the right description? https://example.org/docs/lab-4", 12 * MINUTE],
      ["out", "That's the one. The table on page 2 is out of date, I'll fix it after lunch.", 9 * MINUTE],
      ["out", "Coffee at three?", 8 * MINUTE, { status: "delivered", received_at: FAKE_NOW - 8 * MINUTE }],
    ]],
    ["Jonas Berg", [["in", "The train is late again, start without me", 34 * MINUTE]], 2],
    ["Lab 4 – Priya Raman", [["out", "I'll send the list tonight", 3 * HOUR, { status: "sent" }]]],
    ["Uncle Felix", [["in", "How do I make the letters bigger?", DAY + HOUR]]],
    ["Sofía Delgado", [["in", "See you on Monday!", 3 * DAY]]],
    ["Tomasz Nowak", [["out", "Happy birthday! 🎂", 12 * DAY]]],
    ["Reception", []],
  ],
};

const RU: Sample = {
  me: "Анна Вебер",
  people: [
    ["Марта Соколова", [
      ["in", "Привет! Новая версия уже в офисе?", DAY + 3 * HOUR],
      ["out", "Да, поставила сегодня утром. Две минуты, без регистрации и настроек.", DAY + 3 * HOUR - 3 * MINUTE],
      ["in", "Отлично 🎉", DAY + 3 * HOUR - 5 * MINUTE],
      ["in", "Значит, лаборатория будет на связи даже без интернета", DAY + 3 * HOUR - 6 * MINUTE],
      [
        "in",
        "Доброе утро! Вот что нужно к четвергу:\n\n1. замеры из комнаты 4\n2. твои слайды\n3. запасной проектор",
        52 * MINUTE,
      ],
      ["out", "Слайды готовы. Замеры на сервере, команда та же:", 41 * MINUTE],
      ["out", "```\nscp lab4:/data/2026-11/*.csv .\n```", 40 * MINUTE],
      ["in", "Нашла, спасибо! Описание вот это? https://example.org/docs/lab-4", 12 * MINUTE],
      ["out", "Оно. Таблица на второй странице устарела, после обеда поправлю.", 9 * MINUTE],
      ["out", "Кофе в три?", 8 * MINUTE, { status: "delivered", received_at: FAKE_NOW - 8 * MINUTE }],
    ]],
    ["Игорь Панин", [["in", "Электричка опять опаздывает, начинайте без меня", 34 * MINUTE]], 2],
    ["Лаборатория 4 – Прия", [["out", "Список пришлю вечером", 3 * HOUR, { status: "sent" }]]],
    ["Дядя Федя", [["in", "Как сделать буквы побольше?", DAY + HOUR]]],
    ["София Белова", [["in", "До понедельника!", 3 * DAY]]],
    ["Томаш Новак", [["out", "С днём рождения! 🎂", 12 * DAY]]],
    ["Ресепшен", []],
  ],
};

const PRESENCES = [
  { presence: "online", transport: "tcp" },
  { presence: "online", transport: "tcp" },
  { presence: "offline", transport: null },
  { presence: "offline", transport: null },
  { presence: "online", transport: "relay" },
  { presence: "refused", presence_reason: "certificate-expired", transport: null },
  { presence: "pairing", transport: null, since: null },
] as const;

/** A backend full of life, at `FAKE_NOW`. */
export function sampleBackend(language: "en" | "ru", people = true): FakeBackend {
  const sample = language === "en" ? EN : RU;
  const backend = new FakeBackend();
  backend.now = FAKE_NOW;
  backend.me = { ...backend.me, name: sample.me, root_name: sample.me };
  backend.settings = { ...backend.settings, language };
  if (!people) return backend;
  sample.people.forEach(([name, lines, unread = 0], i) => {
    const { key } = backend.person(name, { ...PRESENCES[i], unread, added_at: FAKE_NOW - 30 * DAY });
    const first = FAKE_NOW - (lines[0]?.[2] ?? 0) - MINUTE;
    if (i === 0) backend.wrote(key, "in", "event.paired", { kind: "event", args: { name }, sent_at: first });
    for (const [direction, text, ago, change] of lines) {
      backend.wrote(key, direction, text, { sent_at: FAKE_NOW - ago, ...change });
    }
  });
  return backend;
}
