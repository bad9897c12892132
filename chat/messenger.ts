/**
 * The messenger behind every window and command: builds the parts of `chat/` and answers the methods of `ui/api.ts`. No
 * sockets, no SQL, no HTTP.
 */
import type { Fingerprint, PeerKey } from "../crypto/types.ts";
import { formatAddress, type InviteContent, parseAddress } from "../net/mod.ts";
import type { Address, Clock, Link, Network, PairedPeer } from "../net/types.ts";
import type { History, Limits } from "../store/history_types.ts";
import type { ApiBackend, ApiEvent, ApiMethod, Params, Result } from "../ui/api.ts";
import { cleanName, Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import { EventBus } from "./events.ts";
import { Invites, readInvite } from "./invites.ts";
import { Notices } from "./notices.ts";
import { Outgoing } from "./outgoing.ts";
import { Friends } from "./friends.ts";
import { peerKey } from "./peer_key.ts";
import { Reports } from "./reports.ts";
import { Sessions } from "./sessions.ts";
import { SettingsBook } from "./settings.ts";
import { type CertificateReader, TrustBook, type TrustSink } from "./trust_book.ts";
import { viewMessage } from "./views.ts";

/** Difference of clocks that is worth telling the user about. */
const CLOCK_SKEW = 5 * 60_000;
const PAGE = 50;

/** Who I am, as far as the messenger shows it. */
export interface Myself {
  readonly id: string;
  readonly name: string;
  readonly root: Fingerprint;
  readonly fingerprint: Fingerprint;
  readonly notAfter: Date;
  readonly rootCertificate: string;
  readonly rootName: string;
}

export interface MessengerParts {
  readonly me: Myself;
  readonly history: History;
  readonly limits: Limits;
  readonly trust: TrustSink;
  readonly certificates: CertificateReader;
  readonly clock: Clock;
  /** UUIDv7, rising. */
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Client side of pairing; absent while the network is off. */
  readonly pair?: (invite: InviteContent, signal: AbortSignal) => Promise<PairedPeer>;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
  readonly version: string;
  readonly pid: number;
  readonly dataDir: string;
  /** A fresh link that opens the window, "" without one. */
  readonly uiUrl: () => string;
  /** The user asked the program to end. */
  readonly shutdown: () => void;
  /** `--peer`: addresses for this run only. */
  readonly extraPeers?: readonly Address[];
}

export class Messenger implements ApiBackend {
  readonly bus = new EventBus();
  readonly notices = new Notices(this.bus);
  readonly contacts: Contacts;
  readonly sessions: Sessions;
  readonly invites: Invites;
  readonly trust: TrustBook;
  readonly #parts: MessengerParts;
  readonly #outgoing: Outgoing;
  readonly #friends: Friends;
  readonly #settings: SettingsBook;
  readonly #reports: Reports;
  #network: Network | undefined;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    const { history, clock, me } = parts;
    const now = () => clock.now();
    this.contacts = new Contacts(history, this.bus, now);
    this.#settings = new SettingsBook(history, this.bus);
    this.trust = new TrustBook({
      history,
      sink: parts.trust,
      certificates: parts.certificates,
      own: { fingerprint: me.root, certificate: me.rootCertificate, name: me.rootName },
      now,
      changed: () => this.#network?.trustChanged(),
    });
    this.invites = new Invites({
      history,
      me,
      addresses: () => this.#network?.addresses() ?? [],
      randomBytes: parts.randomBytes,
      now,
      befriend: (peer) => this.#friends.befriend(peer),
    });
    this.sessions = new Sessions({
      history,
      contacts: this.contacts,
      bus: this.bus,
      now,
      newStream: () => hex(parts.randomBytes(16)),
      linked: (key, link) => this.#linked(key, link),
      storageFailed: (error) => this.#storageFailed(error),
      warn: parts.warn,
    });
    this.#outgoing = new Outgoing({
      history,
      limits: parts.limits,
      bus: this.bus,
      now,
      newId: parts.newId,
      sentTo: (key) => this.contacts.live(key).sent,
      wake: (key, rows) => void this.sessions.wake(key, rows),
    });
    this.#reports = new Reports({
      ...parts,
      contacts: this.contacts,
      settings: this.#settings,
      notices: this.notices,
      network: () => this.#network,
    });
    this.#friends = new Friends({
      me,
      history,
      limits: parts.limits,
      contacts: this.contacts,
      trust: this.trust,
      sessions: this.sessions,
      bus: this.bus,
      clock,
      newId: parts.newId,
      pair: parts.pair,
      changed: () => this.#trustChanged(),
    });
    this.trust.refresh(this.contacts.blocked());
  }

  /** The network is built with this messenger's `sessions` and `invites`, so it comes second. Call before it starts. */
  attach(network: Network): void {
    this.#network = network;
  }

  /** The network is up: dial everybody and take up unfinished pairings. */
  start(): void {
    this.#dialAll();
    this.#friends.resumePairing();
  }

  stop(): void {
    this.#friends.stop();
    this.bus.publish({ type: "bye" });
  }

  subscribe(listener: (event: ApiEvent) => void): () => void {
    return this.bus.subscribe(listener);
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const run = this.#methods[method] as ((params: Params<M>) => Result<M> | Promise<Result<M>>) | undefined;
    if (run === undefined) throw new ChatError("not-found", `no method "${String(method)}"`);
    return await run(params);
  }

  readonly #methods: { [M in ApiMethod]: (params: Params<M>) => Result<M> | Promise<Result<M>> } = {
    snapshot: () => this.#reports.snapshot(),
    status: () => this.#reports.status(),
    history: ({ conversation, before, limit = PAGE, search }) => {
      const rows = this.#parts.history.page(conversation, { before, limit: limit + 1, search });
      const { sent } = this.contacts.live(conversation);
      const messages = rows.slice(Math.max(0, rows.length - limit)).map((row) => viewMessage(row, sent));
      return { messages, more: rows.length > limit };
    },
    send: ({ conversation, text, id }) => this.#storing(() => this.#outgoing.send(conversation, text, id)),
    wait: ({ conversation, id, timeout_ms }) =>
      this.#outgoing.wait(conversation, id, timeout_ms, (ms, run) => this.#parts.clock.after(ms, run)),
    mark_read: async ({ conversation, cursor }) => {
      const { history } = this.#parts;
      await history.markRead(conversation, cursor).saved;
      void this.sessions.seen(conversation, history.streams(conversation).in_read);
      this.contacts.publish(conversation);
      return null;
    },
    clear_history: async ({ conversation }) => {
      const { removed, saved } = this.#parts.history.clear(conversation);
      await saved;
      this.bus.publish({ type: "cleared", conversation: conversation ?? null });
      return { removed };
    },
    resolve: ({ peer }) => ({ conversation: this.contacts.resolve(peer) }),
    contacts: () => this.contacts.all(),
    contact_rename: ({ conversation, name }) => this.contacts.rename(conversation, name),
    contact_remove: async ({ conversation }) => (await this.#friends.remove(conversation), null),
    contact_block: ({ conversation, blocked }) => this.#friends.block(conversation, blocked),
    address_add: async ({ address }) => {
      await this.#settings.addAddress(address);
      this.#dialAll();
      return null;
    },
    addresses: () => this.#settings.addresses(),
    address_remove: async ({ address }) => {
      await this.#settings.removeAddress(address);
      this.#dialAll();
      return null;
    },
    invite_create: ({ ttl_ms }) => this.invites.create(ttl_ms),
    invite_preview: ({ invite }) => {
      const content = this.#readInvite(invite);
      return {
        id: content.id,
        name: cleanName(content.name, content.id),
        root: content.root,
        addresses: content.addresses.map(formatAddress),
        expires_at: content.expiresAt,
        known: this.#parts.history.contact(peerKey(content)) !== undefined,
      };
    },
    invite_accept: ({ invite }) => this.#friends.accept(invite),
    settings_set: (change) => this.#settings.set(change),
    reconnect: () => {
      this.#network?.retryNow();
      this.#friends.resumePairing();
      return null;
    },
    notice_dismiss: ({ id }) => (this.notices.dismiss(id), null),
    limits: ({ conversation }) => {
      const keys = conversation === undefined ? this.contacts.all().map(({ key }) => key) : [conversation];
      return keys.map((key) => this.#reports.limitRow(this.#parts.limits.get(key)));
    },
    limits_grant: async ({ conversation, messages, files }) => {
      this.contacts.row(conversation);
      const before = this.#parts.limits.get(conversation);
      // What is given counts from now on; the store counts from the first packet.
      const grant = (given: number | null | undefined, old: number | null, spent: number) =>
        given === undefined ? old : given === null ? null : Math.min(spent + given, Number.MAX_SAFE_INTEGER);
      const { state, saved } = this.#parts.limits.grant(
        conversation,
        grant(messages, before.messages, before.messages_spent),
        grant(files, before.files, before.files_spent),
      );
      await saved;
      return this.#reports.limitRow(state);
    },
    trust_add: async ({ pem, members }) => {
      const row = await this.trust.addRoot(pem, members);
      this.#trustChanged();
      return { root: row.fingerprint, name: row.name };
    },
    trust_crl: async ({ pem }) => {
      const added = await this.trust.addCrl(pem);
      this.#trustChanged();
      return added;
    },
    trust_list: () => this.trust.list(),
    shutdown: () => (this.#parts.shutdown(), null),
  };

  #readInvite(text: string): InviteContent {
    return readInvite(text, this.#parts.me, this.#parts.clock.now());
  }

  #linked(key: PeerKey, link: Link): void {
    const { clockOffset, name } = link.peer;
    if (Math.abs(clockOffset) > CLOCK_SKEW) {
      const minutes = String(Math.round(Math.abs(clockOffset) / 60_000));
      this.notices.raise({ id: "clock", level: "warning", text: "notice.clock_skew", args: { name, minutes } });
    }
    this.contacts.publish(key);
    this.#dialAll();
  }

  #trustChanged(): void {
    this.trust.refresh(this.contacts.blocked());
    this.#dialAll();
  }

  #dialAll(): void {
    const typed = this.#settings.addresses().map(parseAddress).filter((address) => address !== undefined);
    const bare = [...(this.#parts.extraPeers ?? []), ...typed].map((address) => ({ addresses: [address] }));
    this.#network?.setTargets([...this.contacts.targets(), ...bare]);
  }

  /** Say it where the user sees it, too, when the disk refuses. */
  async #storing<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.notices.dismiss("storage");
      return result;
    } catch (error) {
      if (!(error instanceof ChatError)) this.#storageFailed(error);
      throw error;
    }
  }

  #storageFailed(error: unknown): void {
    const code = (error as { code?: string } | undefined)?.code ?? "io";
    this.#parts.warn("the disk refused a write", { code, error: String(error) });
    this.notices.raise({ id: "storage", level: "error", text: `notice.storage_${code.replace("-", "_")}` });
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
