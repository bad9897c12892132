/**
 * Log lines: `2026-01-02T03:04:05.678Z info  net   link is up peer=17 transport=tcp`. They go to stderr, so that stdout
 * holds only what a script asked for.
 */
import { neutralise } from "./safe_text.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Which part of the program speaks (CLI-3). */
export type LogPart = "net" | "chat" | "ui" | "store" | "hub" | "cli";

/** Values behind the text as `name=value`. Never a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  error(text: string, fields?: LogFields): void;
}

export interface LogOptions {
  /** The least important level that is written. */
  readonly level: LogLevel;
  readonly color: boolean;
  /** Takes one line without its line break. */
  readonly write: (line: string) => void;
  readonly now?: () => number;
}

/** ANSI SGR codes (ECMA-48 8.3.117). */
const COLORS: Record<LogLevel, string> = { debug: "2", info: "36", warn: "33", error: "31" };

/** Where all parts of one process log to. */
export class Logs {
  readonly #options: LogOptions;
  #write: (line: string) => void;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#write = options.write;
  }

  part(part: LogPart): Log {
    const at = (level: LogLevel) => (text: string, fields?: LogFields) => this.#line(level, part, text, fields);
    return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  }

  /** Send further lines elsewhere, as the chat screen must: a line in the middle of the input would garble it. */
  redirect(write: (line: string) => void): void {
    this.#write = write;
  }

  #line(level: LogLevel, part: LogPart, text: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(this.#options.level)) return;
    const time = new Date((this.#options.now ?? Date.now)()).toISOString();
    const word = level.padEnd(5);
    const shown = this.#options.color ? `\x1b[${COLORS[level]}m${word}\x1b[0m` : word;
    this.#write(`${time} ${shown} ${part.padEnd(5)} ${neutralise(text)}${formatFields(fields)}`);
  }
}

function formatFields(fields: LogFields): string {
  let line = "";
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) line += ` ${name}=${formatValue(value)}`;
  }
  return line;
}

/** Quoted when a reader could take it for more than one value. A peer's name must not forge a second line or field. */
function formatValue(value: string | number | boolean | null): string {
  if (typeof value !== "string") return String(value);
  const safe = neutralise(value);
  return /^[^\s"=]+$/.test(safe) ? safe : JSON.stringify(safe);
}
