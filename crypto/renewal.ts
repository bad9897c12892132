/** A new certificate for keys one has: asked for, and taken (ID-9). Whoever knows the keys sees nobody new. */
import { createCsr } from "./certificate.ts";
import { toHex } from "./der_values.ts";
import { IdentityError } from "./errors.ts";
import { checkIdentity, type IdentityFiles, readIdentityFiles } from "./identity.ts";
import { readLeaf } from "./leaf.ts";
import { isIssuedBy, readRoot } from "./root.ts";
import { readPem, writePem } from "./pem.ts";

/** A signing request (PKCS#10) for the key of the identity in `dir`. Errors as `loadIdentity`. */
export async function renewalRequest(dir: string, passphrase?: string): Promise<string> {
  const { name, leafKey } = await readIdentityFiles(dir, passphrase);
  return await createCsr({ name, key: leafKey });
}

/**
 * The new leaf of the identity in `dir`, out of what its authority sent.
 * @param pem the leaf, perhaps among others
 * @returns the identity with it; nothing is written
 * @throws {IdentityError} not for this key, this id or from this root, or over already
 */
export async function readNewLeaf(
  dir: string,
  pem: string,
  options: { passphrase?: string; now: Date },
): Promise<IdentityFiles> {
  const what = "taking the new certificate";
  const files = await readIdentityFiles(dir, options.passphrase);
  const root = readRoot(files.root);
  const candidates = readPem(pem).filter(({ label }) => label === "CERTIFICATE").map(({ der }) => der);
  if (candidates.length === 0) throw new IdentityError(`${what}: there is no certificate in the text`);
  // A root is issued by itself; it may stand beside the leaf.
  const issued = candidates.filter((der) => isIssuedBy(der, root.der) && toHex(der) !== toHex(root.der));
  if (issued.length === 0) throw new IdentityError(`${what}: it was not issued by "${root.name}"`);
  const renewed = checkIdentity({ ...files, leaf: writePem("CERTIFICATE", issued[0]) }, what);
  if (renewed.id !== files.id) {
    throw new IdentityError(`${what}: it is for the number "${renewed.id}", mine is "${files.id}"`);
  }
  const { notAfter } = readLeaf(issued[0]);
  if (notAfter <= options.now) throw new IdentityError(`${what}: it ended on ${notAfter.toISOString().slice(0, 10)}`);
  return renewed;
}
