/** Who the author of a stream is, for whoever never met them. `docs/specs/rooms-v1.md`, section 3. */
import { isIssuedBy, readLeaf, readRoot, verifyKeyCard } from "../../crypto/mod.ts";
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_CERTIFICATE_BYTES } from "../../net/limits.ts";
import { bytesFromBase64Url, isJsonObject, keyCardJson, readKeyCard, toBase64Url } from "../../net/mod.ts";
import { peerKey } from "../peer_key.ts";
import type { CheckedCredential, Credential } from "./types.ts";

/** First byte of a certificate in DER: a SEQUENCE. */
const DER_SEQUENCE = 0x30;

/** As it stands in an event. */
export function credentialJson({ root, leaf, card }: Credential): Record<string, unknown> {
  return { root: toBase64Url(root), leaf: toBase64Url(leaf), card: keyCardJson(card) };
}

/** @returns undefined when it does not have the shape of one; what it proves, {@link checkCredential} tells */
export function readCredential(value: unknown): Credential | undefined {
  if (!isJsonObject(value)) return undefined;
  const root = bytesFromBase64Url(value.root, 1, MAX_CERTIFICATE_BYTES);
  const leaf = bytesFromBase64Url(value.leaf, 1, MAX_CERTIFICATE_BYTES);
  const card = readKeyCard(value.card);
  return root && leaf && card && { root, leaf, card };
}

/**
 * Dates and revocation are not judged: the first because a room outlives certificates, the second by the caller, who has the
 * lists. Costs four signatures; never throws.
 * @returns undefined when it does not prove that whoever signs with its card is `author`
 */
export function checkCredential({ root, leaf, card }: Credential, author: PeerKey): CheckedCredential | undefined {
  // crypto/ reads PEM, too: an event has one spelling
  if (root[0] !== DER_SEQUENCE || leaf[0] !== DER_SEQUENCE) return undefined;
  try {
    const authority = readRoot(root);
    const { id, name, serial, fingerprint, publicKey } = readLeaf(leaf);
    const member = peerKey({ id, root: authority.fingerprint });
    if (member !== author || !isIssuedBy(leaf, root) || !verifyKeyCard(card, fingerprint, publicKey)) return undefined;
    return { member, name, serial, root: authority.fingerprint, sign: card.sign, seal: card.seal };
  } catch {
    return undefined; // a certificate that cannot be read proves nothing
  }
}
