/**
 * What the store costs: `deno run -A bench/store_bench.ts`. Durable means on disk after `fdatasync`, in a folder of the
 * system's temporary directory.
 */

import { roomRows } from "./room_rows.ts";
import { searchRows } from "./search_rows.ts";
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../store/mod.ts";

const ANN = "7." + "a".repeat(64);
const KEY = new Uint8Array(32).fill(7);
const WORDS = "привет мир как дела today we talk about certificates and links собака ёлка".split(" ");

type Row = readonly [what: string, result: string];

let serial = 0;
let seq = 0;

function items(count: number) {
  return Array.from({ length: count }, () => {
    const n = ++serial;
    const tail = n.toString(16).padStart(12, "0");
    const text = Array.from({ length: 8 }, (_, index) => WORDS[(n * 7 + index * 3) % WORDS.length]).join(" ") + ` ${n}`;
    return { id: `0193e8d0-0000-7000-8000-${tail}`, kind: "text", text, sent_at: 1_763_683_200_000 + n, seq: ++seq };
  });
}

async function open(folder: string, key?: Uint8Array) {
  const db = await openDatabase({ path: `${folder}/history`, migrations: HISTORY_MIGRATIONS, key });
  return { db, history: openHistory(db, { newStream: () => "s".repeat(32) }) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Calls of `size` items each, all waiting for their own acknowledgement. */
async function insertRate(history: History, calls: number, size: number): Promise<string> {
  const batches = Array.from({ length: calls }, () => items(size));
  const ms = await timed(() => Promise.all(batches.map((batch) => history.addIncoming(ANN, "in", batch, 1).saved)));
  return `${Math.round(calls * size / ms * 1_000).toLocaleString("en")}/s`;
}

async function singleWrites(history: History): Promise<string> {
  const times: number[] = [];
  for (const item of items(500)) times.push(await timed(() => history.addOutgoing(ANN, [item]).saved));
  times.sort((a, b) => a - b);
  return `p50 ${times[250].toFixed(2)} ms · p99 ${times[495].toFixed(2)} ms`;
}

async function grow(history: History, upTo: number): Promise<void> {
  while (serial < upTo) await history.addIncoming(ANN, "in", items(Math.min(10_000, upTo - serial)), 1).saved;
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const rss = () => `${Math.round(Deno.memoryUsage().rss / 1e6)} MB`;

function sizeOf(folder: string): string {
  const sizes = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".snapshot"))
    .map(({ name }) => Deno.statSync(`${folder}/${name}`).size);
  return `${Math.round(Math.max(0, ...sizes) / 1e6)} MB`;
}

async function pages(history: History, size: string): Promise<Row[]> {
  const first = await timed(() => Promise.resolve(history.page(ANN, { limit: 50 })));
  const middle = await timed(() => Promise.resolve(history.page(ANN, { limit: 50, before: serial >> 1 })));
  return [[`page of 50 among ${size}: first · middle`, `${ms(first)} · ${ms(middle)}`]];
}

async function size(folder: string, count: number, key?: Uint8Array): Promise<Row[]> {
  const name = count.toLocaleString("en") + (key ? ", encrypted" : "");
  const rows: Row[] = [];
  const grown = await open(folder, key);
  await grow(grown.history, count);
  rows.push([`snapshot of ${name}`, ms(await timed(() => grown.db.snapshot()))]);
  await grown.history.close();
  const [time, memory] = await openApart(folder, key);
  rows.push([`open and read a page, ${name} (${sizeOf(folder)})`, time], [`memory of a process with ${name}`, memory]);
  const { history } = await open(folder, key);
  rows.push(...await pages(history, name));
  await history.close();
  return rows;
}

/** In a process of its own: time to open, memory after it. */
async function openApart(folder: string, key?: Uint8Array): Promise<string[]> {
  const args = ["run", "-A", "--no-check", import.meta.filename!, "open", folder, key ? "sealed" : "plain"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return new TextDecoder().decode(stdout).trim().split("\t");
}

async function reportOpening(folder: string, kind: string): Promise<void> {
  const start = performance.now();
  const { history } = await open(folder, kind === "sealed" ? KEY : undefined);
  history.page(ANN, { limit: 50 });
  console.log([ms(performance.now() - start), rss()].join("\t"));
  await history.close();
}

async function inFolder(work: (folder: string) => Promise<Row[]>): Promise<Row[]> {
  serial = seq = 0;
  const folder = await Deno.makeTempDir({ prefix: "parley bench " });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function rates(folder: string, key?: Uint8Array): Promise<Row[]> {
  const name = key ? ", encrypted" : "";
  const start = performance.now();
  const { history } = await open(folder, key);
  const rows: Row[] = [[`make and open an empty profile${name}`, ms(performance.now() - start)]];
  rows.push([`durable inserts, one a call${name}`, await insertRate(history, 30_000, 1)]);
  rows.push([`durable inserts, 50 a call${name}`, await insertRate(history, 2_000, 50)]);
  rows.push([`one durable write at a time${name}`, await singleWrites(history)]);
  await history.close();
  return rows;
}

/** Rows of a table as they are measured. */
export async function* storeBench(): AsyncGenerator<Row> {
  yield* await inFolder((folder) => rates(folder));
  yield* await inFolder((folder) => rates(folder, KEY));
  yield* await inFolder((folder) => size(folder, 200_000, KEY));
  yield* await inFolder(async (folder) => [...await size(folder, 500_000), ...await size(folder, 1_000_000)]);
  yield* await inFolder((folder) => Array.fromAsync(roomRows(folder)));
  yield* await inFolder((folder) => searchRows(folder));
}

if (import.meta.main) {
  const [command, folder, kind] = Deno.args;
  if (command === "open") await reportOpening(folder, kind);
  else {
    for await (const [what, result] of storeBench()) console.log(`${what.padEnd(56)}  ${result}`);
  }
}
