/** TXT-7: search in one conversation and in all, with filters; what the index does not have yet is found as well. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Database,
  type Found,
  type History,
  HISTORY_MIGRATIONS,
  openHistory,
  openMemoryDatabase,
} from "../../store/mod.ts";
import { indexedUpTo, indexSome, SHARD } from "../../store/history/full_text.ts";
import type { SearchQuery } from "../../store/history_types.ts";

const PEOPLE = ["7", "8", "9"].map((id) => `${id}.${"a".repeat(64)}`);
const [ANN, BOB] = PEOPLE;

interface Opened {
  readonly db: Database;
  readonly history: History;
}

function test(name: string, body: (opened: Opened) => Promise<void> | void): void {
  Deno.test(`TXT-7: ${name}`, async () => {
    const db = await openMemoryDatabase(HISTORY_MIGRATIONS);
    const history = openHistory(db, { newStream: () => "s" });
    try {
      await body({ db, history });
    } finally {
      await history.close();
    }
  });
}

let serial = 0;
const uuid = () => `0193e8d0-0000-7000-8000-${(++serial).toString(16).padStart(12, "0")}`;

function item(text: string, { sent_at = 1_000, kind = "text" } = {}) {
  return { id: uuid(), kind, text, sent_at };
}

function receive(history: History, key: string, texts: readonly string[], at = 1_000): string[] {
  const { in_received } = history.streams(key);
  const items = texts.map((text, index) => ({ ...item(text), seq: in_received + index + 1 }));
  history.addIncoming(key, "in", items, at);
  return items.map(({ id }) => id);
}

function texts({ rows }: Found): string[] {
  return rows.map(({ text }) => text);
}

/** All pages of an answer, put together. */
function all(history: History, query: Omit<SearchQuery, "limit">, limit = 3): string[] {
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 0;; pages++) {
    assert(pages < 5_000, "search comes to an end");
    const page = history.search({ ...query, after, limit });
    assert(page.rows.length <= limit);
    found.push(...texts(page));
    if (page.next === null) return found;
    after = page.next;
  }
}

function indexAll(db: Database): void {
  while (indexSome(db, 10_000).more);
}

test("the newest hits of all conversations come first, each with its own", ({ history }) => {
  receive(history, ANN, ["Привет из Анны"]);
  history.addOutgoing(BOB, [item("привет, Боб")]);
  receive(history, ANN, ["и ещё привет"]);
  const found = history.search({ text: "ПРИВЕТ", limit: 9 });
  assertEquals(found.rows.map(({ conversation, text }) => [conversation, text]), [
    [ANN, "и ещё привет"],
    [BOB, "привет, Боб"],
    [ANN, "Привет из Анны"],
  ]);
  assertEquals(found.next, null);
  assertEquals(texts(history.search({ text: "привет", conversation: BOB, limit: 9 })), ["привет, Боб"]);
});

test("filters by direction, link and time, with words and without", ({ history }) => {
  receive(history, ANN, ["see https://example.org/a", "www.example.org без схемы"], 10);
  receive(history, ANN, ["no address: http is a word"], 20);
  history.addOutgoing(ANN, [item("see HTTP://EXAMPLE.ORG/b", { sent_at: 30 })]);
  history.addOutgoing(BOB, [item("plain", { sent_at: 40 }), item("{}", { sent_at: 50, kind: "poll" })]);
  const found = (query: Omit<SearchQuery, "limit">) => texts(history.search({ ...query, limit: 9 }));
  assertEquals(found({ text: "", kind: "link" }), [
    "see HTTP://EXAMPLE.ORG/b",
    "www.example.org без схемы",
    "see https://example.org/a",
  ]);
  assertEquals(found({ text: "see", kind: "link", direction: "in" }), ["see https://example.org/a"]);
  assertEquals(found({ text: "", conversation: BOB, kind: "text" }), ["plain"]);
  assertEquals(found({ text: "", since: 20, until: 40 }), [
    "plain",
    "see HTTP://EXAMPLE.ORG/b",
    "no address: http is a word",
  ]);
  assertEquals(found({ text: "see", until: 20 }), ["see https://example.org/a"]);
  assertEquals(found({ text: "see", since: 31 }), []);
  assertEquals(found({ text: "", conversation: "0." + "f".repeat(64) }), []);
  assertEquals(found({ text: "***" }), [], "signs alone are nothing that could be found");
});

