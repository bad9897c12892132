/**
 * What amendments do to a message: pure, and the same in whatever order they come. `docs/specs/wire-v1.md` section 6a.
 */

import type { MessageRow } from "../history_types.ts";
import { type FileStates, isFileState, shownStates, withState } from "./file_states.ts";
import { authorOf, type StoredReaction } from "./rows.ts";

/** An amendment of a message (a `timer` amends none). */
export interface Amendment {
  readonly id: string;
  readonly kind: string;
  readonly direction: MessageRow["direction"];
  /** In a room: peer key. */
  readonly author: string | null;
  readonly text: string;
  readonly sent_at: number;
  /** By our clock. */
  readonly stored_at: number;
}

/** The part of a message that amendments change. */
export interface Amended {
  readonly text: string;
  /** The text it was sent with, when it was edited. */
  readonly original: string | null;
  /** Id of the edit that counts. */
  readonly edit: string | null;
  readonly edited_at: number | null;
  readonly deleted: boolean;
  /** The newest of each author. */
  readonly reactions: readonly StoredReaction[];
  /** Of an offer that is not deleted. */
  readonly states: FileStates | null;
}

/** UTF-16 units of a reaction; the number of `MAX_REACTION_LENGTH` of the protocol. */
const MAX_REACTION_LENGTH = 32;
/** Seconds of a timer that is on; the numbers of `MIN_TTL_SECONDS` and `MAX_TTL_SECONDS` of the protocol. */
const MIN_TIMER = 5, MAX_TIMER = 31_536_000;

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether an amendment could mean anything, by itself. */
export function meansSomething(kind: string, text: string, about: string | null): boolean {
  if (kind === "timer") return timerSeconds(text) !== undefined;
  if (about === null) return false;
  if (kind === "edit") return text !== "";
  if (kind === "delete") return text === "";
  if (kind === "file-state") return isFileState(text);
  return text === "" || isEmoji(text);
}

/** Seconds of a `timer`, 0 is off; undefined when it says no such thing. */
export function timerSeconds(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,8})$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds === 0 || (seconds >= MIN_TIMER && seconds <= MAX_TIMER) ? seconds : undefined;
}

function isEmoji(text: string): boolean {
  if (text.length > MAX_REACTION_LENGTH || !EMOJI.test(text)) return false;
  return [...graphemes.segment(text)].length === 1;
}

/**
 * The message after one more amendment; the same object when nothing changed.
 * @param by who wrote the message
 */
export function amend(
  message: Amended,
  by: Pick<Amendment, "direction" | "author">,
  amendment: Amendment,
): Amended {
  const { id, kind, direction, author, text, sent_at } = amendment;
  if (message.deleted || direction === "event") return message;
  if (kind === "file-state") {
    const states = message.states && withState(message.states, by.direction, amendment);
    return states === message.states ? message : { ...message, states };
  }
  if (kind === "reaction") {
    const before = message.reactions.find((reaction) => authorOf(reaction) === authorOf(amendment));
    if (before !== undefined && compareIds(before.id, id) >= 0) return message;
    const others = message.reactions.filter((reaction) => reaction !== before);
    const one = { direction, ...(author === null ? {} : { author }), emoji: text, at: sent_at, id };
    return { ...message, reactions: [...others, one] };
  }
  if (authorOf(amendment) !== authorOf(by)) return message;
  if (kind === "delete") {
    return { text: "", original: null, edit: null, edited_at: null, deleted: true, reactions: [], states: null };
  }
  if (message.edit !== null && compareIds(message.edit, id) >= 0) return message;
  return { ...message, text, original: message.original ?? message.text, edit: id, edited_at: sent_at };
}

/**
 * The message without an amendment of ours, as if that had not been made; the same object when it does not show it.
 * @param before the newest other of its kind
 */
export function amendWithout(
  message: Amended,
  { id, kind }: Pick<Amendment, "id" | "kind">,
  before: Amendment | undefined,
): Amended {
  if (kind === "edit" && message.edit === id) {
    const { text, sent_at } = before ?? { text: message.original!, sent_at: null };
    const original = before === undefined ? null : message.original;
    return { ...message, text, original, edit: before?.id ?? null, edited_at: sent_at };
  }
  if (kind !== "reaction" || !message.reactions.some((reaction) => reaction.id === id)) return message;
  const others = message.reactions.filter((reaction) => reaction.id !== id);
  const earlier = before === undefined ? [] : [
    { direction: "out" as const, emoji: before.text, at: before.sent_at, id: before.id },
  ];
  return { ...message, reactions: [...others, ...earlier] };
}

/** Whether a person sees a difference. */
export function looksDifferent(before: Amended, after: Amended): boolean {
  if (before === after) return false;
  const seen = ({ text, edited_at, deleted, reactions, states }: Amended) =>
    JSON.stringify([
      text,
      edited_at,
      deleted,
      reactions.filter(({ emoji }) => emoji !== ""),
      states && shownStates(states),
    ]);
  return seen(before) !== seen(after);
}

/** Order of ids as 16 bytes: hex digits of the same case and length compare like the bytes. */
function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
