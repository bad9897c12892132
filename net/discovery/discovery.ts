/** When to announce oneself, whom to answer, and what to make of what is heard. `docs/specs/discovery-v1.md`, sections 2 and 3. */
import { randomBytes } from "node:crypto";
import { readRoot } from "../../crypto/mod.ts";
import type { Fingerprint, PeerRef, Trust } from "../../crypto/types.ts";
import { inNetwork, parseIp } from "../ip.ts";
import { ANNOUNCE_BURST, ANNOUNCE_EVERY, INTERFACE_CHECK, MAX_ASKED } from "../limits.ts";
import type { Address, Clock } from "../types.ts";
import { type Announcement, discoveryKey, openAnnouncement, sealAnnouncement } from "./announcement.ts";
import type { Lan, LanNetwork } from "./lan.ts";
import { Listening } from "./listening.ts";

export interface DiscoveryParts {
  readonly self: PeerRef;
  /** PEM of the root of our own certificate. */
  readonly rootCertificate: string;
  /** Of this run: as in our hello. */
  readonly instance: string;
  /** Our TLS port. */
  readonly port: () => number;
  readonly trust: Trust;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly lan: Lan;
  /** UDP port of the group. */
  readonly groupPort: number;
  /** Last known addresses of contacts, for networks in which nobody hears a multicast. */
  readonly lastKnown: () => readonly Address[];
  /** Somebody whom we may know says that they are there. */
  readonly heard: (peer: PeerRef, address: Address, instance: string) => void;
  /** The same of somebody of a trusted authority who may not reach us, and may one day. */
  readonly noted: (peer: PeerRef, address: Address) => void;
  /** Somebody says that they are not there any more. */
  readonly left: (peer: PeerRef, address: Address) => void;
}

export class Discovery {
  readonly #parts: DiscoveryParts;
  readonly #ownKey: Uint8Array;
  readonly #keys = new Map<Fingerprint, Uint8Array>();
  readonly #listening: Listening;
  /** Networks that have brought an announcement of somebody else. */
  readonly #lively = new Set<string>();
  readonly #cancels = new Set<() => void>();
  #lastTime = 0;
  #stopped = false;

  constructor(parts: DiscoveryParts) {
    this.#parts = parts;
    this.#ownKey = discoveryKey(readRoot(parts.rootCertificate).der);
    this.#listening = new Listening(parts.clock, parts.instance);
  }

  /** Resolves when the first announcements are sent. */
  async start(): Promise<void> {
    this.#every(() => INTERFACE_CHECK, () => this.#look());
    this.#every(() => ANNOUNCE_EVERY * (0.8 + 0.4 * this.#parts.random()), () => this.#announceAll(false));
    await this.#look();
  }

  /** The machine slept: others may have forgotten us, and we them. */
  async wokeUp(): Promise<void> {
    const before = this.#parts.lan.networks();
    await this.#look();
    await this.#burst(before.filter((network) => this.#isThere(network)));
  }

  /** Say that we leave, and end. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    const { lan } = this.#parts;
    await Promise.all(lan.networks().map((network) => this.#announce(network, { ask: false, leaving: true })));
    await lan.close();
  }

  /** Whether somebody on another machine was heard, on a network that we are still on. */
  get heardOthers(): boolean {
    return this.#parts.lan.networks().some(({ address }) => this.#lively.has(address));
  }

  /** Milliseconds between our clock and that of somebody who is here but not heard for it; as they say, for the user alone. */
  get clockOffset(): number | undefined {
    return this.#listening.clockOffset;
  }

