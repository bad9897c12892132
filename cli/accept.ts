/** `parley accept INVITE|FILE|-`: the text of an invite, a `.parley` file, or either through a pipe. */
import { withApi } from "./api.ts";
import { readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { contactJson } from "./format.ts";
import { wordsOf } from "./language.ts";
import { presenceWord } from "./presence.ts";
import { neutralise } from "./safe_text.ts";
import { readInput, readTextFile } from "./stdin.ts";

/** Bytes; an invite has a few hundred, the mail around it may have more. */
const MAX_INVITE = 64 * 1024;

export async function accept(args: string[], context: CliContext): Promise<number> {
  const { words } = readArguments(args);
  if (words.length === 0) throw new UsageError("usage.no_invite");
  const invite = await inviteText(words, context);
  return await withApi(context, async (api, { running }) => {
    const contact = await api.call("invite_accept", { invite });
    if (context.json) context.stdout(JSON.stringify(contactJson(contact)));
    else {
      const say = wordsOf(context.lang);
      const presence = presenceWord(contact, say);
      const name = neutralise(contact.name);
      context.stdout(say("accept.done", { name, id: contact.id, presence }));
      if (!running) context.stderr(say("accept.no_node"));
      else context.stdout(say(contact.presence === "online" ? "accept.connected" : "accept.waiting", { name }));
    }
    return EXIT_DONE;
  });
}

/** A pasted mail with an invite in it is several words; a file or "-" is one. */
async function inviteText(words: readonly string[], context: CliContext): Promise<string> {
  const joined = words.join(" ");
  if (joined === "-") return (await readInput(context, "stdin", MAX_INVITE)).trim();
  if (joined.includes("parley:")) return joined.trim();
  return (await readTextFile(joined, MAX_INVITE, wordsOf(context.lang))).trim();
}
