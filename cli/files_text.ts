/** A transfer in words: where it stands, why it ended, how fast it is. Names are made harmless here. */
import type { Transfer } from "../ui/api.ts";
import { durationText, sizeText, speedText } from "./amounts.ts";
import type { Words } from "./language.ts";
import { en, type Key } from "./locales/en.ts";
import { neutralise } from "./safe_text.ts";
import { cutTo, textWidth } from "./width.ts";

/** Columns that a name is never cut below. */
const MIN_NAME = 8;

/** Nothing more comes of it by itself. */
export function isEnded({ state }: Pick<Transfer, "state">): boolean {
  return state === "completed" || state === "declined" || state === "cancelled" || state === "failed";
}

/** Offered to us, and not answered yet. */
export function isWaitingForUs({ direction, state }: Pick<Transfer, "direction" | "state">): boolean {
  return direction === "in" && state === "offered";
}

/** What is verified, 0 to 100; 100 only when all of it is. */
export function percentOf({ done, size, state }: Pick<Transfer, "done" | "size" | "state">): number {
  if (state === "completed") return 100;
  return size === 0 ? 0 : Math.min(99, Math.floor(done / size * 100));
}

/** `completed`, `failed: your disk is full`, `42 %, 3.1 MB/s, 12 s left`. */
export function stateText(transfer: Transfer, words: Words): string {
  const { state } = transfer;
  if (state === "failed") return words("files.failed", { why: reasonText(transfer, words) });
  if (state === "offered" && transfer.reason === "day-amount") return words("files.offered_enough");
  if (state !== "running" && (state !== "waiting" || transfer.done === 0)) return words(`files.state.${state}`);
  return [...(state === "waiting" ? [words("files.state.waiting")] : []), ...progressParts(transfer, words)].join(", ");
}

/** After it was to go on again: what stopped it at the other end is so until they have answered. */
export function resumedText(transfer: Transfer, words: Words): string {
  const isAsked = transfer.state === "failed" && transfer.ended_by === "them";
  return isAsked ? words("files.asked_again") : stateText(transfer, words);
}

/** Percent, speed, time left; as far as they are known. */
export function progressParts(transfer: Transfer, words: Words): string[] {
  const { speed, left_ms: left } = transfer;
  return [
    words("files.percent", { percent: percentOf(transfer) }),
    ...(speed === null || speed < 1 ? [] : [speedText(speed, words)]),
    ...(left === null ? [] : [words("files.left", { time: durationText(left, words) })]),
  ];
}

/** What ended it, and whose fault it is as far as that can be told. */
export function reasonText({ reason, direction }: Pick<Transfer, "reason" | "direction">, words: Words): string {
  if (reason === null) return words("files.reason.unknown");
  // Of the disk it is written to, or of the file it is read from: which of the two is ours is known by its direction.
  for (const key of [`files.reason.${reason}_${direction}`, `files.reason.${reason}`]) {
    if (Object.hasOwn(en, key)) return words(key as Key);
  }
  return neutralise(reason);
}

/** Bytes from which on the speed of what took less than a second says something. */
const WORTH_A_SPEED = 1024 * 1024;

/** `completed · 12 MB in 3 s, 4 MB/s`, `failed: your disk is full`. */
export function endText(transfer: Transfer, words: Words): string {
  const { state, size, average } = transfer;
  if (state !== "completed") return stateText(transfer, words);
  const [word, all] = [words("files.state.completed"), sizeText(size, words)];
  if (average === null || average <= 0) return `${word} · ${all}`;
  const [time, speed] = [size / average * 1000, speedText(average, words)];
  if (time >= 1000) return `${word} · ${words("files.took", { size: all, time: durationText(time, words), speed })}`;
  return `${word} · ${size < WORTH_A_SPEED ? all : `${all}, ${speed}`}`;
}

/** `photo.jpg`, `holiday/ (210)`: a folder is told by its slash and the number of its files. */
export function nameText({ name, type, files }: Pick<Transfer, "name" | "type" | "files">): string {
  return type === "folder" ? `${neutralise(name)}/ (${files})` : neutralise(name);
}

/** `[file] photo.jpg, 12 MB, 42 %`, in one row of this width: the name gives way. */
export function transferRow(transfer: Transfer, words: Words, columns = Infinity): string {
  const head = `${words(`files.sign.${transfer.type}`)} `;
  const tail = `, ${sizeText(transfer.size, words)}, ${stateText(transfer, words)}`;
  const room = Math.max(MIN_NAME, columns - textWidth(head) - textWidth(tail));
  return cutTo(head + cutTo(nameText(transfer), room) + tail, columns);
}
