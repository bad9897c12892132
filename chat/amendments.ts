/** What may be done to a message after it was written. `docs/specs/wire-v1.md`, section 6a. */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_TTL_SECONDS, MIN_TTL_SECONDS } from "../net/limits.ts";
import type { History, MessageRow, Version } from "../store/history_types.ts";
import type { Contact, Message } from "../ui/api.ts";
import type { Contacts } from "./contacts.ts";
import { isOneEmoji } from "./emoji.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { refuseWhileHeld } from "./key_changes.ts";
import { checkText, type Outgoing, packetsOf } from "./outgoing.ts";
import type { Sessions } from "./sessions.ts";
import type { Unsent } from "./unsent.ts";
import { isShown } from "./views.ts";

/** Kinds that may be deleted for everyone and reacted to. */
const SAID: ReadonlySet<string> = new Set(["text", "file"]);

export interface AmendmentParts {
  readonly history: History;
  readonly outgoing: Outgoing;
  readonly unsent: Unsent;
  readonly sessions: Pick<Sessions, "neverHanded" | "reread" | "again">;
  readonly contacts: Contacts;
  readonly bus: EventBus;
}

export class Amendments {
  readonly #parts: AmendmentParts;

  constructor(parts: AmendmentParts) {
    this.#parts = parts;
  }

  /** @throws ChatError "not-found", "not-yours", "deleted", and those of sending */
  async edit(key: PeerKey, id: string, text: string): Promise<Message> {
    const { outgoing } = this.#parts;
    const row = undeleted(this.#own(key, id));
    if (row.kind !== "text") throw new ChatError("not-yours", `editing "${id}": it is no text`);
    const changed = checkText(text);
    if (changed !== row.text) {
      await outgoing.amend(key, { kind: "edit", text: changed, about: id }, { packets: packetsOf(changed) });
    }
    return outgoing.view(key, id);
  }

  /** @throws ChatError "not-found", "not-yours" */
  async deleteForEveryone(key: PeerKey, id: string): Promise<void> {
    if (this.#own(key, id).deleted || await this.#vanish(key, id)) return;
    await this.#parts.outgoing.amend(key, { kind: "delete", text: "", about: id }, { evenHeld: true });
  }

  /** Here alone: the other side gets, has and keeps what it would without it. @throws ChatError "not-found" */
  async deleteForMe(key: PeerKey, id: string): Promise<void> {
    this.#message(key, id);
    await this.#parts.outgoing.turn(key, () => this.#gone(key, id, this.#parts.history.remove(key, id)));
  }

  /** @throws ChatError "not-found", "not-yours", "already-sent" */
  async cancel(key: PeerKey, id: string): Promise<void> {
    this.#own(key, id);
    if (await this.#vanish(key, id)) return;
    throw new ChatError("already-sent", `cancelling "${id}": it may have been sent; it can be deleted for everyone`);
  }

  /** @throws ChatError "not-found", "deleted", "bad-request" */
  async react(key: PeerKey, id: string, emoji: string): Promise<Message> {
    const { outgoing } = this.#parts;
    const row = undeleted(this.#message(key, id));
    if (!SAID.has(row.kind)) throw new ChatError("bad-request", `reacting to "${id}": it is no text, and no file`);
    if (emoji !== "" && !isOneEmoji(emoji)) throw new ChatError("bad-request", "reacting: that is not one emoji");
    const mine = row.reactions.find(({ direction }) => direction === "out")?.emoji ?? "";
    if (mine !== emoji) await outgoing.amend(key, { kind: "reaction", text: emoji, about: id });
    return outgoing.view(key, id);
  }

  /** Also what was done to it. @throws ChatError "not-found" when there is no such failed message */
  async retry(key: PeerKey, id: string): Promise<Message> {
    const { history, outgoing, unsent, sessions, contacts, bus } = this.#parts;
    refuseWhileHeld(contacts.row(key));
    const failed = this.#failed(key, id, "not-found");
    return await outgoing.turn(key, async () => {
      const { row, saved } = history.retry(key, failed);
      if (row === undefined) throw new ChatError("not-found", `no failed message "${id}"`);
      unsent.touch(key);
      await saved;
      sessions.again(key, row);
      const message = outgoing.view(key, id);
      // It stands at the end now, where its reader will have it, too.
      if (failed === id) bus.publish({ type: "removed", conversation: key, ids: [id] });
      bus.publish({ type: "message", message });
      return message;
    });
  }

  /** Or take back what was done to it. @throws ChatError "not-found", "already-sent" when it has not failed */
  async discard(key: PeerKey, id: string): Promise<void> {
    const failed = this.#failed(key, id, "already-sent");
    await this.#parts.outgoing.turn(
      key,
      () => failed === id ? this.#withdraw(key, id) : this.#takeBack(key, id, failed),
    );
  }

  /** Texts it had before, oldest first. @throws ChatError "not-found" */
  versions(key: PeerKey, id: string): Version[] {
    this.#message(key, id);
    return this.#parts.history.versions(key, id);
  }

  /**
   * Propose, or agree to what they propose; the same value at once from both sides is an agreement, too.
   * @param accept id of their proposal
   * @throws ChatError "bad-request", "not-found" when they do not propose that
   */
  async timer(key: PeerKey, seconds: number, accept?: string): Promise<Contact> {
    const { history, contacts, outgoing } = this.#parts;
    contacts.row(key);
    if (seconds !== 0 && !(Number.isInteger(seconds) && seconds >= MIN_TTL_SECONDS && seconds <= MAX_TTL_SECONDS)) {
      throw new ChatError(
        "bad-request",
        `timer of "${seconds}": 0, or ${MIN_TTL_SECONDS} to ${MAX_TTL_SECONDS} seconds`,
      );
    }
    const { agreed, mine, theirs, acceptance } = history.timer(key);
    const answered = theirs?.seconds === seconds ? theirs.id : undefined;
    if (accept !== undefined && accept !== answered) {
      throw new ChatError("not-found", `no proposal "${accept}" of ${seconds} seconds: it may have been replaced`);
    }
    if (answered === undefined && (mine?.seconds ?? agreed) === seconds) return contacts.get(key);
    const floor = [acceptance, theirs?.id ?? "", mine?.id ?? ""].sort().at(-1);
    const amendment = { kind: "timer", text: String(seconds), about: answered } as const;
    await outgoing.amend(key, amendment, { floor });
    return contacts.get(key);
  }

  /** Both asked for the same at once: each has the other's word. */
  async agreeIfSame(key: PeerKey): Promise<void> {
    const { agreed, mine, theirs } = this.#parts.history.timer(key);
    if (mine === null || mine.seconds !== theirs?.seconds || mine.seconds === agreed) return;
    await this.timer(key, theirs.seconds, theirs.id);
  }

  /** Takes it back without a word. @returns false when that cannot be: it may be on its way */
  #vanish(key: PeerKey, id: string): Promise<boolean> {
    const { history, outgoing, sessions } = this.#parts;
    return outgoing.turn(key, async () => {
      const row = history.message(key, id);
      if (row !== undefined && (row.received_at !== null || !sessions.neverHanded(key, row.seq))) return false;
      await this.#withdraw(key, id);
      return true;
    });
  }

  #withdraw(key: PeerKey, id: string): Promise<void> {
    return this.#gone(key, id, this.#parts.history.withdraw(key, id));
  }

  async #gone(key: PeerKey, id: string, { removed, saved }: ReturnType<History["remove"]>): Promise<void> {
    const { sessions, contacts, bus } = this.#parts;
    if (!removed) return;
    sessions.reread(key);
    await saved;
    bus.publish({ type: "removed", conversation: key, ids: [id] });
    contacts.publish(key);
  }

