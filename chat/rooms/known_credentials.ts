/** Credentials that were checked before they were stored: what they say, without verifying them again at each start. */
import { readLeaf } from "../../crypto/mod.ts";
import { peerRef } from "../peer_key.ts";
import type { CheckedCredential, Credential, RoomEvent } from "./types.ts";

interface LeafNames {
  readonly name: string;
  readonly serial: string;
}

/** Reading a certificate costs a hundredth of checking it, and still too much for each look at a room of a thousand. */
const read = new WeakMap<Credential, LeafNames>();

/** Name and serial of a certificate; empty for one that cannot be read, which was never accepted. */
export function leafOf(credential: Credential): LeafNames {
  let names = read.get(credential);
  if (!names) read.set(credential, names = readNames(credential));
  return names;
}

/** Of the first event of a control stream. */
export function credentialOf({ data }: RoomEvent): Credential | undefined {
  return data.kind === "create" || data.kind === "join" || data.kind === "leave" ? data.credential : undefined;
}

/** Who an author is, by an event that was accepted. */
export function knownCredential(event: RoomEvent): CheckedCredential | undefined {
  const credential = credentialOf(event);
  if (!credential) return undefined;
  const { sign, seal } = credential.card;
  return { member: event.author, ...leafOf(credential), root: peerRef(event.author).root, sign, seal };
}

function readNames({ leaf }: Credential): LeafNames {
  try {
    const { name, serial } = readLeaf(leaf);
    return { name, serial };
  } catch {
    return { name: "", serial: "" };
  }
}
