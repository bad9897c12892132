/** Options that every command takes, before or after the verb, and the verb itself. */
import { UsageError } from "./errors.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";

export interface Globals {
  readonly data?: string;
  readonly lang?: "en" | "ru";
  readonly logLevel?: LogLevel;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export interface CommandLine {
  readonly globals: Globals;
  /** undefined: the verb was left out, which means `run`. */
  readonly verb: string | undefined;
  /** What belongs to the verb: its words and its own options, in order. */
  readonly rest: readonly string[];
}

const GLOBAL_VALUES = new Set(["data", "lang", "log-level"]);
const GLOBAL_FLAGS = new Map([["--json", "json"], ["--help", "help"], ["-h", "help"], ["--version", "version"]]);

/** Options of all verbs that take a value, so that `parley --port 7420 run` does not read 7420 as the verb. */
const VERB_VALUES = new Set(
  ("name port listen ui-port peer hub wait limit search ttl out file messages files dir format days bits reason " +
    "passphrase-file").split(" "),
);

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): CommandLine {
  const found: Record<string, string | true> = {};
  const rest: string[] = [];
  let verb: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--") {
      rest.push(...args.slice(i));
      break;
    }
    const flag = GLOBAL_FLAGS.get(arg);
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (flag !== undefined) found[flag] = true;
    else if (name !== undefined && GLOBAL_VALUES.has(name)) found[name] = inline ?? valueAfter(args, i++, name);
    else if (name !== undefined && inline === undefined && VERB_VALUES.has(name) && isValue(args[i + 1])) {
      rest.push(arg, args[++i]);
    } else if (verb === undefined && !arg.startsWith("-")) verb = arg;
    else rest.push(arg);
  }
  return { globals: checkGlobals(found), verb, rest };
}

function isValue(arg: string | undefined): arg is string {
  return arg !== undefined && !arg.startsWith("-");
}

function valueAfter(args: readonly string[], at: number, name: string): string {
  const value = args[at + 1];
  if (isValue(value) && value !== "") return value;
  throw new UsageError("usage.needs_value", { name });
}

function checkGlobals(found: Record<string, string | true>): Globals {
  const { data, lang, "log-level": level } = found as Record<string, string | undefined>;
  if (data === "") throw new UsageError("usage.needs_folder");
  if (lang !== undefined && lang !== "en" && lang !== "ru") {
    throw new UsageError("usage.language", { lang });
  }
  if (level !== undefined && !(LOG_LEVELS as readonly string[]).includes(level)) {
    throw new UsageError("usage.not_one_of", { name: "log-level", text: level, all: LOG_LEVELS.join(", ") });
  }
  return {
    data,
    lang,
    logLevel: level as LogLevel | undefined,
    json: found.json === true,
    help: found.help === true,
    version: found.version === true,
  };
}
