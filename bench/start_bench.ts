/**
 * Starting: the compiled executable (or the sources, when it cannot be compiled here) on an existing profile to `ready`, with an
 * empty history and with 1,000,000 messages; memory when idle; the first page of a conversation among a million.
 */
import { compile, hostTarget } from "../tools/compile.ts";
import { testDenort } from "../tests/support/denort.ts";
import { programCommand } from "../tests/support/program.ts";
import { Person } from "../tests/support/node_process.ts";
import { DEFAULT_OPTIONS, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../store/mod.ts";
import { percentile, printTable, type Row, verdict } from "./support.ts";

const RUNS = 7;
const MESSAGES = Number(Deno.env.get("BENCH_HISTORY") ?? 1_000_000);

/** Resident memory of a process in bytes, as `ps` tells it: Deno reads /proc with --allow-all alone. Undefined without it. */
function residentBytes(pid: number): number | undefined {
  try {
    const { stdout } = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] }).outputSync();
    return Number(new TextDecoder().decode(stdout)) * 1024 || undefined;
  } catch {
    return undefined;
  }
}

async function program(folder: string): Promise<{ command: string[]; what: string }> {
  try {
    if (hostTarget().name === "x86_64-linux" && !Deno.env.get("DENORT_BIN")) {
      Deno.env.set("DENORT_BIN", await testDenort());
    }
    return { command: [await compile(hostTarget(), `${folder}/parley`)], what: "executable" };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { command: programCommand(), what: "sources" };
  }
}

/** Milliseconds from starting the process to its `ready` line. */
async function starts(dataDir: string, command: string[]): Promise<{ times: number[]; memory: number | undefined }> {
  const times: number[] = [];
  let memory: number | undefined;
  for (let run = 0; run < RUNS; run++) {
    const person = new Person(dataDir, "Anna", command);
    const begun = performance.now();
    const { pid } = await person.start();
    times.push(performance.now() - begun);
    await person.json("status");
    memory = residentBytes(pid);
    await person.stop();
  }
  return { times, memory };
}

async function fill(dataDir: string): Promise<string> {
  const conversation = `7.${"a".repeat(64)}`;
  const db = await openDatabase({ path: `${dataDir}/history`, migrations: HISTORY_MIGRATIONS });
  const history = openHistory(db, { newStream: () => "s".repeat(32) });
  await history.putContact({
    key: conversation,
    id: "7",
    root: "a".repeat(64),
    own_name: "Boris",
    alias: null,
    state: "active",
    addresses: [],
    fingerprint: null,
    card: null,
    options: DEFAULT_OPTIONS,
    keys: null,
    new_keys: null,
    verified_keys: null,
    added_at: 1,
  }).saved;
  for (let done = 0; done < MESSAGES; done += 10_000) {
    const items = Array.from({ length: 10_000 }, (_, index) => {
      const number = done + index + 1;
      const id = `0193e8d0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
      return { id, seq: number, kind: "text", text: `сообщение ${number}: see you at the lab`, sent_at: number };
    });
    await history.addIncoming(conversation, "in", items, 1).saved;
  }
  await db.snapshot();
  await history.close();
  return conversation;
}

/** Milliseconds for pages through the program's own API, and for a question that needs no page, to tell the way apart. */
async function pages(dataDir: string, command: string[]): Promise<{ times: number[]; way: number }> {
  const { connectToNode } = await import("../ui/server/mod.ts");
  await using person = new Person(dataDir, "Anna", command);
  await person.start();
  const client = await connectToNode(dataDir);
  if (client === undefined) throw new Error("the node does not answer");
  const { conversation } = await client.call("resolve", { peer: "Boris" });
  const times: number[] = [];
  for (const before of [undefined, 0.5, 0.4, 0.3, 0.1].map((share) => share && Math.floor(MESSAGES * share))) {
    const begun = performance.now();
    await client.call("history", { conversation, limit: 50, before });
    times.push(performance.now() - begun);
  }
  const ways: number[] = [];
  for (let run = 0; run < 20; run++) {
    const begun = performance.now();
    await client.call("resolve", { peer: "Boris" });
    ways.push(performance.now() - begun);
  }
  client.close();
  return { times, way: percentile(ways, 0.5) };
}

const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
try {
  const { command, what } = await program(folder);
  const dataDir = `${folder}/anna`;
  await using first = new Person(dataDir, "Anna", command);
  await first.start();
  await first.stop();
  const empty = await starts(dataDir, command);
  await fill(dataDir);
  const million = await starts(dataDir, command);
  const page = await pages(dataDir, command);
  const half = (values: number[]) => percentile(values, 0.5);
  const count = MESSAGES.toLocaleString("en");
  const mb = (bytes: number | undefined) => bytes === undefined ? "not told here" : `${Math.round(bytes / 1e6)} MB`;
  const rows: Row[] = [
    {
      what: "existing profile to ready, median",
      measured: `${half(empty.times).toFixed(0)} ms`,
      aim: verdict(half(empty.times) < 400, "400 ms"),
    },
    {
      what: `the same with ${count} messages`,
      measured: `${half(million.times).toFixed(0)} ms`,
      aim: verdict(half(million.times) < 1500, "1.5 s"),
    },
    {
      what: "memory when idle",
      measured: mb(empty.memory),
      aim: verdict((empty.memory ?? Infinity) < 120e6, "120 MB"),
    },
    { what: `memory when idle with ${count} messages`, measured: mb(million.memory) },
    {
      what: "first page, asked from another process",
      measured: `${page.times[0].toFixed(1)} ms`,
      aim: verdict(page.times[0] < 10, "10 ms"),
    },
    { what: "a page further back, median", measured: `${half(page.times.slice(1)).toFixed(1)} ms` },
  ];
  rows.push({ what: "of which the way to the program and back", measured: `${page.way.toFixed(1)} ms` });
  printTable(`Starting (${what}, ${RUNS} starts each)`, rows);
} finally {
  await Deno.remove(folder, { recursive: true });
}
