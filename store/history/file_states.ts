/**
 * What the `file-state` amendments of an offer come to: pure, and the same in whatever order they come.
 * `docs/specs/files-v1.md` section 5.
 */

import type { MessageRow, TransferRow } from "../history_types.ts";

/** The newest of a side that ends nothing. */
export interface SideState {
  readonly id: string;
  readonly text: string;
}

/** The one that ends a transfer. */
export interface End {
  readonly id: string;
  readonly final: NonNullable<TransferRow["final"]>;
  readonly by: NonNullable<TransferRow["ended_by"]>;
  /** When it was stored here. */
  readonly at: number;
}

export interface FileStates {
  readonly mine: SideState | null;
  readonly theirs: SideState | null;
  readonly end: End | null;
}

export interface FileStateAmendment {
  readonly id: string;
  readonly direction: MessageRow["direction"];
  readonly text: string;
  readonly stored_at: number;
}

export const NO_STATES: FileStates = { mine: null, theirs: null, end: null };

/** Those before win over those after. */
const FINALS: readonly string[] = ["completed", "declined", "cancelled"];

const STATE = /^(?:accepted|declined|completed|ready|cancelled|failed [a-z-]{1,32})$/;

const OF_AUTHOR: ReadonlySet<string> = new Set(["ready", "cancelled", "failed"]);
const OF_READER: ReadonlySet<string> = new Set(["accepted", "declined", "completed", "cancelled", "failed"]);

/** Whether it is one of the states there are. */
export function isFileState(text: string): boolean {
  return STATE.test(text);
}

/** States of one side with the same word: one of them is all that ever counts. */
export function stateWord(text: string): string {
  return text.split(" ", 1)[0];
}

/** Of two states of one side with the same word, whether the first is the one that counts: the newest, but the first end. */
export function countsBefore(word: string, id: string, other: string): boolean {
  return FINALS.includes(word) ? id < other : id > other;
}

/**
 * The states after one more; the same object when nothing changed.
 * @param author who made the offer
 */
export function withState(
  states: FileStates,
  author: MessageRow["direction"],
  { id, direction, text, stored_at }: FileStateAmendment,
): FileStates {
  const word = stateWord(text);
  if (direction === "event" || !(direction === author ? OF_AUTHOR : OF_READER).has(word)) return states;
  if (FINALS.includes(word)) {
    const end: End = { id, final: word as End["final"], by: direction === "out" ? "me" : "them", at: stored_at };
    return states.end === null || endsBefore(end, states.end) ? { ...states, end } : states;
  }
  const side = direction === "out" ? "mine" : "theirs";
  const before = states[side];
  return before !== null && before.id >= id ? states : { ...states, [side]: { id, text } };
}

/** What a {@link TransferRow} says of them. */
export function shownStates({ mine, theirs, end }: FileStates): Pick<
  TransferRow,
  "mine" | "theirs" | "final" | "ended_by" | "ended_at"
> {
  return {
    mine: mine?.text ?? "",
    theirs: theirs?.text ?? "",
    final: end?.final ?? null,
    ended_by: end?.by ?? null,
    ended_at: end?.at ?? null,
  };
}

function endsBefore(end: End, other: End): boolean {
  const [rank, otherRank] = [FINALS.indexOf(end.final), FINALS.indexOf(other.final)];
  return rank === otherRank ? end.id < other.id : rank < otherRank;
}
