/** `parley search "WORDS"`, `search PEER WORDS…`: in one conversation or in all (TXT-7). */
import type { Params } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, readArguments, readCount } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { printLines, printRecords } from "./history.ts";
import { wordsOf } from "./language.ts";
import { findAll } from "./message_pages.ts";
import { conversationOf } from "./peers.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000_000;
/** Milliseconds. */
const DAY = 86_400_000;

export async function search(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["limit", "since", "until"], flags: ["links", "files", "in", "out"] });
  // One word or quoted words: everywhere. More: the first says in which conversation.
  const [first, ...rest] = read.words;
  const [peer, text] = rest.length === 0 ? [undefined, first] : [first, rest.join(" ")];
  const query = readQuery(read, text);
  const limit = readCount("limit", read.value("limit") ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT);
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? undefined : await conversationNamed(api, context, peer);
    const messages = await findAll(api, { ...query, ...(conversation === undefined ? {} : { conversation }) }, limit);
    if (context.json) await printRecords(api, messages, context);
    else if (messages.length === 0) context.stderr(wordsOf(context.lang)("history.none_found"));
    else await printLines(api, conversation, messages, context);
    return EXIT_DONE;
  });
}

function readQuery(read: Arguments, text: string | undefined): Params<"search"> {
  const [since, until] = [day("since", read.value("since")), day("until", read.value("until"))];
  if (read.flag("in") && read.flag("out")) throw new UsageError("usage.one_of", { options: "--in, --out" });
  if (read.flag("links") && read.flag("files")) throw new UsageError("usage.one_of", { options: "--links, --files" });
  const filters: Partial<Params<"search">> = {
    ...(read.flag("in") ? { direction: "in" } : read.flag("out") ? { direction: "out" } : {}),
    ...(read.flag("links") ? { kind: "link" } : read.flag("files") ? { kind: "file" } : {}),
    ...(since === undefined ? {} : { since }),
    // The whole of that day.
    ...(until === undefined ? {} : { until: until + DAY - 1 }),
  };
  if (text === undefined && Object.keys(filters).length === 0) throw new UsageError("usage.no_words");
  return { text: text ?? "", ...filters };
}

/** Midnight here of a day like 2026-01-31. */
function day(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(given) ?? [];
  const time = new Date(Number(year), Number(month) - 1, Number(date));
  if (time.getMonth() === Number(month) - 1 && time.getDate() === Number(date)) return time.getTime();
  throw new UsageError("usage.not_day", { name, text: given });
}

/** Words that were not quoted look like a name nobody has. */
async function conversationNamed(api: Api, context: CliContext, peer: string): Promise<string> {
  try {
    return await conversationOf(api, context, peer);
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    throw new CommandError(cause.message, wordsOf(context.lang)("hint.quote_words"), { cause });
  }
}
