/** The coordinator of `net/`: listener, dialer, link table and admission, wired together behind one interface. */
import type { Socket } from "node:net";
import type { Identity, PeerRef, Trust } from "../crypto/types.ts";
import { Acceptor } from "./accept.ts";
import { reachableAddresses } from "./addresses.ts";
import { type AdmissionRules, type Admitted, readmit, StrangerError } from "./admission.ts";
import { type LiveBulk, openBulk } from "./bulk.ts";
import { BulkLinks } from "./bulk_links.ts";
import { DialError, reach, type Reached } from "./dial.ts";
import { Dialer } from "./dialer.ts";
import { LinkError } from "./errors.ts";
import { type LiveLink, openLink } from "./link.ts";
import { LinkTable } from "./link_table.ts";
import { MAX_ADDRESSES } from "./limits.ts";
import { PairLimits } from "./pair_limits.ts";
import { BULK_PROTOCOL, LINK_PROTOCOL, PAIR_PROTOCOL, type Protocol, type TlsSession } from "./tls.ts";
import { connectTcp, TcpListener } from "./transport/tcp.ts";
import type {
  Address,
  BulkHandler,
  Clock,
  DialTarget,
  InviteBook,
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

const WITHOUT_FILES: readonly Protocol[] = [LINK_PROTOCOL, PAIR_PROTOCOL];

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where `net/` writes what an operator may want to know. Never secrets. */
export interface NetworkLog {
  debug(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
}

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
  readonly #dialer: Dialer;
  readonly #bulkLinks: BulkLinks;
  readonly #stopping = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #admitted = new WeakMap<Link | LiveBulk, Admitted>();
  #listener: TcpListener | undefined;
  #endWatch = () => {};

  constructor(parts: NetworkParts) {
    const { identity, trust, clock, agreedTime, random = Math.random } = parts;
    this.#parts = parts;
    this.#rules = {
      trust,
      self: identity,
      now: () => clock.now(),
      ...(agreedTime === undefined ? {} : { agreedTime }),
    };
    this.#table = new LinkTable(identity);
    this.#dialer = new Dialer({
      clock,
      random,
      dial: (target, signal) => this.#dial(target, signal),
      connectionTo: (peer) => this.#table.linkTo(peer),
      failed: (target, error) => this.#dialFailed(target, error),
    });
    this.#bulkLinks = new BulkLinks({
      clock,
      random,
      dial: (target, signal) => this.#dialBulk(target, signal),
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
      protocols: this.#parts.bulk === undefined ? WITHOUT_FILES : [...WITHOUT_FILES, BULK_PROTOCOL],
      pairing: {
        identity,
        invites,
        clock,
        addresses: () => this.#toldAddresses(),
        limits: new PairLimits(() => clock.now()),
      },
      open: async (session, admitted) => {
        if (session.protocol === BULK_PROTOCOL) await this.#openBulk(session, admitted, false);
        else await this.#open(session, admitted, undefined);
      },
      paired: (peer) => log?.info("paired", { peer: peer.id }),
      refused: (from, error) => this.#attemptFailed(undefined, from, error),
    });
    const accept = (socket: Socket) => {
      this.#track(socket);
      void acceptor.accept(socket);
    };
    this.#listener = await TcpListener.bind(hostsOf(listen.host), listen.port, listen.tries, accept);
    this.#endWatch = watchForWakeUp(clock, () => this.#wokeUp());
  }

  setTargets(targets: readonly DialTarget[]): void {
    if (!this.#stopping.signal.aborted) this.#dialer.setTargets(targets);
  }

  setBulkPeers(peers: readonly PeerRef[]): void {
    if (this.#parts.bulk !== undefined && !this.#stopping.signal.aborted) this.#bulkLinks.setPeers(peers);
  }

  retryNow(): void {
    this.#dialer.retryNow();
    this.#bulkLinks.retryNow();
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
    this.#dialer.retryRefused();
  }

  async stop(): Promise<void> {
    this.#endWatch();
    this.#dialer.stop();
    this.#bulkLinks.stop();
    this.#stopping.abort(new LinkError("going-away", "the program ends"));
    const { clock } = this.#parts;
    const listening = this.#listener?.close();
    const gone = Promise.all(
      [...this.#sockets].map((socket) => new Promise<void>((done) => socket.once("close", done))),
    );
    let cancel = () => {};
    await Promise.race([gone, new Promise<void>((done) => cancel = clock.after(FAREWELL, done))]);
    cancel();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([gone, listening]);
  }

  async #dial(target: DialTarget, signal: AbortSignal): Promise<Link> {
    return await this.#reach(
      target,
      LINK_PROTOCOL,
      signal,
      ({ session, admitted, address }) => this.#open(session, admitted, address, signal),
    );
  }

  async #dialBulk(target: DialTarget, signal: AbortSignal): Promise<LiveBulk> {
    return await this.#reach(
      target,
      BULK_PROTOCOL,
      signal,
      ({ session, admitted }) => this.#openBulk(session, admitted, true, signal),
    );
  }

  async #reach<T>(
    target: DialTarget,
    protocol: Protocol,
    signal: AbortSignal,
    open: (reached: Reached) => Promise<T>,
  ): Promise<T> {
    const { identity, clock } = this.#parts;
    const connect = async (address: Address, signal: AbortSignal) => {
      const socket = await connectTcp(address, signal);
      this.#track(socket);
      return socket;
    };
    const reached = await reach(target, { identity, clock, rules: this.#rules, protocol, connect }, signal);
    try {
      return await open(reached);
    } catch (error) {
      throw error instanceof LinkError ? new DialError(reached.address, error) : error;
    }
  }

  /**
   * @param dialled where; undefined when the peer came to us
   * @param attempt ends the attempt; a link that is up is ended by `stop` alone
   */
  #open(
    session: TlsSession,
    admitted: Admitted,
    dialled: Address | undefined,
    attempt?: AbortSignal,
  ): Promise<LiveLink> {
    const { handler, log } = this.#parts;
    const initiator = dialled !== undefined;
    const opening = openLink({
      ...this.#channelParts(session, admitted, initiator),
      transport: "tcp",
      admit: (link) => this.#take(link, admitted),
      handler: {
        onOpen: (link) => {
          log?.info("link is up", { peer: link.peer.id, transport: link.transport, dialled: initiator });
          handler.onOpen(link);
          this.#bulkLinks.linkUp(link, dialled);
        },
        onContent: (link, kind, data) => handler.onContent(link, kind, data),
        onClose: (link, why) => {
          log?.info("link ended", { peer: link.peer.id, code: why.code, by: why.by });
          handler.onClose(link, why);
        },
      },
    });
    return endedBy(attempt, session, opening);
  }

  /** A bulk connection; only where somebody hears of it. */
  #openBulk(
    session: TlsSession,
    admitted: Admitted,
    initiator: boolean,
    attempt?: AbortSignal,
  ): Promise<LiveBulk> {
    const { bulk: handler, log } = this.#parts;
    if (handler === undefined) throw new LinkError("wrong-protocol", "nobody here takes files");
    const opening = openBulk({
      ...this.#channelParts(session, admitted, initiator),
      admit: (bulk) => {
        this.#admitted.set(bulk, admitted);
        this.#judgeAgain(bulk);
        this.#bulkLinks.add(bulk);
      },
      handler: {
        onBulkOpen: (bulk) => {
          log?.debug("bulk connection is up", { peer: bulk.peer.id, dialled: initiator });
          handler.onBulkOpen(bulk);
        },
        onBulkClose: (bulk, why) => {
          log?.debug("bulk connection ended", { peer: bulk.peer.id, code: why.code, by: why.by });
          handler.onBulkClose(bulk, why);
        },
        onRequest: (bulk, request) => handler.onRequest(bulk, request),
        onChunk: (bulk, chunk) => handler.onChunk(bulk, chunk),
        onRoot: (bulk, file, root) => handler.onRoot(bulk, file, root),
        onHashes: (bulk, file, from, hashes) => handler.onHashes(bulk, file, from, hashes),
        onStop: (bulk, file, reason) => handler.onStop(bulk, file, reason),
      },
    });
    return endedBy(attempt, session, opening);
  }

  #channelParts(session: TlsSession, admitted: Admitted, initiator: boolean) {
    const { identity, instance, clock, software } = this.#parts;
    return {
      stream: session.stream,
      initiator,
      identity,
      instance,
      peer: { root: admitted.root, leaf: admitted.leaf },
      addresses: this.#toldAddresses(),
      clock,
      signal: this.#stopping.signal,
      ...(software === undefined ? {} : { software }),
    };
  }

  /** Trust may have changed since TLS, and there may be another link. */
  async #take(link: LiveLink, admitted: Admitted): Promise<void> {
    this.#admitted.set(link, admitted);
    this.#judgeAgain(link);
    await this.#table.add(link);
    this.#judgeAgain(link);
  }

  #judgeAgain(link: Link | LiveBulk): void {
    const admitted = this.#admitted.get(link);
    if (admitted !== undefined) readmit(admitted, this.#rules);
  }

  #wokeUp(): void {
    this.#parts.log?.info("the machine slept: trying everybody");
    for (const link of this.#table.links()) {
      void link.probe(WAKE_UP_PROBE).then((alive) =>
        alive || link.close("stalled", "no answer after the machine slept")
      );
    }
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

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }
}

/** Abort the attempt by destroying its stream, until it has succeeded or failed. */
async function endedBy<T>(attempt: AbortSignal | undefined, { stream }: TlsSession, opening: Promise<T>): Promise<T> {
  const abandon = () => stream.destroy();
  attempt?.addEventListener("abort", abandon, { once: true });
  return await opening.finally(() => attempt?.removeEventListener("abort", abandon));
}

function hostsOf(host = "all"): string[] {
  // "::" first: where it takes IPv4 as well, one socket does for both.
  if (host === "all") return ["::", "0.0.0.0"];
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}
