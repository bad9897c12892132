/** Words and options of one command, read strictly: an option nobody knows is an error, never ignored. */
import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";

export interface OptionNames {
  /** Take a value: `--limit 20`, `--limit=20`. */
  readonly values?: readonly string[];
  /** Take none: `--all`, `--no-open`. */
  readonly flags?: readonly string[];
  /** Take a value and may be repeated. */
  readonly lists?: readonly string[];
}

export interface Arguments {
  /** What is not an option, in order; everything after `--` is a word. */
  readonly words: readonly string[];
  value(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

/** @throws UsageError on an unknown option, a missing value, a value too many, or an option given twice */
export function readArguments(args: readonly string[], names: OptionNames = {}): Arguments {
  const { values = [], flags = [], lists = [] } = names;
  let unknown: string | undefined;
  const parsed = parseArgs([...args], {
    string: ["_", ...values, ...lists],
    boolean: [...flags],
    collect: [...values, ...lists],
    unknown: (arg, key) => {
      if (key === undefined) return true;
      unknown ??= arg;
      return false;
    },
  }) as Record<string, unknown> & { _: (string | number)[] };
  if (unknown !== undefined) throw new UsageError("usage.unknown_option", { option: unknown });
  const list = (name: string) => (parsed[name] ?? []) as string[];
  for (const name of [...values, ...lists]) {
    if (list(name).includes("")) throw new UsageError("usage.needs_value", { name });
  }
  for (const name of values) if (list(name).length > 1) throw new UsageError("usage.twice", { name });
  return {
    words: parsed._.map(String),
    value: (name) => list(name)[0],
    flag: (name) => parsed[name] === true,
    list,
  };
}

/** A whole number in a range, both ends included. */
export function readCount(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError("usage.not_count", { name, text, min, max });
}

/** No more words than a command understands: a forgotten quote must not be taken for success. */
export function noMoreWords(words: readonly string[], count: number): void {
  if (words.length > count) throw new UsageError("usage.too_many", { word: words[count] });
}
