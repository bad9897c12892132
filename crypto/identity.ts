/** A person's identity: made, kept on disk, loaded. Layout: `docs/specs/identity-v1.md`, "Profile folder". */
import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newCaFiles } from "./ca_files.ts";
import { createLeaf, createRoot, exportSpki } from "./certificate.ts";
import { toHex } from "./der_values.ts";
import { CertificateError, IdentityError, PassphraseNeededError } from "./errors.ts";
import { exists, isNotFound, makePrivateDir, placeFolder, readTextIfThere } from "./files.ts";
import { makeKeyCard } from "./key_card.ts";
import { newContentKeys, newRsaKey, privatePem, publicPem } from "./keys.ts";
import { readLeaf } from "./leaf.ts";
import { MAX_NAME_LENGTH } from "./limits.ts";
import { newPeerId } from "./names.ts";
import { findPem } from "./pem.ts";
import { hasherOf, PassphraseHasher } from "./pbes2.ts";
import { isEncryptedKey, readKey, writeKey } from "./pkcs8.ts";
import { isIssuedBy, readRoot } from "./root.ts";
import type { Identity, PeerId } from "./types.ts";

/** Keys and certificates of one person. Without `rootKey` somebody else's authority issued the leaf. */
export interface IdentityFiles {
  readonly id: PeerId;
  readonly name: string;
  /** PEM. */
  readonly leaf: string;
  readonly leafKey: KeyObject;
  /** PEM. */
  readonly root: string;
  readonly rootKey?: KeyObject;
  readonly signKey: KeyObject;
  readonly sealKey: KeyObject;
}

/** Steps of {@link createIdentity} that a person may wait for. */
export interface IdentityProgress {
  readonly step: "authority-key" | "own-key" | "certificates";
  readonly done: number;
  readonly total: number;
}

export interface CreateIdentityOptions {
  readonly name: string;
  readonly now: Date;
  /** Of the RSA keys; 3072 without it. */
  readonly bits?: number;
  readonly onProgress?: (progress: IdentityProgress) => void;
}

const NAMES = ["leaf.crt", "leaf.key", "root.crt", "sign.key", "seal.key"] as const;

/** A personal authority and a leaf under it, in memory. The two RSA keys are made side by side, off the main thread. */
export async function createIdentity(options: CreateIdentityOptions): Promise<IdentityFiles> {
  let done = 0;
  const finished = <T>(step: IdentityProgress["step"]) => (value: T): T => {
    options.onProgress?.({ step, done: ++done, total: 3 });
    return value;
  };
  const [rootKey, leafKey, content] = await Promise.all([
    newRsaKey(options.bits).then(finished("authority-key")),
    newRsaKey(options.bits).then(finished("own-key")),
    newContentKeys(),
  ]);
  const { name, now } = options;
  const root = (await createRoot({ name: rootNameOf(name), key: rootKey, now })).certificate;
  const id = newPeerId(new Set());
  const leaf = (await createLeaf({ root, rootKey, id, name, publicKeyPem: publicPem(leafKey), now })).certificate;
  return finished<IdentityFiles>("certificates")({ id, name, leaf, leafKey, root, rootKey, ...content });
}

/**
 * Write an identity into a profile folder: `identity/`, and `ca/` when the authority is one's own. Keys are encrypted when
 * there is a pass-phrase. Folders that were there are set aside, never overwritten.
 * @returns where they are now
 */
export async function saveIdentity(
  dir: string,
  files: IdentityFiles,
  options: { passphrase?: string; now?: Date } = {},
): Promise<{ setAside: string[] }> {
  const { passphrase, now = new Date() } = options;
  await makePrivateDir(dir);
  const setAside: (string | undefined)[] = [];
  // the authority first: an identity folder means that all is there
  if (files.rootKey) {
    const authority = await newCaFiles({ root: files.root, key: files.rootKey, passphrase, issued: files.leaf, now });
    setAside.push(await placeFolder(join(dir, "ca"), authority, now, ["issued"]));
  }
  setAside.push(await placeFolder(join(dir, "identity"), await identityTexts(files, passphrase), now));
  return { setAside: setAside.filter((path) => path !== undefined) };
}

/** The files of the folder `identity/`, keys encrypted when there is a pass-phrase. */
export async function identityTexts(files: IdentityFiles, passphrase?: string): Promise<Record<string, string>> {
  const [hasher, salt] = [hasherOf(passphrase), randomBytes(16)];
  const write = (key: KeyObject) => writeKey(key, hasher, salt);
  return {
    "leaf.crt": files.leaf,
    "leaf.key": await write(files.leafKey),
    "root.crt": files.root,
    "sign.key": await write(files.signKey),
    "seal.key": await write(files.sealKey),
  };
}

