/** A local network in memory: who is on it, and which datagrams get through. */
import type { Lan, LanNetwork } from "../../net/discovery/lan.ts";
import type { Address } from "../../net/types.ts";

export interface Datagram {
  readonly from: string;
  /** Address; "group" for a multicast. */
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** A wire that everybody on it hears. */
export class Wire {
  readonly sent: Datagram[] = [];
  readonly ends: FakeLan[] = [];
  /** False for those that get lost. */
  passes: (datagram: Datagram) => boolean = () => true;

  carry(datagram: Datagram, sender: FakeLan): void {
    this.sent.push(datagram);
    if (!this.passes(datagram)) return;
    const { from, to, bytes } = datagram;
    for (const end of this.ends) {
      const network = end.networks().find(({ address, broadcast }) =>
        to === "group" || to === address || to === broadcast
      );
      if (network === undefined || (end === sender && to !== "group")) continue;
      end.onDatagram(bytes.slice(), { host: from, port: 50_000 });
    }
  }
}

export class FakeLan implements Lan {
  /** What the next look finds. */
  there: LanNetwork[];
  onDatagram: (bytes: Uint8Array, from: Address) => void = () => {};
  closed = false;
  readonly #wire: Wire;
  #networks: readonly LanNetwork[] = [];

  constructor(wire: Wire, ...there: LanNetwork[]) {
    this.#wire = wire;
    this.there = there;
    wire.ends.push(this);
  }

  refresh(): Promise<readonly LanNetwork[]> {
    const before = this.#networks;
    this.#networks = [...this.there];
    return Promise.resolve(this.there.filter(({ address }) => !before.some((known) => known.address === address)));
  }

  networks(): readonly LanNetwork[] {
    return this.#networks;
  }

  announce({ address }: LanNetwork, bytes: Uint8Array): Promise<void> {
    this.#wire.carry({ from: address, to: "group", bytes }, this);
    return Promise.resolve();
  }

  send({ address }: LanNetwork, bytes: Uint8Array, to: Address): Promise<void> {
    this.#wire.carry({ from: address, to: to.host, bytes }, this);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export function lanNetwork(address: string): LanNetwork {
  return { address, bits: 24, broadcast: address.replace(/[0-9]+$/, "255"), loopback: false };
}
