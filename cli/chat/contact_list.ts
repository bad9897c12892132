/** The list one chooses from: number, sign and word of presence, name, what is new. */
import type { Contact } from "../../ui/api.ts";
import type { Words } from "../language.ts";
import { presenceSign, presenceWord } from "../presence.ts";
import { neutralise } from "../safe_text.ts";
import type { Styles } from "../style.ts";
import { cutTo, padTo, textWidth } from "../width.ts";

/** Columns of a name in the list. */
const MAX_NAME = 32;

export function contactLines(contacts: readonly Contact[], words: Words, styles: Styles): string[] {
  const names = contacts.map(({ name }) => cutTo(neutralise(name), MAX_NAME));
  const width = Math.max(0, ...names.map(textWidth));
  const digits = String(contacts.length).length;
  return contacts.map((contact, index) => {
    const number = String(index + 1).padStart(digits);
    const online = contact.presence === "online" && !contact.blocked;
    const presence = `${presenceSign(contact)} ${presenceWord(contact, words)}`;
    const shown = online ? styles.good(presence) : styles.quiet(presence);
    const unread = contact.unread > 0 ? styles.strong(` · ${words("contacts.unread", { count: contact.unread })}`) : "";
    return `  ${number}  ${padTo(names[index], width)}  ${shown}${unread}`;
  });
}

export type Choice =
  | { readonly kind: "found"; readonly contact: Contact }
  | { readonly kind: "none" }
  | { readonly kind: "several" };

/** By number in the list, id, whole name, or the beginning of one name. */
export function choose(contacts: readonly Contact[], text: string): Choice {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return { kind: "none" };
  const numbered = /^\d{1,4}$/.test(wanted) ? contacts[Number(wanted) - 1] : undefined;
  if (numbered !== undefined) return { kind: "found", contact: numbered };
  const name = (contact: Contact) => contact.name.toLocaleLowerCase();
  for (
    const matches of [
      contacts.filter((contact) => contact.id === wanted),
      contacts.filter((contact) => name(contact) === wanted),
      contacts.filter((contact) => name(contact).startsWith(wanted)),
    ]
  ) {
    if (matches.length === 1) return { kind: "found", contact: matches[0] };
    if (matches.length > 1) return { kind: "several" };
  }
  return { kind: "none" };
}
