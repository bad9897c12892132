/**
 * PKCS#12 files (RFC 7292): an identity in one file that other programs read too. The structure and today's encryption are
 * read here; node-forge derives the keys of the file's own old scheme, which the integrity check still uses.
 */
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { Asn1Writer } from "./asn1.ts";
import { context, contextPrimitive, DerError, DerReader, type DerValue, readDer, Tag } from "./der.ts";
import { readNumber, readOid } from "./der_values.ts";
import { IdentityError, PassphraseNeededError, WrongPassphraseError } from "./errors.ts";
import { MAX_BUNDLE_HASHINGS } from "./limits.ts";
import { type Asn1, fromBinaryString, loadForge, toBinaryString } from "./forge.ts";
import { decryptPbes2, PassphraseHasher, PBES2 } from "./pbes2.ts";
import { encryptKey, openKey, plainKey } from "./pkcs8.ts";

/** Rounds of hashing in files we write: the integrity check hashes in JavaScript, this takes 0.3 s. OpenSSL does 2,048. */
const ROUNDS = 100_000;

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const KEY_BAG = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
const X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
const SHA256 = "2.16.840.1.101.3.4.2.1";

const MAC_HASHES: Readonly<Record<string, { name: "sha1" | "sha256" | "sha384" | "sha512"; bytes: number }>> = {
  "1.3.14.3.2.26": { name: "sha1", bytes: 20 },
  [SHA256]: { name: "sha256", bytes: 32 },
  "2.16.840.1.101.3.4.2.2": { name: "sha384", bytes: 48 },
  "2.16.840.1.101.3.4.2.3": { name: "sha512", bytes: 64 },
};

export interface Pkcs12Contents {
  readonly keys: KeyObject[];
  /** DER. */
  readonly certificates: Uint8Array[];
}

/**
 * Everything in a file.
 * @throws {PassphraseNeededError} no pass-phrase was given
 * @throws {WrongPassphraseError} the integrity check does not agree with the pass-phrase
 * @throws {IdentityError} not PKCS#12, or of a kind we do not read
 */
export async function readPkcs12(bytes: Uint8Array, passphrase?: string): Promise<Pkcs12Contents> {
  if (passphrase === undefined) {
    throw new PassphraseNeededError("reading the PKCS#12 file: it is encrypted, a pass-phrase is needed");
  }
  try {
    return await readPfx(bytes, passphrase);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new IdentityError(`reading the PKCS#12 file: ${error.message}`, { cause: error });
  }
}

/** A file of certificates and keys; the first key is the first certificate's. */
export async function writePkcs12(contents: Pkcs12Contents, passphrase: string): Promise<Uint8Array> {
  const asn1 = await Asn1Writer.load();
  // pairs key and certificate for other programs
  const pair = asn1.set(asn1.sequence(asn1.oid(LOCAL_KEY_ID), asn1.set(asn1.octets(Uint8Array.of(1)))));
  const bag = (id: string, value: Asn1, first: boolean) =>
    asn1.sequence(asn1.oid(id), asn1.context(0, value), first ? pair : undefined);
  const certificates = contents.certificates.map((der, at) =>
    bag(CERTIFICATE_BAG, asn1.sequence(asn1.oid(X509_CERTIFICATE), asn1.context(0, asn1.octets(der))), at === 0)
  );
  const encrypted = await Promise.all(
    contents.keys.map((key) => encryptKey(key, new PassphraseHasher(passphrase), ROUNDS)),
  );
  const keys = encrypted.map((der, at) => bag(SHROUDED_KEY_BAG, asn1.raw(der), at === 0));
  const data = (content: Asn1) => asn1.sequence(asn1.oid(DATA), asn1.context(0, asn1.wrapped(content)));
  const safe = asn1.sequence(data(asn1.sequence(...certificates)), data(asn1.sequence(...keys)));
  const salt = randomBytes(16);
  const digest = await macOf(asn1.encode(safe), passphrase, salt, ROUNDS, MAC_HASHES[SHA256]);
  const digestInfo = asn1.sequence(asn1.algorithm(SHA256), asn1.octets(digest));
  const mac = asn1.sequence(digestInfo, asn1.octets(salt), asn1.integer(ROUNDS));
  return asn1.encode(asn1.sequence(asn1.integer(3), data(safe), mac));
}

async function readPfx(bytes: Uint8Array, passphrase: string): Promise<Pkcs12Contents> {
  const pfx = new DerReader(readDer(bytes, Tag.sequence).content);
  if (readNumber(pfx.expect(Tag.integer)) !== 3) throw new DerError("not version 3");
  const safe = readData(pfx.enter(Tag.sequence));
  const mac = pfx.optional(Tag.sequence);
  pfx.end();
  const hasher = new PassphraseHasher(passphrase, MAX_BUNDLE_HASHINGS);
  if (mac) await checkMac(new DerReader(mac.content), safe, hasher);
  const contents: Pkcs12Contents = { keys: [], certificates: [] };
  const parts = new DerReader(readDer(safe, Tag.sequence).content);
  while (!parts.done) {
    const bags = new DerReader(readDer(await openPart(parts.enter(Tag.sequence), hasher), Tag.sequence).content);
    while (!bags.done) await readBag(bags.enter(Tag.sequence), hasher, contents);
  }
  return contents;
}

/** Bytes of a ContentInfo of type data. */
function readData(info: DerReader): Uint8Array {
  if (readOid(info.expect(Tag.oid)) !== DATA) throw new DerError("protected by a public key, not by a pass-phrase");
  return readDer(info.expect(context(0)).content, Tag.octetString).content;
}

