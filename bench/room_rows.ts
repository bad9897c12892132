/** What a room of 100,000 messages costs the store, beside a direct conversation of as many in the same run. */

import { DEFAULT_OPTIONS, type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../store/mod.ts";
import { add, EVA, IDA, ME, ROOM, Speaker, TALK } from "../tests/support/room_history.ts";
import { incoming } from "../tests/support/history_items.ts";

type Row = readonly [what: string, result: string];

const EVENTS = 100_000;
const A_CALL = 100;
const ANN = "7." + "a".repeat(64);

const per = (ms: number, count: number) => `${(ms / count * 1_000).toFixed(1)} µs`;

function timed(times: number, work: (n: number) => unknown): number {
  const start = performance.now();
  for (let n = 0; n < times; n++) work(n);
  return performance.now() - start;
}

async function fill(history: History): Promise<Row[]> {
  const speakers = [EVA, IDA, ME].map((author, index) => new Speaker(author, String(index + 1).repeat(32)));
  let seq = 0;
  let [room, direct] = [0, 0];
  for (let n = 0; n < EVENTS; n += A_CALL) {
    const events = Array.from({ length: A_CALL }, (_, index) => speakers[(n + index) % 3].event());
    const items = Array.from({ length: A_CALL }, () => incoming(++seq, `eva ${seq}`));
    room += timed(1, () => add(history, ...events));
    direct += timed(1, () => history.addIncoming(ANN, "in", items, 1));
    await history.flush();
  }
  return [[`stored, ${A_CALL} a call: room · direct`, `${per(room, EVENTS)} · ${per(direct, EVENTS)} each`]];
}

function asked(history: History): Row[] {
  const last = history.last(TALK)!.cursor;
  const first = history.page(TALK, { after: -1, limit: 1 })[0].cursor;
  const pages = [
    timed(200, () => history.page(TALK, { limit: 50 })),
    timed(200, (n) => history.page(TALK, { limit: 50, before: first + (last - first) * n / 200 })),
    timed(200, (n) => history.page(ANN, { limit: 50, before: EVENTS * n / 100 })),
  ].map((ms) => per(ms, 200));
  const unread = [TALK, ANN].map((key) => per(timed(200, () => history.unread(key)), 200));
  const seen = timed(1, () => history.markRead(TALK, last, 1));
  const heads = timed(20, () => history.roomHeads(ROOM));
  const events = timed(200, (n) => history.roomEvents(ROOM, "1".repeat(32), n * 150 + 1, { count: 512, bytes: 1e6 }));
  const steps: number[] = [];
  let after: string | undefined;
  do {
    steps.push(timed(1, () => {
      after = history.search({ text: "eva 77", conversation: TALK, after, limit: 1_000 }).next ?? undefined;
    }));
  } while (after !== undefined);
  return [
    ["page of 50: newest · anywhere · direct", pages.join(" · ")],
    ["unread, all of it: room · direct", unread.join(" · ")],
    ["all of it marked as seen", `${seen.toFixed(0)} ms`],
    ["heads", per(heads, 20)],
    ["512 events read to be sent", per(events, 200)],
    [
      `searched in the room, ${steps.length} steps: all · longest`,
      `${steps.reduce((sum, ms) => sum + ms, 0).toFixed(0)} ms · ${Math.max(...steps).toFixed(0)} ms`,
    ],
  ];
}

/** Rows of a table as they are measured. @param folder on a disk */
export async function* roomRows(folder: string): AsyncGenerator<Row> {
  const db = await openDatabase({ path: `${folder}/history`, migrations: HISTORY_MIGRATIONS });
  const history = openHistory(db, { newStream: () => "s".repeat(32) });
  const streams = { control_stream: "", said_stream: "3".repeat(32) };
  history.putRoom({
    ...{ id: ROOM, everyone: null, state: "joined", name: "room", added_at: 1, options: DEFAULT_OPTIONS },
    ...streams,
  });
  yield* await fill(history);
  yield* asked(history);
  await history.close();
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "parley bench " });
  try {
    for await (const [what, result] of roomRows(folder)) console.log(`${what.padEnd(56)}  ${result}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
