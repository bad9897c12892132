/** Sets, changes or takes off the pass-phrase of a profile, as a whole or not at all (ID-5). */
import { join } from "node:path";
import { sqlWasm } from "../assets.ts";
import { rekeyedKeys } from "../crypto/mod.ts";
import {
  finishSwap,
  HISTORY_MIGRATIONS,
  LIMITS_MIGRATIONS,
  rekeyDatabases,
  StagedFolder,
  type StepWatcher,
} from "../store/mod.ts";

/** UTF-16 units. Less is guessed in an afternoon, scrypt or not. */
export const MIN_PASSPHRASE = 8;

export interface PassphraseChange {
  readonly current: string | undefined;
  /** Undefined takes it off. */
  readonly next: string | undefined;
}

/**
 * The profile must be held and closed. Killed before the decision nothing has changed, after it the next opening ends it.
 * @throws WrongPassphraseError, PassphraseNeededError, StorageError; then nothing has changed
 */
export async function changePassphrase(
  profile: string,
  { current, next: typed }: PassphraseChange,
  step: StepWatcher = () => {},
): Promise<void> {
  // Composed, so that it opens wherever it is typed.
  const next = typed?.normalize("NFC");
  const staged = StagedFolder.begin(profile, step);
  try {
    for (const [name, text] of await rekeyedKeys(profile, current, next)) await staged.writeText(name, text);
    const databases = { history: HISTORY_MIGRATIONS, limits: LIMITS_MIGRATIONS };
    const remove = await rekeyDatabases({ profile, staged, current, next, databases, wasm: await sqlWasm() });
    if (next !== undefined && remove.length > 0) remove.push(...formerProfiles(profile));
    await staged.commit({ remove });
  } catch (error) {
    staged.discard();
    throw error;
  }
  finishSwap(profile, step);
}

/** What profiles that were replaced by a backup had beside their keys: never anything said, but plain. */
function formerProfiles(profile: string): string[] {
  const kept = new Set(["identity", "ca"]);
  return [...Deno.readDirSync(profile)].filter(({ name, isDirectory }) => isDirectory && name.startsWith("before-"))
    .flatMap(({ name: folder }) =>
      [...Deno.readDirSync(join(profile, folder))].filter(({ name }) => !kept.has(name))
        .map(({ name }) => `${folder}/${name}`)
    );
}
