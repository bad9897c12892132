/** What Tab makes of the line: the name of a command, a path behind `/file`, or in a room the name of somebody. */
import { ALIASES, type CommandName, COMMANDS, readCommand } from "./commands.ts";
import { expandHome } from "./typed_paths.ts";

/** Entries of a folder that are looked at; nobody finds one among more by Tab. */
const MAX_ENTRIES = 10_000;

export interface Completion {
  /** As far as it is clear. */
  readonly line: string;
  /** What it could become, when that is not clear; names without their folder. */
  readonly choices: readonly string[];
}

/** Names that fit in the open conversation: of its members, of whom a text can mean, or of contacts. */
export type NamesOf = (use: "member" | "mention" | "contact") => Promise<readonly string[]>;

/** Commands of rooms that begin with a name. */
const NAMED: Partial<Record<CommandName, Parameters<NamesOf>[0]>> = {
  invite: "contact",
  remove: "member",
  role: "member",
};

/** Undefined: there is nothing to complete. */
export async function complete(
  line: string,
  names: NamesOf = () => Promise.resolve([]),
): Promise<Completion | undefined> {
  if (/^\/[^/\s]*$/.test(line)) {
    return chosen("/", line.slice(1), [...Object.keys(COMMANDS), ...Object.keys(ALIASES)], () => " ");
  }
  const command = readCommand(line);
  if (command.kind === "do" && command.name !== "file") {
    const use = NAMED[command.name];
    const [, before, begun] = /^(\S+\s+)([\s\S]*)$/.exec(line) ?? [];
    return use === undefined || begun === undefined ? undefined : chosen(before, begun, await names(use), () => " ");
  }
  if (command.kind !== "do") return await completeMention(line, names);
  const [, before, typed] = /^(\S+\s+["']?)([\s\S]*)$/.exec(line) ?? [];
  return typed === undefined ? undefined : await completePath(before, typed);
}

/** `@Bo` at the end of the line; a name may have spaces in it. */
async function completeMention(line: string, names: NamesOf): Promise<Completion | undefined> {
  const [, before, begun] = /^([\s\S]*(?:^|\s)@)([^@\n]*)$/.exec(line) ?? [];
  return before === undefined ? undefined : chosen(before, begun, await names("mention"), () => " ");
}

async function completePath(before: string, typed: string): Promise<Completion | undefined> {
  if (typed === "~") return { line: `${before}~/`, choices: [] };
  const [, folder, begun] = (Deno.build.os === "windows" ? /^(.*[/\\])?(.*)$/s : /^(.*\/)?(.*)$/s).exec(typed)!;
  const entries = new Map<string, boolean>();
  try {
    for await (const { name, isDirectory } of Deno.readDir(expandHome(folder ?? "") || ".")) {
      // What is hidden is meant only when its dot was typed.
      if (begun.startsWith(".") || !name.startsWith(".")) entries.set(name, isDirectory);
      if (entries.size >= MAX_ENTRIES) break;
    }
  } catch {
    return undefined; // no such folder, or not ours to read
  }
  return chosen(before + (folder ?? ""), begun, [...entries.keys()], (name) => entries.get(name) ? "/" : "");
}

/** @param after what follows a name that is clear */
function chosen(
  before: string,
  begun: string,
  names: readonly string[],
  after: (name: string) => string,
): Completion | undefined {
  const fold = (name: string) => name.toLocaleLowerCase();
  const exact = names.filter((name) => name.startsWith(begun));
  const fitting = exact.length > 0 ? exact : names.filter((name) => fold(name).startsWith(fold(begun)));
  if (fitting.length === 0) return undefined;
  const [first] = fitting;
  if (fitting.length === 1) return { line: before + first + after(first), choices: [] };
  let shared = first.length;
  while (fitting.some((name) => !name.startsWith(first.slice(0, shared)))) shared--;
  // Letters that differ only in case: what was typed stays.
  const clear = shared >= begun.length ? first.slice(0, shared) : begun;
  return { line: before + clear, choices: fitting.toSorted() };
}
