/** `parley timer PEER [1d|off|agree]`: messages that disappear, agreed by both (TXT-9). */
import type { Contact } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import { readTimer } from "./chat/people_commands.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { shortDuration } from "./format.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf } from "./peers.ts";
import { neutralise } from "./safe_text.ts";

export async function timer(args: string[], context: CliContext): Promise<number> {
  const { words } = readArguments(args);
  const [peer, what] = words;
  if (peer === undefined) throw new UsageError("usage.peer_missing", { verb: "timer" });
  noMoreWords(words, 2);
  const seconds = what === undefined || what === "agree" ? undefined : readTimer(what);
  if (what !== undefined && what !== "agree" && seconds === undefined) {
    throw new UsageError("usage.timer", { text: what });
  }
  return await withApi(context, async (api) => {
    const conversation = await contactKeyOf(api, context, peer);
    if (what === "agree") tell(await agree(api, await contactOf(api, conversation), context), context);
    else if (seconds === undefined) tell(await contactOf(api, conversation), context);
    else tell(await api.call("timer_set", { conversation, seconds }), context);
    return EXIT_DONE;
  });
}

async function contactOf(api: Api, conversation: string): Promise<Contact> {
  const contacts = await api.call("contacts", {});
  return contacts.find(({ key }) => key === conversation)!;
}

async function agree(api: Api, { key, name, timer: { theirs } }: Contact, context: CliContext): Promise<Contact> {
  if (theirs === null) throw new CommandError(wordsOf(context.lang)("chat.nothing_proposed", { name }));
  return await api.call("timer_set", { conversation: key, seconds: theirs.seconds, accept: theirs.id });
}

function tell({ id, name, timer: { agreed, mine, theirs } }: Contact, context: CliContext): void {
  const [ours, others] = [mine?.seconds ?? null, theirs?.seconds ?? null];
  if (context.json) return context.stdout(JSON.stringify({ id, seconds: agreed, proposed: ours, asked: others }));
  const words = wordsOf(context.lang);
  const time = (seconds: number) => seconds === 0 ? words("timer.off") : shortDuration(seconds);
  context.stdout(time(agreed));
  if (ours !== null) context.stdout(words("timer.proposed", { time: time(ours) }));
  if (others !== null) context.stdout(words("timer.asked", { name: neutralise(name), time: time(others) }));
}
