/** `parley backup FILE`: the whole profile in one sealed file, whether the program runs or not. */
import { restingFiles, sealBackup } from "../store/mod.ts";
import { readArguments } from "./arguments.ts";
import { MIN_PASSPHRASE } from "./change_passphrase.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { checkPassphrase, newFilePassphrase } from "./file_passphrase.ts";
import { wordsOf } from "./language.ts";
import { writeNewFile } from "./new_file.ts";
import { byNodeOrHere } from "./node_or_here.ts";
import { mustExist } from "./profile.ts";
import { fileProblem } from "./stdin.ts";

export async function backup(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["passphrase-file"] });
  const [file, extra] = read.words;
  if (file === undefined) throw new UsageError("usage.file_missing", { verb: "backup" });
  if (extra !== undefined) throw new UsageError("usage.too_many", { word: extra });
  const words = wordsOf(context.lang);
  await mustExist(context);
  const failed = (cause: unknown) => {
    const message = words("backup.writing", { file, why: fileProblem(cause, words) });
    return new CommandError(message, undefined, { cause });
  };
  // Before the question: nobody types a pass-phrase twice for nothing.
  if (await exists(file)) throw failed(new Deno.errors.AlreadyExists());
  const passphrase = await newFilePassphrase(read, context);
  checkPassphrase(passphrase, MIN_PASSPHRASE, context);
  const write = (bytes: AsyncIterable<Uint8Array>) => writeNewFile(file, bytes, failed);
  const size = await byNodeOrHere(
    context,
    async (client) => await write(client.download((await client.call("backup", { passphrase })).ticket)),
    () => write(sealBackup(restingFiles(context.dataDir), passphrase)),
  );
  context.stdout(context.json ? JSON.stringify({ file, bytes: size }) : words("backup.done", { file }));
  return EXIT_DONE;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
