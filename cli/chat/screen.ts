/** Where a conversation is shown and typed: a terminal (`terminal_screen.ts`) or a pair of pipes (`plain_screen.ts`). */

/** Columns that the mark of a message of ours takes in front of it. */
export const MARK_COLUMNS = 2;

/** What the person does. */
export type Typed =
  | { readonly kind: "line"; readonly line: string }
  /** The line being typed has changed. */
  | { readonly kind: "editing"; readonly line: string }
  /** Tab: what was begun is to be completed. */
  | { readonly kind: "complete"; readonly line: string }
  /** Ctrl+C. */
  | { readonly kind: "interrupt" }
  /** Ctrl+D, or the end of a pipe. */
  | { readonly kind: "end" };

/** Lines that belong together and may change later. */
export interface Block {
  readonly id: string;
  /** Of a message of ours: at most two columns, at the beginning of the first row. */
  readonly mark?: string;
  /** The state in words, for a screen that cannot go back. */
  readonly word?: string;
}

/** A message of ours whose state may still change. */
export type Marked = Required<Block>;

export interface Screen {
  readonly color: boolean;
  /** Somebody sits there and can be asked. */
  readonly interactive: boolean;
  /** Columns a line may have before it is broken. */
  readonly columns: number;
  /** What is typed and not yet sent. */
  readonly line: string;
  /** Lines above the one being typed; already harmless. */
  print(lines: readonly string[], block?: Block): void;
  /** One long word that must stay in one piece to be copied: the terminal breaks it, not we. Printable ASCII only. */
  printWhole(word: string): void;
  /** The state of a printed message of ours changed. */
  update(own: Marked): void;
  /**
   * Other lines in the place of a printed block.
   * @returns false when that cannot be: it has scrolled away, or has not that many rows
   */
  rewrite(lines: readonly string[], block: Block): boolean;
  /** Text before the line being typed. */
  setPrompt(prompt: string): void;
  /** Puts a text into the line, to go on with it. */
  setLine(text: string): void;
  /** Ends with the input or the signal. */
  typed(signal: AbortSignal): AsyncIterable<Typed>;
  /** Leave the terminal as it was found. */
  close(): void;
}
