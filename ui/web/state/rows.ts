/** What the middle of the window lists: day lines, the "new messages" line, events, and grouped messages. Pure. */
import type { Message, Millis } from "../../api.ts";
import { sameDay } from "../format/time.ts";
import { isRoomKey } from "./partner.ts";

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: Millis }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "event"; readonly key: string; readonly message: Message }
  | {
    readonly kind: "message";
    readonly key: string;
    readonly message: Message;
    /** First and last of a run of one author within a few minutes: they get the rounder corners and the gap. */
    readonly first: boolean;
    readonly last: boolean;
  };

/** Messages of one author closer than this are one run. */
const RUN: Millis = 5 * 60_000;

/**
 * When a message counts on this machine: our own when written, others' when they came. In a room all when they were written:
 * that is near their order there, and who catches up sees when it was said.
 */
export function shownAt(message: Message): Millis {
  if (isRoomKey(message.conversation)) return message.sent_at;
  return message.direction === "in" ? message.received_at ?? message.sent_at : message.sent_at;
}

function sameRun(a: Message | undefined, b: Message | undefined): boolean {
  return a !== undefined && b !== undefined && a.direction === b.direction && a.from?.key === b.from?.key &&
    a.kind !== "event" && b.kind !== "event" &&
    Math.abs(shownAt(b) - shownAt(a)) < RUN && sameDay(shownAt(a), shownAt(b));
}

/** @param new_from cursor of the first message under the "new messages" line */
export function rowsOf(messages: readonly Message[], new_from: number | null): Row[] {
  const rows: Row[] = [];
  const days = new Map<string, number>();
  messages.forEach((message, at) => {
    const before = messages[at - 1];
    const time = shownAt(message);
    if (before === undefined || !sameDay(shownAt(before), time)) {
      const day = new Date(time).toDateString();
      const again = days.get(day) ?? 0; // a clock that is off brings a day back
      days.set(day, again + 1);
      rows.push({ kind: "day", key: `day-${day}${again === 0 ? "" : `-${again}`}`, at: time });
    }
    const fresh = message.cursor === new_from;
    if (fresh) rows.push({ kind: "new", key: "new" });
    if (message.kind === "event") rows.push({ kind: "event", key: message.id, message });
    else {
      const after = messages[at + 1];
      const first = fresh || !sameRun(before, message);
      const last = !sameRun(message, after) || after?.cursor === new_from;
      rows.push({ kind: "message", key: message.id, message, first, last });
    }
  });
  return rows;
}
