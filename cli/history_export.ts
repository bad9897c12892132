/** `parley history export PEER [--format html|json] [--out FILE]`; without a format the lines of `history --json`. */
import type { ExportSource } from "../chat/mod.ts";
import type { Snapshot } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { fileProblem } from "./stdin.ts";
import { messageJson } from "./format.ts";
import { wordsOf } from "./language.ts";
import { conversationOf } from "./peers.ts";

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
    const pieces = format === undefined ? records(source) : await document(source, format, context);
    const out = read.value("out");
    if (out === undefined) await print(pieces, context);
    else await writeNew(out, pieces, context);
    return EXIT_DONE;
  });
}

function isFormat(text: string): text is Format {
  return FORMATS.includes(text as Format);
}

function sourceOf(api: Api, { me, contacts }: Snapshot, only: string | undefined): ExportSource {
  const chosen = contacts.filter(({ key, last }) => only === undefined ? last !== null : key === only);
  return {
    me: { id: me.id, name: me.name },
    conversations: chosen.map(({ key, id, name }) => ({ key, id, name })),
    newest: async (conversation) => (await api.call("history", { conversation, limit: 1 })).messages[0]?.cursor,
    page: async (conversation, after) => (await api.call("history", { conversation, after, limit: PAGE })).messages,
  };
}

async function* records(source: ExportSource): AsyncGenerator<string> {
  const { messagesOf } = await import("../chat/mod.ts");
  for (const { key } of source.conversations) {
    for await (const message of messagesOf(source, key)) {
      yield JSON.stringify(messageJson(message, source.me.id)) + "\n";
    }
  }
}

async function document(
  source: ExportSource,
  format: Format,
  { lang, now }: CliContext,
): Promise<AsyncIterable<string>> {
  const { exportHistory } = await import("../chat/mod.ts");
  return exportHistory(source, { format, language: lang, exportedAt: now() });
}

/** The same text as in a file, line by line. */
async function print(pieces: AsyncIterable<string>, context: CliContext): Promise<void> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    for (const line of lines) context.stdout(line);
  }
  if (rest !== "") context.stdout(rest);
}

/** For its owner only, and no other file is written over; half a file does not stay. */
async function writeNew(path: string, pieces: AsyncIterable<string>, context: CliContext): Promise<void> {
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
    const words = wordsOf(context.lang);
    throw new CommandError(words("file.writing", { path, why: fileProblem(cause, words) }), undefined, { cause });
  }
}
