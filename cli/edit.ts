/** `parley edit PEER ID TEXT… | -`: another text for a message of ours (TXT-4). Costs like sending. */
import { withApi } from "./api.ts";
import { readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { messageIdOf, tellMessage } from "./messages.ts";
import { writableKeyOf } from "./peers.ts";
import { checkRoomText, orSayWhatItCosts, textOf } from "./send.ts";

export async function edit(args: string[], context: CliContext): Promise<number> {
  const [peer, word, ...rest] = readArguments(args).words;
  if (peer === undefined) throw new UsageError("usage.peer_missing", { verb: "edit" });
  if (word === undefined) throw new UsageError("usage.id_missing", { verb: "edit" });
  if (rest.length === 0) throw new UsageError("usage.no_text");
  const text = await textOf(rest, context);
  return await withApi(context, async (api) => {
    const conversation = await writableKeyOf(api, context, peer);
    checkRoomText(conversation, text, context);
    const id = await messageIdOf(api, context, { conversation, word, whose: "out", kinds: ["text"] });
    const edited = await orSayWhatItCosts(
      api,
      { conversation, text },
      context,
      () => api.call("message_edit", { conversation, id, text }),
    );
    await tellMessage(api, edited, context);
    return EXIT_DONE;
  });
}
