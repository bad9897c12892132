/** What discovery needs of the local network; sockets in `multicast.ts`, a drawn one in tests. */
import type { Address } from "../types.ts";

/** One address of ours and the network around it. */
export interface LanNetwork {
  /** Of this machine; unique among networks. */
  readonly address: string;
  /** Leading bits that all addresses of the network share. */
  readonly bits: number;
  /** Where everybody in it hears; IPv4 only. */
  readonly broadcast?: string;
  /** This machine alone. */
  readonly loopback: boolean;
}

export interface Lan {
  /** Look for interfaces that came or went, and listen on them. @returns those that came */
  refresh(): Promise<readonly LanNetwork[]>;
  /** Those we listen on and send to. */
  networks(): readonly LanNetwork[];
  /** To everybody in this network who listens to the group. What cannot be sent is lost, as on the way. */
  announce(network: LanNetwork, datagram: Uint8Array): Promise<void>;
  /** To one address, or the broadcast address, of this network. */
  send(network: LanNetwork, datagram: Uint8Array, to: Address): Promise<void>;
  close(): Promise<void>;
}

/** Hears every datagram: where it came from is what the sender wrote there. */
export type OnDatagram = (datagram: Uint8Array, from: Address) => void;
