/** `parley contacts …`: who is there, and what we do with them. */
import type { Contact } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { contactJson, idOf, table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { conversationOf } from "./peers.ts";
import { presenceWord } from "./presence.ts";
import { neutralise } from "./safe_text.ts";
import { notYet } from "./verbs.ts";

type Action = (api: Api, words: readonly string[], context: CliContext) => Promise<void>;

/** Words after the action: how many it needs, and whether more of them make one name. */
const ACTIONS: Record<string, { readonly needs: number; readonly joins?: boolean; readonly run: Action }> = {
  list: { needs: 0, run: list },
  add: { needs: 1, run: add },
  addresses: { needs: 0, run: addresses },
  forget: { needs: 1, run: forget },
  rename: { needs: 2, joins: true, run: rename },
  remove: { needs: 1, run: remove },
  block: { needs: 1, run: (api, words, context) => block(api, words[0], true, context) },
  unblock: { needs: 1, run: (api, words, context) => block(api, words[0], false, context) },
};

export async function contacts(args: string[], context: CliContext): Promise<number> {
  const [name = "list", ...words] = readArguments(args).words;
  if (name === "verify") return notYet("contacts verify", context);
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new UsageError("usage.no_action", { action: name, verb: "contacts" });
  if (words.length < action.needs) throw new UsageError("usage.word_missing", { action: name });
  if (!action.joins) noMoreWords(words, action.needs);
  await withApi(context, (api) => action.run(api, words, context));
  return EXIT_DONE;
}

async function list(api: Api, _words: readonly string[], context: CliContext): Promise<void> {
  const all = await api.call("contacts", {});
  const words = wordsOf(context.lang);
  if (context.json) {
    for (const contact of all) context.stdout(JSON.stringify(contactJson(contact)));
  } else if (all.length === 0) context.stderr(words("contacts.none"));
  else {
    const rows = all.map((contact) => [
      contact.id,
      contact.name,
      presenceWord(contact, words),
      contact.unread > 0 ? words("contacts.unread", { count: contact.unread }) : "",
    ]);
    for (const line of table(rows)) context.stdout(line);
  }
}

async function add(api: Api, [address]: readonly string[], context: CliContext): Promise<void> {
  checkAddress(address);
  await api.call("address_add", { address });
  if (context.json) context.stdout(JSON.stringify({ address }));
  else context.stdout(wordsOf(context.lang)("contacts.added", { address }));
}

async function addresses(api: Api, _words: readonly string[], context: CliContext): Promise<void> {
  const all = await api.call("addresses", {});
  if (!context.json && all.length === 0) context.stderr(wordsOf(context.lang)("contacts.no_addresses"));
  for (const address of all) context.stdout(context.json ? JSON.stringify({ address }) : neutralise(address));
}

async function forget(api: Api, [address]: readonly string[], context: CliContext): Promise<void> {
  checkAddress(address);
  await api.call("address_remove", { address });
  if (context.json) context.stdout(JSON.stringify({ address, removed: true }));
  else context.stdout(wordsOf(context.lang)("contacts.forgotten", { address }));
}

function checkAddress(address: string): void {
  if (/^(\[[0-9A-Fa-f:.%\w]+\]|[^\s:[\]]+):\d{1,5}$/.test(address)) return;
  throw new UsageError("usage.not_address", { address });
}

async function rename(api: Api, [peer, ...rest]: readonly string[], context: CliContext): Promise<void> {
  const conversation = await conversationOf(api, context, peer);
  const name = rest.join(" ").trim();
  if (name === "") throw new CommandError(wordsOf(context.lang)("contacts.empty_name"));
  tell(await api.call("contact_rename", { conversation, name }), context);
}

async function remove(api: Api, [peer]: readonly string[], context: CliContext): Promise<void> {
  const conversation = await conversationOf(api, context, peer);
  await api.call("contact_remove", { conversation });
  const id = idOf(conversation);
  if (context.json) context.stdout(JSON.stringify({ id, removed: true }));
  else context.stdout(wordsOf(context.lang)("contacts.removed", { peer, id }));
}

async function block(api: Api, peer: string, blocked: boolean, context: CliContext): Promise<void> {
  const conversation = await conversationOf(api, context, peer);
  tell(await api.call("contact_block", { conversation, blocked }), context);
}

function tell(contact: Contact, context: CliContext): void {
  if (context.json) return context.stdout(JSON.stringify(contactJson(contact)));
  const [line] = table([[contact.id, contact.name, presenceWord(contact, wordsOf(context.lang))]]);
  context.stdout(line);
}
