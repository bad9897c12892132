/** Certificates and identities that take the place of the profile's own (ID-9, ID-11). */
import { join } from "node:path";
import { ChatError } from "../chat/mod.ts";
import {
  CaDir,
  type Identity,
  identityExists,
  identityOfBundle,
  identityTexts,
  readNewLeaf,
  writeFileAtomic,
} from "../crypto/mod.ts";
import { StagedFolder, type StepWatcher } from "../store/mod.ts";
import type { Replacement } from "./backup_files.ts";
import { renewalOf } from "./renewal.ts";
import { asideFolder } from "./stamp.ts";

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

/** Another identity, written beside the profile. */
export interface TakenIdentity extends Replacement {
  readonly id: string;
  readonly name: string;
  /** Folders where the former identity is once the files are in place. */
  setAside(): string[];
}

/**
 * The identity in a PEM or PKCS#12 file, beside the profile.
 * @param options `passphrase` of the file; `own` of the profile: its keys stay under it
 * @throws PassphraseNeededError, WrongPassphraseError, IdentityError, StorageError; then nothing is left of it
 */
export async function takenIdentity(
  dataDir: string,
  bundle: Uint8Array,
  options: { passphrase?: string; own?: string; step?: StepWatcher },
): Promise<TakenIdentity> {
  const files = await identityOfBundle({ bundle, bundlePassphrase: options.passphrase });
  const staged = StagedFolder.begin(dataDir, options.step);
  try {
    for (const [name, text] of Object.entries(await identityTexts(files, options.own))) {
      await staged.writeText(`identity/${name}`, text);
    }
  } catch (error) {
    staged.discard();
    throw error;
  }
  let setAside: string[] = [];
  return {
    id: files.id,
    name: files.name,
    setAside: () => setAside,
    async decide(now) {
      if (!await identityExists(dataDir)) return await staged.commit({});
      const folder = asideFolder(dataDir, "import", now);
      setAside = [join(dataDir, folder, "identity")];
      await staged.commit({ aside: { folder, names: ["identity"] } });
    },
  };
}

/** What a window handed over, as one piece. @throws ChatError "bad-file" */
export async function identityFile(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of file) {
    size += part.length;
    if (size > MAX_IDENTITY_FILE) throw new ChatError("bad-file", "identity: the file is too large to be one");
    parts.push(new Uint8Array(part));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
