/** The conversation over pipes: lines in, lines out, nothing drawn over. What a script or a screen reader wants. */
import type { Terminal } from "../terminal.ts";
import { padTo } from "../width.ts";
import { type Block, MARK_COLUMNS, type Marked, type Screen, type Typed } from "./screen.ts";

/** UTF-16 units of a line that is still being read; a message has at most 4 MiB. */
const MAX_LINE = 4 * 1024 * 1024 + 1;

export class PlainScreen implements Screen {
  readonly color = false;
  readonly interactive = false;
  readonly columns = Infinity;
  readonly line = "";
  readonly #terminal: Terminal;
  readonly #write: (line: string) => void;
  /** First lines of our messages, by id. */
  readonly #sent = new Map<string, string>();

  constructor(terminal: Terminal, write: (line: string) => void) {
    this.#terminal = terminal;
    this.#write = write;
  }

  print(lines: readonly string[], block?: Block): void {
    const [first, ...rest] = lines;
    const mark = block?.mark;
    for (const line of [mark === undefined ? first : padTo(mark, MARK_COLUMNS) + first, ...rest]) this.#write(line);
    if (block !== undefined && mark !== undefined) this.#sent.set(block.id, first);
  }

  printWhole(word: string): void {
    this.#write(word);
  }

  update(own: Marked): void {
    const line = this.#sent.get(own.id);
    if (line !== undefined) this.#write(`${padTo(own.mark, MARK_COLUMNS)}${line} (${own.word})`);
  }

  rewrite(): boolean {
    return false;
  }

  setPrompt(): void {}

  setLine(): void {}

  async *typed(signal: AbortSignal): AsyncIterable<Typed> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of this.#terminal.input(signal)) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!.slice(0, MAX_LINE);
      for (const line of lines) yield { kind: "line", line: line.replace(/\r$/, "") };
    }
    if (rest !== "") yield { kind: "line", line: rest };
    yield { kind: "end" };
  }

  close(): void {}
}
