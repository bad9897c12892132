/** The line being typed: text, cursor and what was typed before. Pure; it knows nothing of a terminal. */
import { graphemes } from "../width.ts";
import type { Key } from "./keys.ts";

/** What a key made of the line. */
export type EditorResult =
  | { readonly kind: "edited" }
  | { readonly kind: "submit"; readonly line: string }
  /** Ctrl+C. */
  | { readonly kind: "interrupt" }
  /** Ctrl+D on an empty line. */
  | { readonly kind: "end" }
  | { readonly kind: "redraw" }
  /** Tab, with the cursor at the end of the line. */
  | { readonly kind: "complete" };

/** Lines kept to come back to with the arrow keys. */
const MAX_HISTORY = 200;
const EDITED: EditorResult = { kind: "edited" };

export class LineEditor {
  #parts: string[] = [];
  #cursor = 0;
  readonly #history: string[] = [];
  /** Where in the history we are; its length means the line being typed. */
  #at = 0;
  /** The line being typed, while an older one is shown. */
  #draft = "";

  get text(): string {
    return this.#parts.join("");
  }

  /** Graphemes before the cursor, and from it on. */
  get around(): readonly [readonly string[], readonly string[]] {
    return [this.#parts.slice(0, this.#cursor), this.#parts.slice(this.#cursor)];
  }

  /** Another text instead, the cursor behind it. */
  put(text: string): void {
    this.#parts = graphemes(text);
    this.#cursor = this.#parts.length;
    this.#at = this.#history.length;
  }

  handle(key: Key): EditorResult {
    switch (key.name) {
      case "enter":
        return this.#submit();
      case "interrupt":
        return { kind: "interrupt" };
      case "end-of-input":
        if (this.#parts.length === 0) return { kind: "end" };
        this.#remove(this.#cursor, this.#cursor + 1);
        return EDITED;
      case "redraw":
        return { kind: "redraw" };
      case "complete":
        return this.#cursor === this.#parts.length ? { kind: "complete" } : EDITED;
      default:
        this.#edit(key);
        return EDITED;
    }
  }

  #edit(key: Key): void {
    const [cursor, end] = [this.#cursor, this.#parts.length];
    switch (key.name) {
      case "text":
      case "paste":
        return this.#insert(key.text);
      case "newline":
        return this.#insert("\n");
      case "backspace":
        return this.#remove(cursor - 1, cursor);
      case "delete":
        return this.#remove(cursor, cursor + 1);
      case "delete-word":
        return this.#remove(this.#wordLeft(), cursor);
      case "kill-line":
        return this.#remove(0, cursor);
      case "kill-rest":
        return this.#remove(cursor, end);
      case "up":
        return this.#recall(this.#at - 1);
      case "down":
        return this.#recall(this.#at + 1);
      default:
        this.#cursor = this.#moved(key.name);
    }
  }

  #moved(name: Key["name"]): number {
    const [cursor, end] = [this.#cursor, this.#parts.length];
    if (name === "left") return Math.max(0, cursor - 1);
    if (name === "right") return Math.min(end, cursor + 1);
    if (name === "word-left") return this.#wordLeft();
    if (name === "word-right") return this.#wordRight();
    if (name === "home") return 0;
    return name === "end" ? end : cursor;
  }

  #insert(text: string): void {
    const before = this.#parts.slice(0, this.#cursor).join("") + text;
    const after = this.#parts.slice(this.#cursor).join("");
    // Cut anew: a combining mark typed after its letter joins it.
    this.#parts = graphemes(before + after);
    this.#cursor = graphemes(before).length;
  }

  #remove(from: number, to: number): void {
    const [start, stop] = [Math.max(0, from), Math.min(this.#parts.length, to)];
    if (stop <= start) return;
    this.#parts = graphemes([...this.#parts.slice(0, start), ...this.#parts.slice(stop)].join(""));
    this.#cursor = Math.min(start, this.#parts.length);
  }

  #wordLeft(): number {
    let at = this.#cursor;
    while (at > 0 && /^\s/.test(this.#parts[at - 1])) at--;
    while (at > 0 && !/^\s/.test(this.#parts[at - 1])) at--;
    return at;
  }

  #wordRight(): number {
    let at = this.#cursor;
    while (at < this.#parts.length && /^\s/.test(this.#parts[at])) at++;
    while (at < this.#parts.length && !/^\s/.test(this.#parts[at])) at++;
    return at;
  }

  #recall(at: number): void {
    if (at < 0 || at > this.#history.length) return;
    if (this.#at === this.#history.length) this.#draft = this.text;
    this.#at = at;
    this.#parts = graphemes(this.#history[at] ?? this.#draft);
    this.#cursor = this.#parts.length;
  }

  #submit(): EditorResult {
    const line = this.text;
    if (line.trim() !== "" && this.#history.at(-1) !== line) this.#history.push(line);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
    this.#at = this.#history.length;
    this.#draft = "";
    this.#parts = [];
    this.#cursor = 0;
    return { kind: "submit", line };
  }
}
