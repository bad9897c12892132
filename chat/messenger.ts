/**
 * The messenger behind every window and command: builds the parts of `chat/` and answers the methods of `ui/api.ts`. No
 * sockets, no SQL, no HTTP.
 */
import type { Fingerprint, PeerKey } from "../crypto/types.ts";
import { type InviteContent, parseAddress } from "../net/mod.ts";
import type { Address, Clock, Link, Network, PairedPeer } from "../net/types.ts";
import type { History, Limits } from "../store/history_types.ts";
import type { ApiBackend, ApiEvent, ApiMethod, Params, Result } from "../ui/api.ts";
import { Budgets } from "./budgets.ts";
import { Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import { EventBus } from "./events.ts";
import { Invites } from "./invites.ts";
import { conversationMethods } from "./methods/conversation.ts";
import type { Core, Methods } from "./methods/core.ts";
import { peopleMethods } from "./methods/people.ts";
import { type ProfileMethod, profileMethods } from "./methods/profile.ts";
import { programMethods } from "./methods/program.ts";
import { Notices } from "./notices.ts";
import { Outgoing } from "./outgoing.ts";
import { Friends } from "./friends.ts";
import { Reports } from "./reports.ts";
import { Sessions } from "./sessions.ts";
import { SettingsBook } from "./settings.ts";
import type { Tickets } from "./tickets.ts";
import { type CertificateReader, TrustBook, type TrustSink } from "./trust_book.ts";

/** Difference of clocks that is worth telling the user about. */
const CLOCK_SKEW = 5 * 60_000;

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
  /** Methods about the files of the profile; absent in a messenger without a disk. */
  readonly profile?: Partial<Methods<ProfileMethod>>;
  /** Files to be fetched by a window or a command; absent where there is none. */
  readonly tickets?: Tickets;
  /** `--peer`: addresses for this run only. */
  readonly extraPeers?: readonly Address[];
}

export class Messenger implements ApiBackend {
  readonly bus = new EventBus();
  readonly notices = new Notices(this.bus);
  readonly budgets: Budgets;
  readonly contacts: Contacts;
  readonly sessions: Sessions;
  readonly invites: Invites;
  readonly trust: TrustBook;
  readonly #parts: MessengerParts;
  readonly #friends: Friends;
  readonly #settings: SettingsBook;
  readonly #methods: Methods;
  #network: Network | undefined;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    const { history, clock, me } = parts;
    const now = () => clock.now();
    this.#settings = new SettingsBook(history, this.bus);
    this.budgets = new Budgets({
      limits: parts.limits,
      defaults: () => this.#settings.budgets(),
      bus: this.bus,
      clock,
      counted: (error) => error ? this.#storageFailed(error, "budgets") : this.notices.dismiss("budgets"),
    });
    this.contacts = new Contacts(history, this.bus, now, this.budgets);
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
    const outgoing = new Outgoing({
      history,
      budgets: this.budgets,
      bus: this.bus,
      now,
      newId: parts.newId,
      sentTo: (key) => this.contacts.live(key).sent,
      wake: (key, rows) => void this.sessions.wake(key, rows),
    });
    const reports = new Reports({
      ...parts,
      contacts: this.contacts,
      settings: this.#settings,
      notices: this.notices,
      network: () => this.#network,
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
    this.trust.refresh(this.contacts.blocked());
    this.#methods = allMethods({
      parts,
      bus: this.bus,
      notices: this.notices,
      budgets: this.budgets,
      contacts: this.contacts,
      sessions: this.sessions,
      invites: this.invites,
      trust: this.trust,
      outgoing,
      friends: this.#friends,
      settings: this.#settings,
      reports,
      network: () => this.#network,
      dialAll: () => this.#dialAll(),
      trustChanged: () => this.#trustChanged(),
      storing: (work) => this.#storing(work),
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
  }

  stop(): void {
    this.#friends.stop();
    this.budgets.stop();
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

  #storageFailed(error: unknown, id = "storage"): void {
    const code = (error as { code?: string } | undefined)?.code ?? "io";
    this.#parts.warn("the disk refused a write", { code, error: String(error) });
    this.notices.raise({ id, level: "error", text: `notice.storage_${code.replace("-", "_")}` });
  }
}

function allMethods(core: Core): Methods {
  return { ...conversationMethods(core), ...peopleMethods(core), ...programMethods(core), ...profileMethods(core) };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
