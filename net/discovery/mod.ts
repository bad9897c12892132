/** Finding each other on the local network: what is announced, when, and over which sockets. */
import { Discovery, type DiscoveryParts } from "./discovery.ts";
import { MulticastLan } from "./multicast.ts";
import type { NetworkLog } from "../network_log.ts";
import { ipKind, parseIp } from "../ip.ts";

/** UDP port of the group, the same for everybody. */
export const DISCOVERY_PORT = 7420;

export interface LanOptions {
  /** Another port of the group, for tests. */
  readonly port?: number;
}

export interface LanDiscoveryParts extends Omit<DiscoveryParts, "lan" | "groupPort"> {
  readonly options: LanOptions;
  /** Where we listen: an address, "localhost", or everywhere. */
  readonly host?: string;
  readonly log?: NetworkLog;
}

/** {@link Discovery} over the interfaces of this machine. */
export class LanDiscovery extends Discovery {
  constructor(parts: LanDiscoveryParts) {
    const { options: { port = DISCOVERY_PORT }, host = "all", log } = parts;
    const lan = new MulticastLan({
      port,
      isServed: (address) => isServed(host, address),
      onDatagram: (datagram, from) => this.onDatagram(datagram, from),
      ...(log === undefined ? {} : { log }),
    });
    super({ ...parts, groupPort: port, lan });
  }
}

function isServed(host: string, address: string): boolean {
  if (host === "localhost") return ipKind(parseIp(address)!) === "loopback";
  if (host === "0.0.0.0") return !address.includes(":");
  return host === "all" || host === "::" || host === address;
}
