/** From the word a person types to the conversation it means. */
import type { Api } from "./api.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import { wordsOf } from "./language.ts";

/** @throws CommandError in the person's language */
export async function conversationOf(api: Api, context: CliContext, peer: string): Promise<string> {
  const words = wordsOf(context.lang);
  if (peer.startsWith("#")) throw new CommandError(words("error.rooms", { peer }));
  try {
    return (await api.call("resolve", { peer })).conversation;
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "not-found") {
      throw new CommandError(words("error.no_contact", { peer }), words("hint.contacts"), { cause });
    }
    if (code === "ambiguous") {
      throw new CommandError(words("error.ambiguous", { peer }), words("hint.use_id"), { cause });
    }
    throw cause;
  }
}
