/** What becomes of people and rooms in the list with what is said. Part of `apply.ts`. Pure. */
import type { Contact, Message, PeerKey } from "../../api.ts";
import type { State } from "./model.ts";
import { isRoom, type Partner, partnerIn } from "./partner.ts";

export function changeContact(state: State, key: PeerKey, change: (last: Contact) => Contact): State {
  const last = state.contacts.get(key);
  if (last === undefined) return state;
  const next = change(last);
  return next === last ? state : { ...state, contacts: new Map(state.contacts).set(key, next) };
}

export function changePartner(state: State, key: PeerKey, change: (last: Partner) => Partner): State {
  const last = partnerIn(state, key);
  if (last === undefined) return state;
  const next = change(last);
  if (next === last) return state;
  return isRoom(next)
    ? { ...state, rooms: new Map(state.rooms).set(key, next) }
    : { ...state, contacts: new Map(state.contacts).set(key, next) };
}

/**
 * The program may tell of the partner before or after the message; only a message newer than the known last one counts. How
 * many came in late, in a room, it tells with the room.
 * @param moved nothing new: it stands elsewhere now
 */
export function withLast(partner: Partner, message: Message, moved: boolean): Partner {
  const last = partner.last?.cursor ?? -1;
  if (message.cursor < last) return partner;
  const incoming = message.direction === "in" && message.kind !== "event" && !message.deleted;
  const unseen = incoming && !moved && message.cursor > last ? 1 : 0;
  const next = { last: message, unread: partner.unread + unseen };
  if (!isRoom(partner)) return { ...partner, ...next };
  return { ...partner, ...next, mentions: partner.mentions + (message.mention ? unseen : 0) };
}

/** Nothing is unread any more. */
export function seen(partner: Partner): Partner {
  return isRoom(partner) ? { ...partner, unread: 0, mentions: 0 } : { ...partner, unread: 0 };
}

/** What was said is gone, but for what is still on its way. */
export function cleared(partner: Partner): Partner {
  const last = partner.last !== null && isWaiting(partner.last) ? partner.last : null;
  return { ...seen(partner), last };
}

export function isWaiting({ direction, status }: Message): boolean {
  return direction === "out" && (status === "queued" || status === "sent");
}
