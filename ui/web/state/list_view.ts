/** What of the list is shown: the part chosen, what is searched for, and who is being renamed in place. */
import { computed, signal } from "@preact/signals";
import type { PeerKey } from "../../api.ts";
import { distinctions, folderNames, folderOf, inOrder, isFound, isIn, type ListView, unreadIn } from "./people.ts";
import { contacts, language, partners } from "./store.ts";

export const query = signal("");
export const renaming = signal<PeerKey | null>(null);

const chosen = signal<ListView>("all");

export const folders = computed(() => folderNames(partners.value, language.value));

export function inView(view: ListView) {
  return partners.value.filter((partner) => isIn(partner, view));
}

export const requestCount = computed(() => inView("requests").length);

/** A part that has become empty is left by itself. */
export const listView = computed<ListView>(() => {
  const view = chosen.value;
  if (view === "all") return view;
  const folder = folderOf(view);
  if (folder !== null) return folders.value.includes(folder) ? view : "all";
  if (view === "unread") return folders.value.length > 0 ? view : "all";
  return inView(view).length > 0 ? view : "all";
});

export function showPart(view: ListView): void {
  chosen.value = view;
}

/** The rows to show. */
export const listed = computed(() =>
  inOrder(
    query.value.trim() === ""
      ? inView(listView.value)
      : partners.value.filter((partner) => isFound(partner, query.value)),
  )
);

export const toldApart = computed(() => distinctions(contacts.value.values()));

export function unreadOf(view: ListView): number {
  return unreadIn(inView(view));
}
