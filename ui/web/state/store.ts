/** The page's signals. `dispatch` is the only writer of the state; components read the computed parts. */
import { computed, signal } from "@preact/signals";
import type { PeerKey } from "../../api.ts";
import { type Key, type Language, preferredLanguage, translate, type Values } from "../locales/mod.ts";
import { isHeard } from "./attention.ts";
import { apply, type StateEvent } from "./apply.ts";
import { inOrder, peopleOf } from "./people.ts";
import { partnerIn } from "./partner.ts";
import { EMPTY_CONVERSATION, INITIAL_STATE, type State } from "./model.ts";

const state = signal<State>(INITIAL_STATE);

export function dispatch(event: StateEvent): void {
  state.value = apply(state.value, event);
}

/** The state at this moment, for code that must not be run again when it changes. */
export function current(): State {
  return state.peek();
}

export const me = computed(() => state.value.me);
export const contacts = computed(() => state.value.contacts);
export const rooms = computed(() => state.value.rooms);
/** People and rooms alike. */
export const partners = computed(() => [...contacts.value.values(), ...rooms.value.values()]);
export const settings = computed(() => state.value.settings);
export const notices = computed(() => state.value.notices);
export const programLink = computed(() => state.value.link);
export const locked = computed(() => state.value.locked);
export const activeKey = computed(() => state.value.active);
const typing = computed(() => state.value.typing);
export const activePartner = computed(() => {
  const key = activeKey.value;
  return key === null ? undefined : partnerOf(key);
});
export const activeConversation = computed(() => {
  const key = activeKey.value;
  return key === null ? EMPTY_CONVERSATION : state.value.conversations.get(key) ?? EMPTY_CONVERSATION;
});

/** Whom this conversation is with; subscribes. */
export function partnerOf(key: PeerKey) {
  return partnerIn({ contacts: contacts.value, rooms: rooms.value }, key);
}

/** They are typing; subscribes. */
export function isTyping(key: PeerKey): boolean {
  return typing.value.has(key);
}

/** Messages typed here that the program does not have yet. */
export const unstored = computed(() => {
  let count = 0;
  for (const { echoes } of state.value.conversations.values()) {
    count += echoes.filter(({ status }) => status === "queued").length;
  }
  return count;
});

/** What waits for the user: without those they want to hear nothing of, and those they have not let in. */
export const unreadTotal = computed(() => {
  let count = 0;
  for (const partner of partners.value) if (isHeard(partner)) count += partner.unread;
  return count;
});

/** Everybody one can talk to, rooms too: pinned first, then those with the newest message. */
export const partnerList = computed(() => inOrder(peopleOf(partners.value)));

export const language = computed<Language>(() => settings.value.language ?? preferredLanguage(navigator.languages));

/** A text in the page's language; whoever renders with it follows the language by itself. */
export function t(key: Key, values?: Values): string {
  return translate(language.value, key, values);
}

/** Moves on when the calendar day does, so that "Today" stays true. */
export const today = signal(Date.now());
