/** Becoming contacts and ceasing to be: by invite on either side, by removing, by blocking. */
import type { PeerKey } from "../crypto/types.ts";
import type { InviteContent } from "../net/mod.ts";
import type { Clock, PairedPeer } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import type { Contact } from "../ui/api.ts";
import type { Budgets } from "./budgets.ts";
import { cleanName, type Contacts, mergeAddresses } from "./contacts.ts";
import type { EventBus } from "./events.ts";
import { readInvite } from "./invites.ts";
import { PairingLoop } from "./pairing_loop.ts";
import { peerKey, peerRef } from "./peer_key.ts";
import type { Sessions } from "./sessions.ts";
import type { TrustBook } from "./trust_book.ts";
import { viewMessage } from "./views.ts";

export interface FriendParts {
  readonly me: { readonly id: string; readonly root: string };
  readonly history: History;
  readonly budgets: Budgets;
  readonly contacts: Contacts;
  readonly trust: TrustBook;
  readonly sessions: Sessions;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Client side of pairing; absent while the network is off: then accepted invites wait on disk. */
  readonly pair?: (invite: InviteContent, signal: AbortSignal) => Promise<PairedPeer>;
  /** Who may reach me has changed. */
  readonly changed: () => void;
}

export class Friends {
  readonly #parts: FriendParts;
  readonly #pairing: PairingLoop | undefined;

  constructor(parts: FriendParts) {
    this.#parts = parts;
    const { history, clock, contacts, me, pair } = parts;
    this.#pairing = pair && new PairingLoop({
      history,
      clock,
      read: (text) => readInvite(text, me, clock.now()),
      pair,
      paired: (peer) => this.befriend(peer),
      refused: (key, code) => {
        if (contacts.live(key).presence !== "online") contacts.setLive(key, { presence: "refused", reason: code });
      },
    });
  }

  /** Try everybody whose invite we accepted, at once. */
  resumePairing(): void {
    this.#pairing?.resume();
  }

  stop(): void {
    this.#pairing?.stop();
  }

  /** Keep the inviter as a contact at once, so that messages to them can already wait in the outbox. */
  async accept(text: string): Promise<Contact> {
    const { history, clock, contacts, me, changed } = this.#parts;
    const invite = readInvite(text, me, clock.now());
    const key = peerKey(invite);
    const known = history.contact(key);
    const own_name = known?.own_name ?? cleanName(invite.name, invite.id);
    const kept = contacts.put({
      ...contacts.knownOrFresh(invite),
      own_name,
      state: known?.state === "active" ? "active" : "pairing",
      addresses: mergeAddresses(invite.addresses, known?.addresses ?? []),
    });
    if (known?.state === "active" && contacts.live(key).presence === "online") {
      // A link is proof enough that each has the other; only the addresses may be new.
      await kept.saved;
      contacts.publish(key);
      return contacts.get(key);
    }
    // In one go: a contact that waits for pairing without an invite would wait for ever.
    const pending = history.putPendingInvite({ key, text, accepted_at: clock.now() });
    await Promise.all([kept.saved, pending.saved]);
    // Accepting is the owner's word, also about somebody blocked, or not on the list.
    changed();
    // A link may have come up while the disk was at work.
    if (contacts.live(key).presence !== "online") contacts.setLive(key, { presence: "offline", reason: null });
    contacts.publish(key);
    this.#pairing?.tryNow(key);
    return contacts.get(key);
  }

  /** Pairing succeeded, on either side. */
  async befriend(peer: PairedPeer): Promise<void> {
    const { history, clock, newId, contacts, trust, bus, changed } = this.#parts;
    const key = peerKey(peer);
    const known = history.contact(key);
    const own_name = cleanName(peer.name, peer.id);
    // Nothing waits before all of it is in memory: whoever is removed or blocked meanwhile stays so.
    const trusted = trust.allow(peer, peer.rootCertificate);
    const kept = contacts.put({
      ...contacts.knownOrFresh(peer),
      own_name,
      state: known?.state === "blocked" ? "blocked" : "active",
      addresses: mergeAddresses(peer.addresses, known?.addresses ?? []),
    });
    const event = { id: newId(), text: "event.paired", args: { name: own_name }, at: clock.now() };
    const told = known?.state === "active" ? undefined : history.addEvent(key, event);
    await Promise.all([trusted, kept.saved, told?.saved]);
    if (told !== undefined) bus.publish({ type: "message", message: viewMessage(told.rows[0], 0) });
    if (history.contact(key) === undefined) return; // removed in the meantime
    contacts.setLive(key, {
      presence: contacts.live(key).presence === "online" ? "online" : "offline",
      reason: null,
    });
    contacts.publish(key);
    changed();
  }

  /**
   * Forget them and everything said. They can no longer reach me, unless all members of their authority may: then
   * blocking is what keeps them away.
   */
  async remove(key: PeerKey): Promise<void> {
    const { contacts, budgets, trust, sessions, changed } = this.#parts;
    contacts.row(key);
    this.#pairing?.cancel(key);
    // All of it before anything waits: what still comes in would be kept for somebody who is not there.
    const forgotten = trust.forget(peerRef(key));
    const removed = contacts.remove(key);
    changed();
    sessions.close(key, "out-of-scope");
    await Promise.all([forgotten, removed]);
    await budgets.remove(key).saved;
  }

  async block(key: PeerKey, blocked: boolean): Promise<Contact> {
    const { history, contacts, changed } = this.#parts;
    const isPairing = history.pendingInvites().some((pending) => pending.key === key);
    if (blocked) this.#pairing?.cancel(key);
    const updated = contacts.update(key, { state: blocked ? "blocked" : isPairing ? "pairing" : "active" });
    // At once: what comes in until the disk has it would come from somebody blocked.
    changed();
    await updated;
    if (!blocked && isPairing) this.#pairing?.tryNow(key);
    return contacts.get(key);
  }
}
