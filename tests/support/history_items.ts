/** Items for tests of the history. */

import type { IncomingItem, NewItem, OfferRow } from "../../store/mod.ts";

export const ANN = "7." + "a".repeat(64);
export const BOB = "9." + "b".repeat(64);

let serial = 0;

/** Ids that rise. */
export function uuid(): string {
  return uuidOf(++serial);
}

/** The id with this number; larger numbers are larger ids. */
export function uuidOf(number: number): string {
  return `0193e8d0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export function item(text: string, more: Partial<NewItem> = {}): NewItem {
  return { id: uuid(), kind: "text", text, sent_at: 1_763_683_200_000 + serial, ...more };
}

export function incoming(seq: number, text: string, more: Partial<NewItem> = {}): IncomingItem {
  return { ...item(text, more), seq };
}

/** An amendment. */
export function amendment(kind: string, about: string | undefined, text = "", more: Partial<NewItem> = {}): NewItem {
  return item(text, { kind, ...(about === undefined ? {} : { about }), ...more });
}

/** What one side says of a file. */
export function fileState(about: string, text: string, more: Partial<NewItem> = {}): NewItem {
  return amendment("file-state", about, text, more);
}

/** Offers a file. */
export function offer(name: string, more: Partial<NewItem> = {}, file: Partial<OfferRow> = {}): NewItem {
  const key = (++serial).toString().padStart(42, "k") + "A";
  return item(name, { kind: "file", file: { type: "file", size: 5, files: 1, key, ...file }, ...more });
}
