/** The one place where the page's state changes: a pure function of the last state and what happened. */
import type { ApiEvent, Contact, Message, Millis, Page, PeerKey } from "../../api.ts";
import { mergeMessage, mergePage, receiptUpTo } from "./messages.ts";
import { type Conversation, EMPTY_CONVERSATION, type ProgramLink, type State } from "./model.ts";

/** What happens inside the page; the rest comes from the program as `ApiEvent`. */
export type PageEvent =
  | { type: "link"; link: ProgramLink; retry_at: Millis | null }
  | { type: "opened"; key: PeerKey | null }
  /** `before`: the cursor the page was asked with, null for the newest page. */
  | { type: "page"; key: PeerKey; page: Page; before: number | null }
  | { type: "echo"; message: Message }
  | { type: "echo_failed"; key: PeerKey; id: string; error: string }
  | { type: "echo_dropped"; key: PeerKey; id: string }
  | { type: "seen"; key: PeerKey };

export type StateEvent = ApiEvent | PageEvent;

export function apply(state: State, event: StateEvent): State {
  switch (event.type) {
    case "snapshot":
      return applySnapshot(state, event);
    case "message":
      return applyMessage(state, event.message);
    case "receipt":
      return applyReceipt(state, event);
    case "cleared":
      return applyCleared(state, event.conversation);
    case "contact":
      return { ...state, contacts: new Map(state.contacts).set(event.contact.key, event.contact) };
    case "contact_removed":
      return applyRemoved(state, event.key);
    case "me":
      return { ...state, me: event.me };
    case "settings":
      return { ...state, settings: event.settings };
    case "notice":
      return { ...state, notices: [...state.notices.filter(({ id }) => id !== event.notice.id), event.notice] };
    case "notice_dismissed":
      return { ...state, notices: state.notices.filter(({ id }) => id !== event.id) };
    case "removed":
    case "typing":
    case "limit":
    case "bits":
    case "locked":
      return state;
    case "bye":
      return { ...state, link: "ended" };
    default:
      return applyPageEvent(state, event);
  }
}

function applyPageEvent(state: State, event: PageEvent): State {
  switch (event.type) {
    case "link":
      // "ended" stays until the program is back: that it said goodbye tells more than that the line is dead.
      return event.link === "lost" && state.link === "ended"
        ? { ...state, retry_at: event.retry_at }
        : { ...state, link: event.link, retry_at: event.retry_at };
    case "opened":
      return applyOpened(state, event.key);
    case "page":
      return applyPage(state, event.key, event.page, event.before);
    case "echo":
      return changeConversation(state, event.message.conversation, (conversation) => ({
        ...conversation,
        echoes: [...conversation.echoes.filter(({ id }) => id !== event.message.id), event.message],
        new_from: null,
      }));
    case "echo_failed":
      return changeConversation(state, event.key, (conversation) => ({
        ...conversation,
        echoes: conversation.echoes.map((echo) =>
          echo.id === event.id ? { ...echo, status: "failed", error: event.error } : echo
        ),
      }));
    case "echo_dropped":
      return changeConversation(state, event.key, (conversation) => ({
        ...conversation,
        echoes: conversation.echoes.filter(({ id }) => id !== event.id),
      }));
    case "seen":
      return changeContact(state, event.key, (contact) => ({ ...contact, unread: 0 }));
    default:
      return state; // a newer program may tell things this page does not know
  }
}

function applySnapshot(state: State, { snapshot }: Extract<ApiEvent, { type: "snapshot" }>): State {
  const contacts = new Map(snapshot.contacts.map((contact) => [contact.key, contact]));
  const conversations = new Map<PeerKey, Conversation>();
  for (const [key, conversation] of state.conversations) {
    if (contacts.has(key)) conversations.set(key, { ...conversation, fresh: false });
  }
  const active = state.active !== null && contacts.has(state.active) ? state.active : null;
  return { ...state, ...snapshot, contacts, conversations, active, link: "open", retry_at: null };
}

