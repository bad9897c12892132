/** One line on stderr that says how far transfers have come, drawn over itself. Nothing at all where stderr is no terminal. */
import type { Transfer } from "../ui/api.ts";
import { durationText, sizeText, speedText } from "./amounts.ts";
import { isEnded, nameText, percentOf } from "./files_text.ts";
import type { Words } from "./language.ts";
import type { Terminal } from "./terminal.ts";
import { cutTo, padTo, textWidth } from "./width.ts";

/** Columns of the bar between its brackets: what the words leave, and nothing below the least. */
const [MIN_BAR, MAX_BAR] = [8, 20];
const MAX_NAME = 28;
/** Columns that stay free: the last one, which breaks the row on some terminals, and those of the "^C" it may echo. */
const FREE = 3;

/** `photo.jpg  42 % [######----------] 5.2 MB of 12 MB, 3.1 MB/s, 2 s left`, in one row. */
export function progressLine(transfers: readonly Transfer[], words: Words, columns: number): string {
  const moving = transfers.find(({ state }) => state === "running") ?? transfers.find((one) => !isEnded(one));
  const one = moving ?? transfers.at(-1)!;
  const name = cutTo(nameText(one), Math.min(MAX_NAME, Math.max(8, Math.floor(columns / 3))));
  const ended = transfers.filter(isEnded).length;
  const head = transfers.length === 1 ? name : `${Math.min(ended + 1, transfers.length)}/${transfers.length} ${name}`;
  if (transfers.every(({ state }) => state !== "running")) {
    return cutTo(`${head}: ${words(`files.state.${one.state}`)}`, columns);
  }
  const all = sumOf(transfers);
  const percent = words("files.percent", { percent: String(percentOf(all)).padStart(3) });
  const amount = words("files.done_of", { done: sizeText(all.done, words), size: sizeText(all.size, words) });
  const speed = all.speed === 0 ? [] : [
    speedText(all.speed, words),
    words("files.left", { time: durationText((all.size - all.done) / all.speed * 1000, words) }),
  ];
  const [before, after] = [`${head} ${percent} `, [amount, ...speed].join(", ")];
  const room = Math.min(MAX_BAR, columns - textWidth(before + after) - "[] ".length);
  const bar = room < MIN_BAR ? "" : `[${barOf(percentOf(all), room)}] `;
  return cutTo(before + bar + after, columns);
}

/** Together: what has ended without being whole no longer counts. */
function sumOf(transfers: readonly Transfer[]): { done: number; size: number; speed: number; state: "running" } {
  const counted = transfers.filter((one) => !isEnded(one) || one.state === "completed");
  const sum = (amount: (one: Transfer) => number) => counted.reduce((total, one) => total + amount(one), 0);
  return {
    done: sum((one) => one.state === "completed" ? one.size : one.done),
    size: sum(({ size }) => size),
    speed: sum(({ speed }) => speed ?? 0),
    state: "running",
  };
}

function barOf(percent: number, columns: number): string {
  const full = Math.floor(percent / 100 * columns);
  return "#".repeat(full) + "-".repeat(columns - full);
}

export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #words: Words;
  #shown = "";

  constructor(terminal: Terminal, words: Words) {
    [this.#terminal, this.#words] = [terminal, words];
  }

  show(transfers: readonly Transfer[]): void {
    if (!this.#terminal.stderrIsTerminal || transfers.length === 0) return;
    this.#draw(progressLine(transfers, this.#words, Math.max(20, this.#terminal.size().columns - FREE)));
  }

  /** Leaves the row as it was before. */
  clear(): void {
    if (this.#shown === "") return;
    this.#draw("");
    this.#terminal.writeError("\r");
  }

  /** Written over with spaces: no escape sequence that an old console would print. */
  #draw(line: string): void {
    if (line === this.#shown) return;
    this.#terminal.writeError(`\r${padTo(line, textWidth(this.#shown))}`);
    this.#shown = line;
  }
}
