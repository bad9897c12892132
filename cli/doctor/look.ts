/** Looks at everything `parley doctor` judges: sockets, interfaces, the disk, and what the messenger knows. */
import type { Messenger } from "../../chat/mod.ts";
import type { Identity } from "../../crypto/mod.ts";
import { freeAt } from "../../files/mod.ts";
import { ipKind, type Network, ownAddresses, parseIp, probeAddress, probeMulticast, probePort } from "../../net/mod.ts";
import type { Me } from "../../ui/api.ts";
import type { Attempts } from "./attempts.ts";
import type { ContactFacts, Facts, LinkFacts } from "./facts.ts";

/** Bytes that are written to the profile's disk and taken away again. */
const PROBE_BYTES = 64 * 1024;

export interface DoctorParts {
  readonly identity: Identity;
  readonly dataDir: string;
  readonly messenger: Messenger;
  /** Absent where nobody is dialled. */
  readonly attempts?: Attempts;
  readonly port: { readonly wanted: number; readonly chosen: boolean };
  /** Absent is everywhere. */
  readonly listen?: string;
  /** Absent without a running node. */
  readonly network?: Network;
}

export async function look(parts: DoctorParts): Promise<Facts> {
  const { messenger, network, listen, dataDir, port } = parts;
  const own = ownAddresses();
  const { me } = await messenger.call("snapshot", {});
  const actual = network?.port;
  const [ownAnswer, multicast, disk, refused] = await Promise.all([
    answerOf(network),
    probeMulticast(),
    lookAtDisk(dataDir, messenger),
    actual === undefined && port.wanted !== 0 ? probePort(listen, port.wanted) : undefined,
  ]);
  return {
    running: network !== undefined,
    port: { ...port, actual, refused },
    ...{ listen, own, ownAnswer, multicast, disk },
    lan: network?.lan?.() ?? "off",
    lanClockOffset: network?.lanClockOffset?.(),
    links: lookAtLinks(network),
    contacts: lookAtContacts(parts),
    clockOffset: me.clock_offset,
    certificate: certificateOf(parts.identity, me),
    now: Date.now(),
  };
}

/** Of those that others are told. */
async function answerOf(network: Network | undefined): Promise<Facts["ownAnswer"]> {
  const outside = network?.addresses().find(({ host }) => ["private", "public"].includes(kindOf(host)));
  if (outside === undefined) return undefined;
  return { address: outside.host, answers: await probeAddress(outside) };
}

function kindOf(host: string): string {
  const ip = parseIp(host);
  return ip === undefined ? "" : ipKind(ip);
}

function lookAtLinks(network: Network | undefined): LinkFacts[] {
  return (network?.links() ?? []).map(({ remote, initiator }) => ({ host: remote?.host, cameIn: !initiator }));
}

function lookAtContacts({ messenger, network, attempts }: DoctorParts): ContactFacts[] {
  const rows = messenger.contacts.known().filter(({ state }) => state === "active" || state === "pairing");
  return rows.map((row) => ({
    name: row.alias ?? row.own_name,
    linked: network?.linkTo(row) !== undefined,
    hosts: row.addresses.map(([host]) => host),
    attempt: attempts?.of(row),
  }));
}

function certificateOf({ notBefore, notAfter }: Identity, { expiry, revoked }: Me): Facts["certificate"] {
  return { notBefore: notBefore.getTime(), notAfter: notAfter.getTime(), expiry, revoked };
}

/** A write that was refused earlier counts: what it was about is not on the disk. */
async function lookAtDisk(dataDir: string, messenger: Messenger): Promise<Facts["disk"]> {
  const told = messenger.notices.all().find(({ id }) => id === "storage")?.text.replace("notice.storage_", "");
  return { free: await freeAt(dataDir).catch(() => undefined), refused: told ?? await writeProbe(dataDir) };
}

/** @returns the name of what the system said, undefined when it took everything */
async function writeProbe(dataDir: string): Promise<string | undefined> {
  const path = `${dataDir}/doctor.probe`;
  try {
    using file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
    await file.write(new Uint8Array(PROBE_BYTES));
    await file.syncData();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  } finally {
    await Deno.remove(path).catch(() => {});
  }
}
