/** Values as the terminal and scripts see them. */
import type { Contact } from "../ui/api.ts";
import { neutralise } from "./safe_text.ts";
import { padTo, textWidth } from "./width.ts";

/** ISO 8601 UTC with milliseconds; null stays null. */
export function iso(time: number): string;
export function iso(time: number | null): string | null;
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** Id of the peer a conversation is with; of a room its key. */
export function idOf(conversation: string): string {
  return conversation.split(".", 1)[0];
}

/** Stands for our user where a line does not name the author: what was sent just now. */
export const NOBODY = { id: "", name: "" };

/** A line of `history --json` and `history export`; the fields are a contract with scripts. */
export { messageRecord as messageJson } from "../chat/mod.ts";

/** A line of `contacts --json`. */
export function contactJson(contact: Contact): Record<string, unknown> {
  return {
    id: contact.id,
    name: contact.name,
    own_name: contact.own_name,
    root: contact.root,
    presence: contact.presence,
    presence_reason: contact.presence_reason,
    transport: contact.transport,
    since: iso(contact.since),
    blocked: contact.blocked,
    unread: contact.unread,
    last_at: iso(contact.last?.sent_at ?? null),
    added_at: iso(contact.added_at),
    state: contact.state,
    verified: contact.verified,
    key_changed: contact.key_changed,
    options: contact.options,
    messages_left: contact.messages_left,
    files_left: contact.files_left,
  };
}

/** Local date as people write it in tables: `2026-01-02`. */
export function localDay(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local time of day, `03:04`. */
export function localTime(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Local day and time of day. */
export function localMinute(time: number): string {
  return `${localDay(time)} ${localTime(time)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Columns as wide as their widest cell, two spaces between; cells are made harmless. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(neutralise));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => textWidth(row[column]))));
  return cells.map((row) => row.map((cell, column) => padTo(cell, widths[column])).join("  ").trimEnd());
}

/** `7d`, `90s`: in the largest unit that fits without a rest. */
export function shortDuration(seconds: number): string {
  const units = [["d", 86_400], ["h", 3_600], ["m", 60], ["s", 1]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? ["s", 1];
  return `${seconds / size}${unit}`;
}

/** Milliseconds of `90s`, `30m`, `24h`, `7d`; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})(s|m|h|d)$/.exec(text) ?? [];
  const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return amount === undefined ? undefined : Number(amount) * units[unit];
}
