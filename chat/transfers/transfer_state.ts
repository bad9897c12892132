/** What the states of both sides come to. `docs/specs/files-v1.md`, section 5. Pure. */
import type { TransferRow } from "../../store/history_types.ts";
import type { Transfer, TransferState } from "../../ui/api.ts";
import type { Motion } from "./progress.ts";
import { mediaOf, staysShown } from "./media_kind.ts";

type Said = Pick<TransferRow, "direction" | "mine" | "theirs" | "final">;

export interface Failure {
  readonly by: "me" | "them";
  readonly reason: string;
}

const FAILED = "failed ";

/** The text of a `file-state` that says why it stopped. */
export function failedText(reason: string): string {
  return `${FAILED}${reason}`;
}

/** Undefined while nothing stopped it; ours first: that is what our user can do something about. */
export function failureOf({ mine, theirs, final }: Said): Failure | undefined {
  if (final !== null) return undefined;
  if (mine.startsWith(FAILED)) return { by: "me", reason: mine.slice(FAILED.length) };
  if (theirs.startsWith(FAILED)) return { by: "them", reason: theirs.slice(FAILED.length) };
  return undefined;
}

/** The reader wants it, and nobody has stopped it: it moves whenever both are there. */
export function isMovable(said: Said): boolean {
  const reader = said.direction === "in" ? said.mine : said.theirs;
  return said.final === null && reader === "accepted" && failureOf(said) === undefined;
}

/** The reader has not answered. */
export function isUnanswered(said: Said): boolean {
  return said.final === null && (said.direction === "in" ? said.mine : said.theirs) === "";
}

function stateOf(row: TransferRow, motion: Motion | undefined): TransferState {
  if (row.final !== null) return row.final;
  if (failureOf(row) !== undefined) return "failed";
  if (!isMovable(row)) return "offered";
  return motion?.isRunning ? "running" : "waiting";
}

/** @param motion what is known of it while it moves */
export function viewTransfer(row: TransferRow, motion?: Motion): Transfer {
  const { offer, final } = row;
  const state = stateOf(row, motion);
  const failure = failureOf(row);
  const done = final === "completed" ? offer.size : Math.min(motion?.done ?? row.done, offer.size);
  return {
    id: row.id,
    conversation: row.conversation,
    cursor: row.cursor,
    direction: row.direction,
    name: row.name,
    type: offer.type,
    size: offer.size,
    files: offer.files,
    media: offer.type === "file" ? mediaOf(row.name)?.kind ?? null : null,
    state,
    reason: failure?.reason ?? (state === "offered" && motion?.isEnough ? "day-amount" : null),
    ended_by: final === "completed" ? null : row.ended_by ?? failure?.by ?? null,
    done,
    speed: state === "running" ? motion?.speed ?? null : null,
    left_ms: state === "running" ? motion?.left_ms ?? null : null,
    average: final === "completed" ? average(offer.size, row.moving_ms) : null,
    offered_at: row.offered_at,
    ended_at: row.ended_at,
    path: isGone(row) ? null : row.path,
  };
}

/** A window handed it over into a folder named after it, which goes with the end of the transfer. */
function isGone(row: TransferRow): boolean {
  const { direction, final, path, id } = row;
  return direction === "out" && final !== null && path !== null && path.split(/[\\/]/).includes(id) && !staysShown(row);
}

/** Bytes a second. */
function average(size: number, ms: number): number | null {
  return ms > 0 && size > 0 ? Math.round(size * 1000 / ms) : null;
}
