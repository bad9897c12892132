/** A backup made of a profile, and one that is to take its place. `docs/specs/backup-v1.md`. */
import { OPENSSL_CNF } from "../crypto/mod.ts";
import { liveFiles, openBackup, sealBackup, StagedFolder, type StepWatcher } from "../store/mod.ts";
import type { Profile } from "./profile.ts";
import { RESTORED_MARK } from "./restored.ts";
import { asideFolder } from "./stamp.ts";

/** What a window saves it under. */
export function backupName({ identity: { id } }: Profile, now: number): string {
  return `parley-${id}-${new Date(now).toISOString().slice(0, 10)}.parley-backup`;
}

/** Of a profile that is open. */
export function backupBytes(
  dataDir: string,
  { databases, key }: Profile,
  passphrase: string,
): AsyncIterable<Uint8Array> {
  return sealBackup(liveFiles(dataDir, databases, key), passphrase);
}

/** It tells `openssl` which libraries to load: nobody who made a backup may choose them. */
const OWN_FILES = new Map([["ca/openssl.cnf", new TextEncoder().encode(OPENSSL_CNF)]]);

/** Files that wait to take the place of a profile. */
export interface Replacement {
  /** The profile must be held and closed. After it, `finishSwap` does it, now or at the next opening. */
  decide(now: number): Promise<void>;
}

/**
 * Read all of a backup, beside the profile, which may be open meanwhile.
 * @throws StorageError; then nothing is left of it
 */
export async function fromBackup(
  dataDir: string,
  file: AsyncIterable<Uint8Array>,
  passphrase: string,
  step?: StepWatcher,
): Promise<Replacement> {
  const staged = StagedFolder.begin(dataDir, step);
  try {
    await openBackup(file, passphrase, staged, OWN_FILES);
    await staged.writeText(RESTORED_MARK, "");
  } catch (error) {
    staged.discard();
    throw error;
  }
  return {
    decide: (now) =>
      staged.commit({ aside: { folder: asideFolder(dataDir, "restore", now), names: partsOf(dataDir) } }),
  };
}

const PARTS = /^(?:identity|ca|store\.key|limits\.txt|(?:history|limits)\.\d.*)$/;

/** Everything a backup may bring, and what was set aside of it. */
function partsOf(dataDir: string): string[] {
  return [...Deno.readDirSync(dataDir)].map(({ name }) => name).filter((name) => PARTS.test(name));
}