test("nobody forges a filter by writing its words", ({ history }) => {
  receive(history, ANN, ["tags:link link c2 out", "c1 in link"]);
  assertEquals(history.search({ text: "", kind: "link", limit: 9 }).rows, []);
  assertEquals(history.search({ text: "link", direction: "out", limit: 9 }).rows, []);
  assertEquals(texts(history.search({ text: "tags:link", limit: 9 })), ["tags:link link c2 out"]);
  assertEquals(history.search({ text: "c1", conversation: BOB, limit: 9 }).rows, []);
});

test("an edited message is found by its new words and not by its old ones, a deleted one by none", ({ db, history }) => {
  for (const index of [true, false]) {
    const [edited, deleted] = receive(history, ANN, ["apfel birne", "kirsche birne"]);
    if (index) indexAll(db);
    const { in_received } = history.streams(ANN);
    history.addIncoming(ANN, "in", [
      { ...item("orange", { kind: "edit" }), about: edited, seq: in_received + 1 },
      { ...item("", { kind: "delete" }), about: deleted, seq: in_received + 2 },
    ], 2);
    const found = (text: string) => texts(history.search({ text, limit: 9 }));
    assertEquals([found("apfel"), found("birne"), found("kirsche")], [[], [], []]);
    assertEquals(found("orange"), index ? ["orange"] : ["orange", "orange"]);
  }
  history.clear();
  assertEquals(history.search({ text: "orange", limit: 9 }).rows, []);
});

test("what the index has not reached is found, in short steps that say where they stopped", ({ db, history }) => {
  const many = Array.from({ length: 3_000 }, (_, n) => n % 1_000 === 7 ? `needle ${n}` : `hay ${n}`);
  receive(history, ANN, many);
  history.addOutgoing(BOB, [item("needle of Bob")]);
  const first = history.search({ text: "needle", limit: 9 });
  assertEquals(texts(first), ["needle of Bob", "needle 2007"], "the newest thousand");
  assert(first.next !== null);
  const indexed = db.get<{ value: number }>("SELECT value FROM marks WHERE name = 'indexed'")!.value;
  assert(indexed > 0 && indexed < 1_000, "a search indexes a little, never all");
  assertEquals(all(history, { text: "needle" }), ["needle of Bob", "needle 2007", "needle 1007", "needle 7"]);
  assertEquals(all(history, { text: "needle", conversation: BOB }), ["needle of Bob"]);
});

test("TXT-13: long messages are indexed by their beginning, one or two in a step, whoever sends how many", ({ db, history }) => {
  const long = (words: string) => `${words} ${"слово ".repeat(50_000)} ${words}ende`;
  const [, edited] = receive(history, ANN, ["eins", "zwei", "drei", "vier", "fünf"].map(long));
  const steps: number[] = [];
  for (let more = true; more;) {
    more = indexSome(db, 512).more;
    steps.push(indexedUpTo(db));
  }
  assertEquals(steps, [2, 4, 5]);
  receive(history, ANN, Array.from({ length: 500 }, (_, n) => `kurz ${n}`));
  assertEquals(indexSome(db, 512).more, false);
  const found = (text: string) => history.search({ text, limit: 9 }).rows.length;
  assertEquals([found("zwei"), found("zweiende"), found("слово")], [1, 0, 5]);
  history.addIncoming(ANN, "in", [{ ...item(long("neu"), { kind: "edit" }), about: edited, seq: 506 }], 1);
  assertEquals([found("zwei"), found("neu"), found("слово"), found("kurz 499")], [0, 1, 5, 1]);
});

test("many parts of the index are asked from the newest back, and cleared ones are in nobody's way", ({ db, history }) => {
  const wave = (name: string) => receive(history, ANN, Array.from({ length: 40 }, (_, n) => `${name} ${n}`));
  const parts = 20;
  for (let n = 0; n < parts; n++) {
    wave(`wave${n}x`);
    // As if a part's worth of messages had been here and was cleared.
    void db.write([{ sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[(n + 1) * SHARD - 20]] }]);
  }
  indexAll(db);
  const found = all(history, { text: "wave" }, 7);
  assertEquals(found.length, parts * 40);
  assertEquals([found[0], found.at(-1)], [`wave${parts - 1}x 39`, "wave0x 0"]);
  const step = history.search({ text: "wave0x", limit: 5 });
  assertEquals(step.rows, [], "a step asks a few parts only");
  assert(step.next !== null);
  assertEquals(all(history, { text: "wave0x" }).length, 40);
  history.clear(ANN);
  assertEquals(all(history, { text: "wave" }), []);
  assertEquals(db.get<{ n: number }>("SELECT count(*) AS n FROM words WHERE words MATCH 'wave*' AND shard = 0"), {
    n: 0,
  });
});

