/** `parley restore FILE`: a saved profile takes the place of an empty one. */
import { finishSwap } from "../store/mod.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import { fromBackup } from "./backup_files.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { filePassphrase } from "./file_passphrase.ts";
import { wordsOf } from "./language.ts";
import { byNodeOrHere } from "./node_or_here.ts";
import { openHeld, profileExists, unlockProfile } from "./profile.ts";
import { coded } from "./profile_errors.ts";
import { fileProblem } from "./stdin.ts";

export async function restore(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["passphrase-file"] });
  const [file, extra] = read.words;
  if (file === undefined) throw new UsageError("usage.file_missing", { verb: "restore" });
  if (extra !== undefined) throw new UsageError("usage.too_many", { word: extra });
  const words = wordsOf(context.lang);
  const backup = await Deno.open(file).catch((cause) => {
    const message = words("backup.reading", { file, why: fileProblem(cause, words) });
    throw new CommandError(message, undefined, { cause });
  });
  const bytes = backup.readable;
  try {
    await restoreFrom(bytes, read, context);
  } finally {
    if (!bytes.locked) await bytes.cancel();
  }
  context.stdout(context.json ? JSON.stringify({ file, data_dir: context.dataDir }) : words("restore.done"));
  return EXIT_DONE;
}

async function restoreFrom(
  bytes: ReadableStream<Uint8Array>,
  read: Arguments,
  context: CliContext,
): Promise<void> {
  await byNodeOrHere(
    context,
    async (client) => {
      // First: a ticket is good for a minute only.
      const passphrase = await filePassphrase(read, context, "prompt.file_passphrase");
      const { ticket } = await client.call("upload_begin", {});
      await client.upload(ticket, bytes);
      await client.call("restore", { ticket, passphrase });
    },
    async () => {
      await mustBeEmpty(context);
      const passphrase = await filePassphrase(read, context, "prompt.file_passphrase");
      const restored = await coded(() => fromBackup(context.dataDir, bytes, passphrase));
      await restored.decide(context.now());
      finishSwap(context.dataDir);
    },
  );
}

/** A profile that has met somebody is not put away by a command. */
async function mustBeEmpty(context: CliContext): Promise<void> {
  if (!await profileExists(context)) return;
  const profile = await openHeld(context, await unlockProfile(context));
  try {
    if (profile.history.contacts().length === 0) return;
    const words = wordsOf(context.lang);
    throw new CommandError(words("error.not_empty", { dir: context.dataDir }), words("hint.other_folder"));
  } finally {
    await profile.close();
  }
}
