/** IP addresses as bytes: what kind they are, and in whose network. */
import { isIP } from "node:net";

/** 4 or 16 bytes; an IPv4 address mapped into IPv6 (RFC 4291, section 2.5.5.2) is the IPv4 address. */
export type IpBytes = Uint8Array;

export type IpKind = "unspecified" | "loopback" | "link-local" | "private" | "multicast" | "public";

/** @param text without brackets; a zone ("%eth0") is left aside. @returns undefined when it is no IP address */
export function parseIp(text: string): IpBytes | undefined {
  const [host] = text.split("%");
  const family = isIP(host);
  if (family === 0) return undefined;
  return family === 4 ? parseV4(host) : mappedOrWhole(parseV6(host));
}

function parseV4(host: string): IpBytes {
  return Uint8Array.from(host.split("."), Number);
}

function parseV6(host: string): IpBytes {
  const [head, tail] = host.split("::").map((part) => part === "" ? [] : part.split(":").flatMap(groupBytes));
  const bytes = new Uint8Array(16);
  bytes.set(head);
  if (tail !== undefined) bytes.set(tail, 16 - tail.length);
  return bytes;
}

function groupBytes(group: string): number[] {
  if (group.includes(".")) return [...parseV4(group)];
  const value = parseInt(group, 16);
  return [value >>> 8, value & 0xff];
}

const MAPPED = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

function mappedOrWhole(bytes: IpBytes): IpBytes {
  return inNetwork(bytes, MAPPED, 96) ? bytes.subarray(12) : bytes;
}

/** Whether the first `bits` are those of the network; never across families, but for the test of mapped addresses. */
export function inNetwork(ip: IpBytes, network: Uint8Array, bits: number): boolean {
  if (ip.length !== network.length && network !== MAPPED) return false;
  const whole = bits >>> 3;
  for (let index = 0; index < whole; index++) if (ip[index] !== network[index]) return false;
  const rest = bits & 7;
  return rest === 0 || ((ip[whole] ^ network[whole]) >>> (8 - rest)) === 0;
}

/** First match counts. RFC 6890, RFC 1122 section 3.2.1.3, RFC 1918, RFC 6598, RFC 4291, RFC 4193. */
const RANGES: readonly [network: string, bits: number, kind: IpKind][] = [
  ["0.0.0.0", 8, "unspecified"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local"],
  ["10.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["224.0.0.0", 3, "multicast"], // with the reserved ones and 255.255.255.255: nobody can be dialled there
  ["::", 128, "unspecified"],
  ["::1", 128, "loopback"],
  ["fe80::", 10, "link-local"],
  ["fc00::", 7, "private"],
  ["ff00::", 8, "multicast"],
];

const ranges = RANGES.map(([network, bits, kind]) => ({ network: parseIp(network)!, bits, kind }));

export function ipKind(ip: IpBytes): IpKind {
  return ranges.find(({ network, bits }) => inNetwork(ip, network, bits))?.kind ?? "public";
}
