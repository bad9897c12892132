/** Pass-phrases of files that leave the profile or come to it, and new ones: from a file a script prepared, or typed. */
import type { Arguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { passphraseFile, readPassphrase } from "./passphrase.ts";
import { readTextFile } from "./stdin.ts";

/** Bytes of a pass-phrase file. */
const MAX_PASSPHRASE_FILE = 4_096;

export type PassphrasePrompt = "prompt.new_passphrase" | "prompt.file_passphrase";

/** From `--passphrase-file`, else as the profile's own: from the environment's file, or typed. */
export async function filePassphrase(read: Arguments, context: CliContext, prompt: PassphrasePrompt): Promise<string> {
  const words = wordsOf(context.lang);
  const path = read.value("passphrase-file");
  const passphrase = path === undefined ? await readPassphrase(context, words(prompt)) : await firstLine(path, context);
  if (passphrase) return passphrase;
  throw new CommandError(words("error.file_passphrase_needed"), words("hint.passphrase_file"));
}

/** Typed twice: nobody can open the file again after a slip of the finger. */
export async function newFilePassphrase(read: Arguments, context: CliContext): Promise<string> {
  const first = await filePassphrase(read, context, "prompt.new_passphrase");
  const typed = read.value("passphrase-file") === undefined && passphraseFile(context) === undefined;
  if (typed) await typedAgain(first, context);
  return first;
}

/** @throws CommandError when it is another one */
export async function typedAgain(first: string, context: CliContext): Promise<void> {
  const words = wordsOf(context.lang);
  if (await context.secret(words("prompt.again")) !== first) throw new CommandError(words("error.passphrases_differ"));
}

export async function firstLine(path: string, context: CliContext): Promise<string> {
  return (await readTextFile(path, MAX_PASSPHRASE_FILE, wordsOf(context.lang))).split(/\r?\n/, 1)[0];
}

/** @throws CommandError when it is too short to protect anything */
export function checkPassphrase(passphrase: string, least: number, context: CliContext): void {
  if (passphrase.length >= least) return;
  throw new CommandError(wordsOf(context.lang)("error.passphrase_short", { least }));
}
