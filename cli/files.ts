/** `parley files [list|accept|decline|cancel|resume|show ID]`: what was offered, and what became of it (FILE-2, FILE-8). */
import type { Contact, Transfer } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments, readCount } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { answerOffers, isAction } from "./files_answer.ts";
import { allTransfers, shortId } from "./files_find.ts";
import { transferJson } from "./files_record.ts";
import { nameText, stateText } from "./files_text.ts";
import { sizeText } from "./amounts.ts";
import { table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf } from "./peers.ts";
import { safeJson } from "./safe_text.ts";
import { cutTo } from "./width.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000_000;
/** Columns of a name in the table. */
const MAX_NAME = 40;

export async function files(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["peer", "limit", "wait"], flags: ["open", "all"] });
  const [action = "list"] = read.words;
  if (isAction(action)) {
    refuse(read, ["limit", "open"], "files list");
    return await answerOffers(action, read, context);
  }
  if (action !== "list") throw new UsageError("usage.no_action", { action, verb: "files" });
  refuse(read, ["wait", "all"], "files accept");
  noMoreWords(read.words, 1);
  return await list(read, context);
}

function refuse(read: Arguments, names: readonly string[], verb: string): void {
  for (const name of names) {
    if (read.value(name) !== undefined || read.flag(name)) throw new UsageError("usage.goes_with", { name, verb });
  }
}

async function list(read: Arguments, context: CliContext): Promise<number> {
  const limit = readCount("limit", read.value("limit") ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT);
  const peer = read.value("peer");
  return await withApi(context, async (api) => {
    const conversation = peer === undefined ? {} : { conversation: await contactKeyOf(api, context, peer) };
    const state = read.flag("open") ? { state: "open" as const } : {};
    const shown = await newest(api, { ...conversation, ...state }, limit);
    if (context.json) {
      for (const transfer of shown) context.stdout(safeJson(JSON.stringify(transferJson(transfer))));
    } else if (shown.length === 0) {
      const nothing = read.flag("open") ? "files.none_open" : peer === undefined ? "files.none" : "history.none_found";
      context.stderr(wordsOf(context.lang)(nothing));
    } else for (const line of rowsOf(shown, await api.call("contacts", {}), context)) context.stdout(line);
    return EXIT_DONE;
  });
}

async function newest(api: Api, filter: Parameters<typeof allTransfers>[1], limit: number): Promise<Transfer[]> {
  const found: Transfer[] = [];
  for await (const transfer of allTransfers(api, filter)) {
    if (found.push(transfer) >= limit) break;
  }
  return found;
}

/** Newest first, as the api says; an arrow tells whether it comes from them or goes to them. */
function rowsOf(transfers: readonly Transfer[], contacts: readonly Contact[], { lang }: CliContext): string[] {
  const words = wordsOf(lang);
  const nameOf = (wanted: string) => contacts.find(({ key }) => key === wanted)?.name ?? wanted;
  const head = ["id", words("files.name"), words("files.size"), words("files.with"), words("status.state")];
  const rows = transfers.map((transfer) => [
    shortId(transfer.id),
    cutTo(nameText(transfer), MAX_NAME),
    sizeText(transfer.size, words),
    `${transfer.direction === "in" ? "←" : "→"} ${nameOf(transfer.conversation)}`,
    stateText(transfer, words),
  ]);
  return table([head, ...rows]);
}
