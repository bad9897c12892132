/** What our user says about an offer: take it, not, stop, go on. Durable when it answers. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import type { Transfer } from "../../ui/api.ts";
import type { Contacts } from "../contacts.ts";
import { ChatError } from "../errors.ts";
import { refuseWhileHeld } from "../key_changes.ts";
import { fileWork } from "./offering.ts";
import { FORGOTTEN } from "./reasons.ts";
import { failureOf, isUnanswered, viewTransfer } from "./transfer_state.ts";
import type { Transfers } from "./transfers.ts";

export interface AnsweringParts {
  readonly history: Pick<History, "transfer">;
  readonly contacts: Pick<Contacts, "row">;
  readonly transfers: Transfers;
}

export class Answering {
  readonly #parts: AnsweringParts;

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  /** @throws ChatError "not-found", "ended", "no-space", "key-changed" */
  async accept(key: PeerKey, id: string): Promise<Transfer> {
    const row = this.#offered(key, id);
    if (isUnanswered(row)) await this.#accept(row);
    return this.view(key, id);
  }

  /** @throws ChatError "not-found", "ended" */
  async decline(key: PeerKey, id: string): Promise<Transfer> {
    const row = this.#offered(key, id);
    if (!isUnanswered(row)) throw new ChatError("ended", `file "${id}": it was answered already; it can be cancelled`);
    await this.#parts.transfers.say(key, id, "declined");
    return this.view(key, id);
  }

  /** @throws ChatError "not-found", "ended" */
  async cancel(key: PeerKey, id: string): Promise<Transfer> {
    this.#open(key, id);
    await this.#parts.transfers.say(key, id, "cancelled");
    return this.view(key, id);
  }

  /** @throws ChatError "not-found", "ended", "no-space", "folder-gone", "bad-file", "key-changed" */
  async resume(key: PeerKey, id: string): Promise<Transfer> {
    const { transfers, contacts } = this.#parts;
    const row = this.#open(key, id);
    const failure = failureOf(row);
    if (failure === undefined) return this.view(key, id);
    if (failure.by === "me" && failure.reason === FORGOTTEN) {
      throw new ChatError("ended", `file "${id}": they do not have the offer any more; it can be offered anew`);
    }
    if (row.direction === "in") {
      await this.#accept(row);
    } else {
      refuseWhileHeld(contacts.row(key));
      await fileWork(row.name, () => transfers.checkSource(row));
      await transfers.say(key, id, "ready");
    }
    return this.view(key, id);
  }

  /** As it is now; also of one that has ended. @throws ChatError "not-found" */
  view(key: PeerKey, id: string): Transfer {
    return viewTransfer(this.row(key, id), this.#parts.transfers.motion(key, id));
  }

  /** @throws ChatError "not-found" */
  row(key: PeerKey, id: string): TransferRow {
    const row = this.#parts.history.transfer(key, id);
    if (row === undefined || row.leaving) throw new ChatError("not-found", `no file "${id}"`);
    return row;
  }

  async #accept(row: TransferRow): Promise<void> {
    const { transfers, contacts } = this.#parts;
    refuseWhileHeld(contacts.row(row.conversation));
    if (!await fileWork(row.name, () => transfers.fits(row))) {
      throw new ChatError("no-space", `file "${row.id}": there is no room for ${row.offer.size} bytes`);
    }
    await transfers.say(row.conversation, row.id, "accepted");
  }

  #offered(key: PeerKey, id: string): TransferRow {
    const row = this.#open(key, id);
    if (row.direction !== "in") throw new ChatError("not-found", `no offer "${id}" of theirs: it is your own`);
    return row;
  }

  #open(key: PeerKey, id: string): TransferRow {
    const row = this.row(key, id);
    if (row.final === null) return row;
    throw new ChatError("ended", `file "${id}": it is ${row.final} already`);
  }
}
