/** `parley send PEER --file PATH…`: offered without a copy; durable when it returns (FILE-1). */
import { resolve } from "node:path";
import type { Message, PeerKey, Transfer } from "../ui/api.ts";
import type { Api, ApiState } from "./api.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, EXIT_FAILED, UsageError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import { waitAndShow } from "./files_finish.ts";
import { filePackets } from "./files_record.ts";
import { endText, nameText, reasonText } from "./files_text.ts";
import { messageJson, NOBODY } from "./format.ts";
import { type Words, wordsOf } from "./language.ts";
import { expandPattern } from "./patterns.ts";
import { briefly } from "./receipts.ts";
import { neutralise, safeJson } from "./safe_text.ts";
import { fileProblem } from "./stdin.ts";

/** Files and folders of one call; the api takes no more. */
export const MAX_PATHS = 100;

export interface FilesToSend {
  readonly conversation: PeerKey;
  /** As the person gave them. */
  readonly paths: readonly string[];
  readonly reply_to?: string;
  /** Milliseconds to wait for the end; undefined: not at all. */
  readonly wait: number | undefined;
}

/** As the words of a command mean them. @throws UsageError */
export async function readPaths(words: readonly string[], os = Deno.build.os): Promise<string[]> {
  if (words.includes("-")) throw new UsageError("usage.file_or_stdin");
  const paths = os === "windows" ? (await Promise.all(words.map(expandPattern))).flat() : [...words];
  if (paths.length > MAX_PATHS) throw new UsageError("usage.too_many_files", { limit: MAX_PATHS });
  return paths;
}

/** @returns the exit status */
export async function sendFiles(
  api: Api,
  { running, events }: ApiState,
  { conversation, paths, wait, ...about }: FilesToSend,
  context: CliContext,
): Promise<number> {
  const words = wordsOf(context.lang);
  const offer = { conversation, ...(await lookAt(paths, words)) };
  await tellLeftOut(api, offer, context);
  const call = () => api.call("files_send", { conversation, paths: offer.paths, ...about });
  const sent = await orSayWhatFilesCost(api, offer, words, call);
  const offered = sent.map((message) => message.file!);
  const cost = offered.reduce((sum, { size }) => sum + filePackets(size), 0);
  if (cost > 1) context.stderr(words("send.files_cost", { cost }));
  const ended = wait === undefined || !running
    ? offered
    : await waitAndShow(offered, { api, events, time: wait }, context);
  const messages = running ? await briefly(api, sent) : sent;
  messages.forEach((message, at) => tell({ ...message, file: ended[at] }, messages.length, wait, context));
  if (!running) context.stderr(words("send.files_no_node"));
  return wait !== undefined && ended.some(({ state }) => state !== "completed") ? EXIT_FAILED : EXIT_DONE;
}

interface Looked {
  /** Absolute. */
  readonly paths: string[];
  readonly hasFolder: boolean;
}

/** What is not there is said before anything is offered. @throws CommandError */
export async function lookAt(paths: readonly string[], words: Words): Promise<Looked> {
  let hasFolder = false;
  for (const path of paths) {
    try {
      if ((await Deno.stat(path)).isDirectory) hasFolder = true;
    } catch (cause) {
      throw new CommandError(`${words("file.what", { path })}: ${fileProblem(cause, words)}`, undefined, { cause });
    }
  }
  return { paths: paths.map((path) => resolve(path)), hasFolder };
}

/** Links and devices in a folder are not sent; who sends it is to know. */
async function tellLeftOut(api: Api, { paths, hasFolder }: Looked, context: CliContext): Promise<void> {
  if (!hasFolder) return;
  const { skipped } = await api.call("files_cost", { paths });
  if (skipped > 0) context.stderr(wordsOf(context.lang)("send.files_skipped", { count: skipped }));
}

/** LIM-4: what is left and what it costs, in the person's language. Nothing was offered. */
async function orSayWhatFilesCost(
  api: Api,
  { conversation, paths }: Looked & { readonly conversation: PeerKey },
  words: Words,
  send: () => Promise<Message[]>,
): Promise<Message[]> {
  try {
    return await send();
  } catch (error) {
    if (errorCode(error) !== "limit-exhausted") throw error;
    const { packets: cost } = await api.call("files_cost", { paths });
    const [row] = await api.call("limits", { conversation });
    const left = row?.files ?? words("limits.unlimited");
    throw new CommandError(words("send.files_exhausted", { cost, left }), words("hint.grant_files"), { cause: error });
  }
}

function tell(message: Message, count: number, wait: number | undefined, context: CliContext): void {
  const file = message.file!;
  if (context.json) {
    const { id, peer, kind, sent_at, received_at, status, error } = messageJson(message, NOBODY);
    const record = { id, peer, kind, sent_at, received_at, status, error, file: offerJson(file) };
    return context.stdout(safeJson(JSON.stringify(record)));
  }
  const words = wordsOf(context.lang);
  // Alone its state is enough, as for a text.
  const word = wait === undefined ? message.status : file.state;
  context.stdout(count === 1 ? word : `${word} ${nameText(file)}`);
  if (wait === undefined) return;
  if (file.state === "failed") context.stderr(`parley send: ${neutralise(file.name)}: ${reasonText(file, words)}`);
  if (file.state === "completed" && context.terminal.stderrIsTerminal) context.stderr(endText(file, words));
}

function offerJson(file: Transfer): Record<string, unknown> {
  const { name, type, size, files, state, reason, average } = file;
  return { name, type, size, files, cost: filePackets(size), state, reason, average };
}
