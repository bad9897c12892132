/** Whom one talks with: a person or a room. What both have is used as one; the rest asks here which it is. Pure. */
import type { Contact, PeerKey, Room } from "../../api.ts";
import type { State } from "./model.ts";

export type Partner = Contact | Room;

export function isRoomKey(key: PeerKey): boolean {
  return key.startsWith("#");
}

export function isRoom(partner: Partner): partner is Room {
  return isRoomKey(partner.key);
}

export function isPerson(partner: Partner): partner is Contact {
  return !isRoom(partner);
}

export function partnerIn({ contacts, rooms }: Pick<State, "contacts" | "rooms">, key: PeerKey): Partner | undefined {
  return contacts.get(key) ?? rooms.get(key);
}

/** A stranger who has not been let in. */
export function isRequest(partner: Partner): boolean {
  return isPerson(partner) && partner.state === "request";
}

export function isBlocked(partner: Partner): boolean {
  return isPerson(partner) && partner.blocked;
}

/** Something can be written to them now. */
export function canWrite(partner: Partner): boolean {
  if (isRoom(partner)) return partner.state === "joined";
  return !partner.blocked && !partner.key_changed && partner.state !== "request";
}

/** Packets left to send; null is no limit, and rooms have none. */
export function messagesLeft(partner: Partner): number | null {
  return isRoom(partner) ? null : partner.messages_left;
}
