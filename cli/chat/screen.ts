/** Where a conversation is shown and typed: a terminal (`terminal_screen.ts`) or a pair of pipes (`plain_screen.ts`). */

/** Columns that the mark of a message of ours takes in front of it. */
export const MARK_COLUMNS = 2;

/** What the person does. */
export type Typed =
  | { readonly kind: "line"; readonly line: string }
  /** Ctrl+C. */
  | { readonly kind: "interrupt" }
  /** Ctrl+D, or the end of a pipe. */
  | { readonly kind: "end" };

/** A message of ours whose state may still change. */
export interface Marked {
  readonly id: string;
  /** At most two columns, at the beginning of the first row. */
  readonly mark: string;
  /** The state in words, for a screen that cannot go back. */
  readonly word: string;
}

export interface Screen {
  readonly color: boolean;
  /** Columns a line may have before it is broken. */
  readonly columns: number;
  /** Lines above the one being typed; already harmless. `own`: the first one bears this mark. */
  print(lines: readonly string[], own?: Marked): void;
  /** One long word that must stay in one piece to be copied: the terminal breaks it, not we. Printable ASCII only. */
  printWhole(word: string): void;
  /** The state of a printed message of ours changed. */
  update(own: Marked): void;
  /** Text before the line being typed. */
  setPrompt(prompt: string): void;
  /** Ends with the input or the signal. */
  typed(signal: AbortSignal): AsyncIterable<Typed>;
  /** Leave the terminal as it was found. */
  close(): void;
}
