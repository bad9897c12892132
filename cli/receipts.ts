/** A moment for the receipt: with a link up it is a few milliseconds away, and then "delivered" can be said. */
import { ROOM_GOT_EVERY } from "../net/limits.ts";
import type { Message, PeerKey } from "../ui/api.ts";
import type { Api } from "./api.ts";
import { isRoomKey } from "./partner.ts";

/** Milliseconds a receipt may take that is waited for unasked. */
const RECEIPT_WAIT = 300;
/** The same in a room, where members tell what they have once in ROOM_GOT_EVERY. */
const ROOM_RECEIPT_WAIT = ROOM_GOT_EVERY + RECEIPT_WAIT;

async function isSomebodyThere(api: Api, conversation: PeerKey): Promise<boolean> {
  if (isRoomKey(conversation)) {
    // We are one of those who are there.
    return (await api.call("rooms", {})).some(({ key, online }) => key === conversation && online > 1);
  }
  const contacts = await api.call("contacts", {});
  return contacts.some(({ key, presence }) => key === conversation && presence === "online");
}

/** @param sent to one conversation, in their order @returns them as they are then */
export async function briefly(api: Api, sent: readonly Message[]): Promise<Message[]> {
  const now = [...sent];
  try {
    if (!(await isSomebodyThere(api, sent[0].conversation))) return now;
    // Receipts come in the order of the messages: when the last is here, so are the others.
    const wait = isRoomKey(sent[0].conversation) ? ROOM_RECEIPT_WAIT : RECEIPT_WAIT;
    for (let at = sent.length - 1, timeout_ms = wait; at >= 0; at--, timeout_ms = 0) {
      const { conversation, id } = sent[at];
      now[at] = await api.call("wait", { conversation, id, timeout_ms });
    }
  } catch { /* they are on disk, whatever becomes of the program behind us */ }
  return now;
}
