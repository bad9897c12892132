import type { PeerKey, PeerRef } from "../crypto/types.ts";

/** `<id>.<root fingerprint>`. */
export function peerKey(peer: PeerRef): PeerKey {
  return `${peer.id}.${peer.root}`;
}

/** The other way round; the key is one of ours, so it is not checked again. */
export function peerRef(key: PeerKey): PeerRef {
  const dot = key.indexOf(".");
  return { id: key.slice(0, dot), root: key.slice(dot + 1) };
}
