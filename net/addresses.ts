/** Addresses: their text form, what a peer may tell us, and where others can find this machine. */
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { MAX_ADDRESSES } from "./limits.ts";
import type { Address } from "./types.ts";

/** Units of a host; RFC 1035 section 2.3.4 allows a DNS name 253. */
const MAX_HOST_LENGTH = 253;
/** RFC 1123 section 2.1; underscores occur in the wild and do no harm. */
const DNS_NAME =
  /^(?=.*[A-Za-z])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;

/** `[host, port]` or the two apart; undefined when it is not an address somebody could be dialled at. */
export function checkAddress(host: unknown, port: unknown): Address | undefined {
  if (typeof host !== "string" || typeof port !== "number") return undefined;
  if (!Number.isInteger(port) || port < 1 || port > 65_535 || !isHost(host)) return undefined;
  return { host, port };
}

/** A list of `[host, port]` from a peer, at most `MAX_ADDRESSES`; undefined when it is anything else. */
export function readAddresses(list: unknown): Address[] | undefined {
  if (!Array.isArray(list) || list.length > MAX_ADDRESSES) return undefined;
  const read = list.map((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 ? checkAddress(pair[0], pair[1]) : undefined
  );
  return read.every((address) => address !== undefined) ? read : undefined;
}

function isHost(host: string): boolean {
  if (host.length === 0 || host.length > MAX_HOST_LENGTH) return false;
  return isIP(host) !== 0 || DNS_NAME.test(host);
}

/** "host:port", "[IPv6]:port"; undefined when it is something else. */
export function parseAddress(text: string): Address | undefined {
  const found = /^(?:\[([^[\]]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(text.trim());
  if (found === null) return undefined;
  const [, bracketed, plain, port] = found;
  if (bracketed !== undefined && isIP(bracketed) !== 6) return undefined;
  return checkAddress(bracketed ?? plain, Number(port));
}

/** The text form {@link parseAddress} reads. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

interface Interface {
  readonly address: string;
  readonly family: string;
  readonly internal: boolean;
}

/**
 * Where others reach a listener bound to these hosts: a wildcard stands for every interface, and loopback counts only
 * when nothing else is bound.
 */
export function reachableAddresses(hosts: readonly string[], port: number, all = interfaces()): Address[] {
  const families = new Set(hosts.filter((host) => WILDCARDS.has(host)).map((host) => isIP(host)));
  const named = hosts.filter((host) => !WILDCARDS.has(host));
  const local = all.filter(({ family }) => families.has(family === "IPv6" ? 6 : 4)).filter(({ address }) =>
    !isLinkLocal(address)
  );
  const found = [...named, ...local.filter(({ internal }) => !internal).map(({ address }) => address)];
  const outside = found.filter((host) => !isLoopback(host));
  const inside = [...found.filter(isLoopback), ...local.filter(({ internal }) => internal).map((each) => each.address)];
  const best = outside.length > 0 ? outside : inside;
  return [...new Set(best)].sort(ipv4First).map((host) => ({ host, port }));
}

function interfaces(): Interface[] {
  return Object.values(networkInterfaces()).flatMap((each) => each ?? []);
}

/** An fe80:: address means nothing without the zone of the machine that reads it (RFC 4007 section 11). */
function isLinkLocal(host: string): boolean {
  return /^fe[89ab]/i.test(host) || host.startsWith("169.254.");
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.") || host === "localhost";
}

function ipv4First(a: string, b: string): number {
  return isIP(a) - isIP(b);
}

/** Whether two texts name the same address; case does not count in names or in IPv6. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.host.toLowerCase() === b.host.toLowerCase();
}

/** Who shares limits: an IPv4 address, or the /64 of an IPv6 address, which one household or server gets whole (RFC 6177). */
export function hostGroup(host: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(host)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(host) !== 6) return host;
  const [head, tail] = host.split("%")[0].toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":") + "::/64";
}
