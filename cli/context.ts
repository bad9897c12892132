/** What a command may touch of the world outside; tests hand in their own. */
import type { ApiOpener, LiveApiOpener } from "./api.ts";
import type { Logs } from "./log.ts";
import type { Terminal } from "./terminal.ts";

export type Language = "en" | "ru";

/** Ends on Ctrl+C, on `kill`, and when the terminal window is closed. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** Give the signals back to the system. */
  dispose(): void;
}

export interface CliContext {
  /** One line of the answer. Throws `Deno.errors.BrokenPipe` when nobody reads any more. */
  stdout(line: string): void;
  /** One line for the person. */
  stderr(line: string): void;
  env(name: string): string | undefined;
  /**
   * Ask for a secret without showing it.
   * @returns undefined when there is no terminal to ask on, or the person ended the input
   */
  secret(prompt: string): Promise<string | undefined>;
  /** Catch Ctrl+C, SIGTERM and SIGHUP from now on. */
  interrupts(): Interrupts;
  readonly terminal: Terminal;
  readonly logs: Logs;
  /** `--json`. */
  readonly json: boolean;
  readonly lang: Language;
  /** Asked for by `--lang` or by the environment, so that it goes before the language in the settings. */
  readonly langGiven: boolean;
  /** Folder of the profile; absolute. */
  readonly dataDir: string;
  readonly open: ApiOpener;
  readonly openLive: LiveApiOpener;
  readonly now: () => number;
}
