/** The command line: reads what was asked, hands it to the verb, and turns what happened into an exit status. */
import { isCaVerb } from "./ca/help.ts";
import type { CliContext } from "./context.ts";
import { reportFailure } from "./failure.ts";
import { type CommandLine, type Globals, readCommandLine } from "./globals.ts";
import { help, isVerb, noSuchCommand } from "./help.ts";
import type { LogLevel } from "./log.ts";
import { loadVerb } from "./verbs.ts";
import { version } from "./version.ts";

export type { CliContext } from "./context.ts";

/** Makes the context of one command; tests make their own. */
export type ContextMaker = (globals: Globals, defaultLevel: LogLevel) => CliContext;

const NO_GLOBALS: Globals = { json: false, help: false, version: false };

/**
 * Run one command line.
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function main(args: readonly string[], makeContext?: ContextMaker): Promise<number> {
  const make = makeContext ?? (await import("./system_context.ts")).systemContext;
  let line: CommandLine;
  try {
    line = readCommandLine(args);
  } catch (error) {
    return reportFailure(error, "", make(NO_GLOBALS, "warn"));
  }
  const { globals, rest } = line;
  const verb = line.verb ?? "run";
  const context = make(globals, verb === "run" || verb === "hub" ? "info" : "warn");
  if (globals.version) return await version([], context);
  if (globals.help) return await help(line.verb === undefined ? [] : helpWords(verb, rest), context);
  if (!isVerb(verb)) {
    return reportFailure(noSuchCommand(verb), "", context);
  }
  return await runVerb(verb, [...rest], context);
}

async function runVerb(verb: Parameters<typeof loadVerb>[0], rest: string[], context: CliContext): Promise<number> {
  try {
    return await (await loadVerb(verb))(rest, context);
  } catch (error) {
    return reportFailure(error, verb, context);
  }
}

/** What `--help` asks about: the verb, with `ca` also what it is to do. */
function helpWords(verb: string, rest: readonly string[]): string[] {
  if (!isVerb(verb)) return [];
  return verb === "ca" ? [verb, ...rest.filter(isCaVerb).slice(0, 1)] : [verb];
}
