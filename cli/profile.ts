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
  type FileLock,
  finishSwap,
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
  swapIsDue,
} from "../store/mod.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { passphraseFile, readPassphrase } from "./passphrase.ts";
import { clearRestored, isRestored } from "./restored.ts";

export interface Profile {
  readonly identity: Identity;
  readonly history: History;
  readonly limits: Limits;
  /** Behind history and limits, by name; for a copy of them. */
  readonly databases: Readonly<Record<"history" | "limits", Database>>;
  /** Of the databases; undefined when they are not encrypted. */
  readonly key: Uint8Array | undefined;
  /** Opened it; undefined when it has none. Needed again to sign with my own authority's key. */
  readonly passphrase: string | undefined;
  /** Files that could not be read and were kept under another name. */
  readonly notices: readonly StorageNotice[];
  close(): Promise<void>;
}

/** Another process holds this profile. */
export class ProfileInUse extends Error {
  override readonly name = "ProfileInUse";
}

/** Who a profile belongs to, opened. */
export interface Unlocked {
  readonly identity: Identity;
  readonly passphrase: string | undefined;
}

/**
 * For one command: it is locked until it is closed.
 * @throws ProfileInUse, CommandError without a profile or with a wrong pass-phrase, StorageError
 */
export async function openProfile(context: CliContext): Promise<Profile> {
  await mustExist(context);
  const lock = await holdProfile(context);
  try {
    const profile = await openHeld(context, await unlockProfile(context));
    const close = () => profile.close().finally(() => lock.release());
    return { ...profile, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Is there a profile, perhaps in the middle of being put back? */
export async function profileExists({ dataDir }: CliContext): Promise<boolean> {
  return await identityExists(dataDir) || swapIsDue(dataDir);
}

/** @throws CommandError */
export async function mustExist(context: CliContext): Promise<void> {
  if (await profileExists(context)) return;
  const words = wordsOf(context.lang);
  throw new CommandError(words("error.no_profile", { dir: context.dataDir }), words("hint.start_once"));
}

/**
 * Take the profile for this process, and end what an earlier one was killed in.
 * @throws ProfileInUse, StorageError
 */
export async function holdProfile({ dataDir }: CliContext): Promise<FileLock> {
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockProfile(dataDir);
  if (lock === undefined) throw new ProfileInUse(`profile "${dataDir}": another process has it open`);
  try {
    finishSwap(dataDir);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The databases of a profile that is held. @throws CommandError, StorageError */
export async function openHeld(context: CliContext, { identity, passphrase }: Unlocked): Promise<Profile> {
  const { dataDir } = context;
  const opened: Database[] = [];
  try {
    const key = await storeKey(context, passphrase);
    const wasm = await sqlWasm();
    for (const [name, migrations] of [["history", HISTORY_MIGRATIONS], ["limits", LIMITS_MIGRATIONS]] as const) {
      opened.push(await openDatabase({ path: `${dataDir}/${name}`, migrations, key, wasm }));
    }
    const [historyDb, limitsDb] = opened;
    const newStream = () => randomBytes(16).toString("hex");
    const history = openHistory(historyDb, { newStream, later: laterByTimer });
    const limits = openLimits(limitsDb);
    if (isRestored(dataDir)) {
      await history.restreamAll(newStream).saved;
      clearRestored(dataDir);
    }
    return {
      identity,
      history,
      limits,
      databases: { history: historyDb, limits: limitsDb },
      key,
      passphrase,
      notices: opened.flatMap(({ notices }) => notices),
      close: async () => void await Promise.all([history.close(), limits.close()]),
    };
  } catch (error) {
    for (const database of opened) await database.close().catch(() => {});
    throw error;
  }
}

/** Tries at the prompt; a file or a script gets one. */
const TRIES = 3;

/** Asks for the pass-phrase of a profile that is there, if it has one. @throws CommandError */
export async function unlockProfile(context: CliContext): Promise<Unlocked> {
  const { dataDir } = context;
  if (!(await isIdentityEncrypted(dataDir))) return { identity: await loadIdentity(dataDir), passphrase: undefined };
  const words = wordsOf(context.lang);
  const fromFile = passphraseFile(context) !== undefined;
  for (let left = fromFile ? 1 : TRIES; left > 0; left--) {
    const passphrase = await readPassphrase(context, words("prompt.passphrase"));
    if (passphrase === undefined) {
      throw new CommandError(words("error.passphrase_needed"), words("hint.passphrase_file"));
    }
    const unlocked = await tryPassphrase(dataDir, passphrase);
    if (unlocked !== undefined) return unlocked;
    if (!fromFile) context.stderr(words("error.wrong_passphrase"));
  }
  throw new CommandError(words("error.wrong_passphrase"));
}

/** For work on the files alone: the pass-phrase of the profile; undefined when it has none. @throws CommandError */
export async function provenPassphrase(context: CliContext): Promise<string | undefined> {
  const { dataDir } = context;
  if (!(await isIdentityEncrypted(dataDir))) return undefined;
  const words = wordsOf(context.lang);
  const passphrase = await readPassphrase(context, words("prompt.passphrase"));
  if (passphrase === undefined) throw new CommandError(words("error.passphrase_needed"), words("hint.passphrase_file"));
  const unlocked = await tryPassphrase(dataDir, passphrase);
  if (unlocked !== undefined) return unlocked.passphrase;
  throw new CommandError(words("error.wrong_passphrase"));
}

/**
 * As it was typed, and with its letters composed: one system's "й" is two characters on another.
 * @returns undefined when it is the wrong one
 */
export async function tryPassphrase(dataDir: string, typed: string): Promise<Unlocked | undefined> {
  for (const passphrase of new Set([typed, typed.normalize("NFC")])) {
    try {
      return { identity: await loadIdentity(dataDir, passphrase), passphrase };
    } catch (error) {
      if (!(error instanceof WrongPassphraseError)) throw error;
    }
  }
  return undefined;
}

/** First start: my own authority and a certificate, with visible progress (ID-3). */
export async function createProfile(context: CliContext, name: string): Promise<Unlocked> {
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
