/** From a session that TLS and admission have let pass to a link or a bulk connection, whoever dialled. */
import type { Identity } from "../crypto/types.ts";
import type { AdmissionRules, Admitted } from "./admission.ts";
import { type LiveBulk, openBulk } from "./bulk.ts";
import type { ChannelParts } from "./channel.ts";
import { DialError, reach, type Reached } from "./dial.ts";
import { LinkError } from "./errors.ts";
import { type IpKind, ipKind, parseIp } from "./ip.ts";
import { type LiveLink, openLink } from "./link.ts";
import { LAN_PATIENCE } from "./liveness.ts";
import type { NetworkLog } from "./network_log.ts";
import { BULK_PROTOCOL, LINK_PROTOCOL, PAIR_PROTOCOL, type Protocol, type TlsSession } from "./tls.ts";
import type { Address, BulkHandler, Clock, DialTarget, LinkHandler, RemoteEnd } from "./types.ts";

export interface OpenerParts {
  readonly identity: Identity;
  readonly instance: string;
  readonly clock: Clock;
  readonly rules: AdmissionRules;
  /** Ends everything that is up. */
  readonly signal: AbortSignal;
  readonly handler: LinkHandler;
  readonly bulk?: BulkHandler;
  readonly software?: string;
  readonly log?: NetworkLog;
  /** Ask those on a local network for signs of life more often. */
  readonly isLanWatched: boolean;
  /** Where we listen, for the peers to know. */
  readonly addresses: () => Address[];
  /** Bytes to an address: a transport. */
  readonly connect: (address: Address, signal: AbortSignal) => ReturnType<Parameters<typeof reach>[1]["connect"]>;
  /** Last moments to refuse. */
  readonly takeLink: (link: LiveLink, admitted: Admitted) => Promise<void>;
  readonly takeBulk: (bulk: LiveBulk, admitted: Admitted) => void;
  /** @param dialled where; undefined when the peer came to us */
  readonly linkUp: (link: LiveLink, dialled: Address | undefined) => void;
}

export class Opener {
  readonly #parts: OpenerParts;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** What we speak to those who come. */
  get protocols(): readonly Protocol[] {
    const always: Protocol[] = [LINK_PROTOCOL, PAIR_PROTOCOL];
    return this.#parts.bulk === undefined ? always : [...always, BULK_PROTOCOL];
  }

  /** Of somebody who came; resolves when it is open. @throws LinkError */
  async accept(session: TlsSession, admitted: Admitted): Promise<void> {
    if (session.protocol === BULK_PROTOCOL) await this.#openBulk(session, admitted, false);
    else await this.#openLink(session, admitted, undefined);
  }

  /** @throws DialError */
  dialLink(target: DialTarget, signal: AbortSignal): Promise<LiveLink> {
    return this.#dial(
      target,
      LINK_PROTOCOL,
      signal,
      ({ session, admitted, address }) => this.#openLink(session, admitted, address),
    );
  }

  /** @throws DialError */
  dialBulk(target: DialTarget, signal: AbortSignal): Promise<LiveBulk> {
    return this.#dial(
      target,
      BULK_PROTOCOL,
      signal,
      ({ session, admitted }) => this.#openBulk(session, admitted, true),
    );
  }

  /** @param signal ends the attempt; what is up is not ended by it */
  async #dial<T>(
    target: DialTarget,
    protocol: Protocol,
    signal: AbortSignal,
    open: (reached: Reached) => Promise<T>,
  ): Promise<T> {
    const { identity, clock, rules, connect } = this.#parts;
    const reached = await reach(target, { identity, clock, rules, protocol, connect }, signal);
    const abandon = () => reached.session.stream.destroy();
    signal.addEventListener("abort", abandon, { once: true });
    try {
      return await open(reached);
    } catch (error) {
      throw error instanceof LinkError ? new DialError(reached.address, error) : error;
    } finally {
      signal.removeEventListener("abort", abandon);
    }
  }

  #openLink(session: TlsSession, admitted: Admitted, dialled: Address | undefined): Promise<LiveLink> {
    const { handler, log, takeLink, linkUp, isLanWatched } = this.#parts;
    const remote = remoteOf(session, dialled);
    return openLink({
      ...this.#channelParts(session, admitted, dialled !== undefined),
      transport: "tcp",
      ...(remote === undefined ? {} : { remote }),
      ...(isLanWatched && remote !== undefined && isLocal(remote) ? { patience: LAN_PATIENCE } : {}),
      admit: (link) => takeLink(link, admitted),
      handler: {
        onOpen: (link) => {
          const { peer, transport, initiator } = link;
          log?.info("link is up", { peer: peer.id, transport, dialled: initiator });
          handler.onOpen(link);
          linkUp(link as LiveLink, dialled);
        },
        onContent: (link, kind, data) => handler.onContent(link, kind, data),
        onClose: (link, why) => {
          log?.info("link ended", { peer: link.peer.id, code: why.code, by: why.by });
          handler.onClose(link, why);
        },
      },
    });
  }

  #openBulk(session: TlsSession, admitted: Admitted, initiator: boolean): Promise<LiveBulk> {
    const { bulk: handler, log, takeBulk } = this.#parts;
    if (handler === undefined) throw new LinkError("wrong-protocol", "nobody here takes files");
    return openBulk({
      ...this.#channelParts(session, admitted, initiator),
      admit: (bulk) => takeBulk(bulk, admitted),
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
  }

  #channelParts(session: TlsSession, admitted: Admitted, initiator: boolean): ChannelParts {
    const { identity, instance, clock, software, signal, addresses } = this.#parts;
    return {
      stream: session.stream,
      initiator,
      identity,
      instance,
      peer: { root: admitted.root, leaf: admitted.leaf },
      addresses: addresses(),
      clock,
      signal,
      ...(software === undefined ? {} : { software }),
    };
  }
}

/** A socket for both families names IPv4 addresses as mapped into IPv6 (RFC 4291, section 2.5.5.2). */
const MAPPED = /^::ffff:(?=[0-9.]+$)/i;

function remoteOf({ remote }: TlsSession, dialled: Address | undefined): RemoteEnd | undefined {
  if (remote === undefined) return undefined;
  const host = remote.replace(MAPPED, "");
  return dialled === undefined ? { host } : { host, port: dialled.port };
}

const LOCAL: ReadonlySet<IpKind> = new Set(["private", "link-local", "loopback"]);

function isLocal({ host }: RemoteEnd): boolean {
  const ip = parseIp(host);
  return ip !== undefined && LOCAL.has(ipKind(ip));
}
