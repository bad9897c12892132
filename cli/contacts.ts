/** `parley contacts …`: who is there, and what we do with them. */
import type { Contact } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords, type OptionNames, readArguments } from "./arguments.ts";
import { addContact, checkAddress } from "./contacts_add.ts";
import { setOption } from "./contacts_set.ts";
import { verifyContact } from "./contacts_verify.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { contactJson, idOf, table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf, personOf, requestOf } from "./peers.ts";
import { presenceWord } from "./presence.ts";
import { neutralise } from "./safe_text.ts";

interface Action {
  /** Words after the action: how many it needs, and whether more of them make one name. */
  readonly needs: number;
  readonly joins?: boolean;
  readonly options?: OptionNames;
  /** `given.words` begin with the action. */
  readonly run: (api: Api, given: Arguments, context: CliContext) => Promise<void>;
}

const ACTIONS: Record<string, Action> = {
  list: { needs: 0, run: list },
  add: { needs: 1, options: { values: ["root", "address", "name"] }, run: addContact },
  accept: { needs: 1, run: accept },
  verify: { needs: 1, options: { values: ["digits"], flags: ["accept", "refuse", "undo"] }, run: verifyContact },
  set: { needs: 3, joins: true, run: setOption },
  addresses: { needs: 0, run: addresses },
  forget: { needs: 1, run: forget },
  rename: { needs: 2, joins: true, run: rename },
  remove: { needs: 1, run: remove },
  block: { needs: 1, run: (api, given, context) => block(api, given.words[1], true, context) },
  unblock: { needs: 1, run: (api, given, context) => block(api, given.words[1], false, context) },
};

export async function contacts(args: string[], context: CliContext): Promise<number> {
  const [name = "list"] = args.length > 0 && args[0].startsWith("-") ? [] : args;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new UsageError("usage.no_action", { action: name, verb: "contacts" });
  const given = readArguments(args, action.options);
  const count = Math.max(0, given.words.length - 1);
  if (count < action.needs) throw new UsageError("usage.word_missing", { action: name });
  if (!action.joins) noMoreWords(given.words, action.needs + 1);
  await withApi(context, (api) => action.run(api, given, context));
  return EXIT_DONE;
}

async function list(api: Api, _given: Arguments, context: CliContext): Promise<void> {
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
      [
        contact.key_changed ? words("contacts.key_changed") : "",
        contact.unread > 0 ? words("contacts.unread", { count: contact.unread }) : "",
      ].filter((note) => note !== "").join(", "),
    ]);
    for (const line of table(rows)) context.stdout(line);
  }
}

async function accept(api: Api, given: Arguments, context: CliContext): Promise<void> {
  const [, peer] = given.words;
  const conversation = await requestOf(api, context, peer) ?? await contactKeyOf(api, context, peer);
  tell(await api.call("contact_accept", { conversation }), context);
}

async function addresses(api: Api, _given: Arguments, context: CliContext): Promise<void> {
  const all = await api.call("addresses", {});
  if (!context.json && all.length === 0) context.stderr(wordsOf(context.lang)("contacts.no_addresses"));
  for (const address of all) context.stdout(context.json ? JSON.stringify({ address }) : neutralise(address));
}

async function forget(api: Api, { words: [, address] }: Arguments, context: CliContext): Promise<void> {
  checkAddress(address);
  await api.call("address_remove", { address });
  if (context.json) context.stdout(JSON.stringify({ address, removed: true }));
  else context.stdout(wordsOf(context.lang)("contacts.forgotten", { address }));
}

async function rename(api: Api, { words: [, peer, ...rest] }: Arguments, context: CliContext): Promise<void> {
  const conversation = await contactKeyOf(api, context, peer);
  const name = rest.join(" ").trim();
  if (name === "") throw new CommandError(wordsOf(context.lang)("contacts.empty_name"));
  tell(await api.call("contact_rename", { conversation, name }), context);
}

async function remove(api: Api, { words: [, peer] }: Arguments, context: CliContext): Promise<void> {
  const conversation = await personOf(api, context, peer);
  await api.call("contact_remove", { conversation });
  const id = idOf(conversation);
  if (context.json) context.stdout(JSON.stringify({ id, removed: true }));
  else context.stdout(wordsOf(context.lang)("contacts.removed", { peer, id }));
}

async function block(api: Api, peer: string, blocked: boolean, context: CliContext): Promise<void> {
  const conversation = await personOf(api, context, peer);
  tell(await api.call("contact_block", { conversation, blocked }), context);
}

function tell(contact: Contact, context: CliContext): void {
  if (context.json) return context.stdout(JSON.stringify(contactJson(contact)));
  const [line] = table([[contact.id, contact.name, presenceWord(contact, wordsOf(context.lang))]]);
  context.stdout(line);
}
