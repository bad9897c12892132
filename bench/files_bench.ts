/**
 * Files from disk to disk on loopback, Parley beside what people use: `scp`, and `socat` over mutual TLS (with `tar` for a
 * folder). All take turns in one run, each result is compared by SHA-256. How long messages take meanwhile, and how
 * much memory both programs take.
 *
 * The sources lie in the page cache, as after having been looked at; what is dirty is written out before each turn.
 * BENCH_FILE_MIB and BENCH_FILE_ROUNDS change the size and the rounds. BENCH_SPARSE_GIB=100 sends one sparse file of
 * that size and nothing else, for the memory: it needs that much room in TMPDIR.
 */
import { MIB, randomFile } from "../tests/support/contents.ts";
import { Parley } from "./peers/parley.ts";
import { run } from "./peers/processes.ts";
import { scp } from "./peers/scp.ts";
import { socat } from "./peers/socat.ts";
import { type Carrier, digest, onlyEntry, smallFiles } from "./peers/transfer.ts";
import { percentile, printTable, type Row, verdict } from "./support.ts";

const FILE_MIB = Number(Deno.env.get("BENCH_FILE_MIB") ?? 1024);
const ROUNDS = Number(Deno.env.get("BENCH_FILE_ROUNDS") ?? 3);
const SPARSE_GIB = Number(Deno.env.get("BENCH_SPARSE_GIB") ?? 0);
const SMALL_COUNT = 10_000;
const SMALL_BYTES = 4096;
/** Milliseconds one transfer may take. */
const DEADLINE = 10 * 60_000;
/** Bytes both programs may take above what they take when idle. */
const MEMORY_AIM = 100 * MIB;

const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
const carriers: Carrier[] = [];
try {
  const parley = await Parley.start(folder);
  carriers.push(parley);
  if (SPARSE_GIB > 0) await measureSparse(parley);
  else await compare(parley);
} finally {
  for (const carrier of carriers) await carrier.stop();
  await Deno.remove(folder, { recursive: true });
}

async function compare(parley: Parley): Promise<void> {
  for (const other of [await scp(`${folder}/scp`, DEADLINE), await socat(`${folder}/socat`, DEADLINE)]) {
    if (other !== undefined) carriers.push(other);
  }
  await randomFile(`${folder}/file.bin`, FILE_MIB * MIB);
  await smallFiles(`${folder}/small`, SMALL_COUNT, SMALL_BYTES);
  const quiet = await parley.roundTrips(500);
  const many = `${SMALL_COUNT.toLocaleString("en")} files of ${SMALL_BYTES / 1024} KiB`;
  const turns = `disk to disk, best and median of ${ROUNDS}`;
  printTable(`One file of ${FILE_MIB} MiB, ${turns}`, await race(parley, "file.bin"));
  printTable(`A folder of ${many}, ${turns}`, await race(parley, "small"));
  printTable("Messages and memory while a file goes", await meanwhile(parley, quiet));
}

/** Carries once and looks at what came. @returns milliseconds */
async function once(carrier: Carrier, source: string, wanted?: string): Promise<number> {
  const target = `${folder}/target`;
  await Deno.mkdir(target);
  try {
    await run("sync", []);
    const took = await carrier.carry(source, target);
    if (wanted !== undefined && await digest(onlyEntry(target)) !== wanted) {
      throw new Error(`${carrier.name} has brought something else`);
    }
    return took;
  } finally {
    await Deno.remove(target, { recursive: true });
  }
}

async function race(parley: Parley, name: string): Promise<Row[]> {
  const before = await parley.cpu();
  const source = `${folder}/${name}`;
  const wanted = await digest(source);
  const times = new Map(carriers.map((carrier): [string, number[]] => [carrier.name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes first in one round comes later in the next.
    const turns = carriers.map((_, index) => carriers[(index + round) % carriers.length]);
    for (const carrier of turns) times.get(carrier.name)!.push(await once(carrier, source, wanted));
  }
  const after = await parley.cpu();
  const each = (who: "author" | "reader") => ((after[who] - before[who]) / ROUNDS).toFixed(2);
  return [
    ...rows(times),
    { what: "processor time of parley a turn, author · reader", measured: `${each("author")} s · ${each("reader")} s` },
  ];
}

function rows(times: ReadonlyMap<string, readonly number[]>): Row[] {
  const ours = times.get("parley")!;
  return [...times].map(([what, all]) => {
    const [best, median] = [Math.min(...all), percentile(all, 0.5)];
    const seconds = (ms: number) => (ms / 1000).toFixed(2);
    const ratio = (median / percentile(ours, 0.5)).toFixed(2);
    return {
      what,
      measured: `${seconds(best)} s · ${seconds(median)} s`,
      aim: what === "parley" ? undefined : `${ratio} × the time of parley`,
    };
  });
}

async function meanwhile(parley: Parley, quiet: readonly number[]): Promise<Row[]> {
  const source = `${folder}/file.bin`;
  await parley.resetPeaks();
  const idle = await parley.peaks();
  const going = once(parley, source);
  const busy = await parley.roundTrips(0, going);
  await going;
  const most = await parley.peaks();
  const ms = (values: readonly number[]) =>
    [0.5, 0.99].map((share) => percentile(values, share).toFixed(1)).join(" · ");
  return [
    { what: "send to receipt, nothing else, p50 · p99", measured: `${ms(quiet)} ms` },
    {
      what: `while the file goes (${busy.length} messages), p50 · p99`,
      measured: `${ms(busy)} ms`,
      aim: verdict(percentile(busy, 0.99) < 5, "p99 under 5 ms"),
    },
    ...memoryRows(idle, most),
  ];
}

type Memory = Awaited<ReturnType<Parley["peaks"]>>;

function memoryRows(idle: Memory, most: Memory): Row[] {
  return (["author", "reader"] as const).map((who) => ({
    what: `memory of the ${who}, before · at most above`,
    measured: `${Math.round(idle[who] / 1e6)} · ${Math.round((most[who] - idle[who]) / 1e6)} MB`,
    aim: verdict(most[who] - idle[who] <= MEMORY_AIM, "100 MB above"),
  }));
}

async function measureSparse(parley: Parley): Promise<void> {
  const source = `${folder}/sparse.bin`;
  using file = await Deno.open(source, { write: true, createNew: true });
  await file.truncate(SPARSE_GIB * 1024 * MIB);
  await parley.resetPeaks();
  const idle = await parley.peaks();
  const took = await once(parley, source);
  const rate = SPARSE_GIB * 1024 * MIB / 1e6 / (took / 1000);
  printTable(`One sparse file of ${SPARSE_GIB} GiB`, [
    { what: "time", measured: `${(took / 1000).toFixed(1)} s`, aim: `${Math.round(rate)} MB/s` },
    ...memoryRows(idle, await parley.peaks()),
  ]);
}