function applyMessage(state: State, message: Message): State {
  const next = changeConversation(state, message.conversation, (conversation) => mergeMessage(conversation, message));
  return changeContact(next, message.conversation, (contact) => withLast(contact, message));
}

/** The program may tell of the contact before or after the message; only a message newer than the known last one counts. */
function withLast(contact: Contact, message: Message): Contact {
  const last = contact.last?.cursor ?? -1;
  if (message.cursor < last) return contact;
  const unseen = message.cursor > last && message.direction === "in" && message.kind !== "event";
  return { ...contact, last: message, unread: contact.unread + (unseen ? 1 : 0) };
}

function applyReceipt(state: State, receipt: Extract<ApiEvent, { type: "receipt" }>): State {
  const next = changeConversation(state, receipt.conversation, (conversation) => ({
    ...conversation,
    messages: receiptUpTo(conversation.messages, receipt),
  }));
  return changeContact(next, receipt.conversation, (contact) => {
    if (contact.last === null) return contact;
    const [last] = receiptUpTo([contact.last], receipt);
    return last === contact.last ? contact : { ...contact, last };
  });
}

/** Messages still on their way are kept by the program, so they stay here too. */
function applyCleared(state: State, key: PeerKey | null): State {
  const keys = key === null ? [...state.contacts.keys()] : [key];
  return keys.reduce((before, each) => {
    const next = changeConversation(before, each, (conversation) => ({
      ...conversation,
      messages: conversation.messages.filter(waiting),
      more: false,
      new_from: null,
    }));
    return changeContact(next, each, (contact) => ({
      ...contact,
      unread: 0,
      last: contact.last !== null && waiting(contact.last) ? contact.last : null,
    }));
  }, state);
}

function waiting(message: Message): boolean {
  return message.direction === "out" && (message.status === "queued" || message.status === "sent");
}

function applyRemoved(state: State, key: PeerKey): State {
  const contacts = new Map(state.contacts);
  const conversations = new Map(state.conversations);
  contacts.delete(key);
  conversations.delete(key);
  return { ...state, contacts, conversations, active: state.active === key ? null : state.active };
}

/** The conversation left behind forgets where its new messages began; the opened one finds it out. */
function applyOpened(state: State, key: PeerKey | null): State {
  if (state.active === key) return state;
  const left = state.active === null
    ? state
    : changeConversation(state, state.active, (conversation) => ({ ...conversation, new_from: null }));
  if (key === null || !left.conversations.get(key)?.fresh) return { ...left, active: key };
  const unread = left.contacts.get(key)?.unread ?? 0;
  const opened = changeConversation(left, key, (conversation) => ({
    ...conversation,
    new_from: firstUnread(conversation.messages, unread),
  }));
  return { ...opened, active: key };
}

function applyPage(state: State, key: PeerKey, page: Page, before: number | null): State {
  const unread = state.contacts.get(key)?.unread ?? 0;
  return changeConversation(state, key, (conversation) => {
    const merged = mergePage(conversation, page, before);
    if (before !== null || conversation.fresh) return merged;
    return { ...merged, fresh: true, new_from: conversation.new_from ?? firstUnread(merged.messages, unread) };
  });
}

function firstUnread(messages: readonly Message[], unread: number): number | null {
  if (unread === 0) return null;
  const incoming = messages.filter(({ direction, kind }) => direction === "in" && kind !== "event");
  return incoming.at(-unread)?.cursor ?? incoming[0]?.cursor ?? null;
}

function changeConversation(state: State, key: PeerKey, change: (last: Conversation) => Conversation): State {
  const conversation = change(state.conversations.get(key) ?? EMPTY_CONVERSATION);
  return { ...state, conversations: new Map(state.conversations).set(key, conversation) };
}

function changeContact(state: State, key: PeerKey, change: (last: Contact) => Contact): State {
  const last = state.contacts.get(key);
  if (last === undefined) return state;
  const next = change(last);
  return next === last ? state : { ...state, contacts: new Map(state.contacts).set(key, next) };
}
