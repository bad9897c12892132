/** `parley history PEER`, `history clear PEER|--all`, `history export PEER`. */
import type { Message } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments, readCount } from "./arguments.ts";
import { notice, transcript } from "./chat/transcript.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { localDay, messageJson } from "./format.ts";
import { wordsOf } from "./language.ts";
import { collect, oldestFirst } from "./message_pages.ts";
import { conversationOf } from "./peers.ts";
import { neutralise } from "./safe_text.ts";
import { stylesFor } from "./style.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000_000;

export async function history(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["limit", "search"], flags: ["all", "events"] });
  const [first, second] = read.words;
  if (first === undefined) throw new UsageError("usage.nobody_history");
  // Somebody called "clear" or "export" is reached by their id.
  if (second === undefined && (first === "export" || (first === "clear" && !read.flag("all")))) {
    throw new UsageError("usage.peer_missing", { verb: `history ${first}` });
  }
  if (first === "clear") return await clear(read, context);
  if (first === "export") return await exportAll(read, context);
  if (read.flag("all")) throw new UsageError("usage.goes_with", { name: "all", verb: "history clear" });
  noMoreWords(read.words, 1);
  return await show(first, read, context);
}

async function show(peer: string, read: Arguments, context: CliContext): Promise<number> {
  const limit = readCount("limit", read.value("limit") ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT);
  const search = read.value("search");
  return await withApi(context, async (api) => {
    const conversation = await conversationOf(api, context, peer);
    const messages = await collect(api, { conversation, search, events: read.flag("events"), limit });
    if (context.json) await printJson(api, messages, context);
    else await printLines(api, conversation, messages, context);
    return EXIT_DONE;
  });
}

async function printJson(api: Api, messages: Iterable<Message>, context: CliContext): Promise<void> {
  const { me } = await api.call("snapshot", {});
  for (const message of messages) context.stdout(JSON.stringify(messageJson(message, me.id)));
}

async function printLines(api: Api, conversation: string, messages: Message[], context: CliContext): Promise<void> {
  const words = wordsOf(context.lang);
  const { contacts } = await api.call("snapshot", {});
  const name = contacts.find(({ key }) => key === conversation)?.name ?? conversation;
  const styles = stylesFor(context.terminal.color);
  const columns = context.terminal.stdoutIsTerminal ? context.terminal.size().columns : Infinity;
  let day = "";
  for (const message of messages) {
    if (localDay(message.sent_at) !== day) {
      day = localDay(message.sent_at);
      context.stdout(notice(`— ${day} —`, styles));
    }
    for (const line of transcript(message, { name, words, styles, columns })) context.stdout(line);
  }
  if (messages.length === 0) context.stderr(neutralise(words("history.empty", { name })));
}

async function clear(read: Arguments, context: CliContext): Promise<number> {
  const [, peer] = read.words;
  noMoreWords(read.words, 2);
  if (peer !== undefined && read.flag("all")) throw new UsageError("usage.either_or_all");
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? undefined : await conversationOf(api, context, peer);
    const { removed } = await api.call("clear_history", conversation === undefined ? {} : { conversation });
    if (context.json) context.stdout(JSON.stringify({ removed }));
    else context.stdout(wordsOf(context.lang)("history.cleared", { removed }));
    return EXIT_DONE;
  });
}

/** All of a conversation as the lines of `history --json`, with `--json` or without. */
async function exportAll(read: Arguments, context: CliContext): Promise<number> {
  noMoreWords(read.words, 2);
  return await withApi(context, async (api) => {
    const conversation = await conversationOf(api, context, read.words[1]);
    const { me } = await api.call("snapshot", {});
    for await (const message of oldestFirst(api, conversation)) {
      context.stdout(JSON.stringify(messageJson(message, me.id)));
    }
    return EXIT_DONE;
  });
}
