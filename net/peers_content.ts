/** Body of kind `peers`: whom the sender has links with. `docs/specs/discovery-v1.md`, section 5. */
import { isPeerId, SEAL_TAG_BYTES } from "../crypto/mod.ts";
import type { PeerRef } from "../crypto/types.ts";
import { readAddresses } from "./addresses.ts";
import { LinkError } from "./errors.ts";
import { ipKind, parseIp } from "./ip.ts";
import { encodeJson, isJsonObject, parseJson } from "./json.ts";
import { MAX_PEERS_BYTES, MAX_TOLD_PEERS } from "./limits.ts";
import type { Address } from "./types.ts";

/** Somebody, and where they may be reached. */
export interface ToldPeer extends PeerRef {
  readonly addresses: readonly Address[];
}

const ROOT = /^[0-9a-f]{64}$/;

/** As many of them, from the first on, as one content holds. */
export function encodePeers(peers: readonly ToldPeer[]): { data: Uint8Array; count: number } {
  for (let count = Math.min(peers.length, MAX_TOLD_PEERS);; count--) {
    const told = peers.slice(0, count).map(({ id, root, addresses }) => ({
      id,
      root,
      addresses: addresses.map(({ host, port }) => [host, port]),
    }));
    const data = encodeJson({ peers: told });
    if (data.length <= MAX_PEERS_BYTES - SEAL_TAG_BYTES) return { data, count };
  }
}

/** @throws LinkError "bad-content" */
export function parsePeers(data: Uint8Array): ToldPeer[] {
  const { peers } = parseJson(data, "bad-content", "reading peers");
  if (!Array.isArray(peers) || peers.length > MAX_TOLD_PEERS) throw bad("peers");
  return peers.map(readPeer);
}

function readPeer(value: unknown): ToldPeer {
  if (!isJsonObject(value)) throw bad("peers");
  const { id, root } = value;
  if (!isPeerId(id)) throw bad("id");
  if (typeof root !== "string" || !ROOT.test(root)) throw bad("root");
  const addresses = readAddresses(value.addresses);
  if (addresses === undefined) throw bad("addresses");
  return { id, root, addresses };
}

/**
 * Whether an address means the same for somebody else: names and addresses of one machine or one cable do not.
 * @param loopback all who are concerned are on one machine
 */
export function isTellable({ host }: Address, loopback: boolean): boolean {
  const ip = parseIp(host);
  if (ip === undefined) return false;
  const kind = ipKind(ip);
  return kind === "public" || kind === "private" || (kind === "loopback" && loopback);
}

function bad(member: string): LinkError {
  return new LinkError("bad-content", `reading peers: "${member}" is missing or not what it must be`);
}
