/** What is said about a file: how large it is, how far it has come, and how it ended. */
import type { Transfer } from "../../api.ts";
import { partOf, percentText, sizeText, timeText } from "../format/size.ts";
import { isKey } from "../locales/mod.ts";
import { contacts, language, programLink, t } from "../state/store.ts";

/** "1.2 GB", of a folder with its files: "12 files, 1.2 GB". */
export function wholeSize({ type, size, files }: Pick<Transfer, "type" | "size" | "files">): string {
  const text = sizeText(size, language.value);
  return type === "folder" ? t("file.folder_size", { count: files, size: text }) : text;
}

export function speedText(bytes: number): string {
  return t("file.speed", { size: sizeText(bytes, language.value) });
}

/** How far it has come: "28%". */
export function percentOf({ done, size }: Pick<Transfer, "done" | "size">): string {
  return percentText(partOf(done, size), language.value);
}

/** Bytes from which it is worth a word how fast it was, and milliseconds from which how long it took. */
const TIMED = { size: 1_048_576, time: 1_000 };

/** The line under the name: the size, and while it moves all the numbers. */
export function numbersText(transfer: Transfer): string {
  const { state, direction, type, done, speed, left_ms, average, size } = transfer;
  const whole = wholeSize(transfer);
  if (state === "offered" && direction === "in" && type === "file") return t("file.takes", { size: whole });
  if (state === "completed" && average !== null && average > 0) {
    const time = size / average * 1000;
    if (size < TIMED.size) return whole;
    const speed = speedText(average);
    return `${whole} · ${time < TIMED.time ? speed : t("file.took", { time: timeText(time, language.value), speed })}`;
  }
  if (state !== "running" && (done === 0 || state === "completed")) return whole;
  const parts = [t("file.of", { done: sizeText(done, language.value), size: sizeText(size, language.value) })];
  // When the program is gone the last numbers would stand there as if it went on.
  const moves = state === "running" && programLink.value === "open";
  if (moves && speed !== null) parts.push(speedText(speed));
  if (moves && left_ms !== null) parts.push(t("file.left", { time: timeText(left_ms, language.value) }));
  return parts.join(" · ");
}

/** What it is waiting for, or how it ended; "" when the numbers say it all. */
export function stateText(transfer: Transfer): string {
  const { state, direction, reason, ended_by, conversation } = transfer;
  const contact = contacts.value.get(conversation);
  const name = contact?.name ?? "";
  switch (state) {
    case "offered":
      if (direction === "out") return t("file.offered_out", { name });
      return reason === "day-amount" ? t("file.offered_enough", { name }) : "";
    case "waiting":
      return t(contact?.presence === "online" ? "file.waiting_turn" : "file.waiting_online", { name });
    case "running":
      return "";
    case "completed":
      return direction === "out" ? t("file.completed_out", { name }) : "";
    case "declined":
    case "cancelled":
      return ended_by === null ? t(`file.${state}`) : t(`file.${state}_${ended_by}`, { name });
    case "failed":
      return failureText(transfer, name);
  }
}

/** Who reads it, and who sends it, do different things about the same trouble. */
function failureText({ reason, direction }: Transfer, name: string): string {
  const code = reason ?? "unknown";
  const key = `file.why_${direction}.${code}`;
  return isKey(key) ? t(key, { name }) : t("file.why_other", { reason: code });
}

/** All of it in one go, for those who hear it and for lists. */
export function wholeStateText(transfer: Transfer): string {
  const { state } = transfer;
  const words = stateText(transfer);
  if (words !== "") return words;
  if (state === "running") return percentOf(transfer);
  return t(state === "completed" ? "file.completed_in" : "file.offered_in");
}
