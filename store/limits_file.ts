/** `limits.txt`: budgets as a person reads and writes them (LIM-2). `docs/specs/limits-file-v1.md`. Pure. */

import { MAX_BUDGET } from "./history_types.ts";

/** Bytes: a hundred thousand people. More than that is some other file. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** One person, as things are now. */
export interface LimitLine {
  /** `<id>.<root fingerprint>`. */
  readonly conversation: string;
  readonly name: string;
  /** Packets left, null is unlimited. */
  readonly messages: number | null;
  readonly files: number | null;
  readonly messages_spent: number;
  readonly files_spent: number;
}

/** What a person wants to be left from now on. */
export interface LimitEdit {
  readonly conversation: string;
  readonly messages?: number | null;
  readonly files?: number | null;
}

export type LimitReason = "short" | "number" | "unknown" | "ambiguous" | "twice";

/** What the program did not write and does not follow: a bad line, or a comment of a person (without a reason). */
export interface KeptLine {
  readonly text: string;
  readonly reason?: LimitReason;
  /** From 1, in the file as it was read. */
  readonly line: number;
}

export interface ReadLimits {
  readonly edits: readonly LimitEdit[];
  readonly kept: readonly KeptLine[];
}

const HEADER = [
  "# What may still be sent to each person, in packets. A message costs one packet for each KiB begun.",
  '# Change a number and save the file: that is what is left from now on. "unlimited" has no end.',
  "# A file written by hand needs only the first three columns: 17 1000 unlimited",
  "#",
  "# Сколько ещё можно послать каждому, в пакетах. Сообщение стоит пакет за каждый начатый КиБ.",
  "# Измените число и сохраните файл: столько и останется с этой минуты. «unlimited» — без ограничений.",
  "# В строке, написанной вручную, нужны только три первых столбца: 17 1000 unlimited",
  "#",
];
const COLUMNS = ["# number", "messages", "files", "used: messages", "files", "name"];

const REASONS: Readonly<Record<LimitReason, string>> = {
  short: "needs a number and two budgets / нужны номер и два числа",
  number: "not a whole number / не целое число",
  unknown: "nobody has this number / ни у кого нет такого номера",
  ambiguous: "several people have this number / этот номер у нескольких человек",
  twice: "another line says something else / другая строка говорит иное",
};
const REASON_MARK = "#! ";

const UNLIMITED = ["unlimited", "безлимит"];
const KEY_STEP = 8;

/** What a person changed in a file, compared with how things are now. */
export function readLimits(text: string, now: readonly LimitLine[]): ReadLimits {
  const people = new People(now);
  const kept: KeptLine[] = [];
  const wishes = new Map<string, { edit: LimitEdit; line: number; text: string }[]>();
  text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = index + 1;
    if (raw.trim() === "" || isOwnComment(raw)) return;
    if (raw.trimStart().startsWith("#")) return void kept.push({ text: raw, line });
    const read = readLine(raw, people);
    if (typeof read === "string") return void kept.push({ text: raw, reason: read, line });
    if (read.messages === undefined && read.files === undefined) return;
    const all = wishes.get(read.conversation) ?? [];
    wishes.set(read.conversation, [...all, { edit: read, line, text: raw }]);
  });
  const edits: LimitEdit[] = [];
  for (const all of wishes.values()) {
    const [{ edit }] = all;
    const agree = all.every(({ edit: { messages, files } }) => messages === edit.messages && files === edit.files);
    if (agree) edits.push(edit);
    else kept.push(...all.map(({ line, text }) => ({ text, reason: "twice" as const, line })));
  }
  return { edits, kept: kept.sort((a, b) => a.line - b.line) };
}

/** The whole file. */
export function formatLimits(now: readonly LimitLine[], kept: readonly KeptLine[] = []): string {
  const people = new People(now);
  const rows = now.map((line) => [
    people.shortest(line.conversation),
    amount(line.messages),
    amount(line.files),
    String(line.messages_spent),
    String(line.files_spent),
    oneLine(line.name),
  ]);
  const widths = COLUMNS.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const lines = [COLUMNS, ...rows].map((row) =>
    row.map((text, column) => {
      if (column === 0) return text.padEnd(widths[0]);
      return column === COLUMNS.length - 1 ? text : text.padStart(widths[column]);
    }).join("   ").trimEnd()
  );
  const own = kept.flatMap(({ text, reason }) => reason === undefined ? [text] : [REASON_MARK + REASONS[reason], text]);
  return [...HEADER, ...lines, ...(own.length > 0 ? ["", ...own] : []), ""].join("\n");
}

function readLine(raw: string, people: People): LimitEdit | LimitReason {
  const [who, messagesText, filesText, messagesUsed, filesUsed] = raw.trim().split(/\s+/);
  if (filesText === undefined) return "short";
  const found = people.find(who);
  if (typeof found === "string") return found;
  const [messages, files] = [readAmount(messagesText), readAmount(filesText)];
  if (messages === undefined || files === undefined) return "number";
  const used = [messagesUsed, filesUsed].map((text) => readCount(text ?? ""));
  const written = used.every((count) => count !== undefined);
  return {
    conversation: found.conversation,
    ...(written && messages === leftThen(found.messages, found.messages_spent, used[0]!) ? {} : { messages }),
    ...(written && files === leftThen(found.files, found.files_spent, used[1]!) ? {} : { files }),
  };
}

/** What the program wrote when so much was used, if the budget in all is still the same. */
function leftThen(left: number | null, spent: number, usedThen: number): number | null {
  return left === null ? null : Math.max(0, left + spent - usedThen);
}

class People {
  readonly #byId: Map<string, LimitLine[]>;

  constructor(now: readonly LimitLine[]) {
    this.#byId = Map.groupBy(now, ({ conversation }) => conversation.split(".")[0]);
  }

  find(text: string): LimitLine | "unknown" | "ambiguous" {
    const [, id, root = ""] = /^(\d{1,13})(?:\.([0-9a-f]{1,64}))?$/i.exec(text) ?? [];
    const wanted = `${id}.${root.toLowerCase()}`;
    const found = (this.#byId.get(id) ?? []).filter(({ conversation }) => conversation.startsWith(wanted));
    return found.length === 1 ? found[0] : found.length === 0 ? "unknown" : "ambiguous";
  }

  /** The number and as much of the fingerprint as nobody else has. */
  shortest(conversation: string): string {
    const id = conversation.split(".")[0];
    for (let end = id.length + 1 + KEY_STEP; end < conversation.length; end += KEY_STEP) {
      const short = conversation.slice(0, end);
      if (typeof this.find(short) !== "string") return short;
    }
    return conversation;
  }
}

function isOwnComment(raw: string): boolean {
  const line = raw.trim();
  return HEADER.includes(line) || line.startsWith(REASON_MARK.trim()) || line.startsWith(COLUMNS[0]);
}

function amount(packets: number | null): string {
  return packets === null ? UNLIMITED[0] : String(packets);
}

/** Undefined when it is none. */
function readAmount(text: string): number | null | undefined {
  if (UNLIMITED.includes(text.toLowerCase())) return null;
  const count = readCount(text);
  return count !== undefined && count <= MAX_BUDGET ? count : undefined;
}

function readCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A name must not make a line of its own, nor turn the numbers around. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ").replace(/\s+/g, " ")
    .trim();
}
