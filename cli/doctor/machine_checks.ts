/** What is the case with this machine: port, addresses, firewall, clock, disk. Pure: facts in, findings out. */
import type { DoctorCheck } from "../../ui/api.ts";
import { neighbourLinks } from "./lan_checks.ts";
import type { Facts } from "./facts.ts";
import { found } from "./findings.ts";

const DAY = 86_400_000;
/** Milliseconds clocks may differ: from here on certificates and announcements begin to suffer. */
const SKEW = 5 * 60_000;
/** Bytes below which the disk is said to be low: what a file's transfer leaves free (`files/`), and room for messages. */
const LOW = 200 * 1024 * 1024;

export function checkPort({ port: { wanted, chosen, actual, refused } }: Facts): DoctorCheck {
  if (actual !== undefined) {
    const args = { wanted: String(wanted), port: String(actual) };
    if (wanted === 0 || wanted === actual) return found("port", "listening", { port: args.port });
    return found("port", chosen ? "moved" : "next-free", args);
  }
  const port = String(wanted);
  if (refused === undefined) return found("port", "free", { port });
  if (refused === "EADDRINUSE") return found("port", "taken", { port });
  return found("port", "none-free", { port, code: refused });
}

export function checkAddresses({ own, listen, multicast: { unsent } }: Facts): DoctorCheck {
  // An interface that was switched off may keep its address.
  const outside = own.filter(({ kind, host }) => kind !== "loopback" && !unsent.includes(host));
  if (outside.length === 0) return found("addresses", "only-loopback");
  const usable = outside.filter(({ kind }) => kind !== "link-local").map(({ host }) => host);
  if (usable.length === 0) return found("addresses", "no-lease");
  if (listen !== undefined && isLocal(listen)) return found("addresses", "listen-local", { host: listen });
  const addresses = usable.join(", ");
  if (usable.length === 1) return found("addresses", "one", { addresses });
  return found("addresses", "several", { addresses, count: String(usable.length) });
}

export function checkFirewall(facts: Facts): DoctorCheck {
  const own = new Set(facts.own.map(({ host }) => host));
  const outsiders = facts.links.filter(({ cameIn, host }) => cameIn && host !== undefined && !own.has(host));
  if (outsiders.some(({ host }) => !isLocal(host!))) return found("firewall", "came-in");
  const { ownAnswer } = facts;
  if (ownAnswer === undefined) return found("firewall", "no-address");
  return found("firewall", ownAnswer.answers ? "own-only" : "blocked", { address: ownAnswer.address });
}

/** Names of interfaces that VPNs make, on Linux, macOS (`utun`) and Windows (words). */
const VPN = /^(?:tun|tap|wg|utun|ppp|ipsec|zt|tailscale)[\d_-]*|vpn|wireguard|tailscale|zerotier|anyconnect|wintun/i;

export function checkVpn(facts: Facts): DoctorCheck {
  const usable = facts.own.filter(({ kind }) => kind !== "loopback" && kind !== "link-local");
  const names = [...new Set(usable.map(({ device }) => device).filter((device) => VPN.test(device)))];
  if (names.length === 0) return found("vpn", "none");
  const beside = facts.own.filter(({ device }) => !names.includes(device));
  // Which way the system sends what is not for a neighbour cannot be asked for here.
  const near = neighbourLinks({ ...facts, own: beside }).length > 0;
  return found("vpn", near ? "present" : "may-block", { names: names.join(", ") });
}

export function checkClock({ clockOffset, lanClockOffset }: Facts): DoctorCheck {
  const isWrong = clockOffset !== null && Math.abs(clockOffset) > SKEW;
  if (isWrong) return found("clock", "wrong", { minutes: minutes(clockOffset) });
  // Whose clock is wrong is not known, nor is it proved that anybody is there: only that they would not be found.
  if (lanClockOffset !== undefined) return found("clock", "differ", { minutes: minutes(lanClockOffset) });
  return found("clock", clockOffset === null ? "nobody" : "agrees");
}

function minutes(milliseconds: number): string {
  return String(Math.round(Math.abs(milliseconds) / 60_000));
}

export function checkCertificate({ certificate, now }: Facts): DoctorCheck {
  const { notBefore, notAfter, expiry, revoked } = certificate;
  if (revoked) return found("certificate", "revoked");
  const until = day(notAfter);
  switch (expiry) {
    case "expired":
      return found("certificate", "expired", { until });
    case "not-yet":
      return found("certificate", "not-yet", { from: day(notBefore) });
    case "soon":
      return found("certificate", "soon", { until, days: String(Math.max(0, Math.ceil((notAfter - now) / DAY))) });
    case "valid":
      return found("certificate", "valid", { until });
  }
}

export function checkDisk({ disk: { free, refused } }: Facts): DoctorCheck {
  if (refused !== undefined) return found("disk", "not-writable", { code: refused });
  // A file system that does not say how much is free has taken what was written.
  if (free === undefined) return found("disk", "writable");
  return found("disk", free < LOW ? "low" : "free", { megabytes: String(Math.floor(free / 2 ** 20)) });
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.") || host.startsWith("::ffff:127.");
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
