/** `parley identity renew [--name N | --request FILE | --cert FILE]`: a new certificate for the same keys (ID-9). */
import { loadIdentity, renewalRequest } from "../crypto/mod.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import { iso } from "./format.ts";
import { installLeaf, newLeafByOwnAuthority, takenLeaf } from "./identity_files.ts";
import { wordsOf } from "./language.ts";
import { writeNewFile } from "./new_file.ts";
import { byNodeOrHere } from "./node_or_here.ts";
import { mustExist, provenPassphrase, unlockProfile } from "./profile.ts";
import { neutralise } from "./safe_text.ts";
import { fileProblem, readTextFile } from "./stdin.ts";

/** Bytes of a certificate in PEM, with others beside it. */
const MAX_CERTIFICATE_FILE = 256 * 1024;

export async function renew(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["name", "request", "cert"] });
  noMoreWords(read.words, 0);
  const [name, request, certificate] = ["name", "request", "cert"].map((option) => read.value(option));
  if ([name, request, certificate].filter((value) => value !== undefined).length > 1) {
    throw new UsageError("usage.one_of", { options: "--name, --request, --cert" });
  }
  await mustExist(context);
  if (request !== undefined) return await writeRequest(request, context);
  const renewed = certificate === undefined ? await byOwn(name, context) : await install(certificate, context);
  const until = iso(renewed.valid_until);
  if (context.json) context.stdout(JSON.stringify({ id: renewed.id, name: renewed.name, valid_until: until }));
  else {
    const told = { name: neutralise(renewed.name), until: until.slice(0, 10) };
    context.stdout(wordsOf(context.lang)("identity.renewed", told));
  }
  return EXIT_DONE;
}

interface Renewed {
  readonly id: string;
  readonly name: string;
  readonly valid_until: number;
}

async function byOwn(name: string | undefined, context: CliContext): Promise<Renewed> {
  try {
    return await signedHere(name, context);
  } catch (cause) {
    if (errorCode(cause) !== "not-yours") throw cause;
    const words = wordsOf(context.lang);
    throw new CommandError(words("identity.other_authority"), words("hint.ask_authority"), { cause });
  }
}

function signedHere(name: string | undefined, context: CliContext): Promise<Renewed> {
  const { dataDir } = context;
  return byNodeOrHere(context, (client) => client.call("identity_renew", { name }), async () => {
    const { identity, passphrase } = await unlockProfile(context);
    const now = new Date(context.now());
    return await installed(
      await newLeafByOwnAuthority(dataDir, identity, { name, passphrase, now }),
      passphrase,
      context,
    );
  });
}

async function install(file: string, context: CliContext): Promise<Renewed> {
  const pem = await readTextFile(file, MAX_CERTIFICATE_FILE, wordsOf(context.lang));
  return await byNodeOrHere(context, (client) => client.call("identity_install", { pem }), async () => {
    const passphrase = await provenPassphrase(context);
    const now = new Date(context.now());
    return await installed(await takenLeaf(context.dataDir, pem, passphrase, now), passphrase, context);
  });
}

async function installed(leaf: string, passphrase: string | undefined, { dataDir }: CliContext): Promise<Renewed> {
  await installLeaf(dataDir, leaf);
  const { id, name, notAfter } = await loadIdentity(dataDir, passphrase);
  return { id, name, valid_until: notAfter.getTime() };
}

async function writeRequest(file: string, context: CliContext): Promise<number> {
  const words = wordsOf(context.lang);
  const pem = await byNodeOrHere(
    context,
    async (client) => (await client.call("identity_request", {})).pem,
    async () => await renewalRequest(context.dataDir, await provenPassphrase(context)),
  );
  const failed = (cause: unknown) =>
    new CommandError(words("identity.writing", { file, why: fileProblem(cause, words) }), undefined, { cause });
  await writeNewFile(file, once(new TextEncoder().encode(pem)), failed);
  context.stdout(context.json ? JSON.stringify({ file }) : words("identity.requested", { file }));
  return EXIT_DONE;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
