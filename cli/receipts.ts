/** A moment for the receipt: with a link up it is a few milliseconds away, and then "delivered" can be said. */
import type { Message } from "../ui/api.ts";
import type { Api } from "./api.ts";

/** Milliseconds a receipt may take that is waited for unasked. */
const RECEIPT_WAIT = 300;

/** @param sent to one conversation, in their order @returns them as they are then */
export async function briefly(api: Api, sent: readonly Message[]): Promise<Message[]> {
  const now = [...sent];
  try {
    const contacts = await api.call("contacts", {});
    const online = contacts.some(({ key, presence }) => key === sent[0].conversation && presence === "online");
    if (!online) return now;
    // Receipts come in the order of the messages: when the last is here, so are the others.
    for (let at = sent.length - 1, timeout_ms = RECEIPT_WAIT; at >= 0; at--, timeout_ms = 0) {
      const { conversation, id } = sent[at];
      now[at] = await api.call("wait", { conversation, id, timeout_ms });
    }
  } catch { /* they are on disk, whatever becomes of the program behind us */ }
  return now;
}
