/** Taking an identity to another place, and taking over one that a team's authority issued. */
import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { toHex } from "./der_values.ts";
import { exportSpki } from "./certificate.ts";
import { IdentityError } from "./errors.ts";
import { checkIdentity, type IdentityFiles, readIdentityFiles } from "./identity.ts";
import { newContentKeys } from "./keys.ts";
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_HASHINGS } from "./limits.ts";
import { findPem, readPem, writePem } from "./pem.ts";
import { hasherOf, PassphraseHasher } from "./pbes2.ts";
import { type Pkcs12Contents, readPkcs12, writePkcs12 } from "./pkcs12.ts";
import { readKeys, writeKey } from "./pkcs8.ts";
import { isIssuedBy } from "./root.ts";
import { parseX509, rsaBits } from "./x509.ts";
import { DerError } from "./der.ts";

export type BundleFormat = "pem" | "p12";

/** A key, its leaf and the root, as bytes of one file. PKCS#12 always needs a pass-phrase. */
export interface BundleSource {
  /** PEM. */
  readonly leaf: string;
  readonly leafKey: KeyObject;
  /** PEM. */
  readonly root: string;
  /** Keys beside that of the leaf. */
  readonly contentKeys?: readonly KeyObject[];
}

export interface ImportOptions {
  /** Contents of the file: PEM or PKCS#12. */
  readonly bundle: Uint8Array;
  /** Of the bundle. */
  readonly bundlePassphrase?: string;
  /** More PEM files that belong to it: `ca.crt`, or a leaf that came apart from its key. */
  readonly extras?: readonly Uint8Array[];
}

/** Write a bundle. */
export async function writeBundle(
  source: BundleSource,
  format: BundleFormat,
  passphrase?: string,
): Promise<Uint8Array> {
  const keys = [source.leafKey, ...source.contentKeys ?? []];
  if (format === "p12") {
    if (!passphrase) throw new IdentityError("writing a PKCS#12 file: a pass-phrase is needed");
    const certificates = [source.leaf, source.root].map((pem) => findPem(pem, "CERTIFICATE")!);
    return await writePkcs12({ keys, certificates }, passphrase);
  }
  const [hasher, salt] = [hasherOf(passphrase), randomBytes(16)];
  const texts = await Promise.all(keys.map((key) => writeKey(key, hasher, salt)));
  return new TextEncoder().encode([texts[0], source.leaf, source.root, ...texts.slice(1)].join(""));
}

/**
 * The identity of a profile as one file, content keys included. The personal authority (`ca/`) stays where it is.
 * @param passphrase of the bundle; `profilePassphrase` opens the profile
 */
export async function exportIdentity(
  dir: string,
  options: { format: BundleFormat; passphrase: string; profilePassphrase?: string },
): Promise<Uint8Array> {
  if (options.passphrase === "") throw new IdentityError("exporting the identity: a pass-phrase is needed");
  const files = await readIdentityFiles(dir, options.profilePassphrase);
  const contentKeys = [files.signKey, files.sealKey];
  return await writeBundle({ ...files, contentKeys }, options.format, options.passphrase);
}

/**
 * Who is in a bundle, without writing anything.
 * @throws {PassphraseNeededError} {@link WrongPassphraseError} {@link IdentityError}
 */
export async function identityOfBundle(options: ImportOptions): Promise<IdentityFiles> {
  return await choose(await readBundle(options));
}

async function readBundle(options: ImportOptions): Promise<Pkcs12Contents> {
  const all: Pkcs12Contents = { keys: [], certificates: [] };
  for (const bytes of [options.bundle, ...options.extras ?? []]) {
    if (bytes.length > MAX_BUNDLE_BYTES) {
      throw new IdentityError(`importing an identity: a file of "${bytes.length}" bytes is too large to be one`);
    }
    const part = await readPart(bytes, options.bundlePassphrase);
    all.keys.push(...part.keys);
    all.certificates.push(...part.certificates);
  }
  return all;
}

async function readPart(bytes: Uint8Array, passphrase: string | undefined): Promise<Pkcs12Contents> {
  if (bytes[0] === 0x30) {
    return isCertificate(bytes) ? { keys: [], certificates: [bytes] } : await readPkcs12(bytes, passphrase);
  }
  const text = new TextDecoder().decode(bytes);
  const hasher = passphrase === undefined ? undefined : new PassphraseHasher(passphrase, MAX_BUNDLE_HASHINGS);
  const keys = await readKeys(text, "the bundle", hasher);
  const certificates = readPem(text).filter(({ label }) => label === "CERTIFICATE").map(({ der }) => der);
  return { keys, certificates };
}

/** Find the leaf of the key, and the root of the leaf, among what there is. */
async function choose({ keys, certificates }: Pkcs12Contents): Promise<IdentityFiles> {
  const what = "importing an identity";
  const leafKeys = keys.filter((key) => key.asymmetricKeyType === "rsa");
  if (leafKeys.length !== 1) throw new IdentityError(`${what}: "${leafKeys.length}" RSA private keys where one is due`);
  const [leafKey] = leafKeys;
  const spki = toHex(exportSpki(createPublicKey(leafKey)));
  const leaf = certificates.find((der) => spkiOf(der) === spki);
  if (!leaf) throw new IdentityError(`${what}: no certificate belongs to the private key`);
  const root = certificates.find((der) => der !== leaf && isIssuedBy(leaf, der));
  if (!root) throw new IdentityError(`${what}: the root that issued the certificate is not with it; add "ca.crt"`);
  const pem = (der: Uint8Array) => writePem("CERTIFICATE", der);
  return checkIdentity({ leaf: pem(leaf), leafKey, root: pem(root), ...await contentKeysOf(keys) }, what);
}

/** The content keys of the bundle if it has both, else fresh ones. */
async function contentKeysOf(keys: readonly KeyObject[]): Promise<{ signKey: KeyObject; sealKey: KeyObject }> {
  const signKey = keys.find((key) => key.asymmetricKeyType === "ed25519");
  const sealKey = keys.find((key) => key.asymmetricKeyType === "x25519");
  return signKey && sealKey ? { signKey, sealKey } : await newContentKeys();
}

function isCertificate(der: Uint8Array): boolean {
  return spkiOf(der) !== undefined;
}

/** Hex of the RSA key in a certificate; undefined for anything else. */
function spkiOf(der: Uint8Array): string | undefined {
  try {
    const { spki } = parseX509(der);
    return rsaBits(spki) === undefined ? undefined : toHex(spki);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}
