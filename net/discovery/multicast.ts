/** The local network by UDP: multicast, broadcast and answers, over sockets of `node:dgram`. `docs/specs/discovery-v1.md`, section 2. */
import { createSocket, type Socket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { ipKind, parseIp } from "../ip.ts";
import type { NetworkLog } from "../network_log.ts";
import type { Address } from "../types.ts";
import type { Lan, LanNetwork, OnDatagram } from "./lan.ts";

/** Administratively scoped (RFC 2365), and transient with the scope of one link (RFC 4291, section 2.7). */
export const GROUP_V4 = "239.255.74.20";
export const GROUP_V6 = "ff12::7061:726c:6579";

/** What a system says whose firewall stops a datagram on its way out. */
const FORBIDDEN = /\b(?:EPERM|EACCES)\b/;

export interface MulticastParts {
  /** UDP port of the group, which all nodes of a machine share. */
  readonly port: number;
  /** Whether we can be reached at this address of ours. */
  readonly isServed: (address: string) => boolean;
  readonly onDatagram: OnDatagram;
  /** The system sends nothing from this address of ours: its interface is down. */
  readonly onUnsent?: (address: string) => void;
  readonly log?: NetworkLog;
}

/** A network with what its sockets need. */
interface Interface extends LanNetwork {
  readonly family: 4 | 6;
  /** How `node:dgram` names the interface for multicast. */
  readonly name: string;
}

interface Joined {
  readonly network: Interface;
  /** Sends, and hears the answers: the port of the group is shared, and an answer there would find only one of us. */
  readonly sender: Socket;
}

export class MulticastLan implements Lan {
  readonly #parts: MulticastParts;
  readonly #joined = new Map<string, Joined>();
  readonly #listeners = new Map<4 | 6, Socket>();
  #refreshing: Promise<readonly LanNetwork[]> = Promise.resolve([]);
  #closed = false;

  constructor(parts: MulticastParts) {
    this.#parts = parts;
  }

  networks(): readonly LanNetwork[] {
    return [...this.#joined.values()].map(({ network }) => network);
  }

  refresh(): Promise<readonly LanNetwork[]> {
    return this.#refreshing = this.#refreshing.then(() => this.#refresh()).catch((error) => {
      this.#parts.log?.debug("the interfaces cannot be seen", { reason: String(error) });
      return [];
    });
  }

  async announce({ address }: LanNetwork, datagram: Uint8Array): Promise<void> {
    const joined = this.#joined.get(address);
    if (joined === undefined) return;
    const host = joined.network.family === 4 ? GROUP_V4 : GROUP_V6;
    await this.#send(joined, datagram, { host, port: this.#parts.port });
  }

  async send({ address }: LanNetwork, datagram: Uint8Array, to: Address): Promise<void> {
    const joined = this.#joined.get(address);
    if (joined !== undefined) await this.#send(joined, datagram, to);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#refreshing;
    const sockets = [...this.#listeners.values(), ...[...this.#joined.values()].map(({ sender }) => sender)];
    this.#listeners.clear();
    this.#joined.clear();
    await Promise.all(sockets.map(closeSocket));
  }

  async #refresh(): Promise<readonly LanNetwork[]> {
    if (this.#closed) return [];
    const there = new Map(
      interfaces().filter(({ address }) => this.#parts.isServed(address)).map((each) => [each.address, each]),
    );
    for (const [address, { network, sender }] of this.#joined) {
      if (sameNetwork(there.get(address), network)) continue;
      this.#joined.delete(address);
      await closeSocket(sender);
    }
    const added: LanNetwork[] = [];
    for (const network of there.values()) {
      const known = this.#joined.has(network.address);
      // Also where we were: an interface that was down in between has forgotten us.
      await this.#join(network);
      if (!known && await this.#openSender(network)) added.push(network);
    }
    return added;
  }

  /** Without it we are still found by those whom we ask, and who ask us by broadcast. */
  async #join({ family, name, address: host }: Interface): Promise<void> {
    try {
      const listener = this.#listeners.get(family) ?? await this.#openListener(family);
      listener.addMembership(family === 4 ? GROUP_V4 : GROUP_V6, name);
    } catch (error) {
      const { message: reason } = error as Error;
      // EADDRINUSE of a membership: it is one already (ip(7)).
      if (!/addMembership EADDRINUSE/.test(reason)) {
        this.#parts.log?.debug("multicast is not heard here", { host, reason });
      }
    }
  }

  async #openListener(family: 4 | 6): Promise<Socket> {
    const socket = await this.#open(family, { port: this.#parts.port, address: family === 4 ? "0.0.0.0" : "::" });
    this.#listeners.set(family, socket);
    return socket;
  }

  async #openSender(network: Interface): Promise<boolean> {
    const { family, name, address } = network;
    try {
      const sender = await this.#open(family, { port: 0, address });
      sender.setMulticastInterface(name);
      sender.setMulticastTTL(1);
      sender.setMulticastLoopback(true);
      if (family === 4) sender.setBroadcast(true);
      this.#joined.set(address, { network, sender });
      return true;
    } catch (error) {
      this.#parts.log?.debug("nothing can be announced here", { host: address, reason: String(error) });
      return false;
    }
  }

  async #open(family: 4 | 6, where: { readonly port: number; readonly address: string }): Promise<Socket> {
    const socket = createSocket({
      type: family === 4 ? "udp4" : "udp6",
      reuseAddr: where.port !== 0,
      ipv6Only: family === 6,
    });
    const bound = Promise.withResolvers<void>();
    socket.on("error", (error) => {
      bound.reject(error);
      this.#parts.log?.debug("socket of the local network failed", { reason: error.message });
    });
    socket.on("message", (data, { address: host, port }) => {
      if (!this.#closed) this.#parts.onDatagram(new Uint8Array(data), { host, port });
    });
    socket.bind(where, () => bound.resolve());
    try {
      await bound.promise;
    } catch (error) {
      await closeSocket(socket);
      throw error;
    }
    return socket;
  }

  #send({ sender, network: { address } }: Joined, datagram: Uint8Array, { host, port }: Address): Promise<void> {
    return new Promise((resolve) => {
      try {
        sender.send(datagram, port, host, (error) => {
          if (error) {
            this.#parts.log?.debug("an announcement was not sent", { host, reason: error.message });
            // Forbidden is not down: that is a firewall.
            if (!FORBIDDEN.test(error.message)) this.#parts.onUnsent?.(address);
          }
          resolve();
        });
      } catch (error) {
        this.#parts.log?.debug("an announcement was not sent", { host, reason: String(error) });
        resolve();
      }
    });
  }
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      resolve(); // closed already
    }
  });
}