  /** A datagram that came in. */
  onDatagram(datagram: Uint8Array, from: Address): void {
    if (this.#stopped) return;
    const network = this.#networkOf(from);
    if (network === undefined || !this.#listening.mayRead(datagram, from)) return;
    for (const { root, key } of this.#trusted()) {
      const said = openAnnouncement(key, datagram);
      if (said === undefined) continue;
      const peer = { id: said.id, root };
      if (this.#listening.isNew(said)) this.#take(peer, said, from, network);
      else if (this.#mayKnow(peer)) this.#listening.noteClock(said);
      return;
    }
  }

  #take(peer: PeerRef, said: Announcement, from: Address, network: LanNetwork): void {
    const { lan, heard, left } = this.#parts;
    // Others on this machine hear us whatever the network does.
    if (from.host !== network.address) this.#lively.add(network.address);
    const address = { host: from.host, port: said.port };
    // Nor are they told that we are here.
    if (!this.#mayKnow(peer)) return this.#noted(peer, said, address);
    if (said.leaving) return left(peer, address);
    heard(peer, address, said.instance);
    if (said.ask && this.#listening.mayAnswer(said.instance)) {
      void lan.send(network, this.#datagram({ ask: false, leaving: false }), from);
    }
  }

  /** Somebody of a trusted authority who may not reach us. */
  #noted(peer: PeerRef, { leaving }: Announcement, address: Address): void {
    const { trust, noted, left } = this.#parts;
    if (trust.inScope(peer)) (leaving ? left : noted)(peer, address);
  }

  #mayKnow(peer: PeerRef): boolean {
    const { trust } = this.#parts;
    return trust.inScope(peer) && trust.isAllowed(peer);
  }

  /** Interfaces that came are told of us. */
  async #look(): Promise<void> {
    const added = await this.#parts.lan.refresh();
    for (const { address } of added) this.#lively.delete(address);
    await this.#burst(added);
  }

  /** Ask now, and twice more: a datagram may get lost. */
  async #burst(networks: readonly LanNetwork[]): Promise<void> {
    if (networks.length === 0 || this.#stopped) return;
    for (const part of [0.5, 1]) {
      this.#after(ANNOUNCE_BURST * part, () => {
        for (const network of networks) {
          if (this.#isThere(network)) void this.#announce(network, { ask: true, leaving: false });
        }
      });
    }
    await Promise.all(networks.map((network) => this.#announce(network, { ask: true, leaving: false })));
  }

  #announceAll(ask: boolean): void {
    for (const network of this.#parts.lan.networks()) void this.#announce(network, { ask, leaving: false });
  }

  async #announce(network: LanNetwork, flags: Pick<Announcement, "ask" | "leaving">): Promise<void> {
    const { lan, lastKnown, groupPort: port } = this.#parts;
    const datagram = this.#datagram(flags);
    const sending = [lan.announce(network, datagram)];
    if (!this.#lively.has(network.address)) {
      const { broadcast } = network;
      const asked = flags.ask ? lastKnown().filter(({ host }) => isIn(network, host) && host !== network.address) : [];
      const hosts = new Set(asked.map(({ host }) => host).slice(0, MAX_ASKED));
      if (broadcast !== undefined) hosts.add(broadcast);
      for (const host of hosts) sending.push(lan.send(network, datagram, { host, port }));
    }
    await Promise.all(sending);
  }

  #datagram(flags: Pick<Announcement, "ask" | "leaving">): Uint8Array {
    const { self, instance, port, clock } = this.#parts;
    // Two in one millisecond must not look like a replay, nor one after our clock was set back.
    this.#lastTime = Math.max(clock.now(), this.#lastTime + 1);
    const said = { id: self.id, port: port(), instance, time: this.#lastTime, ...flags };
    return sealAnnouncement(this.#ownKey, randomBytes(12), said);
  }

  /** Our own authority first: it is what most will be of. */
  #trusted(): { root: Fingerprint; key: Uint8Array }[] {
    const roots = this.#parts.trust.roots();
    // Those that are trusted no more are not tried; they are forgotten when they are many.
    if (this.#keys.size > 2 * roots.length) this.#keys.clear();
    return roots.map(({ fingerprint, certificate }) => {
      const key = this.#keys.get(fingerprint) ?? discoveryKey(readRoot(certificate).der);
      this.#keys.set(fingerprint, key);
      return { root: fingerprint, key };
    });
  }

  #networkOf({ host }: Address): LanNetwork | undefined {
    return this.#parts.lan.networks().find((network) => isIn(network, host));
  }

  #isThere({ address }: LanNetwork): boolean {
    return this.#parts.lan.networks().some((network) => network.address === address);
  }

  #every(wait: () => number, run: () => void): void {
    this.#after(wait(), () => {
      this.#every(wait, run);
      run();
    });
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#parts.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      if (!this.#stopped) run();
    });
    this.#cancels.add(cancel);
  }
}

/** Whether somebody with this address is in the network, so that the answer goes nowhere else. */
function isIn({ address, bits, broadcast }: LanNetwork, host: string): boolean {
  const [ip, own] = [parseIp(host), parseIp(address)];
  return ip !== undefined && own !== undefined && host !== broadcast && inNetwork(ip, own, bits);
}
