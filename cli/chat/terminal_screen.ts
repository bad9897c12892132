/**
 * The conversation on a terminal: what is said scrolls up as in any program, the line being typed stays below it. Nothing is
 * drawn over but that line and what has changed of blocks still on the screen, so scrolling back and copying work as usual.
 */
import { safeLines } from "../safe_text.ts";
import type { Terminal } from "../terminal.ts";
import { padTo, textWidth } from "../width.ts";
import { KeyDecoder } from "./keys.ts";
import { LineEditor } from "./line_editor.ts";
import { type Block, MARK_COLUMNS, type Marked, type Screen, type Typed } from "./screen.ts";

/** DECSET 2004: the terminal marks what is pasted. */
const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";
/** DECAWM off while we print: rows are broken by us, so their count is known even where widths are guessed wrong. */
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";
const CLEAR_BELOW = "\r\x1b[J";
const CLEAR_ROW = "\x1b[2K";
/** Blocks that can still be changed; a screen has no more rows than this. */
const MAX_BLOCKS = 200;

interface Place {
  /** Rows from the block's first row down to the input row. */
  readonly up: number;
  readonly rows: number;
}

export class TerminalScreen implements Screen {
  readonly interactive = true;
  readonly #terminal: Terminal;
  readonly #editor = new LineEditor();
  readonly #keys = new KeyDecoder();
  readonly #stopResize: () => void;
  #prompt = "";
  /** Where the cursor was left, to find the beginning of the row after the terminal was made narrower. */
  #cursorColumn = 0;
  /** Where each was printed, the newest last: what was shown once more changes in both places. */
  readonly #blocks = new Map<string, Place[]>();
  #closed = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.setRaw(true);
    terminal.write(PASTE_MARKS_ON);
    this.#stopResize = terminal.onResize(() => this.#resized());
  }

  get color(): boolean {
    return this.#terminal.color;
  }

  get columns(): number {
    return Math.max(20, this.#terminal.size().columns - 1);
  }

  get line(): string {
    return this.#editor.text;
  }

  print(lines: readonly string[], block?: Block): void {
    if (this.#closed) return;
    const shown = withMark(lines, block);
    this.#scrolled(shown.length);
    if (block !== undefined) this.#remember(block.id, shown.length);
    this.#terminal.write(`${CLEAR_BELOW}${WRAP_OFF}${shown.join("\r\n")}\r\n${WRAP_ON}${this.#inputRow()}`);
  }

  printWhole(word: string): void {
    if (this.#closed) return;
    this.#scrolled(Math.ceil(word.length / this.#terminal.size().columns));
    this.#terminal.write(`${CLEAR_BELOW}${word}\r\n${this.#inputRow()}`);
  }

  update(own: Marked): void {
    for (const { up } of this.#visible(own.id)) {
      this.#terminal.write(
        `\r\x1b[${up}A${padTo(own.mark, MARK_COLUMNS)}\r\x1b[${up}B${CLEAR_BELOW}${this.#inputRow()}`,
      );
    }
  }

  rewrite(lines: readonly string[], block: Block): boolean {
    const places = this.#visible(block.id);
    const shown = withMark(lines, block);
    for (const { up, rows } of places) {
      if (shown.length > rows) continue;
      // Rows that are no longer needed stay empty: nothing below may jump.
      const all = Array.from({ length: rows }, (_, row) => CLEAR_ROW + (shown[row] ?? "")).join("\r\n");
      const back = `\r\x1b[${up - rows + 1}B`;
      this.#terminal.write(`\r\x1b[${up}A${WRAP_OFF}${all}${WRAP_ON}${back}${CLEAR_BELOW}${this.#inputRow()}`);
    }
    const newest = places.at(-1);
    return newest !== undefined && shown.length <= newest.rows;
  }

  setPrompt(prompt: string): void {
    if (this.#prompt === prompt || this.#closed) return;
    this.#prompt = prompt;
    this.#draw();
  }

  setLine(text: string): void {
    this.#editor.put(text);
    this.#draw();
  }

  async *typed(signal: AbortSignal): AsyncIterable<Typed> {
    this.#draw();
    for await (const bytes of this.#terminal.input(signal)) {
      const before = this.#editor.text;
      for (const key of this.#keys.push(bytes)) {
        const result = this.#editor.handle(key);
        if (result.kind === "submit") yield { kind: "line", line: result.line };
        if (result.kind === "interrupt" || result.kind === "end") yield { kind: result.kind };
        if (result.kind === "redraw") this.#cleared();
        if (result.kind === "complete") yield { kind: "complete", line: this.#editor.text };
      }
      this.#draw();
      const { text } = this.#editor;
      if (text !== before) yield { kind: "editing", line: text };
    }
    yield { kind: "end" };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopResize();
    try {
      this.#terminal.write(`${CLEAR_BELOW}${PASTE_MARKS_OFF}${WRAP_ON}`);
      this.#terminal.setRaw(false);
    } catch { /* its window was closed: there is nothing to put back */ }
  }

  #scrolled(by: number): void {
    for (const [id, places] of this.#blocks) {
      this.#blocks.set(id, places.map(({ up, rows }) => ({ up: up + by, rows })));
    }
  }

  #remember(id: string, rows: number): void {
    const places = [...this.#visible(id), { up: rows, rows }];
    this.#blocks.delete(id); // printed once more: the newest is the last to be forgotten
    this.#blocks.set(id, places);
    const oldest = this.#blocks.keys().next();
    if (this.#blocks.size > MAX_BLOCKS && !oldest.done) this.#blocks.delete(oldest.value);
  }

  #visible(id: string): readonly Place[] {
    const { rows } = this.#terminal.size();
    return this.#closed ? [] : (this.#blocks.get(id) ?? []).filter(({ up }) => up < rows);
  }

  #cleared(): void {
    this.#blocks.clear();
    this.#terminal.write("\x1b[2J\x1b[H");
  }

  #resized(): void {
    if (this.#closed) return;
    // The terminal broke its rows anew: only where the cursor's own row begins can still be told.
    this.#blocks.clear();
    const up = Math.floor(this.#cursorColumn / Math.max(1, this.#terminal.size().columns));
    this.#terminal.write((up > 0 ? `\x1b[${up}A` : "") + CLEAR_BELOW + this.#inputRow());
  }

  #draw(): void {
    if (!this.#closed) this.#terminal.write(CLEAR_BELOW + this.#inputRow());
  }

  /** The prompt and as much of the line as fits, with the cursor in view; leaves the cursor in its place. */
  #inputRow(): string {
    const room = Math.max(4, this.columns - textWidth(this.#prompt));
    const [typed, following] = this.#editor.around;
    const before = typed.slice(-this.columns).map(oneColumnForm);
    const after = following.slice(0, this.columns).map(oneColumnForm);
    const left = fitEnd(before, after.length > 0 ? room - 2 : room - 1);
    const right = fitStart(after, room - left.width);
    const back = right.width > 0 ? `\x1b[${right.width}D` : "";
    this.#cursorColumn = textWidth(this.#prompt) + left.width;
    return `\r${this.#prompt}${left.text}${right.text}${back}`;
  }
}

function withMark(lines: readonly string[], block: Block | undefined): readonly string[] {
  return block?.mark === undefined ? lines : [padTo(block.mark, MARK_COLUMNS) + lines[0], ...lines.slice(1)];
}

/** A typed line break is shown as its sign; a pasted control character must not act. */
function oneColumnForm(grapheme: string): string {
  if (grapheme === "\n" || grapheme === "\r\n") return "↵";
  return safeLines(grapheme).join("↵");
}

function fitEnd(parts: readonly string[], room: number): { text: string; width: number } {
  let [start, width] = [parts.length, 0];
  while (start > 0 && width + textWidth(parts[start - 1]) <= room) width += textWidth(parts[--start]);
  return { text: parts.slice(start).join(""), width };
}

function fitStart(parts: readonly string[], room: number): { text: string; width: number } {
  let [end, width] = [0, 0];
  while (end < parts.length && width + textWidth(parts[end]) <= room) width += textWidth(parts[end++]);
  return { text: parts.slice(0, end).join(""), width };
}
