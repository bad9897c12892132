/** The conversations that have a link right now. One `Delivery` per link; the newest link of a peer is the one in use. */
import type { PeerKey } from "../crypto/types.ts";
import type { CloseCode, Link, LinkClosed, LinkHandler } from "../net/types.ts";
import type { History, MessageRow } from "../store/history_types.ts";
import type { Contacts } from "./contacts.ts";
import { Delivery } from "./delivery.ts";
import type { EventBus } from "./events.ts";
import { peerKey } from "./peer_key.ts";
import { viewMessage } from "./views.ts";

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

export interface SessionParts {
  readonly history: History;
  readonly contacts: Contacts;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newStream: () => string;
  /** A link is up with somebody; the contact is on disk. */
  readonly linked: (key: PeerKey, link: Link) => void;
  readonly storageFailed: (error: unknown) => void;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

export class Sessions implements LinkHandler {
  readonly #parts: SessionParts;
  readonly #current = new Map<PeerKey, Link>();
  readonly #deliveries = new Map<Link, Promise<Delivery>>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  onOpen(link: Link): void {
    const key = peerKey(link.peer);
    this.#current.set(key, link);
    const delivery = this.#begin(key, link);
    delivery.catch((error) => {
      this.#parts.warn("link could not be used", { peer: link.peer.id, error: String(error) });
      link.close("internal", "the contact could not be stored");
    });
    this.#deliveries.set(link, delivery);
  }

  async onContent(link: Link, kind: number, data: Uint8Array): Promise<void> {
    const delivery = await this.#deliveries.get(link);
    // Closed by us in the meantime: its contact may be gone already.
    if (this.#deliveries.has(link)) await delivery?.onContent(kind, data);
  }

  onClose(link: Link, why: LinkClosed): void {
    this.#deliveries.delete(link);
    const key = peerKey(link.peer);
    if (this.#current.get(key) !== link) return;
    this.#current.delete(key);
    this.#offline(key, why, this.#parts.now());
  }

  onAttemptFailed(peer: { id: string; root: string } | undefined, _address: unknown, why: LinkClosed): void {
    if (peer === undefined) return;
    const key = peerKey(peer);
    if (this.#current.has(key) || this.#parts.history.contact(key) === undefined) return;
    // That another attempt failed does not make them leave later.
    this.#offline(key, why, this.#parts.contacts.live(key).since);
  }

  /** These outgoing items are on disk. */
  async wake(key: PeerKey, rows: readonly MessageRow[]): Promise<void> {
    (await this.#delivery(key))?.wake(rows);
  }

  /** Our user has seen incoming items up to `seq`. */
  async seen(key: PeerKey, seq: number): Promise<void> {
    (await this.#delivery(key))?.seen(seq);
  }

  close(key: PeerKey, code: CloseCode): void {
    const link = this.#current.get(key);
    if (link === undefined) return;
    link.close(code);
    this.#deliveries.delete(link);
  }

  #delivery(key: PeerKey): Promise<Delivery | undefined> {
    const link = this.#current.get(key);
    return (link === undefined ? undefined : this.#deliveries.get(link)?.catch(() => undefined)) ??
      Promise.resolve(undefined);
  }

  async #begin(key: PeerKey, link: Link): Promise<Delivery> {
    const { history, contacts, bus, now, newStream, storageFailed, linked } = this.#parts;
    await contacts.admitted(link.peer);
    const delivery = new Delivery({
      link,
      conversation: key,
      history,
      now,
      newStream,
      events: {
        received: (rows) => this.#tellReceived(key, rows),
        sent: (row) => {
          if (this.#current.get(key) !== link) return;
          contacts.setLive(key, { sent: delivery.sent });
          bus.publish({ type: "receipt", conversation: key, cursor: row.cursor, status: "sent", at: now() });
        },
        acknowledged: (cursor, status, at) => bus.publish({ type: "receipt", conversation: key, cursor, status, at }),
        storageFailed,
      },
    });
    await delivery.start();
    if (this.#current.get(key) === link) {
      const live = { presence: "online", reason: null, transport: link.transport, since: link.since, sent: 0 } as const;
      contacts.setLive(key, live);
      linked(key, link);
    }
    return delivery;
  }

  #tellReceived(key: PeerKey, rows: readonly MessageRow[]): void {
    const { bus, contacts } = this.#parts;
    if (!bus.heard) return;
    for (const row of rows) bus.publish({ type: "message", message: viewMessage(row, 0) });
    contacts.publish(key);
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
