/** `parley react PEER ID EMOJI`, `react PEER ID off` (TXT-4). */
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import { readEmoji } from "./chat/commands.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { messageIdOf, tellMessage } from "./messages.ts";
import { writableKeyOf } from "./peers.ts";

export async function react(args: string[], context: CliContext): Promise<number> {
  const { words } = readArguments(args);
  const [peer, word, emoji] = words;
  if (peer === undefined) throw new UsageError("usage.peer_missing", { verb: "react" });
  if (word === undefined) throw new UsageError("usage.id_missing", { verb: "react" });
  if (emoji === undefined) throw new UsageError("usage.no_emoji");
  noMoreWords(words, 3);
  return await withApi(context, async (api) => {
    const conversation = await writableKeyOf(api, context, peer);
    const id = await messageIdOf(api, context, { conversation, word, whose: "in" });
    const message = await api.call("message_react", { conversation, id, emoji: readEmoji(emoji) });
    await tellMessage(api, message, context);
    return EXIT_DONE;
  });
}
