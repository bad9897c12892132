import type { Args, ParseOptions } from "./args_types.ts";

export type { Args, ParseOptions } from "./args_types.ts";

/**
 * Reads a command line as `jsr:@std/cli/parse-args` does: the manners of minimist (`--name value`, `--name=value`,
 * `-abc`, `-n5`, `--`), and `--no-name` only where `negatable` says so.
 */
export function parseArgs<
  const B extends boolean | string = never,
  const S extends string = never,
  const C extends string = never,
>(args: readonly string[], options: ParseOptions<B, S, C> = {}): Args<B, S, C> {
  return new Parser(options as ParseOptions).parse(args) as Args<B, S, C>;
}

const NUMBER = /^(0x[0-9a-f]+|[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?)$/i;
const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

class Parser {
  readonly #options: ParseOptions;
  readonly #aliases = new Map<string, string[]>();
  readonly #booleans: Set<string>;
  readonly #strings: Set<string>;
  readonly #collect: Set<string>;
  readonly #negatable: Set<string>;
  readonly #allBooleans: boolean;
  readonly #result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };

  constructor(options: ParseOptions) {
    this.#options = options;
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const group = [name, ...list(others)];
      for (const member of group) this.#aliases.set(member, group.filter((other) => other !== member));
    }
    this.#allBooleans = options.boolean === true;
    this.#booleans = this.#withAliases(typeof options.boolean === "boolean" ? [] : list(options.boolean));
    this.#strings = this.#withAliases(list(options.string));
    this.#collect = this.#withAliases(list(options.collect));
    this.#negatable = this.#withAliases(list(options.negatable));
  }

  parse(args: readonly string[]): Record<string, unknown> {
    const end = args.indexOf("--");
    const [before, after] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
    for (let i = 0; i < before.length;) {
      const used = this.#read(before[i], before[i + 1]);
      if (used === 0) {
        this.#result._.push(...before.slice(i));
        break;
      }
      i += used;
    }
    this.#fillIn();
    if (this.#options["--"]) this.#result["--"] = [...after];
    else this.#result._.push(...after);
    return this.#result;
  }

  /** Reads one argument; says how many it used, 0 when `stopEarly` ends the options here. */
  #read(arg: string, next: string | undefined): number {
    const long = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg);
    if (long) return this.#readLong(arg, long[1], long[2], next);
    if (/^-[^-]/.test(arg)) return this.#readShort(arg, next);
    if (this.#options.unknown?.(arg) !== false) {
      this.#result._.push(this.#strings.has("_") || !NUMBER.test(arg) ? arg : Number(arg));
      if (this.#options.stopEarly) {
        this.#result._.pop();
        return 0;
      }
    }
    return 1;
  }

  #readLong(arg: string, key: string, value: string | undefined, next: string | undefined): number {
    if (value !== undefined) {
      this.#set(key, this.#booleans.has(key) ? value !== "false" : value, arg);
      return 1;
    }
    if (key.startsWith("no-") && this.#negatable.has(key.slice(3))) {
      this.#set(key.slice(3), false, arg, false);
      return 1;
    }
    return this.#setFromNext(key, arg, next);
  }

  /** `-a`, `-abc` (each a switch, the last may take a value), `-n5`, `-n=5`. */
  #readShort(arg: string, next: string | undefined): number {
    const letters = arg.slice(1);
    for (let i = 0; i < letters.length - 1; i++) {
      const [letter, rest] = [letters[i], letters.slice(i + 1)];
      const takesRest = rest.startsWith("=") || (/[A-Za-z]/.test(letter) && NUMBER.test(rest)) || /^\W/.test(rest) ||
        this.#strings.has(letter);
      if (takesRest) {
        this.#set(letter, rest.replace(/^=/, ""), arg);
        return 1;
      }
      this.#set(letter, true, arg);
    }
    const last = letters[letters.length - 1];
    return last === "-" ? 1 : this.#setFromNext(last, arg, next);
  }

  #setFromNext(key: string, arg: string, next: string | undefined): number {
    const isBoolean = this.#booleans.has(key) || this.#allBooleans;
    if (isBoolean) {
      const said = next === "true" || next === "false";
      this.#set(key, said ? next === "true" : true, arg);
      return said ? 2 : 1;
    }
    if (next !== undefined && !next.startsWith("-")) {
      this.#set(key, next, arg);
      return 2;
    }
    this.#set(key, this.#strings.has(key) ? "" : true, arg);
    return 1;
  }

  #set(key: string, given: string | boolean, arg: string, collect = true): void {
    if (!this.#isKnown(key) && this.#options.unknown?.(arg, key, given) === false) return;
    const asText = this.#strings.has(key) || typeof given === "boolean" || !NUMBER.test(given);
    const value = asText ? given : Number(given);
    for (const name of [key, ...(this.#aliases.get(key) ?? [])]) {
      if (collect && this.#collect.has(name)) {
        const { owner, last } = this.#owner(name);
        owner[last] = [...(Array.isArray(owner[last]) ? owner[last] : []), value];
      } else this.#assign(name, value);
    }
  }

  #assign(name: string, value: unknown): void {
    const { owner, last } = this.#owner(name);
    owner[last] = value;
  }

  /** `a.b.c` means nested objects; a name cannot reach the prototype. */
  #owner(name: string): { owner: Record<string, unknown>; last: string } {
    const path = name.split(".");
    if (path.includes("__proto__")) throw new TypeError(`Cannot use the option "${name}": the name is reserved`);
    let owner: Record<string, unknown> = this.#result;
    for (const part of path.slice(0, -1)) {
      if (!Object.hasOwn(owner, part) || typeof owner[part] !== "object") owner[part] = {};
      owner = owner[part] as Record<string, unknown>;
    }
    return { owner, last: path[path.length - 1] };
  }

  #fillIn(): void {
    const defaults = this.#options.default ?? {};
    for (const [key, value] of Object.entries(defaults)) {
      for (const name of [key, ...(this.#aliases.get(key) ?? [])]) if (!this.#has(name)) this.#assign(name, value);
    }
    for (const name of this.#collect) if (!this.#has(name)) this.#assign(name, []);
    for (const name of this.#booleans) if (!this.#has(name)) this.#assign(name, false);
  }

  #has(name: string): boolean {
    const { owner, last } = this.#owner(name);
    return Object.hasOwn(owner, last);
  }

  #isKnown(key: string): boolean {
    return this.#booleans.has(key) || this.#strings.has(key) || this.#collect.has(key) || this.#aliases.has(key) ||
      this.#negatable.has(key) || this.#allBooleans || Object.hasOwn(this.#options.default ?? {}, key);
  }

  #withAliases(names: readonly string[]): Set<string> {
    return new Set(names.flatMap((name) => [name, ...(this.#aliases.get(name) ?? [])]));
  }
}