/** Is there an identity in this profile folder? True also for a damaged one: it must not be made anew over it. */
export const identityExists = (dir: string): Promise<boolean> => exists(join(dir, "identity"));

/** Does loading it need a pass-phrase? */
export async function isIdentityEncrypted(dir: string): Promise<boolean> {
  return isEncryptedKey(await readTextIfThere(join(dir, "identity", "leaf.key")) ?? "");
}

/**
 * Load and check an identity. Dates are not judged: an expired identity must still be shown and renewed.
 * @throws {PassphraseNeededError} it is encrypted, and no pass-phrase was given
 * @throws {WrongPassphraseError} it is encrypted with another one
 * @throws {IdentityError} a file is missing or damaged, or the files do not fit together
 */
export async function loadIdentity(dir: string, passphrase?: string): Promise<Identity> {
  const files = await readIdentityFiles(dir, passphrase);
  return assembleIdentity(files);
}

/** The files of an identity, opened and checked. Errors as {@link loadIdentity}. */
export async function readIdentityFiles(dir: string, passphrase?: string): Promise<IdentityFiles> {
  const folder = join(dir, "identity");
  const [leaf, leafPem, root, signPem, sealPem] = await Promise.all(NAMES.map((name) => readPart(folder, name)));
  if (isEncryptedKey(leafPem) && passphrase === undefined) {
    throw new PassphraseNeededError(`loading the identity in "${folder}": it is encrypted, a pass-phrase is needed`);
  }
  const hasher = passphrase === undefined ? undefined : new PassphraseHasher(passphrase);
  const key = (pem: string, name: string) => readKey(pem, `"${join(folder, name)}"`, hasher);
  const leafKey = await key(leafPem, "leaf.key");
  const [signKey, sealKey] = await Promise.all([key(signPem, "sign.key"), key(sealPem, "seal.key")]);
  return checkIdentity({ leaf, leafKey, root, signKey, sealKey }, `loading the identity in "${folder}"`);
}

/** Do key, leaf and root belong together, and is everything of the profile? `what` begins the error's text. */
export function checkIdentity(files: Omit<IdentityFiles, "id" | "name">, what: string): IdentityFiles {
  const der = findPem(files.leaf, "CERTIFICATE");
  if (!der) throw new IdentityError(`${what}: the leaf is not a certificate in PEM`);
  const leaf = inProfile(what, () => readLeaf(der));
  inProfile(what, () => readRoot(files.root));
  if (
    files.leafKey.asymmetricKeyType !== "rsa" ||
    toHex(exportSpki(createPublicKey(files.leafKey))) !== toHex(leaf.publicKey)
  ) {
    throw new IdentityError(`${what}: the private key does not belong to the certificate of "${leaf.name}"`);
  }
  if (!isIssuedBy(der, files.root)) {
    throw new IdentityError(`${what}: the certificate of "${leaf.name}" was not issued by the root that is with it`);
  }
  if (files.signKey.asymmetricKeyType !== "ed25519" || files.sealKey.asymmetricKeyType !== "x25519") {
    throw new IdentityError(`${what}: a content key is not of the right kind`);
  }
  return { ...files, id: leaf.id, name: leaf.name };
}

/** What a running node works with. */
export function assembleIdentity(files: IdentityFiles): Identity {
  const leaf = readLeaf(findPem(files.leaf, "CERTIFICATE")!);
  const root = readRoot(files.root);
  const { leafKey, signKey, sealKey } = files;
  return {
    root: root.fingerprint,
    id: leaf.id,
    name: leaf.name,
    certificate: files.leaf,
    rootCertificate: root.certificate,
    fingerprint: leaf.fingerprint,
    serial: leaf.serial,
    privateKeyPem: privatePem(leafKey),
    privateKey: leafKey,
    signKey,
    sealKey,
    card: makeKeyCard({ fingerprint: leaf.fingerprint, leafKey, signKey, sealKey }),
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
  };
}

/** Not the owner's own name: a leaf named like its issuer would look self-issued (RFC 5280, 3.2) to chain builders. */
function rootNameOf(name: string): string {
  const suffix = " (Parley CA)";
  let short = "";
  for (const character of name) {
    if (short.length + character.length > MAX_NAME_LENGTH - suffix.length) break;
    short += character;
  }
  return short.trimEnd() + suffix;
}

async function readPart(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), "utf8");
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new IdentityError(`loading the identity in "${folder}": "${name}" is missing`, { cause: error });
  }
}

function inProfile<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new IdentityError(`${what}: ${error.message}`, { cause: error });
  }
}
