/** Pass-phrases of an authority's key and of the files it gives out. */
import type { CaDir } from "../../crypto/mod.ts";
import type { CliContext } from "../context.ts";
import { CommandError } from "../errors.ts";
import { wordsOf } from "../language.ts";
import { passphraseFile, readPassphrase } from "../passphrase.ts";
import { readTextFile } from "../stdin.ts";
import { caWords } from "./words.ts";

/** Bytes of a pass-phrase file. */
const MAX_FILE = 4_096;

/** For a key that is encrypted; undefined when it is not. */
export async function caPassphrase(authority: CaDir, context: CliContext): Promise<string | undefined> {
  if (!await authority.needsPassphrase()) return undefined;
  const words = caWords(context.lang);
  const passphrase = await readPassphrase(context, words.passphrase);
  if (passphrase === undefined) throw new CommandError(words.needed, words.hint);
  return passphrase;
}

/** For a new authority; undefined when the person wants none, or there is neither a file nor a terminal. */
export async function newCaPassphrase(context: CliContext): Promise<string | undefined> {
  const words = caWords(context.lang);
  const fromFile = passphraseFile(context) !== undefined;
  const passphrase = await readPassphrase(context, words.newPassphrase);
  if (passphrase && !fromFile) await again(passphrase, context);
  if (!passphrase) context.stderr(words.plainKey);
  return passphrase || undefined;
}

/** For the file with a new key: from `--passphrase-file`, or typed. PARLEY_PASSPHRASE_FILE is the authority's. */
export async function bundlePassphrase(
  file: string | undefined,
  format: "pem" | "p12",
  context: CliContext,
): Promise<string | undefined> {
  const words = caWords(context.lang);
  const passphrase = file === undefined
    ? await context.secret(words.bundlePassphrase)
    : (await readTextFile(file, MAX_FILE, wordsOf(context.lang))).split(/\r?\n/, 1)[0];
  if (passphrase && file === undefined) await again(passphrase, context);
  if (passphrase) return passphrase;
  if (format === "p12") throw new CommandError(words.p12Needed, words.p12Hint);
  context.stderr(words.plainBundle);
  return undefined;
}

async function again(passphrase: string, context: CliContext): Promise<void> {
  const words = caWords(context.lang);
  if (await context.secret(words.again) !== passphrase) throw new CommandError(words.differ);
}
