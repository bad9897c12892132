/** What a typed line means. Pure. */
import { closest } from "../closest.ts";

/** Every command with what follows it; words in capitals are the person's. */
export const COMMANDS = {
  list: "[all]",
  back: "",
  history: "[N]",
  numbers: "[N]",
  search: "WORDS",
  find: "WORDS",
  open: "N",
  reply: "[N] [TEXT]",
  edit: "[N] [TEXT]",
  delete: "[N] [me]",
  react: "[N] EMOJI|off",
  forward: "N NAME",
  retry: "[N]",
  file: "PATH",
  files: "",
  decline: "[N]",
  resume: "[N]",
  cancel: "[N]",
  timer: "[1h|1d|7d|off]",
  agree: "[later]",
  keep: "[on|off]",
  clear: "",
  export: "[FILE]",
  limits: "",
  verify: "[DIGITS]",
  trust: "",
  block: "[N]",
  unblock: "",
  requests: "",
  invite: "[NAME]",
  accept: "[N]|INVITE|FILE",
  create: "NAME",
  join: "[NAME]",
  members: "",
  remove: "NAME",
  role: "NAME owner|member",
  rename: "NAME",
  leave: "",
  forget: "",
  help: "[rooms]",
  exit: "",
} as const;

export type CommandName = keyof typeof COMMANDS;

export type Command =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "do"; readonly name: CommandName; readonly rest: string }
  | { readonly kind: "unknown"; readonly word: string; readonly meant?: CommandName };

const NAMES = Object.keys(COMMANDS) as CommandName[];
/** Other words for the same; the Russian ones need no change of the keyboard. */
export const ALIASES: Readonly<Record<string, CommandName>> = {
  quit: "exit",
  q: "exit",
  "?": "help",
  h: "help",
  contacts: "list",
  r: "reply",
  e: "edit",
  d: "delete",
  n: "numbers",
  список: "list",
  назад: "back",
  история: "history",
  номера: "numbers",
  поиск: "search",
  найти: "find",
  открыть: "open",
  ответ: "reply",
  правка: "edit",
  удалить: "delete",
  реакция: "react",
  переслать: "forward",
  повтор: "retry",
  файл: "file",
  файлы: "files",
  отклонить: "decline",
  продолжить: "resume",
  отмена: "cancel",
  таймер: "timer",
  согласен: "agree",
  хранить: "keep",
  очистить: "clear",
  выгрузка: "export",
  лимиты: "limits",
  сверить: "verify",
  доверять: "trust",
  блок: "block",
  разблок: "unblock",
  запросы: "requests",
  приглашение: "invite",
  принять: "accept",
  создать: "create",
  войти: "join",
  участники: "members",
  исключить: "remove",
  роль: "role",
  название: "rename",
  покинуть: "leave",
  забыть: "forget",
  помощь: "help",
  выход: "exit",
};

/** `//x` says "/x"; `/word rest` is a command. */
export function readCommand(line: string): Command {
  if (line.startsWith("//")) return { kind: "say", text: line.slice(1) };
  const [, typed, rest] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  if (typed === undefined) return { kind: "say", text: line };
  const word = typed.toLocaleLowerCase();
  const name = NAMES.find((known) => known === word) ?? (Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined);
  if (name !== undefined) return { kind: "do", name, rest: rest.trim() };
  const meant = closest(word, [...NAMES, ...Object.keys(ALIASES)]);
  const known = NAMES.find((candidate) => candidate === meant) ?? (meant === undefined ? undefined : ALIASES[meant]);
  return { kind: "unknown", word: `/${typed}`, ...(known === undefined ? {} : { meant: known }) };
}

/** A leading number, as in `3 text` or `#3`, and what follows it. */
export function readNumber(rest: string): { readonly number?: number; readonly after: string } {
  const [, digits, after = ""] = /^#?(\d{1,6})(?:\s+([\s\S]*))?$/.exec(rest) ?? [];
  return digits === undefined ? { after: rest } : { number: Number(digits), after: after.trim() };
}

/** What follows a command is not what it takes. */
export class WrongUse extends Error {
  override readonly name = "WrongUse";
}

export function nothingMore(rest: string): void {
  if (rest !== "") throw new WrongUse();
}

/** What people type where no emoji can be typed. */
const EMOTICONS: Readonly<Record<string, string>> = {
  "+1": "👍",
  "-1": "👎",
  "<3": "❤️",
  ":)": "🙂",
  ":D": "😄",
  ":(": "🙁",
  ":o": "😮",
  "!": "❗",
  "?": "❓",
};

/** The emoji of `+1`, `<3`, `:)`; "" for `off`; anything else as it is. */
export function readEmoji(text: string): string {
  if (text === "off" || text === "нет") return "";
  return EMOTICONS[text] ?? text;
}
