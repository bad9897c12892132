/** `parley identity passphrase [--remove]`: set, change or take off the pass-phrase of the profile (ID-5). */
import { isIdentityEncrypted } from "../crypto/mod.ts";
import { type Arguments, noMoreWords, readArguments } from "./arguments.ts";
import { changePassphrase, MIN_PASSPHRASE } from "./change_passphrase.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE } from "./errors.ts";
import { checkPassphrase, firstLine, typedAgain } from "./file_passphrase.ts";
import { wordsOf } from "./language.ts";
import { byNodeOrHere } from "./node_or_here.ts";
import { readPassphrase } from "./passphrase.ts";
import { mustExist, tryPassphrase } from "./profile.ts";

export async function setPassphrase(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["new-passphrase-file"], flags: ["remove"] });
  noMoreWords(read.words, 0);
  const words = wordsOf(context.lang);
  await mustExist(context);
  const current = await currentPassphrase(context);
  const next = read.flag("remove") ? undefined : await nextPassphrase(read, context);
  await byNodeOrHere(
    context,
    (client) => client.call("passphrase_set", { current, next: next ?? null }),
    () => changeHere(current, next, context),
  );
  if (context.json) context.stdout(JSON.stringify({ encrypted: next !== undefined }));
  else context.stdout(words(next === undefined ? "passphrase.removed" : "passphrase.set"));
  return EXIT_DONE;
}

async function changeHere(current: string | undefined, next: string | undefined, context: CliContext): Promise<null> {
  const unlocked = current === undefined ? undefined : await tryPassphrase(context.dataDir, current);
  if (current !== undefined && unlocked === undefined) {
    throw new CommandError(wordsOf(context.lang)("error.wrong_passphrase"));
  }
  await changePassphrase(context.dataDir, { current: unlocked?.passphrase, next });
  return null;
}

async function currentPassphrase(context: CliContext): Promise<string | undefined> {
  if (!await isIdentityEncrypted(context.dataDir)) return undefined;
  const words = wordsOf(context.lang);
  const passphrase = await readPassphrase(context, words("prompt.passphrase"));
  if (passphrase === undefined) throw new CommandError(words("error.passphrase_needed"), words("hint.passphrase_file"));
  return passphrase;
}

/** Typed twice, or from the file a script prepared: `PARLEY_PASSPHRASE_FILE` has the one that is to go. */
async function nextPassphrase(read: Arguments, context: CliContext): Promise<string> {
  const words = wordsOf(context.lang);
  const path = read.value("new-passphrase-file");
  const next = path === undefined
    ? await context.secret(words("prompt.next_passphrase"))
    : await firstLine(path, context);
  if (next === undefined) throw new CommandError(words("error.passphrase_needed"), words("hint.new_passphrase_file"));
  checkPassphrase(next, MIN_PASSPHRASE, context);
  if (path === undefined) await typedAgain(next, context);
  return next;
}
