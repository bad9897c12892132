/** Waiting until transfers are at their end, and telling meanwhile how far they have come. */
import type { ApiEvent, Transfer } from "../ui/api.ts";
import type { Api, ApiEvents } from "./api.ts";
import { allTransfers } from "./files_find.ts";
import { isEnded } from "./files_text.ts";

/** Longest timer (HTML, timers: a signed 32-bit number of milliseconds). */
const MAX_TIMER = 2 ** 31 - 1;

export interface WaitParts {
  readonly api: Api;
  readonly events: ApiEvents;
  /** Milliseconds. */
  readonly time: number;
  /** The person no longer wants to wait. */
  readonly stop: AbortSignal;
  /** As they are now, in the order given. */
  readonly changed: (transfers: readonly Transfer[]) => void;
  /** The program behind the api has ended before they have. */
  readonly gone: () => void;
}

/** @returns how they are when all have ended, or the time is over, or the program behind the api has gone */
export async function untilEnded(transfers: readonly Transfer[], parts: WaitParts): Promise<Transfer[]> {
  const { api, events, time, stop, changed, gone } = parts;
  const now = new Map(transfers.map((transfer) => [keyOf(transfer), transfer]));
  const all = () => transfers.map((transfer) => now.get(keyOf(transfer))!);
  const put = (news: Transfer) => {
    if (now.has(keyOf(news))) now.set(keyOf(news), news);
  };
  const isDone = () => all().every(isEnded);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), Math.min(time, MAX_TIMER));
  try {
    changed(all());
    const signal = AbortSignal.any([stop, end.signal]);
    if (time > 0 && !isDone() && !signal.aborted) {
      for await (const event of events(signal)) {
        // Before it we heard nothing, so what happened since they were offered is asked for.
        if (event.type === "snapshot") await readAgain(api, all(), put);
        else if (event.type === "bye") break;
        else for (const news of newsOf(event, all())) put(news);
        changed(all());
        if (isDone()) break;
      }
      if (!isDone() && !signal.aborted) gone();
    }
  } finally {
    clearTimeout(timer);
    end.abort();
  }
  // Nobody may be left to ask.
  if (!isDone()) await readAgain(api, all(), put).catch(() => {});
  return all();
}

function newsOf(event: ApiEvent, transfers: readonly Transfer[]): Transfer[] {
  if (event.type === "transfer") return [event.transfer];
  if (event.type === "message" && event.message.file !== undefined) return [event.message.file];
  if (event.type !== "removed") return [];
  // Deleted here, or its time was over: it is no more.
  const gone = transfers.filter(({ id, conversation }) =>
    conversation === event.conversation && event.ids.includes(id)
  );
  return gone.filter((transfer) => !isEnded(transfer)).map((transfer) => ({ ...transfer, state: "cancelled" }));
}

/** Newest first, so those just offered come at once; none is older than the oldest asked for. */
async function readAgain(api: Api, wanted: readonly Transfer[], put: (news: Transfer) => void): Promise<void> {
  for (const conversation of new Set(wanted.map(({ conversation }) => conversation))) {
    const missing = new Set(wanted.filter((one) => one.conversation === conversation).map(keyOf));
    for await (const transfer of allTransfers(api, { conversation })) {
      put(transfer);
      missing.delete(keyOf(transfer));
      if (missing.size === 0) break;
    }
  }
}

function keyOf({ conversation, id }: Transfer): string {
  return `${conversation}/${id}`;
}
