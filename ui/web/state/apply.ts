/** The one place where the page's state changes: a pure function of the last state and what happened. */
import type { ApiEvent, Message, Millis, Page, PeerKey } from "../../api.ts";
import { changeContact, changePartner, cleared, isWaiting, seen, withLast } from "./apply_partners.ts";
import { mergeMessage, mergePage, type PagePlace, receiptUpTo, withoutMessages } from "./messages.ts";
import { type Conversation, EMPTY_CONVERSATION, INITIAL_STATE, type ProgramLink, type State } from "./model.ts";
import { partnerIn } from "./partner.ts";
import { partAround } from "./view_window.ts";

/** What happens inside the page; the rest comes from the program as `ApiEvent`. */
export type PageEvent =
  | { type: "link"; link: ProgramLink; retry_at: Millis | null }
  | { type: "opened"; key: PeerKey | null }
  /** `missed`: of the conversation, when the page was asked for. */
  | { type: "page"; key: PeerKey; page: Page; place: PagePlace; missed: number }
  | { type: "echo"; message: Message }
  | { type: "echo_failed"; key: PeerKey; id: string; error: string }
  | { type: "echo_dropped"; key: PeerKey; id: string }
  | { type: "seen"; key: PeerKey }
  /** The way out of the window is over. */
  | { type: "left"; key: PeerKey; ids: readonly string[] }
  | { type: "typing_over"; now: Millis };

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
      return applyLeaving(state, event.conversation, event.ids);
    case "typing":
      return { ...state, typing: withTyping(state.typing, event.conversation, event.until) };
    case "limit": {
      const { messages_left, files_left } = event;
      return changeContact(state, event.conversation, (contact) => ({ ...contact, messages_left, files_left }));
    }
    case "room":
      return { ...state, rooms: new Map(state.rooms).set(event.room.key, event.room) };
    case "room_removed":
      return applyRoomRemoved(state, event.key);
    case "transfer":
    case "bits":
      return state;
    case "locked":
      return applyLocked(state, event.why);
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
      return applyPage(state, event);
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
      return changePartner(state, event.key, seen);
    case "left":
      return applyLeft(state, event.key, event.ids);
    case "typing_over": {
      const still = [...state.typing].filter(([, until]) => until > event.now);
      return still.length === state.typing.size ? state : { ...state, typing: new Map(still) };
    }
    default:
      return state; // a newer program may tell things this page does not know
  }
}

/** Nothing stays but how the page looks. */
function applyLocked({ settings }: State, why: "start" | "idle"): State {
  const { language, theme } = settings;
  return { ...INITIAL_STATE, settings: { ...INITIAL_STATE.settings, language, theme }, link: "open", locked: why };
}

const EMPTY_TYPING: State["typing"] = new Map();

function applySnapshot(state: State, { snapshot }: Extract<ApiEvent, { type: "snapshot" }>): State {
  const contacts = new Map(snapshot.contacts.map((contact) => [contact.key, contact]));
  const rooms = new Map(snapshot.rooms.map((room) => [room.key, room]));
  const isKnown = (key: PeerKey) => contacts.has(key) || rooms.has(key);
  const conversations = new Map<PeerKey, Conversation>();
  for (const [key, conversation] of state.conversations) {
    if (isKnown(key)) conversations.set(key, { ...conversation, fresh: false, missed: conversation.missed + 1 });
  }
  const active = state.active !== null && isKnown(state.active) ? state.active : null;
  return {
    ...state,
    ...snapshot,
    contacts,
    rooms,
    conversations,
    active,
    typing: EMPTY_TYPING,
    locked: null,
    link: "open",
    retry_at: null,
  };
}

function applyMessage(state: State, message: Message): State {
  const key = message.conversation;
  const next = changeConversation(state, key, (conversation) => mergeMessage(conversation, message));
  // Who has written is not typing any more.
  const typing = message.direction === "in" ? withTyping(next.typing, key, 0) : next.typing;
  const moved = state.conversations.get(key)?.leaving.has(message.id) === true; // nothing new: it stands elsewhere now
  return changePartner({ ...next, typing }, key, (partner) => withLast(partner, message, moved));
}

function withTyping(typing: State["typing"], key: PeerKey, until: Millis): State["typing"] {
  if (until === 0 && !typing.has(key)) return typing;
  const next = new Map(typing);
  if (until === 0) next.delete(key);
  else next.set(key, until);
  return next;
}

