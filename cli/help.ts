/** `parley help`, `parley help VERB`. Usage lines are the same in every language: they are what one types. */
import { noMoreWords, readArguments } from "./arguments.ts";
import { caHelp, caUsage, isCaVerb } from "./ca/help.ts";
import { closest } from "./closest.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { type Words, wordsOf } from "./language.ts";
import type { Key } from "./locales/en.ts";

const USAGE = {
  run: "[run] [--name N] [--port P] [--listen ADDR] [--ui-port P] [--no-open] [--no-lan] [--peer HOST:PORT…]",
  chat: "chat [PEER] [--port P] [--listen ADDR] [--no-lan]",
  send: "send PEER TEXT… | - | --file PATH…  [--wait SECONDS] [--reply ID]",
  edit: "edit PEER ID TEXT… | -",
  delete: "delete PEER ID [--me]",
  react: "react PEER ID EMOJI|off",
  search: 'search "WORDS" · search PEER WORDS…  [--in|--out] [--links|--files] [--since|--until DAY] [--limit N]',
  timer: "timer PEER [1h|1d|7d|off|agree]",
  history: "history PEER [--limit N] [--search Q] [--events] · history clear PEER|--all · history export PEER|--all",
  contacts: "contacts [list|add HOST:PORT|add ID|addresses|forget|accept|verify|set|rename|remove|block|unblock PEER]",
  rooms: "rooms [list|create NAME [PEER…]|invite ROOM PEER…|join|leave|members|remove|rename|role|set|forget ROOM …]",
  requests: "requests",
  invite: "invite [--ttl 24h] [--out FILE.parley]",
  accept: "accept INVITE|FILE|-",
  status: "status",
  files: "files [list|accept ID|--all|decline ID|cancel ID|resume ID|show ID] [--peer PEER] [--wait SECONDS]",
  limits: "limits [PEER] · limits grant PEER [--messages N|unlimited] [--files N|unlimited]",
  identity: "identity [show|export FILE|import FILE|renew|passphrase] [--format pem|p12] [--passphrase-file FILE]",
  backup: "backup FILE [--passphrase-file FILE]",
  restore: "restore FILE [--passphrase-file FILE]",
  trust: "trust [list|add FILE [--members]|crl FILE]",
  ca: "ca init|issue|sign|revoke|renew|list|crl --dir DIR",
  help: "help [VERB] · help ca VERB",
  version: "version",
  doctor: "doctor [--json]",
  hub: "hub --dir DIR --port P [--listen ADDR] [--relay] [--mailbox]",
} as const;

export type VerbName = keyof typeof USAGE;
export const VERB_NAMES = Object.keys(USAGE) as VerbName[];

/** Of the command line contract, but of a later version. */
export const LATER: readonly VerbName[] = ["hub"];

export function isVerb(name: string): name is VerbName {
  return Object.hasOwn(USAGE, name);
}

export function noSuchCommand(verb: string): UsageError {
  const meant = closest(verb, VERB_NAMES);
  if (meant === undefined) return new UsageError("usage.no_such_command", { verb });
  return new UsageError("usage.did_you_mean", { verb, meant });
}

/** The one line that shows how a verb is written. */
export function usageOf(verb: string, words: Words): string {
  return `${words("usage.line")} parley ${isVerb(verb) ? USAGE[verb] : words("usage.any")}`;
}

/** `parley help [VERB]`, `parley help ca VERB`. */
export function help(args: readonly string[], context: CliContext): Promise<number> {
  const { words } = readArguments(args);
  const [verb, action] = words;
  const aboutCa = verb === "ca" && action !== undefined;
  noMoreWords(words, aboutCa ? 2 : 1);
  const lines = aboutCa
    ? caVerbHelp(action, context)
    : verb === undefined
    ? overview(context)
    : verbHelp(verb, context);
  for (const line of lines) context.stdout(line);
  return Promise.resolve(EXIT_DONE);
}

function overview(context: CliContext): string[] {
  const words = wordsOf(context.lang);
  const width = Math.max(...VERB_NAMES.map((name) => name.length));
  const rows = (names: readonly VerbName[]) =>
    names.map((name) => `  ${name.padEnd(width)}  ${words(`verb.${name}` as Key)}`);
  return [
    words("help.title"),
    "",
    `${words("usage.line")} parley ${words("usage.overview")}`,
    "",
    ...rows(VERB_NAMES.filter((name) => !LATER.includes(name))),
    "",
    words("help.later", { verbs: LATER.join(", ") }),
    "",
    ...words("help.globals").split("\n"),
    "",
    words("help.more"),
  ];
}

function verbHelp(name: string, context: CliContext): string[] {
  if (!isVerb(name)) throw noSuchCommand(name);
  const words = wordsOf(context.lang);
  const lines = [usageOf(name, words), "", words(`verb.${name}` as Key)];
  if (LATER.includes(name)) return [...lines, words("error.later", { verb: name })];
  const more = words(`help.${name}` as Key);
  return more === "" ? lines : [...lines, "", ...more.split("\n")];
}

function caVerbHelp(action: string, context: CliContext): string[] {
  if (!isCaVerb(action)) throw new UsageError("usage.no_action", { action, verb: "ca" });
  return [`${wordsOf(context.lang)("usage.line")} parley ${caUsage(action)}`, "", ...caHelp(action, context.lang)];
}
