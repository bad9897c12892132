/** `parley history export PEER [--format html|json] [--out FILE]`; without a format the lines of `history --json`. */
import type { ExportSource } from "../chat/mod.ts";
import type { PeerKey, Snapshot } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords } from "./arguments.ts";
import type { CliContext, Language } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { fileProblem } from "./stdin.ts";
import { idOf, messageJson } from "./format.ts";
import { type Words, wordsOf } from "./language.ts";
import { partnersOf, titleOf } from "./partner.ts";
import { conversationOf } from "./peers.ts";
import { neutralise, safeJson } from "./safe_text.ts";

/** Messages per call; the api allows 500, but one message may be 4 MiB long. */
const PAGE = 100;
const FORMATS = ["html", "json"] as const;
type Format = typeof FORMATS[number];

export async function exportHistoryOf(read: Arguments, context: CliContext): Promise<number> {
  const [, peer] = read.words;
  noMoreWords(read.words, 2);
  const format = read.value("format");
  if (format !== undefined && !isFormat(format)) {
    throw new UsageError("usage.not_one_of", { name: "format", text: format, all: FORMATS.join(", ") });
  }
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? undefined : await conversationOf(api, context, peer);
    const source = sourceOf(api, await api.call("snapshot", {}), conversation);
    const { lang: language, now } = context;
    const pieces = format === undefined ? records(source) : await document(source, { format, language, now });
    const out = read.value("out");
    if (out === undefined) await print(pieces, safeFor(format, context), context);
    else await writeNew(out, pieces, wordsOf(context.lang));
    return EXIT_DONE;
  });
}

export interface ExportChoice {
  readonly conversation: PeerKey;
  /** Without it a name is made, in the folder one works in. */
  readonly path: string | undefined;
  readonly words: Words;
  readonly now: () => number;
}

/** One conversation into a new file: JSON when its name ends so, else HTML. @returns the name */
export async function exportFile(api: Api, { conversation, path, words, now }: ExportChoice): Promise<string> {
  const source = sourceOf(api, await api.call("snapshot", {}), conversation);
  const format = path?.toLowerCase().endsWith(".json") ? "json" : "html";
  const language = words("language") === "ru" ? "ru" : "en";
  const { exportFileName } = await import("../chat/mod.ts");
  const file = path ?? exportFileName(source, { format, language, exportedAt: now() });
  await writeNew(file, await document(source, { format, language, now }), words);
  return file;
}

function isFormat(text: string): text is Format {
  return FORMATS.includes(text as Format);
}

function sourceOf(api: Api, { me, ...snapshot }: Snapshot, only: string | undefined): ExportSource {
  const chosen = partnersOf(snapshot).filter(({ key, last }) => only === undefined ? last !== null : key === only);
  return {
    me: { id: me.id, name: me.name },
    conversations: chosen.map((partner) => ({ key: partner.key, id: idOf(partner.key), name: titleOf(partner) })),
    newest: async (conversation) => (await api.call("history", { conversation, limit: 1 })).messages[0]?.cursor,
    page: async (conversation, after) => (await api.call("history", { conversation, after, limit: PAGE })).messages,
  };
}

async function* records(source: ExportSource): AsyncGenerator<string> {
  const { messagesOf } = await import("../chat/mod.ts");
  for (const { key } of source.conversations) {
    for await (const message of messagesOf(source, key)) {
      yield JSON.stringify(messageJson(message, source.me)) + "\n";
    }
  }
}

interface DocumentOptions {
  readonly format: Format;
  readonly language: Language;
  readonly now: () => number;
}

async function document(source: ExportSource, { now, ...options }: DocumentOptions): Promise<AsyncIterable<string>> {
  const { exportHistory } = await import("../chat/mod.ts");
  return exportHistory(source, { ...options, exportedAt: now() });
}

/** JSON stays what it says; HTML is changed only where a terminal would obey it. */
function safeFor(format: Format | undefined, { terminal }: CliContext): (line: string) => string {
  if (format !== "html") return safeJson;
  return terminal.stdoutIsTerminal ? neutralise : (line) => line;
}

/** The same text as in a file, line by line, and harmless for a terminal. */
async function print(
  pieces: AsyncIterable<string>,
  safe: (line: string) => string,
  context: CliContext,
): Promise<void> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    for (const line of lines) context.stdout(safe(line));
  }
  if (rest !== "") context.stdout(safe(rest));
}

/** For its owner only, and no other file is written over; half a file does not stay. */
async function writeNew(path: string, pieces: AsyncIterable<string>, words: Words): Promise<void> {
  let made = false;
  try {
    using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
    made = true;
    const encoder = new TextEncoder();
    for await (const piece of pieces) {
      for (let bytes = encoder.encode(piece); bytes.length > 0;) bytes = bytes.subarray(await file.write(bytes));
    }
  } catch (cause) {
    if (made) await Deno.remove(path).catch(() => {});
    throw new CommandError(words("file.writing", { path, why: fileProblem(cause, words) }), undefined, { cause });
  }
}