function applyReceipt(state: State, receipt: Extract<ApiEvent, { type: "receipt" }>): State {
  const next = changeConversation(state, receipt.conversation, (conversation) => ({
    ...conversation,
    messages: receiptUpTo(conversation.messages, receipt),
  }));
  return changePartner(next, receipt.conversation, (partner) => {
    if (partner.last === null) return partner;
    const [last] = receiptUpTo([partner.last], receipt);
    return last === partner.last ? partner : { ...partner, last };
  });
}

/** Messages still on their way are kept by the program, so they stay here too. */
function applyCleared(state: State, key: PeerKey | null): State {
  const keys = key === null ? [...state.contacts.keys(), ...state.rooms.keys()] : [key];
  return keys.reduce((before, each) => {
    const next = changeConversation(before, each, (conversation) => ({
      ...conversation,
      messages: conversation.messages.filter(isWaiting),
      more: false,
      newer: false,
      new_from: null,
      fresh: false, // moved on or off the disk it has other cursors
      missed: conversation.missed + 1, // and a page that is on its way is none of it
    }));
    return changePartner(next, each, cleared);
  }, state);
}

function applyRemoved(state: State, key: PeerKey): State {
  const contacts = new Map(state.contacts);
  contacts.delete(key);
  return withoutConversation({ ...state, contacts }, key);
}

function applyRoomRemoved(state: State, key: PeerKey): State {
  const rooms = new Map(state.rooms);
  rooms.delete(key);
  return withoutConversation({ ...state, rooms }, key);
}

function withoutConversation(state: State, key: PeerKey): State {
  const conversations = new Map(state.conversations);
  conversations.delete(key);
  return { ...state, conversations, active: state.active === key ? null : state.active };
}

/** They stay in sight until they have gone smoothly; `left` ends that. */
function applyLeaving(state: State, key: PeerKey, ids: readonly string[]): State {
  const next = changeConversation(state, key, (conversation) => ({
    ...conversation,
    leaving: new Set([...conversation.leaving, ...ids]),
  }));
  // The program tells of the contact with its new last message by itself.
  return changePartner(
    next,
    key,
    (partner) => partner.last !== null && ids.includes(partner.last.id) ? { ...partner, last: null } : partner,
  );
}

function applyLeft(state: State, key: PeerKey, ids: readonly string[]): State {
  return changeConversation(state, key, (conversation) => {
    const gone = conversation.leaving.intersection(new Set(ids)); // what has come back meanwhile stays
    return {
      ...conversation,
      messages: withoutMessages(conversation.messages, gone),
      leaving: conversation.leaving.difference(gone),
    };
  });
}

/** The conversation left behind forgets where its new messages began; the opened one finds it out. */
function applyOpened(state: State, key: PeerKey | null): State {
  if (state.active === key) return state;
  const left = state.active === null
    ? state
    : changeConversation(state, state.active, (conversation) => ({ ...conversation, new_from: null }));
  if (key === null) return { ...left, active: null };
  const unread = partnerIn(left, key)?.unread ?? 0;
  const opened = changeConversation(left, key, (conversation) => {
    const unread_here = !conversation.newer && unreadOf(conversation.messages).length >= unread;
    return conversation.fresh && unread_here
      ? { ...conversation, new_from: firstUnread(conversation.messages, unread) }
      : { ...conversation, fresh: false }; // what is here is somewhere else in the past: it begins anew
  });
  return { ...opened, active: key };
}

function applyPage(state: State, { key, page, place, missed }: Extract<PageEvent, { type: "page" }>): State {
  const unread = partnerIn(state, key)?.unread ?? 0;
  return changeConversation(state, key, (conversation) => {
    const merged = mergePage(conversation, page, place, missed);
    if (place === "before" || place === "after") return merged;
    // Only when it is opened, or the program is back: who comes to the end from elsewhere has seen where the new ones begin.
    const begins = place === "newest" && !conversation.fresh;
    const new_from = conversation.new_from ?? (begins ? firstUnread(merged.messages, unread) : null);
    const index = new_from === null ? -1 : merged.messages.findIndex(({ cursor }) => cursor === new_from);
    const part = index < 0 || conversation.new_from !== null ? merged : partAround(merged, index);
    return { ...merged, ...part, new_from };
  });
}

function unreadOf(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ direction, kind }) => direction === "in" && kind !== "event");
}

function firstUnread(messages: readonly Message[], unread: number): number | null {
  if (unread === 0) return null;
  const incoming = unreadOf(messages);
  return incoming.at(-unread)?.cursor ?? incoming[0]?.cursor ?? null;
}

function changeConversation(state: State, key: PeerKey, change: (last: Conversation) => Conversation): State {
  const conversation = change(state.conversations.get(key) ?? EMPTY_CONVERSATION);
  return { ...state, conversations: new Map(state.conversations).set(key, conversation) };
}
