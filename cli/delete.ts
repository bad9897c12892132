/** `parley delete PEER ID [--me]`: for everyone, or only here (TXT-4). */
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { messageIdOf } from "./messages.ts";
import { conversationOf, writableKeyOf } from "./peers.ts";

export async function deleteMessage(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { flags: ["me"] });
  const [peer, word] = read.words;
  if (peer === undefined) throw new UsageError("usage.peer_missing", { verb: "delete" });
  if (word === undefined) throw new UsageError("usage.id_missing", { verb: "delete" });
  noMoreWords(read.words, 2);
  const whom = read.flag("me") ? "me" : "everyone";
  return await withApi(context, async (api) => {
    const find = whom === "me" ? conversationOf : writableKeyOf;
    const conversation = await find(api, context, peer);
    const id = await messageIdOf(api, context, { conversation, word, whose: "out" });
    await api.call("message_delete", { conversation, id, for: whom });
    if (context.json) context.stdout(JSON.stringify({ id, removed: true, for: whom }));
    else context.stdout(wordsOf(context.lang)(`delete.${whom}`));
    return EXIT_DONE;
  });
}
