/** The coordinator of `net/`: listener, dialer, link table and admission, wired together behind one interface. */
import type { Socket } from "node:net";
import type { Identity, PeerRef, Trust } from "../crypto/types.ts";
import { Acceptor } from "./accept.ts";
import { reachableAddresses } from "./addresses.ts";
import { type AdmissionRules, type Admitted, readmit, StrangerError } from "./admission.ts";
import type { LiveBulk } from "./bulk.ts";
import { BulkLinks } from "./bulk_links.ts";
import { DialError } from "./dial.ts";
import { LanDiscovery, type LanOptions } from "./discovery/mod.ts";
import { LinkError } from "./errors.ts";
import type { LiveLink } from "./link.ts";
import { LinkTable } from "./link_table.ts";
import { MAX_ADDRESSES } from "./limits.ts";
import type { NetworkLog } from "./network_log.ts";
import { Opener } from "./opener.ts";
import { PairLimits } from "./pair_limits.ts";
import { Seeker } from "./seeker.ts";
import { connectTcp, TcpListener } from "./transport/tcp.ts";
import type {
  Address,
  BulkHandler,
  Clock,
  DialTarget,
  InviteBook,
  LanState,
  Link,
  LinkClosed,
  LinkHandler,
  Network,
} from "./types.ts";
import { watchForWakeUp } from "./wake_up.ts";

/** The port others try when nothing else is said. */
export const DEFAULT_PORT = 7420;
/** Milliseconds our last words have to reach the others when we stop. */
const FAREWELL = 1_000;
/** Milliseconds a link has to show after the machine slept that it is still there. */
const WAKE_UP_PROBE = 5_000;

export interface ListenOptions {
  /** Address of an interface; "all" (the default) is every interface, IPv4 and IPv6. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** How many ports to try, upwards, when one is taken. */
  readonly tries: number;
}

export interface NetworkParts {
  readonly identity: Identity;
  readonly trust: Trust;
  readonly handler: LinkHandler;
  readonly invites: InviteBook;
  /** Hears of bulk connections; without it none is opened or accepted. */
  readonly bulk?: BulkHandler;
  readonly listen: ListenOptions;
  /** 16 random bytes in hex, made at process start. */
  readonly instance: string;
  readonly clock: Clock;
  /** In [0, 1); jitter of the waits between dials. */
  readonly random?: () => number;
  readonly log?: NetworkLog;
  /** Find others on the local network, and be found; not at all without it. */
  readonly lan?: LanOptions;
  /** What peers and hubs agree the time is, milliseconds since the epoch; undefined while nobody said. */
  readonly agreedTime?: () => number | undefined;
  /** Program and version, for the peers' logs. */
  readonly software?: string;
}

/** A network that is not listening yet. */
export function createNetwork(parts: NetworkParts): Network {
  return new TlsNetwork(parts);
}

class TlsNetwork implements Network {
  readonly #parts: NetworkParts;
  readonly #rules: AdmissionRules;
  readonly #table: LinkTable;
  readonly #seeker: Seeker;
  readonly #discovery: LanDiscovery | undefined;
  readonly #bulkLinks: BulkLinks;
  readonly #opener: Opener;
  readonly #stopping = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #admitted = new WeakMap<Link | LiveBulk, Admitted>();
  #listener: TcpListener | undefined;
  #endWatch = () => {};

