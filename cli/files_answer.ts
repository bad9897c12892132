/** `parley files accept|decline|cancel|resume|show ID`: what is done about one transfer, or about all that wait. */
import type { Transfer } from "../ui/api.ts";
import { type Api, type ApiState, withApi } from "./api.ts";
import { type Arguments, noMoreWords } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, EXIT_FAILED, UsageError } from "./errors.ts";
import { allTransfers, findTransfer } from "./files_find.ts";
import { waitAndShow } from "./files_finish.ts";
import { transferJson } from "./files_record.ts";
import { endText, isEnded, isWaitingForUs, nameText, resumedText, stateText } from "./files_text.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf } from "./peers.ts";
import { neutralise, safeJson } from "./safe_text.ts";
import { readSeconds } from "./seconds.ts";

const ACTIONS = ["accept", "decline", "cancel", "resume", "show"] as const;
export type FileAction = typeof ACTIONS[number];

export function isAction(word: string): word is FileAction {
  return ACTIONS.includes(word as FileAction);
}

/** Which ones an action can be meant for; what is asked of others is refused by the program, with its reason. */
export const FITS: Record<FileAction, (transfer: Transfer) => boolean> = {
  accept: isWaitingForUs,
  decline: isWaitingForUs,
  cancel: (transfer) => !isEnded(transfer) || transfer.state === "failed",
  resume: ({ state }) => state === "failed",
  show: ({ path }) => path !== null,
};

export async function answerOffers(action: FileAction, read: Arguments, context: CliContext): Promise<number> {
  const [, word] = read.words;
  const verb = `files ${action}`;
  const all = read.flag("all");
  if (all && action !== "accept") throw new UsageError("usage.goes_with", { name: "all", verb: "files accept" });
  if (word === undefined && !all) throw new UsageError("usage.file_id_missing", { verb });
  if (word !== undefined && all) throw new UsageError("usage.id_or_all");
  noMoreWords(read.words, 2);
  const wait = readSeconds(read.value("wait"));
  if (wait !== undefined && action !== "accept" && action !== "resume") {
    throw new UsageError("usage.goes_with", { name: "wait", verb: "files accept" });
  }
  return await withApi(context, async (api, state) => {
    const chosen = await choose(api, { action, word, peer: read.value("peer") }, context);
    if (action === "show") return await show(api, chosen[0], context);
    return await carryOut(api, state, { action, chosen, wait }, context);
  });
}

async function choose(
  api: Api,
  { action, word, peer }: { action: FileAction; word: string | undefined; peer: string | undefined },
  context: CliContext,
): Promise<Transfer[]> {
  const words = wordsOf(context.lang);
  const where = peer === undefined ? {} : { conversation: await contactKeyOf(api, context, peer) };
  if (word !== undefined) return [await findTransfer(api, words, { word, fits: FITS[action], ...where })];
  const open = await Array.fromAsync(allTransfers(api, { ...where, direction: "in", state: "open" }));
  const waiting = open.filter(isWaitingForUs);
  if (waiting.length === 0) context.stderr(words("files.none_waiting"));
  return waiting;
}

/** One that is refused does not keep the others from being done; the first refusal is what the command fails with. */
async function carryOut(
  api: Api,
  { running, events }: ApiState,
  { action, chosen, wait }: {
    action: Exclude<FileAction, "show">;
    chosen: readonly Transfer[];
    wait: number | undefined;
  },
  context: CliContext,
): Promise<number> {
  const words = wordsOf(context.lang);
  const done: Transfer[] = [];
  const refused: unknown[] = [];
  for (const { conversation, id } of chosen) {
    try {
      done.push(await api.call(`file_${action}`, { conversation, id }));
    } catch (error) {
      refused.push(error);
    }
  }
  const shown = wait === undefined || !running ? done : await waitAndShow(done, { api, events, time: wait }, context);
  const textNow = action === "resume" ? resumedText : stateText;
  for (const transfer of shown) tell(transfer, context, wait === undefined ? textNow : endText);
  if (!running && done.length > 0) context.stderr(words("files.no_node"));
  if (refused.length > 0) throw refused[0];
  return wait !== undefined && shown.some(({ state }) => state !== "completed") ? EXIT_FAILED : EXIT_DONE;
}

function tell(transfer: Transfer, context: CliContext, text: typeof stateText): void {
  if (context.json) return context.stdout(safeJson(JSON.stringify(transferJson(transfer))));
  context.stdout(`${nameText(transfer)}: ${text(transfer, wordsOf(context.lang))}`);
  if (transfer.state === "completed" && transfer.path !== null) context.stdout(neutralise(transfer.path));
}

/** Where it lies, on stdout; the file manager shows it, too, where there is one. */
async function show(api: Api, { conversation, id, path, name }: Transfer, context: CliContext): Promise<number> {
  if (path === null) throw new CommandError(wordsOf(context.lang)("files.not_here", { name }));
  context.stdout(context.json ? safeJson(JSON.stringify({ id, path })) : neutralise(path));
  // Over ssh there is none: then the path is all there is to tell.
  await api.call("file_reveal", { conversation, id }).catch(() => {});
  return EXIT_DONE;
}