  async #takeBack(key: PeerKey, id: string, amendment: string): Promise<void> {
    const { history, outgoing, unsent, contacts, bus } = this.#parts;
    const { saved } = history.discardAmendment(key, amendment);
    unsent.touch(key);
    await saved;
    bus.publish({ type: "message", message: outgoing.view(key, id) });
    contacts.publish(key);
  }

  #message(key: PeerKey, id: string): MessageRow {
    const row = this.#parts.history.message(key, id);
    if (row === undefined || !isShown(row)) throw new ChatError("not-found", `no message "${id}"`);
    return row;
  }

  #own(key: PeerKey, id: string): MessageRow {
    const row = this.#message(key, id);
    if (row.direction === "out" && SAID.has(row.kind)) return row;
    throw new ChatError("not-yours", `message "${id}": it is not yours to change`);
  }

  /** @returns the id of what failed: the message, or what was done to it */
  #failed(key: PeerKey, id: string, otherwise: "not-found" | "already-sent"): string {
    const { error } = this.#message(key, id);
    const failed = error !== null ? id : this.#parts.unsent.of(key, id)?.id;
    if (failed !== undefined) return failed;
    this.#own(key, id);
    throw new ChatError(otherwise, `message "${id}": it has not failed`);
  }
}

function undeleted(row: MessageRow): MessageRow {
  if (row.deleted) throw new ChatError("deleted", `message "${row.id}": it was deleted`);
  return row;
}