  constructor(parts: NetworkParts) {
    const { identity, trust, clock, agreedTime, listen, lan, random = Math.random } = parts;
    this.#parts = parts;
    this.#rules = {
      trust,
      self: identity,
      now: () => clock.now(),
      ...(agreedTime === undefined ? {} : { agreedTime }),
    };
    this.#table = new LinkTable(identity);
    this.#opener = new Opener({
      ...parts,
      rules: this.#rules,
      isLanWatched: lan !== undefined,
      signal: this.#stopping.signal,
      addresses: () => this.#toldAddresses(),
      connect: async (address, signal) => this.#track(await connectTcp(address, signal)),
      takeLink: (link, admitted) => this.#takeLink(link, admitted),
      takeBulk: (bulk, admitted) => this.#takeBulk(bulk, admitted),
      linkUp: (link, dialled) => this.#bulkLinks.linkUp(link, dialled),
    });
    this.#seeker = new Seeker({
      self: identity,
      trust,
      clock,
      random,
      dial: (target, signal) => this.#opener.dialLink(target, signal),
      connectionTo: (peer) => this.#table.linkTo(peer),
      failed: (target, error) => this.#dialFailed(target, error),
    });
    this.#discovery = lan && new LanDiscovery({
      ...parts,
      ...{ random, options: lan, host: listen.host, self: identity },
      rootCertificate: identity.rootCertificate,
      port: () => this.port,
      lastKnown: () => this.#seeker.addresses(),
      heard: (peer, address, instance) => this.#heard(peer, address, instance),
      noted: (peer, address) => this.#seeker.heard(peer, address),
      left: (peer, address) => this.#seeker.left(peer, address),
    });
    this.#bulkLinks = new BulkLinks({
      clock,
      random,
      dial: (target, signal) => this.#opener.dialBulk(target, signal),
      linkTo: (peer) => this.#table.linkTo(peer),
      failed: (target, error) => this.#bulkFailed(target, error),
    });
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  addresses(): Address[] {
    return this.#listener === undefined ? [] : reachableAddresses(this.#listener.hosts, this.#listener.port);
  }

  async start(): Promise<void> {
    const { identity, clock, invites, listen, log } = this.#parts;
    const acceptor = new Acceptor({
      identity,
      clock,
      rules: this.#rules,
      signal: this.#stopping.signal,
      protocols: this.#opener.protocols,
      pairing: {
        identity,
        invites,
        clock,
        addresses: () => this.#toldAddresses(),
        limits: new PairLimits(() => clock.now()),
      },
      open: (session, admitted) => this.#opener.accept(session, admitted),
      paired: (peer) => log?.info("paired", { peer: peer.id }),
      refused: (from, error) => this.#attemptFailed(undefined, from, error),
    });
    const accept = (socket: Socket) => void acceptor.accept(this.#track(socket));
    this.#listener = await TcpListener.bind(hostsOf(listen.host), listen.port, listen.tries, accept);
    this.#endWatch = watchForWakeUp(clock, () => this.#wokeUp());
    await this.#discovery?.start();
  }

  setTargets(targets: readonly DialTarget[]): void {
    this.#seeker.setTargets(targets);
  }

  hint(peer: PeerRef, addresses: readonly Address[], by: PeerRef): void {
    this.#seeker.told(peer, addresses, by);
  }

  setBulkPeers(peers: readonly PeerRef[]): void {
    if (this.#parts.bulk !== undefined && !this.#stopping.signal.aborted) this.#bulkLinks.setPeers(peers);
  }

  retryNow(): void {
    this.#seeker.retryNow();
    this.#bulkLinks.retryNow();
  }

  lan(): LanState {
    if (this.#discovery === undefined) return "off";
    return this.#discovery.heardOthers ? "heard" : "quiet";
  }

  lanClockOffset(): number | undefined {
    return this.#discovery?.clockOffset;
  }

  links(): readonly Link[] {
    return this.#table.links();
  }

  linkTo(peer: PeerRef): Link | undefined {
    return this.#table.linkTo(peer);
  }

  trustChanged(): void {
    for (const link of [...this.#table.links(), ...this.#bulkLinks.bulks()]) {
      try {
        this.#judgeAgain(link);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        link.close(error.code, error.message);
      }
    }
    this.#seeker.trustChanged();
  }

  async stop(): Promise<void> {
    this.#endWatch();
    this.#seeker.stop();
    this.#bulkLinks.stop();
    this.#stopping.abort(new LinkError("going-away", "the program ends"));
    const { clock } = this.#parts;
    const undiscovered = this.#discovery?.stop();
    const listening = this.#listener?.close();
    const gone = Promise.all(
      [...this.#sockets].map((socket) => new Promise<void>((done) => socket.once("close", done))),
    );
    let cancel = () => {};
    await Promise.race([gone, new Promise<void>((done) => cancel = clock.after(FAREWELL, done))]);
    cancel();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([gone, listening, undiscovered]);
  }

  /** Trust may have changed since TLS, and there may be another link. */
  async #takeLink(link: LiveLink, admitted: Admitted): Promise<void> {
    this.#admitted.set(link, admitted);
    this.#judgeAgain(link);
    await this.#table.add(link);
    this.#judgeAgain(link);
  }

  #takeBulk(bulk: LiveBulk, admitted: Admitted): void {
    this.#admitted.set(bulk, admitted);
    this.#judgeAgain(bulk);
    this.#bulkLinks.add(bulk);
  }

  #judgeAgain(link: Link | LiveBulk): void {
    const admitted = this.#admitted.get(link);
    if (admitted !== undefined) readmit(admitted, this.#rules);
  }

  /** Somebody has announced themselves. */
  #heard(peer: PeerRef, address: Address, instance: string): void {
    const link = this.#table.linkTo(peer);
    if (link !== undefined && link.peer.instance !== instance) this.#prove(link, "no answer, and they run anew");
    this.#seeker.heard(peer, address);
  }

  /** End a link that does not show that it is alive. */
  #prove(link: LiveLink, otherwise: string): void {
    void link.probe(WAKE_UP_PROBE).then((alive) => alive || link.close("stalled", otherwise));
  }

  #wokeUp(): void {
    this.#parts.log?.info("the machine slept: trying everybody");
    for (const link of this.#table.links()) this.#prove(link, "no answer after the machine slept");
    void this.#discovery?.wokeUp();
    this.retryNow();
  }

  /** Nobody's attempt to reach somebody: the link beside it is up. */
  #bulkFailed({ peer }: DialTarget, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { code, message: reason } = error as LinkError;
    this.#parts.log?.debug("attempt at a bulk connection failed", { peer: peer?.id, code, reason });
  }

  #dialFailed(target: DialTarget, error: unknown): void {
    const failure = error instanceof DialError
      ? error
      : new DialError(undefined, new LinkError("internal", String(error)));
    this.#attemptFailed(target.peer, failure.address, failure);
  }

  #attemptFailed(peer: PeerRef | undefined, address: Address | undefined, error: LinkError | DialError): void {
    if (this.#stopping.signal.aborted) return;
    const { code, message: reason, by } = error;
    const where = address === undefined ? {} : { host: address.host, port: address.port };
    this.#parts.log?.debug("attempt failed", { peer: peer?.id, ...where, code, by, reason });
    const why: LinkClosed = { code, reason, by };
    this.#parts.handler.onAttemptFailed?.(peer, address, why);
    const refusal = error instanceof DialError ? error.cause : error;
    if (refusal instanceof StrangerError) this.#parts.handler.onStranger?.(refusal.stranger);
  }

  #toldAddresses(): Address[] {
    return this.addresses().slice(0, MAX_ADDRESSES);
  }

  #track(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

function hostsOf(host = "all"): string[] {
  // "::" first: where it takes IPv4 as well, one socket does for both.
  if (host === "all") return ["::", "0.0.0.0"];
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}
