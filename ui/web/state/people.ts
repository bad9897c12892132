/** Which people and rooms the list shows and in which order: pinned first, folders, and the quiet ones apart. Pure. */
import type { Contact, PeerKey } from "../../api.ts";
import { isBlocked, isRequest, isRoom, type Partner } from "./partner.ts";

/** A part of the list. Archived and closed people are in none but their own; requests are not people yet. */
export type ListView = "all" | "unread" | PartApart | `folder:${string}`;

/** Out of the way: one row leads there, and they have a page of their own. */
export type PartApart = "requests" | "archived" | "closed";

type Partners = Iterable<Partner>;

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

export function isIn(partner: Partner, view: ListView): boolean {
  const { options, unread } = partner;
  if (isRequest(partner)) return view === "requests";
  if (options.closed) return view === "closed";
  if (options.archived) return view === "archived";
  if (view === "unread") return unread > 0;
  return view === "all" || options.folder === folderOf(view) && options.folder !== null;
}

function newestAt({ last, added_at }: Partner): number {
  return last?.sent_at ?? added_at;
}

/** Pinned first, then those with the newest message; without messages, the newest acquaintance. */
export function inOrder<P extends Partner>(partners: Iterable<P>): P[] {
  return [...partners].sort((a, b) => Number(b.options.pinned) - Number(a.options.pinned) || newestAt(b) - newestAt(a));
}

/** Everybody one can talk to. */
export function peopleOf<P extends Partner>(partners: Iterable<P>): P[] {
  return [...partners].filter((partner) => !isRequest(partner));
}

/** Names of the folders somebody is in, in the order of the language. */
export function folderNames(partners: Partners, language: string): string[] {
  const names = new Set<string>();
  for (const partner of partners) {
    if (!isRequest(partner) && partner.options.folder !== null) names.add(partner.options.folder);
  }
  return [...names].sort(new Intl.Collator(language, { numeric: true }).compare);
}

/** Unread messages that ask for attention: muted people's do not. */
export function unreadIn(partners: Partners): number {
  let count = 0;
  for (const partner of partners) if (!partner.options.muted && !isBlocked(partner)) count += partner.unread;
  return count;
}

/** By name, number, or folder; whatever part of the list they are in. */
export function isFound(partner: Partner, query: string): boolean {
  const { name, options } = partner;
  const wanted = query.trim().toLocaleLowerCase();
  const has = (text: string) => text.toLocaleLowerCase().includes(wanted);
  if (isRequest(partner)) return false;
  if (has(name) || options.folder !== null && has(options.folder)) return true;
  return !isRoom(partner) && (has(partner.own_name) || partner.id.startsWith(wanted.replace(/\s/g, "")));
}

/** What tells two people apart whom the name does not. */
export type Distinction = "number" | "authority";

/** People of one name are told apart by their numbers; those of one number by who gave it out. */
export function distinctions(contacts: Iterable<Contact>): Map<PeerKey, Distinction> {
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