/** SafeContents of one part, decrypted when it is encrypted. */
async function openPart(info: DerReader, hasher: PassphraseHasher): Promise<Uint8Array> {
  if (info.peek() === undefined) throw new DerError("an empty part");
  const type = readOid(info.expect(Tag.oid));
  const content = info.expect(context(0)).content;
  if (type === DATA) return readDer(content, Tag.octetString).content;
  if (type !== ENCRYPTED_DATA) throw new DerError(`content type "${type}" is not known`);
  const encrypted = new DerReader(readDer(content, Tag.sequence).content);
  encrypted.expect(Tag.integer);
  const inner = encrypted.enter(Tag.sequence);
  inner.expect(Tag.oid);
  const algorithm = inner.expect(Tag.sequence);
  const plain = await decrypt(algorithm, inner.expect(contextPrimitive(0)).content, hasher);
  if (!plain || !isSequence(plain)) {
    throw new WrongPassphraseError("reading the PKCS#12 file: the pass-phrase is not the right one");
  }
  return plain;
}

async function readBag(bag: DerReader, hasher: PassphraseHasher, contents: Pkcs12Contents): Promise<void> {
  const type = readOid(bag.expect(Tag.oid));
  const value = readDer(bag.expect(context(0)).content, Tag.sequence);
  const what = "the key in the PKCS#12 file";
  if (type === CERTIFICATE_BAG) {
    const certificate = new DerReader(value.content);
    if (readOid(certificate.expect(Tag.oid)) !== X509_CERTIFICATE) return;
    contents.certificates.push(readDer(certificate.expect(context(0)).content, Tag.octetString).content);
  } else if (type === KEY_BAG) contents.keys.push(plainKey(value.raw, "pkcs8", what));
  else if (type === SHROUDED_KEY_BAG) contents.keys.push(await openShrouded(value, hasher, what));
}

async function openShrouded(value: DerValue, hasher: PassphraseHasher, what: string): Promise<KeyObject> {
  const reader = new DerReader(value.content);
  const algorithm = reader.expect(Tag.sequence);
  const data = reader.expect(Tag.octetString).content;
  if (readOid(new DerReader(algorithm.content).expect(Tag.oid)) === PBES2) return openKey(value.raw, what, hasher);
  const plain = await decrypt(algorithm, data, hasher);
  if (!plain || !isSequence(plain)) {
    throw new WrongPassphraseError(`reading ${what}: the pass-phrase is not the right one`);
  }
  return plainKey(plain, "pkcs8", what);
}

/** One time in 256 a wrong pass-phrase gives padding that fits, but never a whole DER value behind it. */
function isSequence(bytes: Uint8Array): boolean {
  try {
    return readDer(bytes, Tag.sequence).raw.length === bytes.length;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

async function decrypt(
  algorithm: DerValue,
  data: Uint8Array,
  hasher: PassphraseHasher,
): Promise<Uint8Array | undefined> {
  const reader = new DerReader(algorithm.content);
  const id = readOid(reader.expect(Tag.oid));
  const parameters = reader.expect(Tag.sequence);
  if (id === PBES2) return await decryptPbes2(parameters.raw, data, hasher);
  // what OpenSSL 1, LibreSSL and Keychain write: RC2 and triple DES under PKCS#12's own derivation (RFC 7292, appendix C)
  if (!id.startsWith("1.2.840.113549.1.12.1.")) throw new DerError(`encryption "${id}" is not known`);
  const old = new DerReader(parameters.content);
  old.expect(Tag.octetString);
  hasher.takeOldRounds(2 * readNumber(old.expect(Tag.integer))); // for the key and for the IV
  return await decryptOld(id, parameters.raw, data, hasher.passphrase);
}

async function decryptOld(
  id: string,
  parameters: Uint8Array,
  data: Uint8Array,
  passphrase: string,
): Promise<Uint8Array | undefined> {
  const forge = await loadForge();
  let cipher;
  try {
    cipher = forge.pki.pbe.getCipher(id, forge.asn1.fromDer(toBinaryString(parameters)), passphrase);
  } catch (cause) {
    throw new DerError(`encryption "${id}" is not known`, { cause });
  }
  cipher.update(forge.util.createBuffer(toBinaryString(data)));
  return cipher.finish() ? fromBinaryString(cipher.output.getBytes()) : undefined;
}

async function checkMac(mac: DerReader, safe: Uint8Array, hasher: PassphraseHasher): Promise<void> {
  const info = mac.enter(Tag.sequence);
  const hashId = readOid(new DerReader(info.expect(Tag.sequence).content).expect(Tag.oid));
  const digest = info.expect(Tag.octetString).content;
  const salt = mac.expect(Tag.octetString).content;
  const count = mac.optional(Tag.integer);
  const rounds = count ? readNumber(count) : 1;
  hasher.takeOldRounds(rounds);
  const hash = Object.hasOwn(MAC_HASHES, hashId) ? MAC_HASHES[hashId] : undefined;
  if (!hash) throw new DerError(`integrity check "${hashId}" is not known`);
  const due = await macOf(safe, hasher.passphrase, salt, rounds, hash);
  if (due.length !== digest.length || !timingSafeEqual(due, digest)) {
    throw new WrongPassphraseError("reading the PKCS#12 file: the pass-phrase is not the right one, or it is damaged");
  }
}

async function macOf(
  data: Uint8Array,
  passphrase: string,
  salt: Uint8Array,
  rounds: number,
  hash: { name: "sha1" | "sha256" | "sha384" | "sha512"; bytes: number },
): Promise<Uint8Array> {
  const forge = await loadForge();
  const saltBuffer = forge.util.createBuffer(toBinaryString(salt));
  const hasher = forge.md[hash.name].create();
  const key = forge.pkcs12.generateKey(passphrase, saltBuffer, 3, rounds, hash.bytes, hasher);
  return createHmac(hash.name, fromBinaryString(key.getBytes())).update(data).digest();
}
