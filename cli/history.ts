/** `parley history PEER`, `history --all --search Q`, `history clear PEER|--all`, `history export PEER|--all`. */
import type { Message } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments, readCount } from "./arguments.ts";
import { notice, transcript } from "./chat/transcript.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { localDay, messageJson } from "./format.ts";
import { exportHistoryOf } from "./history_export.ts";
import { wordsOf } from "./language.ts";
import { collect, findAll } from "./message_pages.ts";
import { isRoomKey, partnersOf, titleOf } from "./partner.ts";
import { conversationOf } from "./peers.ts";
import { neutralise, safeJson } from "./safe_text.ts";
import { stylesFor } from "./style.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000_000;

export async function history(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["limit", "search", "format", "out"], flags: ["all", "events"] });
  const [first, second] = read.words;
  const all = read.flag("all");
  for (const name of ["format", "out"]) {
    if (first !== "export" && read.value(name) !== undefined) {
      throw new UsageError("usage.goes_with", { name, verb: "history export" });
    }
  }
  if (first === undefined && !(all && read.value("search") !== undefined)) throw new UsageError("usage.nobody_history");
  // Somebody called "clear" or "export" is reached by their id.
  if (first === "clear" || first === "export") {
    if (second === undefined && !all) throw new UsageError("usage.peer_missing", { verb: `history ${first}` });
    if (second !== undefined && all) throw new UsageError("usage.either_or_all");
    return await (first === "clear" ? clear : exportHistoryOf)(read, context);
  }
  if (first !== undefined && all) throw new UsageError("usage.goes_with", { name: "all", verb: "history clear" });
  noMoreWords(read.words, 1);
  return await show(first, read, context);
}

async function show(peer: string | undefined, read: Arguments, context: CliContext): Promise<number> {
  const limit = readCount("limit", read.value("limit") ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT);
  const text = read.value("search");
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? undefined : await conversationOf(api, context, peer);
    const messages = conversation === undefined || text !== undefined
      ? await findAll(api, { text: text ?? "", ...(conversation === undefined ? {} : { conversation }) }, limit)
      : await collect(api, { conversation, events: read.flag("events"), limit });
    if (context.json) await printRecords(api, messages, context);
    else await printLines(api, conversation, messages, context);
    return EXIT_DONE;
  });
}

/** Lines of `--json`. */
export async function printRecords(api: Api, messages: Iterable<Message>, context: CliContext): Promise<void> {
  const { me } = await api.call("snapshot", {});
  for (const message of messages) context.stdout(safeJson(JSON.stringify(messageJson(message, me))));
}

/** To be read; whom it was with is said where it changes. */
export async function printLines(
  api: Api,
  conversation: string | undefined,
  messages: Message[],
  context: CliContext,
): Promise<void> {
  const words = wordsOf(context.lang);
  const partners = partnersOf(await api.call("snapshot", {}));
  const nameOf = (wanted: string) => {
    const partner = partners.find(({ key }) => key === wanted);
    return partner === undefined ? wanted : titleOf(partner);
  };
  const styles = stylesFor(context.terminal.color);
  const columns = context.terminal.stdoutIsTerminal ? context.terminal.size().columns : Infinity;
  let [day, withWhom] = ["", conversation];
  for (const message of messages) {
    if (localDay(message.sent_at) !== day) {
      day = localDay(message.sent_at);
      context.stdout(notice(`— ${day} —`, styles));
    }
    const name = nameOf(message.conversation);
    if (message.conversation !== withWhom) context.stdout(notice(`${name}:`, styles));
    withWhom = message.conversation;
    for (const line of transcript(message, { name, words, styles, columns })) context.stdout(line);
  }
  if (messages.length > 0) return;
  const nothing = conversation === undefined
    ? words("history.none_found")
    : words(isRoomKey(conversation) ? "history.empty_room" : "history.empty", { name: nameOf(conversation) });
  context.stderr(neutralise(nothing));
}

async function clear(read: Arguments, context: CliContext): Promise<number> {
  const [, peer] = read.words;
  noMoreWords(read.words, 2);
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? undefined : await conversationOf(api, context, peer);
    const { removed } = await api.call("clear_history", conversation === undefined ? {} : { conversation });
    if (context.json) context.stdout(JSON.stringify({ removed }));
    else context.stdout(wordsOf(context.lang)("history.cleared", { removed }));
    return EXIT_DONE;
  });
}
