/** The list one chooses from: number, sign and word of presence, name, what is new. */
import type { Contact } from "../../ui/api.ts";
import type { Words } from "../language.ts";
import { presenceSign, presenceWord } from "../presence.ts";
import { neutralise } from "../safe_text.ts";
import type { Styles } from "../style.ts";
import { cutTo, padTo, textWidth } from "../width.ts";
import type { Book } from "./book.ts";

/** Columns of a name in the list. */
const MAX_NAME = 32;
/** Columns that presence and what is new take beside the name. */
const BESIDE = 36;

/** One row each, whatever the width. */
export function contactLines(
  contacts: readonly Contact[],
  words: Words,
  styles: Styles,
  columns = Infinity,
): string[] {
  const room = Math.max(8, Math.min(MAX_NAME, columns - BESIDE));
  const names = contacts.map(({ name }) => cutTo(neutralise(name), room));
  const width = Math.max(0, ...names.map(textWidth));
  const digits = String(contacts.length).length;
  return contacts.map((contact, index) => {
    const number = String(index + 1).padStart(digits);
    const online = contact.presence === "online" && !contact.blocked;
    const presence = `${presenceSign(contact)} ${presenceWord(contact, words)}`;
    const shown = online ? styles.good(presence) : styles.quiet(presence);
    const unread = contact.unread > 0 ? styles.strong(` · ${words("contacts.unread", { count: contact.unread })}`) : "";
    const keys = contact.key_changed ? styles.bad(` · ${words("contacts.key_changed")}`) : "";
    return `  ${number}  ${padTo(names[index], width)}  ${shown}${keys}${unread}`;
  });
}

/** Whom the list shows: pinned ones first; requests never, what was put away only when all are wanted. */
export function listOf(contacts: readonly Contact[], all: boolean): Contact[] {
  const shown = contacts.filter((contact) => contact.state !== "request" && (all || !isAway(contact)));
  return [...shown.filter(({ options }) => options.pinned), ...shown.filter(({ options }) => !options.pinned)];
}

/** In the archive, or in Spam/closed. */
export function isAway({ options }: Contact): boolean {
  return options.archived || options.closed;
}

export type Choice =
  | { readonly kind: "found"; readonly contact: Contact }
  | { readonly kind: "none" }
  | { readonly kind: "several" };

/** By number in the list, id, whole name, or the beginning of one name. */
export function choose(book: Pick<Book, "listed" | "contacts">, text: string): Choice {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return { kind: "none" };
  const numbered = /^\d{1,4}$/.test(wanted) ? book.listed[Number(wanted) - 1] : undefined;
  if (numbered !== undefined) return { kind: "found", contact: numbered };
  const contacts = book.contacts.filter(({ state }) => state !== "request");
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
