/** `parley send PEER TEXT… | - | --file PATH…  [--wait SECONDS] [--reply ID]`: durable when it returns, delivered when it waited. */
import { MAX_ROOM_TEXT_BYTES, MAX_TEXT_BYTES } from "../net/limits.ts";
import type { Message, Params } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, EXIT_FAILED, UsageError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import { idOf, messageJson, NOBODY } from "./format.ts";
import { wordsOf } from "./language.ts";
import { messageIdOf } from "./messages.ts";
import { isRoomKey } from "./partner.ts";
import { writableKeyOf } from "./peers.ts";
import { briefly } from "./receipts.ts";
import { readSeconds } from "./seconds.ts";
import { readPaths, sendFiles } from "./send_files.ts";
import { readInput } from "./stdin.ts";

/** Milliseconds one `wait` of the api may take. */
const MAX_WAIT_CALL = 600_000;

export async function send(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["wait", "reply"], lists: ["file"] });
  const [peer, ...rest] = read.words;
  if (peer === undefined) throw new UsageError("usage.nobody_send");
  const files = read.list("file");
  if (rest.length === 0 && files.length === 0) throw new UsageError("usage.no_text");
  const waitFor = readSeconds(read.value("wait"));
  const reply = read.value("reply");
  // A shell puts what `*.jpg` means as words after the first: with --file, every further word is one more file.
  if (files.length > 0) {
    const paths = await readPaths([...files, ...rest]);
    return await withApi(context, async (api, state) => {
      const about = await aboutWhat(api, context, { peer, reply });
      if (isRoomKey(about.conversation)) {
        throw new CommandError(wordsOf(context.lang)("rooms.no_files", { room: peer }));
      }
      return await sendFiles(api, state, { ...about, paths, wait: waitFor }, context);
    });
  }
  const text = await textOf(rest, context);
  return await withApi(context, async (api, { running }) => {
    const { conversation, ...about } = await aboutWhat(api, context, { peer, reply });
    checkRoomText(conversation, text, context);
    const sending = () => api.call("send", { conversation, text, ...about });
    let message = await orSayWhatItCosts(api, { conversation, text }, context, sending);
    if (waitFor !== undefined && running) message = await waitUntilDelivered(api, message, waitFor, context.now);
    else if (running) [message] = await briefly(api, [message]);
    tell(message, running, context);
    const arrived = message.status === "delivered" || message.status === "read";
    return message.status === "failed" || (waitFor !== undefined && !arrived) ? EXIT_FAILED : EXIT_DONE;
  });
}

/** Whom it goes to, and what it answers. */
async function aboutWhat(
  api: Api,
  context: CliContext,
  { peer, reply }: { peer: string; reply: string | undefined },
): Promise<{ conversation: string; reply_to?: string }> {
  const conversation = await writableKeyOf(api, context, peer);
  if (reply === undefined) return { conversation };
  return { conversation, reply_to: await messageIdOf(api, context, { conversation, word: reply, whose: "in" }) };
}

/** What stands after the names; `-` is stdin. @throws CommandError when it is too long */
export async function textOf(words: readonly string[], context: CliContext): Promise<string> {
  return words.length === 1 && words[0] === "-" ? await textOfStdin(context) : checkSize(words.join(" "), context);
}

/** LIM-4: what is left and what it costs, in the person's language. Nothing was queued. */
export async function orSayWhatItCosts(
  api: Api,
  params: Pick<Params<"send">, "conversation" | "text">,
  context: CliContext,
  send: () => Promise<Message>,
): Promise<Message> {
  try {
    return await send();
  } catch (error) {
    if (errorCode(error) !== "limit-exhausted") throw error;
    const [row] = await api.call("limits", { conversation: params.conversation });
    const { packetsOf } = await import("../chat/mod.ts"); // only now: a command that sends need not load it
    const words = wordsOf(context.lang);
    const about = { cost: packetsOf(params.text), left: row.messages ?? words("limits.unlimited") };
    throw new CommandError(words("send.exhausted", about), words("hint.grant"), { cause: error });
  }
}

/** One line break at the end is the shell's, not the message's: `echo hello | parley send bob -`. */
async function textOfStdin(context: CliContext): Promise<string> {
  // Two bytes more for that line break.
  const text = await readInput(context, "stdin", MAX_TEXT_BYTES + 2);
  return checkSize(text.replace(/\r?\n$/, ""), context);
}

/** A room takes less: each member gets it. @throws CommandError */
export function checkRoomText(conversation: string, text: string, context: CliContext): void {
  if (isRoomKey(conversation)) checkSize(text, context, MAX_ROOM_TEXT_BYTES);
}

function checkSize(text: string, context: CliContext, limit = MAX_TEXT_BYTES): string {
  if (new TextEncoder().encode(text).length <= limit) return text;
  throw new CommandError(wordsOf(context.lang)("send.too_long", { limit }));
}

async function waitUntilDelivered(api: Api, sent: Message, ms: number, now: () => number): Promise<Message> {
  const { conversation, id } = sent;
  const end = now() + ms;
  let message = sent;
  do {
    const left = Math.min(MAX_WAIT_CALL, Math.max(0, end - now()));
    message = await api.call("wait", { conversation, id, timeout_ms: Math.ceil(left) });
  } while ((message.status === "queued" || message.status === "sent") && now() < end);
  return message;
}

function tell(message: Message, running: boolean, context: CliContext): void {
  if (context.json) {
    const { id, peer, kind, sent_at, received_at, status, error, delivered_to, members_other } = messageJson(
      message,
      NOBODY,
    );
    // The last two are of rooms; JSON leaves out what is undefined.
    const record = { id, peer, kind, sent_at, received_at, status, error, delivered_to, members_other };
    context.stdout(JSON.stringify(record));
    return;
  }
  context.stdout(message.status);
  if (message.error !== null) {
    const about = { peer: idOf(message.conversation), error: message.error };
    context.stderr(`parley send: ${wordsOf(context.lang)("send.error", about)}`);
  }
  if (!running) context.stderr(wordsOf(context.lang)("send.no_node"));
}
