/** The conversations that have a link right now. One `Delivery` per link; the newest link of a peer is the one in use. */
import type { PeerKey } from "../crypto/types.ts";
import { KIND, LinkError } from "../net/mod.ts";
import type { CloseCode, ContentKind, Link, LinkClosed, LinkHandler, Stranger } from "../net/types.ts";
import type { History, MessageRow } from "../store/history_types.ts";
import type { Contacts } from "./contacts.ts";
import { Delivery } from "./delivery.ts";
import type { EventBus } from "./events.ts";
import { Handed } from "./handed.ts";
import { HeldLink } from "./held_link.ts";
import { peerKey } from "./peer_key.ts";
import { Refusals } from "./refusals.ts";
import { isShown, type Known, viewMessage } from "./views.ts";

/** Ends that say nothing about whether the other side wants us, whoever said them. */
const ORDINARY: ReadonlySet<CloseCode> = new Set([
  "going-away",
  "duplicate",
  "unreachable",
  "connection-lost",
  "stalled",
  "handshake-timeout",
  "too-many-links",
  "rekey",
  "internal",
]);

/**
 * What we may find wrong with who answered: then it was not the peer we know, but somebody who has the address now. What
 * is left of our own refusals is about the peer itself: revoked, expired, blocked.
 */
const SOMEBODY_ELSE: ReadonlySet<CloseCode> = new Set([
  "no-certificate",
  "unknown-authority",
  "bad-certificate",
  "certificate-too-large",
  "certificate-version",
  "certificate-is-ca",
  "certificate-is-root",
  "certificate-usage",
  "certificate-name",
  "wrong-peer",
  "self",
  "wrong-protocol",
]);

/** What happens in a conversation while it has a link, for whoever shows or times it. */
export interface SessionEvents {
  /** A link is about to carry this conversation. */
  opened(key: PeerKey): void;
  /** New items of theirs, amendments among them, are on disk. */
  arrived(key: PeerKey, rows: readonly MessageRow[]): void;
  /** They have, or have seen, more of ours than before. */
  acknowledged(key: PeerKey): void;
  /** They have nothing any more of what they had of ours. */
  forgotten(key: PeerKey): void;
  /** We ended it, for good or for now: the contact may be gone. */
  dismissed(key: PeerKey): void;
  /** @throws LinkError "bad-content" */
  signal(key: PeerKey, data: Uint8Array): void;
}

/** Takes a content that is about no conversation, as it comes, on hold or not. @throws LinkError "bad-content" */
export type SideContent = (link: Link, data: Uint8Array) => void | Promise<void>;

export interface SessionParts {
  readonly history: History;
  readonly known: Known;
  readonly contacts: Contacts;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newStream: () => string;
  readonly events: SessionEvents;
  readonly side: ReadonlyMap<ContentKind, SideContent>;
  /** A link is up, and nothing has gone over it yet. */
  readonly opened: (link: Link) => void;
  /** A link is up with somebody; the contact is on disk. */
  readonly linked: (key: PeerKey, link: Link) => void;
  /** A link showed other keys than the contact's; it is on hold. Once until the user has answered. */
  readonly keysChanged: (key: PeerKey) => Promise<void>;
  /** Somebody with a good certificate was refused because they are on no list, or blocked. */
  readonly stranger: (stranger: Stranger) => void;
  /** An item failed, and is marked so. @returns the message that it changes, if that looks different now */
  readonly failed: (row: MessageRow) => string | undefined;
  /** The link of this contact is gone. */
  readonly unlinked: (key: PeerKey) => void;
  readonly storageFailed: (error: unknown) => void;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

export class Sessions implements LinkHandler {
  readonly #parts: SessionParts;
  readonly #current = new Map<PeerKey, Link>();
  readonly #deliveries = new Map<Link, Promise<Delivery | HeldLink>>();
  /** The same once they can be spoken to, without waiting: what is on disk, or gone, must not overtake each other. */
  readonly #ready = new Map<Link, Delivery>();
  readonly #handed: Handed;
  readonly #refusals: Refusals;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#handed = new Handed(parts.history);
    this.#refusals = new Refusals(parts.history);
  }

