/** The terminal as commands see it; `system_terminal.ts` is the real one. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Colours are wanted: stdout is a terminal that can, and `NO_COLOR` is not set (no-color.org). */
  readonly color: boolean;
  size(): Size;
  /** Keys one by one, unechoed. */
  setRaw(on: boolean): void;
  /** Bytes of stdin as they come; a terminal's as well as a pipe's. Ends with the input or the signal. */
  input(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Text as it is, without a line break. */
  write(text: string): void;
  /** The same to stderr: what is for the person alone. */
  writeError(text: string): void;
  /** @returns a function that stops listening */
  onResize(listener: () => void): () => void;
}
