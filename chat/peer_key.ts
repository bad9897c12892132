import { isPeerId } from "../crypto/mod.ts";
import type { PeerKey, PeerRef } from "../crypto/types.ts";

const ROOT = /^[0-9a-f]{64}$/;

/** `<id>.<root fingerprint>`. */
export function peerKey(peer: PeerRef): PeerKey {
  return `${peer.id}.${peer.root}`;
}

/** The other way round; the key is one of ours, so it is not checked again. */
export function peerRef(key: PeerKey): PeerRef {
  const dot = key.indexOf(".");
  return { id: key.slice(0, dot), root: key.slice(dot + 1) };
}

/** Of somebody else's text. */
export function isPeerKey(value: unknown): value is PeerKey {
  if (typeof value !== "string") return false;
  const { id, root } = peerRef(value);
  return isPeerId(id) && ROOT.test(root);
}
