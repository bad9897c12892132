/** The door of `crypto/`: certificates, identities, revocation lists and certificate authorities. */
export type * from "./types.ts";
export {
  CaError,
  CertificateError,
  type CertificateErrorCode,
  IdentityError,
  PassphraseNeededError,
  WrongPassphraseError,
} from "./errors.ts";
export { makePrivateDir, writeFileAtomic } from "./files.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { readLeaf } from "./leaf.ts";
export { isDisplayName, isPeerId, newPeerId, peerHostName, peerUri } from "./names.ts";
export { isIssuedBy, readRoot, type RootInfo } from "./root.ts";
export { TrustStore } from "./trust.ts";
export { certificateDer } from "./pem.ts";
export { makeKeyCard, verifyKeyCard } from "./key_card.ts";
export { keysHash, ownKeysHash, safetyHalf, safetyNumber } from "./safety_number.ts";
export { chunkKey, ChunkOpener, ChunkSealer, openChunk } from "./file_cipher.ts";
export { release } from "./memory.ts";
export { agree, newEphemeralKey, SEAL_TAG_BYTES, SealError, type Session } from "./session.ts";
export {
  createIdentity,
  type CreateIdentityOptions,
  identityExists,
  type IdentityFiles,
  type IdentityProgress,
  identityTexts,
  isIdentityEncrypted,
  loadIdentity,
  saveIdentity,
} from "./identity.ts";
export { createCsr, createLeaf, createRoot, type IssuedCertificate, type LeafOptions } from "./certificate.ts";
export { createCrl, type Crl, parseCrl, REVOCATION_REASONS, type RevocationReason } from "./crl.ts";
export { OPENSSL_CNF } from "./ca_files.ts";
export { CaDir, type CaEntry, type IssuedLeaf } from "./ca_dir.ts";
export { type BundleFormat, exportIdentity, identityOfBundle, type ImportOptions, writeBundle } from "./bundle.ts";
export { assembleIdentity } from "./identity.ts";
export { readNewLeaf, renewalRequest } from "./renewal.ts";
export { rekeyedKeys } from "./rekey.ts";
export {
  bucketHash,
  everyoneRoomId,
  neighbourRank,
  roomEventHash,
  roomSignedBytes,
  signRoomEvent,
  verifyRoomEvent,
} from "./room_event.ts";
export {
  EVERYONE_KEY_ID,
  everyoneKey,
  newRoomKey,
  openKeyBefore,
  openSaid,
  sealKeyBefore,
  sealSaid,
} from "./room_cipher.ts";
export { boxRoomKey, openRoomKey } from "./room_key_box.ts";
