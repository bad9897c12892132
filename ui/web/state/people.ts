/** Which people the list shows and in which order: pinned first, folders, and the quiet ones apart. Pure. */
import type { Contact, PeerKey } from "../../api.ts";

/** A part of the list. Archived and closed people are in none but their own; requests are not people yet. */
export type ListView = "all" | "unread" | PartApart | `folder:${string}`;

/** Out of the way: one row leads there, and they have a page of their own. */
export type PartApart = "requests" | "archived" | "closed";

type Contacts = Iterable<Contact>;

export function folderView(name: string): ListView {
  return `folder:${name}`;
}

export function folderOf(view: ListView): string | null {
  return view.startsWith("folder:") ? view.slice("folder:".length) : null;
}

/** The row of tabs leads there. */
export function inTabs(view: ListView): view is Exclude<ListView, PartApart> {
  return view === "all" || view === "unread" || folderOf(view) !== null;
}

export function isIn({ state, options, unread }: Contact, view: ListView): boolean {
  if (state === "request") return view === "requests";
  if (options.closed) return view === "closed";
  if (options.archived) return view === "archived";
  if (view === "unread") return unread > 0;
  return view === "all" || options.folder === folderOf(view) && options.folder !== null;
}

function newestAt({ last, added_at }: Contact): number {
  return last?.sent_at ?? added_at;
}

/** Pinned first, then those with the newest message; without messages, the newest acquaintance. */
export function inOrder(contacts: Contacts): Contact[] {
  return [...contacts].sort((a, b) => Number(b.options.pinned) - Number(a.options.pinned) || newestAt(b) - newestAt(a));
}

/** Everybody one can talk to. */
export function peopleOf(contacts: Contacts): Contact[] {
  return [...contacts].filter(({ state }) => state !== "request");
}

/** Whoever can be written to now. */
export function canWrite({ state, blocked, key_changed }: Contact): boolean {
  return !blocked && !key_changed && state !== "request";
}

/** Names of the folders somebody is in, in the order of the language. */
export function folderNames(contacts: Contacts, language: string): string[] {
  const names = new Set<string>();
  for (const { options, state } of contacts) {
    if (state !== "request" && options.folder !== null) names.add(options.folder);
  }
  return [...names].sort(new Intl.Collator(language, { numeric: true }).compare);
}

/** Unread messages that ask for attention: muted people's do not. */
export function unreadIn(contacts: Contacts): number {
  let count = 0;
  for (const { unread, options, blocked } of contacts) if (!options.muted && !blocked) count += unread;
  return count;
}

/** By name, number, or folder; whatever part of the list they are in. */
export function isFound({ name, own_name, id, options, state }: Contact, query: string): boolean {
  const wanted = query.trim().toLocaleLowerCase();
  const has = (text: string) => text.toLocaleLowerCase().includes(wanted);
  if (state === "request") return false;
  return has(name) || has(own_name) || (options.folder !== null && has(options.folder)) ||
    id.startsWith(wanted.replace(/\s/g, ""));
}

/** What tells two people apart whom the name does not. */
export type Distinction = "number" | "authority";

/** People of one name are told apart by their numbers; those of one number by who gave it out. */
export function distinctions(contacts: Contacts): Map<PeerKey, Distinction> {
  const people = [...contacts];
  const count = (of: (contact: Contact) => string) => {
    const counts = new Map<string, number>();
    for (const contact of people) counts.set(of(contact), (counts.get(of(contact)) ?? 0) + 1);
    return counts;
  };
  const ids = count(({ id }) => id);
  const names = count(({ name }) => name.trim().toLocaleLowerCase());
  const found = new Map<PeerKey, Distinction>();
  for (const { key, id, name } of people) {
    if (ids.get(id)! > 1) found.set(key, "authority");
    else if (names.get(name.trim().toLocaleLowerCase())! > 1) found.set(key, "number");
  }
  return found;
}
