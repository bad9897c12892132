/** `parley identity show|export FILE|import FILE|renew|passphrase`: who I am, and taking it elsewhere. */
import { exportIdentity, isIdentityEncrypted, makePrivateDir, PassphraseNeededError } from "../crypto/mod.ts";
import { finishSwap, swapIsDue } from "../store/mod.ts";
import { withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { filePassphrase, newFilePassphrase } from "./file_passphrase.ts";
import { iso, table } from "./format.ts";
import { takenIdentity } from "./identity_files.ts";
import { wordsOf } from "./language.ts";
import { byNodeOrHere } from "./node_or_here.ts";
import { holdProfile, mustExist, ProfileInUse, provenPassphrase } from "./profile.ts";
import { neutralise } from "./safe_text.ts";
import { fileProblem } from "./stdin.ts";

export async function identity(args: string[], context: CliContext): Promise<number> {
  const [first] = args;
  if (first === "renew") return await (await import("./identity_renew.ts")).renew(args.slice(1), context);
  if (first === "passphrase") {
    return await (await import("./identity_passphrase.ts")).setPassphrase(args.slice(1), context);
  }
  const read = readArguments(args, { values: ["format", "passphrase-file"] });
  const [action = "show", file] = read.words;
  noMoreWords(read.words, action === "show" ? 1 : 2);
  if (action === "show") return await show(context);
  if (action !== "export" && action !== "import") throw new UsageError("usage.no_action", { action, verb: "identity" });
  if (file === undefined) throw new UsageError("usage.no_file", { verb: "identity", action });
  return await (action === "export" ? exportTo(file, read, context) : importFrom(file, read, context));
}

async function show(context: CliContext): Promise<number> {
  const encrypted = await isIdentityEncrypted(context.dataDir);
  return await withApi(context, async (api) => {
    const { id, name, fingerprint, root, root_name, valid_until, data_dir } = (await api.call("snapshot", {})).me;
    const until = iso(valid_until);
    if (context.json) {
      const shown = { id, name, fingerprint, root, root_name, valid_until: until, encrypted, data_dir };
      context.stdout(JSON.stringify(shown));
      return EXIT_DONE;
    }
    const words = wordsOf(context.lang);
    const rows = [
      [words("status.id"), id],
      [words("status.name"), name],
      [words("status.fingerprint"), fingerprint],
      [words("identity.root"), root],
      [words("identity.root_name"), root_name],
      [words("identity.valid_until"), until.slice(0, 10)],
      [words("identity.encrypted"), words(encrypted ? "yes" : "no")],
      [words("identity.folder"), data_dir],
    ];
    for (const line of table(rows)) context.stdout(line);
    return EXIT_DONE;
  });
}

async function exportTo(file: string, read: Arguments, context: CliContext): Promise<number> {
  const words = wordsOf(context.lang);
  const { dataDir } = context;
  const format = formatOf(file, read.value("format"));
  await mustExist(context);
  await filesInPlace(context);
  const profilePassphrase = await provenPassphrase(context);
  const passphrase = await newFilePassphrase(read, context);
  const bytes = await exportIdentity(dataDir, { format, passphrase, profilePassphrase });
  try {
    // Whoever has this file is me: for its owner only, and no other file is written over.
    await Deno.writeFile(file, bytes, { createNew: true, mode: 0o600 });
  } catch (cause) {
    throw new CommandError(words("identity.writing", { file, why: fileProblem(cause, words) }), undefined, { cause });
  }
  context.stdout(context.json ? JSON.stringify({ file, format }) : words("identity.exported", { file }));
  return EXIT_DONE;
}

/** An import or a pass-phrase that was killed half-way is ended by whoever opens the profile next. */
async function filesInPlace(context: CliContext): Promise<void> {
  if (swapIsDue(context.dataDir)) await byNodeOrHere(context, async () => {}, async () => {});
}

async function importFrom(file: string, read: Arguments, context: CliContext): Promise<number> {
  const words = wordsOf(context.lang);
  const { dataDir } = context;
  const bundle = await Deno.readFile(file).catch((cause) => {
    throw new CommandError(words("identity.reading", { file, why: fileProblem(cause, words) }), undefined, { cause });
  });
  const lock = await holdProfile(context).catch((error) => {
    if (!(error instanceof ProfileInUse)) throw error;
    throw new CommandError(words("error.node_runs"), words("hint.stop_node"), { cause: error });
  });
  try {
    await makePrivateDir(dataDir);
    // What the profile holds stays under the pass-phrase it is under.
    const taken = await takeOver(bundle, await provenPassphrase(context), read, context);
    await taken.decide(context.now());
    finishSwap(dataDir);
    const { id, name } = taken;
    if (context.json) context.stdout(JSON.stringify({ id, name, set_aside: taken.setAside() }));
    else context.stdout(words("identity.imported", { name: neutralise(name), id }));
    return EXIT_DONE;
  } finally {
    lock.release();
  }
}

/** Asks for the pass-phrase of the file only when it has one. @param own of the profile */
async function takeOver(bundle: Uint8Array, own: string | undefined, read: Arguments, context: CliContext) {
  const { dataDir } = context;
  try {
    const given = read.value("passphrase-file") && await filePassphrase(read, context, "prompt.file_passphrase");
    return await takenIdentity(dataDir, bundle, { passphrase: given || undefined, own });
  } catch (error) {
    if (!(error instanceof PassphraseNeededError)) throw error;
    const passphrase = await filePassphrase(read, context, "prompt.file_passphrase");
    return await takenIdentity(dataDir, bundle, { passphrase, own });
  }
}

function formatOf(file: string, given: string | undefined): "pem" | "p12" {
  if (given === undefined) return /\.(p12|pfx)$/i.test(file) ? "p12" : "pem";
  if (given === "pem" || given === "p12") return given;
  throw new UsageError("usage.format", { given });
}
