/** `parley contacts set PEER OPTION VALUE`: what our user chooses for one contact (TXT-11). */
import type { ContactOptions } from "../ui/api.ts";
import type { Api } from "./api.ts";
import type { Arguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "./errors.ts";
import { contactJson } from "./format.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf } from "./peers.ts";

/** Yes or no; `folder` is a name. */
const SWITCHES: ReadonlySet<string> = new Set([
  "pinned",
  "archived",
  "closed",
  "muted",
  "keep_history",
  "read_receipts",
  "typing",
]);
/** Of a room: what is chosen for people beside these means nothing there. */
const OF_ROOMS: ReadonlySet<string> = new Set(["pinned", "archived", "closed", "muted"]);
const WORDS: Readonly<Record<string, boolean>> = { on: true, yes: true, да: true, off: false, no: false, нет: false };
/** Stands for no folder. */
const NONE = "-";

export async function setOption(api: Api, given: Arguments, context: CliContext): Promise<void> {
  const [, peer, name, ...rest] = given.words;
  const options = readOption(name, rest.join(" ").trim(), "contact");
  const conversation = await contactKeyOf(api, context, peer);
  const contact = await api.call("contact_options", { conversation, options });
  if (context.json) context.stdout(JSON.stringify(contactJson(contact)));
  else context.stdout(wordsOf(context.lang)("contacts.set", { name, value: rest.join(" ").trim() }));
}

/** @throws UsageError */
export function readOption(name: string, value: string, of: "contact" | "room"): Partial<ContactOptions> {
  if (name === "folder") return { folder: value === NONE || value === "" ? null : value };
  const verb = `${of}s`;
  if (!(of === "room" ? OF_ROOMS : SWITCHES).has(name)) throw new UsageError("usage.no_choice", { verb, name });
  if (!Object.hasOwn(WORDS, value)) throw new UsageError("usage.not_switch", { verb, name, value });
  return { [name]: WORDS[value] };
}
