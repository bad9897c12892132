/** `parley requests`: who asks to reach us (NET-9). `contacts accept`, `remove` and `block` answer. */
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE } from "./errors.ts";
import { contactJson, localMinute, table } from "./format.ts";
import { wordsOf } from "./language.ts";

export async function requests(args: string[], context: CliContext): Promise<number> {
  const { words: given } = readArguments(args);
  noMoreWords(given, 0);
  return await withApi(context, async (api) => {
    const all = (await api.call("contacts", {})).filter(({ state }) => state === "request");
    const words = wordsOf(context.lang);
    if (context.json) { for (const contact of all) context.stdout(JSON.stringify(contactJson(contact))); }
    else if (all.length === 0) context.stderr(words("chat.no_requests"));
    else {
      for (const line of table(all.map(({ id, name, added_at }) => [id, name, localMinute(added_at)]))) {
        context.stdout(line);
      }
      context.stderr(words("hint.accept_request"));
    }
    return EXIT_DONE;
  });
}
