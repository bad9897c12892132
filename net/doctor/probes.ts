/** What can be tried from this machine alone to find out why nobody is reached; nothing of it disturbs a running node. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { systemClock } from "../clock.ts";
import { DISCOVERY_PORT } from "../discovery/mod.ts";
import { MulticastLan } from "../discovery/multicast.ts";
import { inNetwork, type IpKind, ipKind, parseIp } from "../ip.ts";
import { connectTcp } from "../transport/tcp.ts";
import type { Address, Clock } from "../types.ts";

/** Milliseconds own addresses have to answer, and own datagrams to come back: nothing leaves this machine. */
const OWN_ANSWER = 1_000;
/** Bytes; no announcement has so few, so that others drop it unread. */
const PROBE_BYTES = 16;

/** An address of this machine. */
export interface OwnAddress {
  /** Name of the interface. */
  readonly device: string;
  readonly host: string;
  /** Leading bits that all addresses of its network share. */
  readonly bits: number;
  readonly kind: IpKind;
}

export function ownAddresses(all = networkInterfaces()): OwnAddress[] {
  return Object.entries(all).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ address, cidr }) => {
      const ip = parseIp(address);
      if (ip === undefined) return [];
      return [{ device, host: address, bits: Number(cidr?.split("/")[1] ?? ip.length * 8), kind: ipKind(ip) }];
    })
  );
}

/** Whether the host is in the network of an address of ours. */
export function isNeighbour(host: string, { host: own, bits }: OwnAddress): boolean {
  const [theirs, ours] = [parseIp(host), parseIp(own)];
  return theirs !== undefined && ours !== undefined && inNetwork(theirs, ours, bits);
}

/** @returns undefined when the port can be listened on; else the system's code, as "EADDRINUSE" */
export function probePort(host: string | undefined, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: Error & { code?: string }) => resolve(error.code ?? error.name));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether something accepts connections there. */
export async function probeAddress(address: Address, clock: Clock = systemClock): Promise<boolean> {
  const late = new AbortController();
  const cancel = clock.after(OWN_ANSWER, () => late.abort(new Error("no answer")));
  try {
    (await connectTcp(address, late.signal)).destroy();
    return true;
  } catch {
    return false;
  } finally {
    cancel();
  }
}

export interface MulticastProbe {
  /** Addresses of ours whose datagrams to the group came back. */
  readonly heard: readonly string[];
  readonly silent: readonly string[];
  /** Those from which the system sends nothing: their interfaces are down, though they have addresses. */
  readonly unsent: readonly string[];
}

/** Say something to the group on each network and listen for it. Loopback does not count: it needs no network. */
export async function probeMulticast(
  { port = DISCOVERY_PORT, clock = systemClock }: { readonly port?: number; readonly clock?: Clock } = {},
): Promise<MulticastProbe> {
  const probe = new Uint8Array(randomBytes(PROBE_BYTES));
  const [heard, unsent] = [new Set<string>(), new Set<string>()];
  const isSettled = (address: string) => heard.has(address) || unsent.has(address);
  const all = Promise.withResolvers<void>();
  let wanted: string[] = [];
  const lan = new MulticastLan({
    port,
    isServed: (address) => ipKind(parseIp(address)!) !== "loopback",
    onDatagram(datagram, { host }) {
      if (datagram.toHex() !== probe.toHex()) return;
      heard.add(host.split("%")[0]);
      if (wanted.every(isSettled)) all.resolve();
    },
    onUnsent: (address) => void unsent.add(address),
  });
  try {
    const networks = await lan.refresh();
    wanted = networks.map(({ address }) => address);
    if (wanted.length === 0) return { heard: [], silent: [], unsent: [] };
    const cancel = clock.after(OWN_ANSWER, all.resolve);
    await Promise.all(networks.map((network) => lan.announce(network, probe)));
    if (wanted.every(isSettled)) all.resolve();
    await all.promise;
    cancel();
    return {
      heard: wanted.filter((address) => heard.has(address)),
      silent: wanted.filter((address) => !isSettled(address)),
      unsent: [...unsent],
    };
  } finally {
    await lan.close();
  }
}
