/** Whether people on this network can find us and we them: multicast, and whether contacts are on a network of ours at all. */
import { ipKind, isNeighbour, parseIp } from "../../net/mod.ts";
import type { DoctorCheck } from "../../ui/api.ts";
import type { ContactFacts, Facts, LinkFacts } from "./facts.ts";
import { found } from "./findings.ts";

/** Contacts that are named in one finding. */
const MOST_NAMED = 3;

export function checkMulticast(facts: Facts): DoctorCheck {
  const { lan, lanClockOffset, running, multicast: { heard, silent } } = facts;
  if (running && lan === "off") return found("multicast", "off");
  if (lan === "heard" || lanClockOffset !== undefined) return found("multicast", "heard-others");
  if (heard.length === 0 && silent.length > 0) {
    return found("multicast", "not-heard", { addresses: silent.join(", ") });
  }
  if (isAnyoneHere(facts) || neighbourLinks(facts).length > 0) return found("multicast", "near");
  if (heard.length === 0) return found("multicast", "no-network");
  return found("multicast", running ? "heard-self" : "not-running");
}

/** Whether somebody on this computer is linked: their announcements never leave it, so no network brought them. */
function isAnyoneHere({ links, own }: Facts): boolean {
  return links.some(({ host }) =>
    host !== undefined && own.some((address) => address.kind === "loopback" && isNeighbour(host, address))
  );
}

/** Links with people on a network of ours. */
export function neighbourLinks({ links, own }: Pick<Facts, "links" | "own">): LinkFacts[] {
  const outside = own.filter(({ kind }) => kind !== "loopback");
  return links.filter(({ host }) => host !== undefined && outside.some((address) => isNeighbour(host, address)));
}

/** Somebody whose last addresses are all of another private network is not reached from here. */
export function checkNetwork({ own, contacts }: Facts): DoctorCheck {
  const known = contacts.filter(({ linked, hosts }) => linked || hosts.length > 0);
  if (known.length === 0) return found("network", "nothing-known");
  const outside = own.filter(({ kind }) => kind !== "loopback" && kind !== "link-local");
  const isElsewhere = ({ linked, hosts }: ContactFacts) =>
    !linked && hosts.length > 0 &&
    hosts.every((host) => isPrivate(host) && !own.some((address) => isNeighbour(host, address)));
  const elsewhere = known.filter(isElsewhere);
  if (elsewhere.length === 0) return found("network", "same");
  return found("network", "elsewhere", {
    names: named(elsewhere.map(({ name }) => name)),
    addresses: named([...new Set(elsewhere.flatMap(({ hosts }) => hosts))]),
    networks: outside.map(({ host, bits }) => `${host}/${bits}`).join(", "),
  });
}

function named(all: readonly string[]): string {
  return all.slice(0, MOST_NAMED).join(", ") + (all.length > MOST_NAMED ? ", …" : "");
}

function isPrivate(host: string): boolean {
  const ip = parseIp(host);
  return ip !== undefined && ["private", "link-local"].includes(ipKind(ip));
}
