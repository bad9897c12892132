/**
 * What a link itself costs, without TLS, disk or a second process: `deno run -A bench/link_bench.ts`. Both ends share one
 * thread, so each has half of it.
 */
import {
  encodeMessages,
  encodeReceipt,
  KIND,
  type MessageItem,
  openLink,
  parseMessages,
  parseReceipt,
  systemClock,
} from "../net/mod.ts";
import { memoryPair } from "../net/transport/memory.ts";
import { linkParts, RecordingHandler, testNode } from "../tests/support/links.ts";
import { percentile, printTable, type Row, verdict } from "./support.ts";

const STREAM = "0123456789abcdef0123456789abcdef";
const ROUNDS = 3_000;
const SMALL_MESSAGES = 200_000;
const AIM_MESSAGES_PER_SECOND = 40_000;

/** Keeps nothing; hands contents to whoever measures. */
class Sink extends RecordingHandler {
  onData: (kind: number, data: Uint8Array) => void = () => {};
  override onContent(_link: unknown, kind: number, data: Uint8Array): void {
    this.onData(kind, data);
  }
}

async function linked() {
  const [left, right] = memoryPair();
  const [one, two] = [testNode("1"), testNode("2")];
  const sinks = [new Sink(), new Sink()];
  const parts = [linkParts(one, two, left), linkParts(two, one, right)];
  const [a, b] = await Promise.all(
    parts.map((each, index) => openLink({ ...each, clock: systemClock, handler: sinks[index] })),
  );
  return { a, b, atA: sinks[0], atB: sinks[1] };
}

function items(from: number, count: number): MessageItem[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = from + index;
    const id = `019aa1b2-c3d4-7e5f-8a6b-${seq.toString(16).padStart(12, "0")}`;
    return { seq, id, kind: "text", text: `message number ${seq}: see you at the usual place`, at: 1763683200000 };
  });
}

/** Encode, seal, cut, join, open, parse; the other side answers each batch with a receipt. */
async function messagesPerSecond(batch: number, count: number): Promise<number> {
  const { a, b, atA, atB } = await linked();
  const done = Promise.withResolvers<void>();
  atB.onData = (_kind, data) => {
    const { items } = parseMessages(data);
    const received = items[items.length - 1].seq;
    void b.send(KIND.receipt, encodeReceipt({ stream: STREAM, received, read: 0 }));
  };
  atA.onData = (_kind, data) => {
    if (parseReceipt(data).received >= count) done.resolve();
  };
  const start = performance.now();
  for (let sent = 0; sent < count; sent += batch) {
    await a.send(
      KIND.messages,
      encodeMessages({ stream: STREAM, items: items(sent + 1, Math.min(batch, count - sent)) }),
    );
  }
  await done.promise;
  const ms = performance.now() - start;
  a.close("going-away");
  await Promise.all([a.closed, b.closed]);
  return count / ms * 1000;
}

/** One message there and its receipt back, one at a time. */
async function roundTrips(): Promise<number[]> {
  const { a, b, atA, atB } = await linked();
  let back = () => {};
  atB.onData = (_kind, data) => {
    const received = parseMessages(data).items[0].seq;
    void b.send(KIND.receipt, encodeReceipt({ stream: STREAM, received, read: 0 }));
  };
  atA.onData = () => back();
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const data = encodeMessages({ stream: STREAM, items: items(round, 1) });
    const start = performance.now();
    const answered = new Promise<void>((resolve) => back = resolve);
    await a.send(KIND.messages, data);
    await answered;
    times.push(performance.now() - start);
  }
  a.close("going-away");
  await Promise.all([a.closed, b.closed]);
  return times;
}

async function megabytesPerSecond(): Promise<number> {
  const { a, b, atB } = await linked();
  const piece = new Uint8Array(4 * 1024 * 1024);
  const count = 16;
  const done = Promise.withResolvers<void>();
  let left = count;
  atB.onData = () => {
    if (--left === 0) done.resolve();
  };
  const start = performance.now();
  for (let sent = 0; sent < count; sent++) await a.send(KIND.messages, piece);
  await done.promise;
  const ms = performance.now() - start;
  a.close("going-away");
  await Promise.all([a.closed, b.closed]);
  return count * piece.length / 1e6 / ms * 1000;
}

if (import.meta.main) {
  await messagesPerSecond(256, 20_000); // warm up
  const full = await messagesPerSecond(512, SMALL_MESSAGES);
  const times = await roundTrips();
  const rows: Row[] = [
    {
      what: "small messages in batches of 512, with receipts",
      measured: `${Math.round(full).toLocaleString("en")}/s`,
      aim: verdict(full >= AIM_MESSAGES_PER_SECOND, `${AIM_MESSAGES_PER_SECOND.toLocaleString("en")}/s`),
    },
    {
      what: "the same in batches of 16",
      measured: `${Math.round(await messagesPerSecond(16, SMALL_MESSAGES / 4)).toLocaleString("en")}/s`,
    },
    {
      what: "one message and its receipt",
      measured: `p50 ${percentile(times, 0.5).toFixed(3)} ms · p99 ${percentile(times, 0.99).toFixed(3)} ms`,
    },
    { what: "contents of 4 MiB", measured: `${Math.round(await megabytesPerSecond())} MB/s` },
  ];
  printTable("A link between two ends of one thread, no TLS, no disk", rows);
}
