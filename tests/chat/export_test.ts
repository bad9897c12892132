/** TXT-8: history as a file: everything that was said, nothing that could run, a page in memory at a time. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exportFileName, exportHistory, exportStream } from "../../chat/export/export.ts";
import type { ExportSource } from "../../chat/export/source.ts";
import { EXPORT_WORDS } from "../../chat/export/words.ts";
import { Tickets } from "../../chat/mod.ts";
import type { Message, Transfer } from "../../ui/api.ts";
import { befriend, fakePerson, ManualClock } from "../support/fake_network.ts";
import { peerKey } from "../../chat/mod.ts";

const KEY = "17." + "a".repeat(64);
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const DAY = 86_400_000;

function message(cursor: number, text: string, change: Partial<Message> = {}): Message {
  return {
    ...{ id: `0190-${cursor}`, cursor, conversation: KEY, direction: "in", kind: "text", text },
    ...{ sent_at: NOW, received_at: NOW + 1, status: "received", error: null },
    ...change,
  };
}

function source(messages: readonly Message[], name = "Boris"): ExportSource {
  return {
    me: { id: "4", name: "Anna" },
    conversations: [{ key: KEY, id: "17", name }],
    newest: () => messages.at(-1)?.cursor,
    page: (_, after) => messages.filter(({ cursor }) => cursor > after).slice(0, 2),
  };
}

async function written(from: ExportSource, format: "html" | "json", language: "en" | "ru" = "en"): Promise<string> {
  const options = { format, language, exportedAt: NOW, timeZone: "UTC" };
  return await new Response(exportStream(exportHistory(from, options))).text();
}

const SAID: Message[] = [
  message(1, "first\nline"),
  message(2, "event.paired", { kind: "event" }),
  message(3, "changed", { edited_at: NOW + 5, forwarded: true, reactions: [{ mine: true, emoji: "🦊", at: NOW + 6 }] }),
  message(4, "", { deleted: true, sent_at: NOW + DAY, received_at: NOW + DAY }),
  message(5, "answer", {
    ...{ direction: "out", status: "failed", error: "too-long", sent_at: NOW + DAY },
    reply: { id: "0190-1", cursor: 1, direction: "in", text: "first" },
  }),
  message(6, "lost", { reply: { id: "0190-0" } }),
  message(7, "{}", { kind: "poll" }),
];

const FILE: Transfer = {
  ...{
    id: "0190-8",
    conversation: KEY,
    cursor: 8,
    direction: "in",
    name: "<b>.txt",
    type: "file",
    size: 1536,
    files: 1,
  },
  ...{ media: null, state: "failed", reason: "disk-full", ended_by: "me", done: 0, speed: null, left_ms: null },
  ...{ average: null, offered_at: NOW, ended_at: null, path: null },
};

Deno.test("FILE-8 TXT-8: of a file the name, the size and what became of it are written", async () => {
  const said = [message(8, FILE.name, { kind: "file", file: FILE })];
  const html = await written(source(said), "html");
  assertStringIncludes(html, '📎 &lt;b&gt;.txt</p><div class="mark">1.5 kB · failed</div>');
  assertStringIncludes(await written(source(said), "html", "ru"), "ошибка</div>");
  const empty = [message(9, "empty", { kind: "file", file: { ...FILE, name: "empty", size: 0 } })];
  assertStringIncludes(await written(source(empty), "html"), "0 bytes · failed");
  const [record] = JSON.parse(await written(source(said), "json")).conversations[0].messages;
  const file = { type: "file", size: 1536, files: 1, state: "failed", reason: "disk-full", path: null };
  assertEquals([record.kind, record.text, record.file], ["file", "<b>.txt", file]);
});

Deno.test("TXT-8: the page has names, days, times, quotes, edits, reactions and what was deleted", async () => {
  const html = await written(source(SAID), "html");
  assertStringIncludes(html, "<title>Conversation with Boris</title>");
  for (const day of ["Friday, January 2, 2026", "Saturday, January 3, 2026"]) {
    assertStringIncludes(html, `>${day}</h3>`);
  }
  assertStringIncludes(html, '<time datetime="2026-01-02T03:04:05.001Z">3:04');
  assertStringIncludes(html, '<a href="#c0-1">first</a>');
  assertStringIncludes(html, 'id="c0-1"');
  assertStringIncludes(html, "first\nline");
  for (const words of ["Deleted", "edited", "Forwarded", "🦊", "not sent", "too-long", "Sent by a newer version"]) {
    assertStringIncludes(html, words);
  }
  assertStringIncludes(html, "A message that is not here any more");
  assert(!html.includes("event.paired"), "what the program noted is not something said");
  assertStringIncludes(await written(source(SAID), "html", "ru"), "пятница, 2 января 2026");
  assertStringIncludes(await written(source([]), "html"), "Nothing was said here.");
});

Deno.test("TXT-8: nothing that somebody wrote becomes part of the page", async () => {
  const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;\0\x1b</style></p>`;
  const all = [
    message(1, evil, { id: evil, error: evil, forwarded: true }),
    message(2, evil, {
      reply: { id: evil, cursor: 1, text: evil },
      reactions: [{ mine: false, emoji: evil, at: NOW }],
    }),
    message(3, evil, { kind: evil }),
  ];
  const html = await written(source(all, evil), "html");
  for (const raw of ["<script", "<img", ">\"'", "\0", "\x1b", "</style></p>"]) assert(!html.includes(raw), raw);
  assertStringIncludes(html, "default-src 'none'");
  assertEquals(html.match(/<(script|iframe|object|link|form|img)\b/gi), null);
  assertEquals(html.match(/\b(href|src)="(?!#)/g), null, "nothing from elsewhere");
  assertEquals(html.match(/<\/style>/g)?.length, 1);
});

Deno.test("TXT-8: the document is JSON with the fields of history --json", async () => {
  const parsed = JSON.parse(await written(source(SAID), "json"));
  assertEquals([parsed.format, parsed.exported_at, parsed.me], [
    "parley-history-1",
    "2026-01-02T03:04:05.000Z",
    { id: "4", name: "Anna" },
  ]);
  const [{ messages, ...who }] = parsed.conversations;
  assertEquals(who, { id: "17", root: "a".repeat(64), name: "Boris" });
  assertEquals(messages.map(({ id }: Message) => id), ["0190-1", "0190-3", "0190-4", "0190-5", "0190-6", "0190-7"]);
  assertEquals(messages[1], {
    ...{ id: "0190-3", peer: "17", from: "17", direction: "in", kind: "text", text: "changed" },
    ...{
      sent_at: "2026-01-02T03:04:05.000Z",
      received_at: "2026-01-02T03:04:05.001Z",
      status: "received",
      error: null,
    },
    ...{ edited_at: "2026-01-02T03:04:05.005Z", deleted: false, reply_to: null, forwarded: true },
    reactions: [{ from: "4", emoji: "🦊", at: "2026-01-02T03:04:05.006Z" }],
  });
  assertEquals([messages[2].deleted, messages[3].reply_to, messages[3].from], [true, "0190-1", "4"]);
  assertEquals(JSON.parse(await written({ ...source([]), conversations: [] }, "json")).conversations, []);
});

Deno.test("TXT-8: a long history is read as it is taken, a page at a time, up to where it ended", async () => {
  let [asked, pulled] = [0, 0];
  const endless: ExportSource = {
    ...source([]),
    newest: () => 100_000,
    page: (_, after) => {
      asked++;
      return Array.from({ length: 100 }, (_, n) => message(after + n + 1, "x".repeat(1_000)));
    },
  };
  const options = { format: "json", language: "en", exportedAt: NOW } as const;
  const reader = exportStream(exportHistory(endless, options)).getReader();
  for (; pulled < 3; pulled++) await reader.read();
  assert(asked > 0 && asked < 10, `${asked} pages for ${pulled} pieces`);
  await reader.cancel();
  let count = 0;
  for await (const piece of exportHistory(endless, options)) if (piece.includes('"text"')) count++;
  assertEquals(count, 100_000, "what came meanwhile is for the next time");
});

Deno.test("TXT-8: the name of the file is one that every system takes", () => {
  const named = (name: string) => exportFileName(source([], name), { format: "html", language: "en", exportedAt: NOW });
  assertEquals(named("Аня / ../..\\x:*?"), "parley-Аня-x-2026-01-02.html");
  assertEquals(named("..."), "parley-2026-01-02.html");
  assert(named("я".repeat(200)).length < 70);
});

Deno.test("TXT-8: the languages of the page have the same words and the same places for values", () => {
  const places = (text: string) => text.match(/\{\w+\}/g) ?? [];
  assertEquals(Object.keys(EXPORT_WORDS.ru), Object.keys(EXPORT_WORDS.en));
  for (const [word, text] of Object.entries(EXPORT_WORDS.en)) {
    assertEquals(places(EXPORT_WORDS.ru[word as keyof typeof EXPORT_WORDS.en]), places(text), word);
  }
});

Deno.test("TXT-8: the window gets a ticket that is good for one download", async () => {
  const clock = new ManualClock();
  const tickets = new Tickets({ clock, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  const anna = await fakePerson("Anna", "17", { clock, tickets });
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  const conversation = peerKey(boris.ref);
  await anna.messenger.call("send", { conversation, text: "до свидания" });
  for (const params of [{ format: "html", conversation }, { format: "json" }] as const) {
    const { ticket, file_name } = await anna.messenger.call("history_export", params);
    assertStringIncludes(file_name, "parley-Boris-");
    assert(file_name.endsWith(`.${params.format}`));
    const download = await tickets.download(ticket);
    assertStringIncludes(await new Response(download!.body).text(), "до свидания");
    assertEquals(await tickets.download(ticket), undefined);
  }
  const { ticket } = await anna.messenger.call("history_export", { format: "html", conversation, language: "ru" });
  const page = await new Response((await tickets.download(ticket))!.body).text();
  assertStringIncludes(page, `<html lang="ru">`, "as the window is, where no language is set");
  await assertRejected(() => anna.messenger.call("history_export", { format: "html", conversation: KEY }), "not-found");
  await assertRejected(() => boris.messenger.call("history_export", { format: "html" }), "not-found");
  for (const person of [anna, boris]) {
    await person.messenger.stop();
    await person.history.close();
  }
});

async function assertRejected(work: () => Promise<unknown>, code: string): Promise<void> {
  const error = await work().then(() => undefined, (error) => error);
  assertEquals((error as { code?: string } | undefined)?.code, code);
}

Deno.test("ROOM-3: what was said in a room is exported with its authors, as a page and as JSON", async () => {
  const room = `#${"ab".repeat(32)}`;
  const from = { key: KEY, name: "<Boris>" };
  const messages = [
    message(1, "mine", { conversation: room, direction: "out", status: "delivered", delivery: { to: 1, of: 2 } }),
    message(2, "theirs", {
      conversation: room,
      from,
      reply: { id: "0190-1", cursor: 1, text: "older", from: { key: KEY, name: "Dora" } },
    }),
  ];
  const exported = { ...source(messages), conversations: [{ key: room, id: room, name: "#Team" }] };
  const page = await written(exported, "html");
  assertStringIncludes(page, '<span class="who">&lt;Boris&gt;</span>');
  assertStringIncludes(page, '<span class="mark">Dora: </span>older');
  assertEquals(page.includes("Number "), false);
  const { conversations: [{ room: isRoom, messages: lines }] } = JSON.parse(await written(exported, "json"));
  const told = lines.map((
    { from, from_id, delivered_to, members_other }: Record<string, unknown>,
  ) => [from, from_id, delivered_to, members_other]);
  assertEquals([isRoom, told], [true, [["Anna", "4", 1, 2], ["<Boris>", "17", null, null]]]);
});
