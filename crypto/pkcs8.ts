/** Private keys in PKCS#8 (RFC 5958), encrypted by PBES2 when there is a pass-phrase. */
import { Buffer } from "node:buffer";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { Asn1Writer } from "./asn1.ts";
import { DerError, DerReader, readDer, Tag } from "./der.ts";
import { readOid } from "./der_values.ts";
import { IdentityError, PassphraseNeededError, WrongPassphraseError } from "./errors.ts";
import { privatePem } from "./keys.ts";
import { decryptPbes2, encryptPbes2, type PassphraseHasher, PBES2, PBKDF2_ROUNDS } from "./pbes2.ts";
import { readPem, writePem } from "./pem.ts";

/** Is this key file encrypted? */
export function isEncryptedKey(pem: string): boolean {
  return pem.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem.includes("Proc-Type: 4,ENCRYPTED");
}

/** PKCS#8 PEM; encrypted when there is a pass-phrase. Give the same salt to keys that are opened together. */
export async function writeKey(key: KeyObject, hasher?: PassphraseHasher, salt?: Uint8Array): Promise<string> {
  if (!hasher) return privatePem(key);
  const der = await encryptKey(key, hasher, PBKDF2_ROUNDS, salt);
  return writePem("ENCRYPTED PRIVATE KEY", der);
}

/** EncryptedPrivateKeyInfo, DER: PBKDF2 with SHA-256, AES-256-CBC. */
export async function encryptKey(
  key: KeyObject,
  hasher: PassphraseHasher,
  rounds: number,
  salt?: Uint8Array,
): Promise<Uint8Array> {
  const asn1 = await Asn1Writer.load();
  const plain = key.export({ type: "pkcs8", format: "der" });
  const { algorithm, data } = await encryptPbes2(plain, hasher, rounds, salt);
  return asn1.encode(asn1.sequence(algorithm, asn1.octets(data)));
}

/**
 * The first private key in a PEM text.
 * @throws {PassphraseNeededError} encrypted, and no pass-phrase given
 * @throws {WrongPassphraseError} encrypted with another pass-phrase
 * @throws {IdentityError} no key, or one we cannot read
 */
export async function readKey(pem: string, what: string, hasher?: PassphraseHasher): Promise<KeyObject> {
  const keys = await readKeys(pem, what, hasher);
  if (keys.length === 0) throw new IdentityError(`reading ${what}: there is no private key in it`);
  return keys[0];
}

/** Every private key in a PEM text. Errors as {@link readKey}. */
export async function readKeys(pem: string, what: string, hasher?: PassphraseHasher): Promise<KeyObject[]> {
  const keys: KeyObject[] = [];
  for (const { label, der } of readPem(pem)) {
    if (label === "ENCRYPTED PRIVATE KEY") keys.push(await openKey(der, what, hasher));
    else if (label === "PRIVATE KEY") keys.push(plainKey(der, "pkcs8", what));
    else if (label === "RSA PRIVATE KEY") keys.push(plainKey(der, "pkcs1", what));
  }
  if (keys.length === 0 && pem.includes("Proc-Type: 4,ENCRYPTED")) {
    const advice = 'convert it by "openssl pkcs8 -topk8"';
    throw new IdentityError(`reading ${what}: its encryption is of the old kind that hashes once; ${advice}`);
  }
  return keys;
}

/** Decrypt an EncryptedPrivateKeyInfo. Errors as {@link readKey}. */
export async function openKey(der: Uint8Array, what: string, hasher?: PassphraseHasher): Promise<KeyObject> {
  if (!hasher) throw new PassphraseNeededError(`reading ${what}: it is encrypted, a pass-phrase is needed`);
  const plain = await unwrap(der, what, hasher);
  try {
    if (!plain) throw new Error("wrong padding");
    return createPrivateKey({ key: Buffer.from(plain), format: "der", type: "pkcs8" });
  } catch {
    throw new WrongPassphraseError(`reading ${what}: the pass-phrase is not the right one`);
  } finally {
    plain?.fill(0);
  }
}

async function unwrap(der: Uint8Array, what: string, hasher: PassphraseHasher): Promise<Uint8Array | undefined> {
  try {
    const outer = new DerReader(readDer(der, Tag.sequence).content);
    const algorithm = outer.enter(Tag.sequence);
    const data = outer.expect(Tag.octetString).content;
    if (readOid(algorithm.expect(Tag.oid)) !== PBES2) throw new DerError("its encryption is not PBES2");
    return await decryptPbes2(algorithm.expect(Tag.sequence).raw, data, hasher);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new IdentityError(`reading ${what}: ${error.message}`, { cause: error });
  }
}

/** A PrivateKeyInfo (RFC 5958), or an RSAPrivateKey (RFC 8017). */
export function plainKey(der: Uint8Array, type: "pkcs8" | "pkcs1", what: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: "der", type });
  } catch {
    // the cause may quote key material
    throw new IdentityError(`reading ${what}: the private key in it is damaged or of an unknown kind`);
  }
}
