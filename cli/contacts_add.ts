/** `parley contacts add HOST:PORT | ID [--root ROOT] [--address HOST:PORT] [--name NAME]`. */
import type { TrustRow } from "../ui/api.ts";
import type { Api } from "./api.ts";
import type { Arguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { contactJson } from "./format.ts";
import { wordsOf } from "./language.ts";
import { neutralise } from "./safe_text.ts";

const ADDRESS = /^(\[[0-9A-Fa-f:.%\w]+\]|[^\s:[\]]+):\d{1,5}$/;
const OF_A_NUMBER = ["root", "address", "name"] as const;

/** @throws UsageError */
export function checkAddress(address: string): void {
  if (!ADDRESS.test(address)) throw new UsageError("usage.not_address", { address });
}

/** Digits alone are somebody's number, everything else an address to try. */
export async function addContact(api: Api, given: Arguments, context: CliContext): Promise<void> {
  const [, what] = given.words;
  if (/^\d+$/.test(what)) return await addByNumber(api, what, given, context);
  checkAddress(what);
  for (const name of OF_A_NUMBER) {
    if (given.value(name) !== undefined) throw new UsageError("usage.unknown_option", { option: `--${name}` });
  }
  await api.call("address_add", { address: what });
  if (context.json) context.stdout(JSON.stringify({ address: what }));
  else context.stdout(wordsOf(context.lang)("contacts.added", { address: what }));
}

async function addByNumber(api: Api, text: string, given: Arguments, context: CliContext): Promise<void> {
  const words = wordsOf(context.lang);
  const [address, name] = [given.value("address"), given.value("name")];
  if (address !== undefined) checkAddress(address);
  const { problem, roots } = await api.call("contact_lookup", { id: text });
  if (problem !== null) throw new CommandError(words(`contacts.id.${problem}`, { id: text }));
  const root = rootOf(roots, given.value("root"), context);
  const id = text.replace(/^0+/, "");
  const contact = await api.call("contact_add", {
    id,
    root,
    ...(address === undefined ? {} : { address }),
    ...(name === undefined ? {} : { name }),
  });
  if (context.json) return context.stdout(JSON.stringify(contactJson(contact)));
  context.stdout(words("contacts.added_id", { name: neutralise(contact.name), id }));
}

/** The one authority it can be, or the one that was named by the beginning of its fingerprint. */
function rootOf(roots: readonly TrustRow[], given: string | undefined, context: CliContext): string {
  const words = wordsOf(context.lang);
  const fitting = roots.filter(({ root }) => root.startsWith(given ?? ""));
  if (fitting.length === 1) return fitting[0].root;
  if (fitting.length === 0) throw new CommandError(words("contacts.no_root"), words("hint.trust_members"));
  const list = fitting.map(({ root, name }) => `${root.slice(0, 16)}  ${neutralise(name)}`).join("\n");
  throw new CommandError(words("contacts.several_roots"), `${words("hint.name_root")}\n${list}`);
}