test("a disk that refuses the index does not keep a search from finding", async () => {
  const memory = await openMemoryDatabase(HISTORY_MIGRATIONS);
  let refusing = false;
  const db: Database = {
    ...bound(memory),
    write: (writes, options) => {
      if (!refusing) return memory.write(writes, options);
      return Promise.reject(new Error("disk full"));
    },
  };
  const history = openHistory(db, { newStream: () => "s" });
  receive(history, ANN, ["needle one", "needle two"]);
  refusing = true;
  for (let n = 0; n < 3; n++) {
    assertEquals(texts(history.search({ text: "needle", limit: 9 })), ["needle two", "needle one"]);
    await Promise.resolve();
  }
  refusing = false;
  await history.close();
});

function bound(db: Database): Database {
  return {
    version: (table) => db.version(table),
    all: (sql, params) => db.all(sql, params),
    get: (sql, params) => db.get(sql, params),
    write: (writes, options) => db.write(writes, options),
    flush: () => db.flush(),
    snapshot: () => db.snapshot(),
    image: () => db.image(),
    close: () => db.close(),
    notices: db.notices,
  };
}

const WORDS = ["ёж", "Ежи", "мир", "Mira", "café", "CAFETERIA", "cat", "dog", "www.a.b", "a1", "день"];
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
const said = fc.record({ who: fc.nat(2), out: fc.boolean(), at: fc.nat(50), text: sentence });
const asked = fc.record({
  text: fc.constantFrom("", "е", "ё", "еж", "mir", "мир", "ca", "cafe", "dog cat", "www", "a", "день e"),
  conversation: fc.option(fc.constantFrom(...PEOPLE), { nil: undefined }),
  direction: fc.option(fc.constantFrom("in" as const, "out" as const), { nil: undefined }),
  kind: fc.option(fc.constantFrom("text" as const, "link" as const), { nil: undefined }),
  since: fc.option(fc.nat(50), { nil: undefined }),
  until: fc.option(fc.nat(50), { nil: undefined }),
});

/** What a person would say that must be found. */
function byHand(
  log: readonly { who: number; out: boolean; at: number; text: string }[],
  query: Omit<SearchQuery, "limit">,
) {
  const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е").replaceAll("é", "e");
  const wanted = plain(query.text).split(" ").filter((word) => word !== "");
  return log.filter(({ who, out, at, text }) => {
    const words = plain(text).split(/[ .]/);
    return wanted.every((word) => words.some((one) => one.startsWith(word))) &&
      (query.conversation === undefined || query.conversation === PEOPLE[who]) &&
      (query.direction === undefined || (query.direction === "out") === out) &&
      (query.kind !== "link" || text.includes("www.")) &&
      at >= (query.since ?? 0) && at <= (query.until ?? 50);
  }).map(({ text }) => text).reverse();
}

Deno.test("TXT-7: with the index, without it and in between the same is found as by hand", async () => {
  const property = fc.asyncProperty(
    fc.array(said, { maxLength: 30 }),
    asked,
    fc.nat(30),
    fc.integer({ min: 1, max: 9 }),
    async (log, query, upTo, limit) => {
      const db = await openMemoryDatabase(HISTORY_MIGRATIONS);
      // No disk, no index: only what is indexed here is.
      const history = openHistory(db, { newStream: () => "s" });
      for (const { who, out, at, text } of log) {
        if (out) history.addOutgoing(PEOPLE[who], [item(text, { sent_at: at })]);
        else receive(history, PEOPLE[who], [text], at);
      }
      const expected = byHand(log, query);
      if (upTo > 0) indexSome(db, upTo);
      const before = db.get<{ value: number }>("SELECT value FROM marks WHERE name = 'indexed'")!.value;
      assertEquals(all(withoutIndexing(db), query, limit), expected);
      assertEquals(db.get<{ value: number }>("SELECT value FROM marks WHERE name = 'indexed'")!.value, before);
      assertEquals(all(history, query, limit), expected);
      await history.close();
    },
  );
  await fc.assert(property, { numRuns: 150 });
});

/** The same history over a database that takes no writes, so that nothing is indexed behind the test's back. */
function withoutIndexing(db: Database): History {
  const refusing: Database = { ...bound(db), write: () => Promise.reject(new Error("read only")) };
  return openHistory(refusing, { newStream: () => "s" });
}
