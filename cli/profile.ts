/** Opening a profile: lock, identity, databases. Everything a node or an offline command needs from the disk. */
import { randomBytes } from "node:crypto";
import { sqlWasm } from "../assets.ts";
import {
  createIdentity,
  type Identity,
  identityExists,
  type IdentityProgress,
  isIdentityEncrypted,
  loadIdentity,
  saveIdentity,
  WrongPassphraseError,
} from "../crypto/mod.ts";
import {
  createKeyFile,
  type Database,
  type History,
  HISTORY_MIGRATIONS,
  laterByTimer,
  type Limits,
  LIMITS_MIGRATIONS,
  lockProfile,
  openDatabase,
  openHistory,
  openKeyFile,
  openLimits,
  type StorageNotice,
} from "../store/mod.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { passphraseFile, readPassphrase } from "./passphrase.ts";

export interface Profile {
  readonly identity: Identity;
  readonly history: History;
  readonly limits: Limits;
  /** Files that could not be read and were kept under another name. */
  readonly notices: readonly StorageNotice[];
  close(): Promise<void>;
}

/** Another process holds this profile. */
export class ProfileInUse extends Error {
  override readonly name = "ProfileInUse";
}

/**
 * @param createAs make a profile when there is none, with this name in the certificate
 * @throws ProfileInUse, CommandError without a profile or with a wrong pass-phrase, StorageError
 */
export async function openProfile(context: CliContext, createAs?: string): Promise<Profile> {
  const { dataDir } = context;
  const words = wordsOf(context.lang);
  const exists = await identityExists(dataDir);
  if (!exists && createAs === undefined) {
    throw new CommandError(words("error.no_profile", { dir: dataDir }), words("hint.start_once"));
  }
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockProfile(dataDir);
  if (lock === undefined) throw new ProfileInUse(`profile "${dataDir}": another process has it open`);
  const opened: Database[] = [];
  try {
    const { identity, passphrase } = exists ? await unlock(context) : await create(context, createAs!);
    const key = await storeKey(context, passphrase);
    const wasm = await sqlWasm();
    for (const [name, migrations] of [["history", HISTORY_MIGRATIONS], ["limits", LIMITS_MIGRATIONS]] as const) {
      opened.push(await openDatabase({ path: `${dataDir}/${name}`, migrations, key, wasm }));
    }
    const [historyDb, limitsDb] = opened;
    const history = openHistory(historyDb, { newStream: () => randomBytes(16).toString("hex"), later: laterByTimer });
    const limits = openLimits(limitsDb);
    return {
      identity,
      history,
      limits,
      notices: opened.flatMap(({ notices }) => notices),
      close: async () => {
        try {
          await Promise.all([history.close(), limits.close()]);
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    for (const database of opened) await database.close().catch(() => {});
    lock.release();
    throw error;
  }
}

interface Unlocked {
  readonly identity: Identity;
  readonly passphrase: string | undefined;
}

/** Tries at the prompt; a file or a script gets one. */
const TRIES = 3;

async function unlock(context: CliContext): Promise<Unlocked> {
  const { dataDir } = context;
  if (!(await isIdentityEncrypted(dataDir))) return { identity: await loadIdentity(dataDir), passphrase: undefined };
  const words = wordsOf(context.lang);
  const fromFile = passphraseFile(context) !== undefined;
  for (let left = fromFile ? 1 : TRIES; left > 0; left--) {
    const passphrase = await readPassphrase(context, words("prompt.passphrase"));
    if (passphrase === undefined) {
      throw new CommandError(words("error.passphrase_needed"), words("hint.passphrase_file"));
    }
    try {
      return { identity: await loadIdentity(dataDir, passphrase), passphrase };
    } catch (error) {
      if (!(error instanceof WrongPassphraseError)) throw error;
      if (!fromFile) context.stderr(words("error.wrong_passphrase"));
    }
  }
  throw new CommandError(words("error.wrong_passphrase"));
}

/** First start: my own authority and a certificate, with visible progress (ID-3). */
async function create(context: CliContext, name: string): Promise<Unlocked> {
  const words = wordsOf(context.lang);
  // Asked for at a first start only when the user has prepared a file: no ceremony (ID-3).
  const passphrase = passphraseFile(context) === undefined
    ? undefined
    : await readPassphrase(context, words("prompt.passphrase"));
  context.stderr(words("first_start.begin", { name }));
  const now = new Date(context.now());
  const onProgress = ({ step }: IdentityProgress) => context.stderr(words(`first_start.${step}`));
  const files = await createIdentity({ name, now, onProgress });
  await saveIdentity(context.dataDir, files, { passphrase, now });
  context.stderr(words("first_start.done"));
  const identity = await loadIdentity(context.dataDir, passphrase);
  return { identity, passphrase };
}

/**
 * Key of the databases: made when a profile with a pass-phrase has no databases yet, needed ever after.
 * @returns undefined when the databases are not encrypted
 */
async function storeKey(context: CliContext, passphrase: string | undefined): Promise<Uint8Array | undefined> {
  const path = `${context.dataDir}/store.key`;
  const names = [...Deno.readDirSync(context.dataDir)].map(({ name }) => name);
  if (!names.includes("store.key")) {
    const empty = !names.some((name) => name.startsWith("history."));
    return passphrase !== undefined && empty ? await createKeyFile(path, passphrase) : undefined;
  }
  const words = wordsOf(context.lang);
  const given = passphrase ?? await readPassphrase(context, words("prompt.passphrase"));
  if (given === undefined) throw new CommandError(words("error.passphrase_needed"), words("hint.passphrase_file"));
  return await openKeyFile(path, given);
}
