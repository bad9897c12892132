/** Which message a command means: an id, or `last`. */
import type { Message } from "../ui/api.ts";
import type { Api } from "./api.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { messageJson } from "./format.ts";
import { wordsOf } from "./language.ts";

/** Stands for the newest text or file that is not deleted: ours to change, theirs to answer. */
const LAST = "last";
/** Messages looked through for it. */
const NEWEST = 200;

/** @throws CommandError when there is no last one */
export async function messageIdOf(
  api: Api,
  context: CliContext,
  { conversation, word, whose, kinds = ["text", "file"] }: {
    conversation: string;
    word: string;
    whose: Message["direction"];
    kinds?: readonly string[];
  },
): Promise<string> {
  if (word !== LAST) return word;
  const { messages } = await api.call("history", { conversation, limit: NEWEST });
  const last = messages.findLast(({ direction, kind, deleted }) =>
    direction === whose && kinds.includes(kind) && !deleted
  );
  if (last !== undefined) return last.id;
  throw new CommandError(wordsOf(context.lang)("message.no_last"));
}

/** As a line of `history --json`, or its state in a word. */
export async function tellMessage(api: Api, message: Message, context: CliContext): Promise<void> {
  if (!context.json) return context.stdout(message.status);
  const { me } = await api.call("snapshot", {});
  context.stdout(JSON.stringify(messageJson(message, me)));
}