  onOpen(link: Link): void {
    this.#parts.opened(link);
    const key = peerKey(link.peer);
    this.#current.set(key, link);
    void this.#carry(key, link);
  }

  async onContent(link: Link, kind: number, data: Uint8Array): Promise<void> {
    const side = this.#parts.side.get(kind);
    if (side !== undefined) return await side(link, data);
    let beginning;
    let delivery;
    do {
      beginning = this.#deliveries.get(link);
      delivery = await beginning;
      // Else it was released, or closed by us in the meantime: its contact may be gone already.
    } while (this.#deliveries.get(link) !== beginning);
    if (kind === KIND.signal) {
      if (delivery instanceof Delivery) this.#parts.events.signal(peerKey(link.peer), data);
    } else await delivery?.onContent(kind, data);
  }

  onClose(link: Link, why: LinkClosed): void {
    const key = peerKey(link.peer);
    this.#blame(key, why, this.#ready.get(link)?.sent ?? 0);
    this.#deliveries.delete(link);
    this.#ready.delete(link);
    if (this.#current.get(key) !== link) return;
    this.#current.delete(key);
    this.#handed.end(key);
    this.#offline(key, why, this.#parts.now());
    this.#parts.unlinked(key);
  }

  onStranger(stranger: Stranger): void {
    this.#parts.stranger(stranger);
  }

  onAttemptFailed(peer: { id: string; root: string } | undefined, _address: unknown, why: LinkClosed): void {
    if (peer === undefined) return;
    const key = peerKey(peer);
    if (this.#current.has(key) || this.#parts.history.contact(key) === undefined) return;
    // That another attempt failed does not make them leave later.
    this.#offline(key, why, this.#parts.contacts.live(key).since);
  }

  /** These outgoing items are on disk. */
  wake(key: PeerKey, rows: readonly MessageRow[]): void {
    this.#delivery(key)?.wake(rows);
  }

  /** A failed message waits again, on disk. */
  again(key: PeerKey, row: MessageRow): void {
    // It may have been handed over under its old number.
    this.#handed.raise(key, this.#parts.history.streams(key).out_stream, row.seq);
    this.wake(key, [row]);
  }

  /** Something that waited is gone from the history, or has changed there. */
  reread(key: PeerKey): void {
    this.#delivery(key)?.reread();
  }

  /** Whether the outgoing item with this number certainly never left. */
  neverHanded(key: PeerKey, seq: number): boolean {
    return this.#handed.never(key, seq);
  }

  /** Our user has seen incoming items up to `seq`. */
  seen(key: PeerKey, seq: number): void {
    this.#delivery(key)?.seen(seq);
  }

  /** @returns false when there is no link to say it on */
  signal(key: PeerKey, data: Uint8Array): boolean {
    const link = this.#current.get(key);
    if (link === undefined || !this.#ready.get(link)?.started) return false;
    link.send(KIND.signal, data).catch(() => {}); // whoever is gone need not know
    return true;
  }

  /** Our user has answered for the keys of this contact: what was on hold begins on the link that is up. */
  async release(key: PeerKey): Promise<void> {
    const link = this.#current.get(key);
    const beginning = link && this.#deliveries.get(link);
    const held = await beginning?.catch(() => undefined);
    if (link === undefined || !(held instanceof HeldLink) || this.#deliveries.get(link) !== beginning) return;
    await this.#carry(key, link, held.sync).catch(() => {});
  }

  close(key: PeerKey, code: CloseCode): void {
    this.#parts.events.dismissed(key);
    const link = this.#current.get(key);
    if (link === undefined) return;
    link.close(code);
    this.#deliveries.delete(link);
    this.#ready.delete(link);
  }

  #delivery(key: PeerKey): Delivery | undefined {
    const link = this.#current.get(key);
    return link && this.#ready.get(link);
  }

  /** @param sync what the peer said it has, while the link was on hold */
  #carry(key: PeerKey, link: Link, sync?: Uint8Array): Promise<Delivery | HeldLink> {
    const delivery = this.#begin(key, link, sync);
    delivery.catch((error) => {
      // One of two links that were made at once ends while it begins: nobody need know.
      const ended = error instanceof LinkError && ORDINARY.has(error.code);
      if (!ended) this.#parts.warn("link could not be used", { peer: link.peer.id, error: String(error) });
      if (error instanceof LinkError) link.close(error.code, error.message);
      else link.close("internal", "the contact could not be stored");
    });
    this.#deliveries.set(link, delivery);
    return delivery;
  }

  async #begin(key: PeerKey, link: Link, sync?: Uint8Array): Promise<Delivery | HeldLink> {
    const { history, contacts, bus, now, newStream, storageFailed, keysChanged, events } = this.#parts;
    const { held, changed } = await contacts.admitted(link.peer);
    if (held) {
      if (changed) await keysChanged(key);
      this.#online(key, link);
      return new HeldLink();
    }
    const delivery = new Delivery({
      link,
      conversation: key,
      history,
      now,
      newStream,
      tellsRead: () => history.contact(key)?.options.read_receipts ?? false,
      handing: (stream, seq) => this.#handed.raise(key, stream, seq),
      oneByOne: this.#refusals.oneByOne(key),
      events: {
        received: (rows, changed) => this.#tellReceived(key, rows, changed),
        sent: (row) => {
          if (this.#current.get(key) !== link) return;
          contacts.setLive(key, { sent: delivery.sent });
          bus.publish({ type: "receipt", conversation: key, cursor: row.cursor, status: "sent", at: now() });
        },
        acknowledged: (cursor, status, at) => {
          bus.publish({ type: "receipt", conversation: key, cursor, status, at });
          events.acknowledged(key);
        },
        forgotten: () => events.forgotten(key),
        storageFailed,
      },
    });
    if (this.#current.get(key) === link) {
      this.#ready.set(link, delivery);
      this.#handed.begin(key);
    }
    events.opened(key);
    await delivery.start();
    this.#online(key, link);
    if (sync !== undefined) await delivery.onContent(KIND.sync, sync);
    return delivery;
  }

  #online(key: PeerKey, link: Link): void {
    if (this.#current.get(key) !== link) return;
    const { contacts, linked } = this.#parts;
    const live = { presence: "online", reason: null, transport: link.transport, since: link.since, sent: 0 } as const;
    contacts.setLive(key, live);
    linked(key, link);
  }

  #tellReceived(key: PeerKey, rows: readonly MessageRow[], changed: readonly MessageRow[]): void {
    const { bus, contacts, events } = this.#parts;
    if (bus.heard) {
      for (const row of rows) if (isShown(row)) this.#publish(row);
      for (const row of changed) this.#publish(row);
      contacts.publish(key);
    }
    events.arrived(key, rows);
  }

  #publish(row: MessageRow): void {
    const { bus, contacts, known } = this.#parts;
    const sent = contacts.live(row.conversation).sent;
    bus.publish({ type: "message", message: viewMessage(row, sent, known) });
  }

  /** A peer that closes again and again over the same item: without it, the conversation goes on. */
  #blame(key: PeerKey, why: LinkClosed, sent: number): void {
    const { history, storageFailed, warn, failed } = this.#parts;
    const row = this.#refusals.ended(key, why, sent);
    if (row === undefined) return;
    warn("an item was refused again and again and is not sent any more", { peer: row.conversation, code: why.code });
    history.markFailed(key, row.id, why.code).saved.catch(storageFailed);
    // As it is shown: what was refused is the text before its edits.
    const id = isShown(row) ? row.id : failed(row);
    const shown = id === undefined ? undefined : history.message(key, id);
    if (shown !== undefined && isShown(shown)) this.#publish(shown);
  }

  #offline(key: PeerKey, why: LinkClosed, since: number | null): void {
    const refused = !ORDINARY.has(why.code) && !(why.by === "us" && SOMEBODY_ELSE.has(why.code));
    this.#parts.contacts.setLive(key, {
      presence: refused ? "refused" : "offline",
      reason: refused ? why.code : null,
      transport: null,
      since,
      sent: 0,
    });
  }
}
