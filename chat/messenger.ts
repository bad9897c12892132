/**
 * The messenger behind every window and command: builds the parts of `chat/` and answers the methods of `ui/api.ts`. No
 * sockets, no SQL, no HTTP.
 */
import type { PeerKey } from "../crypto/types.ts";
import { KIND, parseAddress } from "../net/mod.ts";
import type { ContentKind, Link, Network } from "../net/types.ts";
import type { ApiBackend, ApiEvent, ApiMethod, MediaFile, Params, Result } from "../ui/api.ts";
import { Adding } from "./adding.ts";
import { Amendments } from "./amendments.ts";
import { Bits } from "./bits.ts";
import { Budgets } from "./budgets.ts";
import { Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import { EventBus } from "./events.ts";
import { ExpiryTimer } from "./expiry.ts";
import { Invites } from "./invites.ts";
import { allMethods } from "./methods/all.ts";
import type { Methods } from "./methods/core.ts";
import type { MessengerParts } from "./messenger_parts.ts";
import { Notices } from "./notices.ts";
import { Outgoing } from "./outgoing.ts";
import { Friends } from "./friends.ts";
import { KeyChanges } from "./key_changes.ts";
import { MyTime } from "./my_time.ts";
import { RefusedWrites } from "./refused_writes.ts";
import { Reports } from "./reports.ts";
import { peerKey } from "./peer_key.ts";
import { PeerExchange } from "./peer_exchange.ts";
import { Requests } from "./requests.ts";
import { Revocations } from "./revocations.ts";
import { roomTime } from "./rooms/room_time.ts";
import { Rooms } from "./rooms/rooms.ts";
import { Talking } from "./rooms/talking.ts";
import { Sessions, type SideContent } from "./sessions.ts";
import { SettingsBook } from "./settings.ts";
import { Timers } from "./timers.ts";
import { Files } from "./transfers/files.ts";
import { TrustBook } from "./trust_book.ts";
import { Typing } from "./typing.ts";
import { Unsent } from "./unsent.ts";
import type { Known } from "./views.ts";

export class Messenger implements ApiBackend {
  readonly bus = new EventBus();
  readonly notices = new Notices(this.bus);
  readonly budgets: Budgets;
  readonly contacts: Contacts;
  readonly sessions: Sessions;
  readonly invites: Invites;
  readonly trust: TrustBook;
  /** Undefined without a disk: then files are neither sent nor taken. */
  readonly files: Files | undefined;
  readonly #parts: MessengerParts;
  readonly #friends: Friends;
  readonly #requests: Requests;
  readonly #revocations: Revocations;
  readonly #exchange: PeerExchange;
  readonly #time: MyTime;
  readonly settings: SettingsBook;
  readonly rooms: Rooms;
  readonly #expiry: ExpiryTimer;
  readonly #reports: Reports;
  readonly #bits: Bits;
  readonly #methods: Methods;
  #network: Network | undefined;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    const { history, clock, me } = parts;
    const now = () => clock.now();
    const refused = new RefusedWrites(this.notices, parts.warn);
    const storageFailed = (error: unknown) => refused.tell(error);
    this.settings = new SettingsBook(history, this.bus);
    this.budgets = new Budgets({
      limits: parts.limits,
      defaults: () => this.settings.budgets(),
      bus: this.bus,
      clock,
      counted: (error) => error ? refused.tell(error, "budgets") : this.notices.dismiss("budgets"),
    });
    this.contacts = new Contacts(history, this.bus, now, this.budgets, () => this.settings.get().keep_history);
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
    const { contacts, bus } = this;
    this.#expiry = new ExpiryTimer({
      ...{ history, contacts, bus, clock, storageFailed },
      reread: (key) => this.sessions.reread(key),
    });
    const timers = new Timers({ history, contacts, bus, now, newId: parts.newId, storageFailed });
    const typing = new Typing({
      bus,
      clock,
      allowed: (key) => history.contact(key)?.options.typing ?? false,
      send: (key, data) => this.sessions.signal(key, data),
    });
    this.#bits = new Bits({
      bus: this.bus,
      clock,
      isOn: () => this.settings.get().show_bits,
      links: () => this.#network?.links() ?? [],
    });
    this.#revocations = new Revocations({
      ...{ me, history, clock, storageFailed, trust: this.trust, warn: parts.warn },
      links: () => this.#network?.links() ?? [],
      changed: () => this.#trustChanged(),
    });
    this.#exchange = new PeerExchange({
      ...{ me, clock },
      links: () => this.#network?.links() ?? [],
      hint: (...heard) => this.#network?.hint(...heard),
    });
    const unsent = new Unsent(history);
    const known: Known = {
      unsent: (key, id) => unsent.told(key, id),
      message: (key, id) => history.message(key, id),
      motion: (key, id) => this.files?.transfers.motion(key, id),
      rooms: () => this.rooms,
    };
    this.rooms = new Rooms({
      ...{ history, bus, clock, known, storageFailed },
      me: { ...me, key: peerKey(me) },
      identity: parts.rooms,
      time: () => roomTime(now(), this.#time?.agreed(), this.#parts.me),
      randomBytes: parts.randomBytes,
      isRevoked: (root, serial) => this.trust.isRevoked(root, serial),
      warn: parts.warn,
    });
    this.sessions = new Sessions({
      history,
      known,
      contacts: this.contacts,
      bus: this.bus,
      now,
      newStream: () => hex(parts.randomBytes(16)),
      events: {
        opened: (key) => timers.remember(key),
        arrived: (key, rows) => {
          typing.stopped(key);
          timers.noticed(key, rows);
          this.files?.transfers.noticed(key, rows);
          // The disk is told of by what refused; their proposal stays open then.
          if (rows.some(({ kind }) => kind === "timer")) amendments.agreeIfSame(key).catch(() => {});
        },
        dismissed: (key) => timers.forget(key),
        acknowledged: (key) => {
          this.#expiry.touch();
          this.files?.transfers.acknowledged(key);
        },
        forgotten: (key) => this.files?.transfers.forgotten(key),
        signal: (key, data) => typing.heard(key, data),
      },
      side: new Map<ContentKind, SideContent>([
        [KIND.crl, (link, data) => this.#revocations.heard(link, data)],
        [KIND.peers, (link, data) => this.#exchange.heard(link, data)],
        [KIND.room, (link, data) => this.rooms.heard(link, data)],
      ]),
      opened: (link) => this.#bits.opened(link),
      linked: (key, link) => this.#linked(key, link),
      unlinked: (key) => {
        typing.ended(key);
        this.rooms.unlinked(key);
        this.#time.unlinked(key);
      },
      keysChanged: (key) => {
        this.files?.transfers.refresh();
        return keys.tell(key);
      },
      stranger: (stranger) => void this.#requests.knocked(stranger),
      failed: (row) => unsent.failed(row),
      storageFailed,
      warn: parts.warn,
    });
    const outgoing = new Outgoing({
      history,
      known,
      budgets: this.budgets,
      bus: this.bus,
      now,
      newId: parts.newId,
      sentTo: (key) => this.contacts.live(key).sent,
      wake: (key, rows) => this.sessions.wake(key, rows),
      storing: (key) => {
        timers.remember(key);
        unsent.touch(key);
      },
      stored: (key, rows) => {
        timers.noticed(key, rows);
        this.files?.transfers.noticed(key, rows);
      },
    });
    this.files = parts.files && new Files({
      ...parts,
      ...parts.files,
      ...{ now, outgoing, contacts, bus, storageFailed },
      budgets: this.budgets,
      settings: this.settings,
      steady: parts.steady ?? now,
      setBulkPeers: (peers) => this.#network?.setBulkPeers(peers),
    });
    const amendments = new Amendments({ history, outgoing, unsent, sessions: this.sessions, contacts, bus });
    this.#time = new MyTime({
      clock,
      steady: parts.steady ?? now,
      dates: () => me,
      notices: this.notices,
      changed: () => this.#tellMe(),
    });
    const reports = this.#reports = new Reports({
      ...parts,
      rooms: this.rooms,
      time: this.#time,
      revoked: () => this.#amRevoked(),
      contacts: this.contacts,
      settings: this.settings,
      notices: this.notices,
      network: () => this.#network,
      downloads: () => this.files?.downloads ?? "",
    });
    this.#friends = new Friends({
      me,
      history,
      budgets: this.budgets,
      contacts: this.contacts,
      trust: this.trust,
      sessions: this.sessions,
      bus: this.bus,
      clock,
      newId: parts.newId,
      pair: parts.pair,
      changed: () => this.#trustChanged(),
    });
    this.#requests = new Requests({
      history,
      contacts: this.contacts,
      isOn: () => this.settings.get().allow_list,
      changed: () => this.#trustChanged(),
      storageFailed,
    });
    const keys = new KeyChanges({
      me,
      history,
      contacts: this.contacts,
      sessions: this.sessions,
      friends: this.#friends,
      bus: this.bus,
      now,
      newId: parts.newId,
    });
    this.trust.refresh(this.contacts.blocked(), this.#requests.allowed());
    // Also for a command that only reads: what should be gone is not shown.
    void this.#expiry.run();
    this.#methods = allMethods({
      parts,
      known,
      files: this.files,
      bus: this.bus,
      notices: this.notices,
      bits: this.#bits,
      budgets: this.budgets,
      contacts: this.contacts,
      sessions: this.sessions,
      invites: this.invites,
      trust: this.trust,
      revocations: this.#revocations,
      outgoing,
      amendments,
      rooms: this.rooms,
      talking: new Talking({ history, known, now, rooms: this.rooms, bus }),
      expiry: this.#expiry,
      typing,
      friends: this.#friends,
      requests: this.#requests,
      adding: new Adding({
        me,
        contacts: this.contacts,
        trust: this.trust,
        ownAuthority: parts.renewal === "own",
        changed: () => this.#trustChanged(),
      }),
      keys,
      settings: this.settings,
      reports,
      network: () => this.#network,
      dialAll: () => this.#dialAll(),
      trustChanged: () => this.#trustChanged(),
      storing: (work) => refused.watch(work),
    });
  }

  /** The network is built with this messenger's `sessions` and `invites`, so it comes second. Call before it starts. */
  attach(network: Network): void {
    this.#network = network;
  }

  /** The network is up: dial everybody and take up unfinished pairings. */
  start(): void {
    this.#dialAll();
    this.#friends.resumePairing();
    this.#time.start();
    this.#expiry.start();
    this.files?.transfers.start();
  }

  /** What linked people agree the time is, milliseconds since the epoch; for admission. */
  agreedTime(): number | undefined {
    return this.#time.agreed();
  }

  /** Resolves when nothing is written to the history any more. */
  async stop(): Promise<void> {
    const still = this.files?.transfers.stop();
    this.#friends.stop();
    this.#time.stop();
    this.#exchange.stop();
    const rooms = this.rooms.stop();
    this.#expiry.stop();
    this.budgets.stop();
    this.#bits.stop();
    this.bus.publish({ type: "bye" });
    await Promise.all([still, rooms]);
  }

  subscribe(listener: (event: ApiEvent) => void, isHeard?: () => boolean): () => void {
    return this.bus.subscribe(listener, isHeard);
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const run = this.#methods[method] as ((params: Params<M>) => Result<M> | Promise<Result<M>>) | undefined;
    if (run === undefined) throw new ChatError("not-found", `no method "${String(method)}"`);
    return await run(params);
  }

  async media(conversation: PeerKey, id: string): Promise<MediaFile | undefined> {
    return await this.files?.media(conversation, id);
  }

  #linked(key: PeerKey, link: Link): void {
    this.#time.linked(key, link.peer);
    this.#revocations.linked(link);
    this.#exchange.linked(link);
    this.rooms.linked(link);
    this.files?.transfers.linked(key);
    this.contacts.publish(key);
    this.#dialAll();
  }

  /** ID-7: our authority has taken our certificate back, and the list that says so is here. */
  #amRevoked(): boolean {
    const { root, serial } = this.#parts.me;
    return this.trust.isRevoked(root, serial);
  }

  #tellMe(): void {
    if (this.bus.heard) this.bus.publish({ type: "me", me: this.#reports.me() });
  }

  #trustChanged(): void {
    const wasRevoked = this.#amRevoked();
    this.trust.refresh(this.contacts.blocked(), this.#requests.allowed());
    if (this.#amRevoked() !== wasRevoked) this.#tellMe();
    this.files?.transfers.refresh();
    this.#dialAll();
  }

  #dialAll(): void {
    const typed = this.settings.addresses().map(parseAddress).filter((address) => address !== undefined);
    const bare = [...(this.#parts.extraPeers ?? []), ...typed].map((address) => ({ addresses: [address] }));
    this.#network?.setTargets([...this.contacts.targets(), ...bare]);
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
