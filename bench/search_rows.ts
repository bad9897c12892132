/** What search costs among 1,000,000 messages of 300 conversations, whose words are as frequent as in a language (Zipf). */

import { indexSome } from "../store/history/full_text.ts";
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory, type SearchQuery } from "../store/mod.ts";
import { percentile } from "./support.ts";

type Row = readonly [what: string, result: string];

const MESSAGES = 1_000_000;
const PEOPLE = 300;
const VOCABULARY = 60_000;
const RUSSIAN = [..."оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"];
const ENGLISH = [..."etaoinshrdlcumwfgypbvk"];
/** A page of the window. */
const LIMIT = 30;

/** mulberry32: the same messages in each run. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomFrom(7);
const key = (person: number) => `${person + 1}.${"a".repeat(64)}`;

const words = Array.from({ length: VOCABULARY }, (_, n) => {
  const letters = n % 10 < 7 ? RUSSIAN : ENGLISH;
  const length = n < 60 ? 1 + n % 3 : 3 + Math.floor(random() * 8);
  return Array.from({ length }, () => letters[Math.floor(letters.length * random() ** 1.6)]).join("");
});
const shares: number[] = [];
for (let n = 0; n < VOCABULARY; n++) shares.push((shares[n - 1] ?? 0) + 1 / (n + 3));

function anyWord(): string {
  const wanted = random() * shares[VOCABULARY - 1];
  let [low, high] = [0, VOCABULARY - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shares[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return words[low];
}

function text(): string {
  const length = Math.min(60, 1 + Math.floor(-Math.log(random() + 1e-9) * 8));
  return Array.from({ length }, anyWord).join(" ") + (random() < 0.02 ? " https://example.org/x" : "");
}

async function fill(history: History): Promise<void> {
  const seqs = new Map<number, number>();
  for (let n = 0; n < MESSAGES;) {
    // A few people write much; who writes, writes some in a row.
    const person = Math.floor(PEOPLE * random() ** 3);
    const items = Array.from({ length: 1 + Math.floor(random() * 60) }, () => {
      const seq = (seqs.get(person) ?? 0) + 1;
      seqs.set(person, seq);
      const id = `0193e8d0-0000-7000-8000-${(++n).toString(16).padStart(12, "0")}`;
      return { id, kind: "text", text: text(), sent_at: n * 1_000, seq };
    });
    if (random() < 0.5) history.addOutgoing(key(person), items);
    else history.addIncoming(key(person), "in", items, n * 1_000);
    if (n % 200 < 30) await history.flush();
  }
  await history.flush();
}

/** What people type, letter by letter too, and the worst that can be asked. */
function questions(): Record<string, Omit<SearchQuery, "limit">[]> {
  const of = (...texts: string[]) => texts.map((text) => ({ text }));
  const ranked = (...ranks: number[]) => ranks.map((rank) => words[rank]);
  const typed = [words[300], words[5_000], words[40_000]].flatMap((word) =>
    Array.from({ length: word.length }, (_, n) => word.slice(0, n + 1))
  );
  const rare = key(PEOPLE - 1);
  return {
    "one letter": of(..."псофэtqkz"),
    "two letters": of("пр", "ст", "ко", "th", "фэ", "юю"),
    "letter by letter": of(...typed),
    "a common word": of(...ranked(0, 1, 2, 5, 10, 20)),
    "a rare word, or none": of(...ranked(20_000, 30_000, 45_000, 59_999), "ъъъъъ", "zqzqzq"),
    "two words": of(...[[1, 2], [5, 9], [200, 300], [500, 800], [20_000, 3]].map((two) => ranked(...two).join(" "))),
    "two that never meet": of(`${words[1]} ъъъ`, "о ъъъ", "ф zqz", `${words[0]} ${words[50_000]}`),
    "with a rare filter": [
      ...["о", "п", "t", words[1], words[4]].map((text) => ({ text, conversation: rare })),
      ...["", words[900]].map((text) => ({ text, conversation: rare, kind: "link" as const })),
      ...["о", "", words[700]].map((text) => ({ text, since: 100_000_000, until: 101_000_000 })),
    ],
  };
}

interface Asked {
  readonly ms: number;
  readonly longest: number;
}

/** As the program asks: step by step until there is a page, or no more. */
function ask(history: History, query: Omit<SearchQuery, "limit">): Asked {
  let [ms, longest, found] = [0, 0, 0];
  let after: string | null | undefined;
  while (after !== null && found < LIMIT) {
    const start = performance.now();
    const step = history.search({ ...query, after, limit: LIMIT - found });
    const took = performance.now() - start;
    [ms, longest, found] = [ms + took, Math.max(longest, took), found + step.rows.length];
    after = step.next;
  }
  return { ms, longest };
}

const shown = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function summary(asked: readonly Asked[]): string {
  const times = asked.map(({ ms }) => ms);
  const longest = Math.max(...asked.map(({ longest }) => longest));
  return `p50 ${shown(percentile(times, 0.5))} · p95 ${shown(percentile(times, 0.95))} · step ≤ ${shown(longest)}`;
}

/** Rows of a table: typing while the index is far behind, and every kind of question when it is not. */
export async function searchRows(folder: string): Promise<Row[]> {
  const open = async () => {
    const db = await openDatabase({ path: `${folder}/history`, migrations: HISTORY_MIGRATIONS });
    return { db, history: openHistory(db, { newStream: () => "s".repeat(32) }) };
  };
  const { db, history } = await open();
  await fill(history);
  const rows: Row[] = [];
  const keys = Array.from({ length: 40 }, (_, n) => history.search({ text: words[n * 40].slice(0, 3), limit: LIMIT }));
  const steps: number[] = [];
  for (let n = 0; n < keys.length; n++) {
    const start = performance.now();
    history.search({ text: words[n * 40].slice(0, 3), limit: LIMIT });
    steps.push(performance.now() - start);
    await history.flush();
  }
  rows.push([
    "search while nothing is indexed: a step, p50 · max",
    `${shown(percentile(steps, 0.5))} · ${shown(Math.max(...steps))}`,
  ]);
  const start = performance.now();
  for (let more = true; more;) {
    const slice = indexSome(db, 300);
    more = slice.more;
    if (!more) await slice.saved;
  }
  rows.push([
    "indexing, behind everything else",
    `${((performance.now() - start) / MESSAGES * 1_000).toFixed(1)} µs a message`,
  ]);
  await db.snapshot();
  const all: Asked[] = [];
  for (const [name, list] of Object.entries(questions())) {
    list.forEach((query) => ask(history, query));
    const asked = list.map((query) => ask(history, query));
    all.push(...asked);
    rows.push([`search among 1,000,000: ${name}`, summary(asked)]);
  }
  rows.push(["search among 1,000,000: all of these (aim p95 50 ms)", summary(all)]);
  await history.close();
  return rows;
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "parley bench " });
  try {
    for (const [what, result] of await searchRows(folder)) console.log(`${what.padEnd(56)}  ${result}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