function sameNetwork(one: Interface | undefined, other: Interface): boolean {
  return one !== undefined && one.bits === other.bits && one.name === other.name;
}

/** Addresses we can announce. Deno cannot dial a link-local one: its zone is refused (EINVAL, Deno 2.9.6). */
function interfaces(): Interface[] {
  return Object.entries(networkInterfaces()).flatMap(([device, all = []]) => {
    const scope = all.find(({ scopeid }) => (scopeid ?? 0) > 0)?.scopeid;
    const zone = Deno.build.os === "windows" ? String(scope ?? 0) : device;
    return all.flatMap(({ address, cidr, internal }): Interface[] => {
      const ip = parseIp(address);
      if (ip === undefined || ipKind(ip) === "link-local") return [];
      const bits = Number(cidr?.split("/")[1] ?? ip.length * 8);
      const common = { address, bits, loopback: internal };
      if (ip.length === 4) return [{ ...common, family: 4, name: address, ...(internal ? {} : broadcastOf(ip, bits)) }];
      // The loopback interface has no route for multicast of IPv6, and IPv4 is there.
      return internal ? [] : [{ ...common, family: 6, name: `::%${zone}` }];
    });
  });
}

/** The last address of a network; a network of one or two has none (RFC 3021). */
function broadcastOf(ip: Uint8Array, bits: number): Pick<LanNetwork, "broadcast"> {
  if (bits > 30) return {};
  const bytes = ip.map((byte, index) => byte | (0xff >>> Math.min(8, Math.max(0, bits - index * 8))));
  return { broadcast: bytes.join(".") };
}
