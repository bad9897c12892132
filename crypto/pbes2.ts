/**
 * Pass-phrases: PBES2 (RFC 8018), the encryption of PKCS#8 keys and of today's PKCS#12 files.
 *
 * Done here rather than by `createPrivateKey`, because Deno 2.9.6 takes SHA-256 where a file leaves the hash at its default
 * SHA-1, hashes the pass-phrase on the main thread, and does as many rounds as a crafted file asks for.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, pbkdf2, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { Asn1Writer } from "./asn1.ts";
import { DerError, DerReader, readDer, Tag } from "./der.ts";
import { readNumber, readOid, toHex } from "./der_values.ts";
import type { Asn1 } from "./forge.ts";
import { MAX_KDF_ROUNDS, MAX_OLD_ROUNDS, MAX_SCRYPT_MEMORY } from "./limits.ts";

/** OWASP's number for PBKDF2 with SHA-256 (2023); 0.2 s here. PBKDF2 and not scrypt: LibreSSL reads no scrypt keys. */
export const PBKDF2_ROUNDS = 600_000;

export const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const SCRYPT = "1.3.6.1.4.1.11591.4.11";
const HMAC_SHA256 = "1.2.840.113549.2.9";
const AES_256_CBC = "2.16.840.1.101.3.4.1.42";

const PRF_HASHES: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  [HMAC_SHA256]: "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};

const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  [AES_256_CBC]: { name: "aes-256-cbc", keyBytes: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyBytes: 24 },
};

/** Hashes one pass-phrase, and remembers the outcome: the keys of one identity share their salt, so it is done once. */
export class PassphraseHasher {
  readonly #known = new Map<string, Promise<Uint8Array>>();
  readonly #most: number;
  #oldRounds = 0;

  /** @param most different hashings; a file from somebody else may ask for a thousand, each of seconds */
  constructor(readonly passphrase: string, most = Infinity) {
    this.#most = most;
  }

  /** Rounds of the old scheme of PKCS#12 that are about to be done. @throws {DerError} when they become too many */
  takeOldRounds(rounds: number): void {
    this.#oldRounds += rounds;
    if (rounds < 1 || this.#oldRounds > MAX_OLD_ROUNDS) {
      throw new DerError(`"${rounds}" rounds of hashing: out of bounds`);
    }
  }

  pbkdf2(salt: Uint8Array, rounds: number, length: number, hash: string): Promise<Uint8Array> {
    return this.#once(`${toHex(salt)} ${rounds} ${length} ${hash}`, () => {
      return promisify(pbkdf2)(this.passphrase, salt, rounds, length, hash);
    });
  }

  scrypt(salt: Uint8Array, length: number, cost: { N: number; r: number; p: number }): Promise<Uint8Array> {
    return this.#once(`${toHex(salt)} ${length} ${JSON.stringify(cost)}`, () => {
      const options = { ...cost, maxmem: 2 * MAX_SCRYPT_MEMORY };
      return new Promise((resolve, reject) => {
        scrypt(this.passphrase, salt, length, options, (error, key) => error ? reject(error) : resolve(key));
      });
    });
  }

  #once(what: string, derive: () => Promise<Uint8Array>): Promise<Uint8Array> {
    let key = this.#known.get(what);
    if (key) return key;
    if (this.#known.size >= this.#most) throw new DerError(`more than "${this.#most}" hashings of the pass-phrase`);
    this.#known.set(what, key = derive());
    return key;
  }
}

/** Of a pass-phrase that somebody may have set; an empty one is none. */
export const hasherOf = (passphrase: string | undefined): PassphraseHasher | undefined =>
  passphrase ? new PassphraseHasher(passphrase) : undefined;

/** Encrypt with PBKDF2-SHA256 and AES-256-CBC. @returns the AlgorithmIdentifier that says so, and the data */
export async function encryptPbes2(
  plain: Uint8Array,
  hasher: PassphraseHasher,
  rounds: number,
  salt: Uint8Array = randomBytes(16),
): Promise<{ algorithm: Asn1; data: Uint8Array }> {
  const asn1 = await Asn1Writer.load();
  const iv = randomBytes(16);
  const secret = await hasher.pbkdf2(salt, rounds, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", secret, iv);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  const kdf = asn1.sequence(asn1.octets(salt), asn1.integer(rounds), asn1.algorithm(HMAC_SHA256));
  const scheme = asn1.sequence(asn1.algorithm(PBKDF2, kdf), asn1.algorithm(AES_256_CBC, asn1.octets(iv)));
  return { algorithm: asn1.algorithm(PBES2, scheme), data };
}

/**
 * Decrypt.
 * @param parameters those of the PBES2 AlgorithmIdentifier, a SEQUENCE
 * @returns undefined when the padding shows that the pass-phrase is wrong; one time in 256 a wrong one gives garbage
 * @throws {DerError} when the parameters are not known or out of bounds
 */
export async function decryptPbes2(
  parameters: Uint8Array,
  data: Uint8Array,
  hasher: PassphraseHasher,
): Promise<Uint8Array | undefined> {
  const scheme = new DerReader(readDer(parameters, Tag.sequence).content);
  const kdf = scheme.enter(Tag.sequence);
  const encryption = scheme.enter(Tag.sequence);
  const cipherId = readOid(encryption.expect(Tag.oid));
  const cipher = Object.hasOwn(CIPHERS, cipherId) ? CIPHERS[cipherId] : undefined;
  if (!cipher) throw new DerError(`cipher "${cipherId}" is not known`);
  const iv = encryption.expect(Tag.octetString).content;
  const secret = await derive(kdf, cipher.keyBytes, hasher);
  try {
    const decipher = createDecipheriv(cipher.name, secret, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    return undefined;
  }
}

function derive(kdf: DerReader, length: number, hasher: PassphraseHasher): Promise<Uint8Array> {
  const id = readOid(kdf.expect(Tag.oid));
  const parameters = kdf.enter(Tag.sequence);
  const salt = parameters.expect(Tag.octetString).content;
  if (id === SCRYPT) return deriveScrypt(parameters, salt, length, hasher);
  if (id !== PBKDF2) throw new DerError(`key derivation "${id}" is not known`);
  const rounds = readNumber(parameters.expect(Tag.integer));
  if (rounds < 1 || rounds > MAX_KDF_ROUNDS) throw new DerError(`"${rounds}" rounds of hashing: out of bounds`);
  parameters.optional(Tag.integer);
  const prf = parameters.optional(Tag.sequence);
  const prfId = prf ? readOid(new DerReader(prf.content).expect(Tag.oid)) : "1.2.840.113549.2.7";
  if (!Object.hasOwn(PRF_HASHES, prfId)) throw new DerError(`hash "${prfId}" is not known`);
  return hasher.pbkdf2(salt, rounds, length, PRF_HASHES[prfId]);
}

function deriveScrypt(
  parameters: DerReader,
  salt: Uint8Array,
  length: number,
  hasher: PassphraseHasher,
): Promise<Uint8Array> {
  const [N, r, p] = [1, 2, 3].map(() => readNumber(parameters.expect(Tag.integer)));
  const powerOfTwo = N > 1 && Number.isInteger(Math.log2(N));
  if (!powerOfTwo || r < 1 || p < 1 || p > 16 || 128 * N * r > MAX_SCRYPT_MEMORY) {
    throw new DerError("scrypt parameters are out of bounds");
  }
  return hasher.scrypt(salt, length, { N, r, p });
}
