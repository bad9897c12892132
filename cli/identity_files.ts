/** Certificates and identities that take the place of the profile's own (ID-9, ID-11). */
import { join } from "node:path";
import { ChatError } from "../chat/mod.ts";
import { CaDir, type Identity, identityOfBundle, identityTexts, readNewLeaf, writeFileAtomic } from "../crypto/mod.ts";
import { StagedFolder } from "../store/mod.ts";
import type { Replacement } from "./backup_files.ts";
import { renewalOf } from "./renewal.ts";
import { stampOf } from "./stamp.ts";

/** Bytes of a file with an identity; `crypto/` takes no more. */
const MAX_IDENTITY_FILE = 256 * 1024;

/**
 * A new leaf for the same keys and id, by the authority in the profile.
 * @returns PEM
 * @throws ChatError "not-yours" when another authority issued the identity
 */
export async function newLeafByOwnAuthority(
  dataDir: string,
  identity: Identity,
  options: { name?: string; passphrase: string | undefined; now: Date },
): Promise<string> {
  if (renewalOf(dataDir, identity) !== "own") {
    throw new ChatError("not-yours", "renewing: another authority issued the certificate; ask it with a request");
  }
  const authority = await CaDir.open(join(dataDir, "ca"));
  return (await authority.renew(identity.id, options)).leaf;
}

/** The leaf out of what an authority sent, checked. @returns PEM */
export async function takenLeaf(
  dataDir: string,
  pem: string,
  passphrase: string | undefined,
  now: Date,
): Promise<string> {
  return (await readNewLeaf(dataDir, pem, { passphrase, now })).leaf;
}

/** One file, one rename: the keys beside it stay as they are. */
export async function installLeaf(dataDir: string, leaf: string): Promise<void> {
  await writeFileAtomic(join(dataDir, "identity", "leaf.crt"), leaf);
}

/** The identity in a PEM or PKCS#12 file, beside the profile. @param own pass-phrase of the profile: its keys stay under it */
export async function takenIdentity(
  dataDir: string,
  file: AsyncIterable<Uint8Array>,
  passphrase: string,
  own: string | undefined,
): Promise<Replacement> {
  const files = await identityOfBundle({ bundle: await gather(file), bundlePassphrase: passphrase });
  const staged = StagedFolder.begin(dataDir);
  try {
    for (const [name, text] of Object.entries(await identityTexts(files, own))) {
      await staged.writeText(`identity/${name}`, text);
    }
  } catch (error) {
    staged.discard();
    throw error;
  }
  return {
    decide: (now) => staged.commit({ aside: { folder: `before-import.${stampOf(now)}`, names: ["identity"] } }),
  };
}

async function gather(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of file) {
    size += part.length;
    if (size > MAX_IDENTITY_FILE) throw new ChatError("bad-file", "identity: the file is too large to be one");
    parts.push(new Uint8Array(part));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
