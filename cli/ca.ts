/**
 * `parley ca init|issue|sign|revoke|renew|list|crl --dir DIR`: be a certificate authority without OpenSSL. The folder is the
 * same that `certs/scripts` work in.
 */
import { CaDir, type IssuedLeaf, REVOCATION_REASONS, type RevocationReason, writeBundle } from "../crypto/mod.ts";
import { join } from "node:path";
import { type Arguments, noMoreWords, readArguments, readCount } from "./arguments.ts";
import { day, entryJson, entryRow, leafJson, leafRows, mustBeFree, show, writeNew } from "./ca/output.ts";
import { bundlePassphrase, caPassphrase, newCaPassphrase } from "./ca/passphrases.ts";
import { caWords } from "./ca/words.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { iso, table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { readTextFile } from "./stdin.ts";

/** Bytes of a signing request with whatever text stands around it. */
const MAX_CSR_FILE = 64 * 1024;
/** Days a certificate may be asked for; the root's own end cuts it short anyway. */
const MAX_DAYS = 825;

interface Command {
  /** Options besides `--dir` that it takes. */
  readonly values: readonly string[];
  /** Words it needs, as the usage line names them. */
  readonly words: readonly string[];
  run(dir: string, read: Arguments, context: CliContext): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  init: { values: ["name", "bits"], words: [], run: init },
  issue: { values: ["name", "out", "format", "days", "bits", "passphrase-file"], words: [], run: issue },
  sign: { values: ["name", "out", "days"], words: ["CSR"], run: sign },
  revoke: { values: ["reason"], words: ["ID|SERIAL"], run: revoke },
  renew: { values: ["out", "days"], words: ["ID"], run: renew },
  list: { values: [], words: [], run: list },
  crl: { values: ["out"], words: [], run: crl },
};

export async function ca(args: string[], context: CliContext): Promise<number> {
  const all = ["dir", ...new Set(Object.values(COMMANDS).flatMap(({ values }) => values))];
  const [action = ""] = readArguments(args, { values: all }).words;
  if (!Object.hasOwn(COMMANDS, action)) throw new UsageError("usage.no_action", { action, verb: "ca" });
  const command = COMMANDS[action];
  const read = readArguments(args, { values: ["dir", ...command.values] });
  const dir = read.value("dir");
  if (dir === undefined) throw new UsageError("usage.ca_missing", { action, what: "--dir" });
  const missing = command.words[read.words.length - 1];
  if (missing !== undefined) throw new UsageError("usage.ca_missing", { action, what: missing });
  noMoreWords(read.words, 1 + command.words.length);
  await command.run(dir, read, context);
  return EXIT_DONE;
}

async function init(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const name = needed(read, "name", "init");
  const bits = bitsOf(read);
  const passphrase = await newCaPassphrase(context);
  const { root, dir: path } = await CaDir.init(dir, { name, bits, passphrase, now: new Date(context.now()) });
  const file = join(path, "ca.crt");
  const words = caWords(context.lang);
  const object = { dir: path, name: root.name, fingerprint: root.fingerprint, root: file };
  show(context, { ...object, valid_until: iso(root.notAfter.getTime()), encrypted: passphrase !== undefined }, [
    [words.authority, root.name],
    [words.folder, path],
    [words.root, file],
    [words.fingerprint, root.fingerprint],
    [words.until, day(root.notAfter)],
  ]);
}

async function issue(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const name = needed(read, "name", "issue");
  const [out, days, bits] = [read.value("out"), daysOf(read), bitsOf(read)];
  const format = formatOf(out, read.value("format"));
  await mustBeFree(out, context);
  const authority = await CaDir.open(dir);
  const passphrase = await caPassphrase(authority, context);
  const secret = await bundlePassphrase(read.value("passphrase-file"), format, context);
  const issued = await authority.issue({ name, days, bits, passphrase, now: new Date(context.now()) });
  const file = out ?? `parley-${issued.id}.${format}`;
  await writeNew(file, await writeBundle({ ...issued, leafKey: issued.key }, format, secret), 0o600, context);
  const object = { ...leafJson(issued), file, format, encrypted: secret !== undefined };
  show(context, object, [...leafRows(issued, context), [caWords(context.lang).file, file]]);
}

async function sign(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const [name, out, days] = [read.value("name"), read.value("out"), daysOf(read)];
  await mustBeFree(out, context);
  const csr = await readTextFile(read.words[1], MAX_CSR_FILE, wordsOf(context.lang));
  const authority = await CaDir.open(dir);
  const passphrase = await caPassphrase(authority, context);
  const issued = await authority.sign(csr, { name, days, passphrase, now: new Date(context.now()) });
  await handOver(issued, out, context);
}

async function renew(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const [out, days] = [read.value("out"), daysOf(read)];
  await mustBeFree(out, context);
  const authority = await CaDir.open(dir);
  const passphrase = await caPassphrase(authority, context);
  const issued = await authority.renew(read.words[1], { days, passphrase, now: new Date(context.now()) });
  await handOver(issued, out, context);
}

async function revoke(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const reason = reasonOf(read.value("reason"));
  const authority = await CaDir.open(dir);
  const passphrase = await caPassphrase(authority, context);
  const revoked = await authority.revoke(read.words[1], { reason, passphrase, now: new Date(context.now()) });
  const file = join(authority.dir, "ca.crl");
  const words = caWords(context.lang);
  const rows = revoked.map((entry) => [words.revoked, [entry.id ?? "-", entry.serial, entry.name].join("  ")]);
  show(context, { revoked: revoked.map(entryJson), crl: file }, [...rows, [words.list, file]]);
}

async function list(dir: string, _read: Arguments, context: CliContext): Promise<void> {
  const entries = await (await CaDir.open(dir)).list(new Date(context.now()));
  if (context.json) entries.forEach((entry) => context.stdout(JSON.stringify(entryJson(entry))));
  else if (entries.length === 0) context.stderr(caWords(context.lang).none);
  else table(entries.map((entry) => entryRow(entry, context))).forEach((line) => context.stdout(line));
}

async function crl(dir: string, read: Arguments, context: CliContext): Promise<void> {
  const authority = await CaDir.open(dir);
  const passphrase = await caPassphrase(authority, context);
  const { pem, number, serials, nextUpdate } = await authority.crl({ passphrase, now: new Date(context.now()) });
  const out = read.value("out");
  // a list is there to be replaced by the next one
  if (out !== undefined) await Deno.writeTextFile(out, pem);
  const file = out ?? join(authority.dir, "ca.crl");
  const words = caWords(context.lang);
  show(context, { crl: file, number, revoked: serials.size, next_update: iso(nextUpdate.getTime()) }, [
    [words.list, file],
    [words.revoked, String(serials.size)],
    [words.until, day(nextUpdate)],
  ]);
}

/** Certificate, then root: to the file, or to standard output. */
async function handOver(issued: IssuedLeaf, out: string | undefined, context: CliContext): Promise<void> {
  const text = issued.leaf + issued.root;
  if (out !== undefined) {
    await writeNew(out, text, 0o644, context);
    const rows = [...leafRows(issued, context), [caWords(context.lang).file, out]];
    show(context, { ...leafJson(issued), file: out }, rows);
  } else if (context.json) {
    context.stdout(JSON.stringify({ ...leafJson(issued), certificate: issued.leaf, root: issued.root }));
  } else context.stdout(text.trimEnd());
}

function needed(read: Arguments, name: string, action: string): string {
  const value = read.value(name);
  if (value === undefined) throw new UsageError("usage.ca_missing", { action, what: `--${name}` });
  return value;
}

function formatOf(out: string | undefined, given: string | undefined): "pem" | "p12" {
  if (given === undefined) return /\.(p12|pfx)$/i.test(out ?? "") ? "p12" : "pem";
  if (given === "pem" || given === "p12") return given;
  throw new UsageError("usage.format", { given });
}

function daysOf(read: Arguments): number | undefined {
  const text = read.value("days");
  return text === undefined ? undefined : readCount("days", text, 1, MAX_DAYS);
}

function bitsOf(read: Arguments): number | undefined {
  const text = read.value("bits");
  return text === undefined ? undefined : readCount("bits", text, 2048, 4096);
}

function reasonOf(text: string | undefined): RevocationReason | undefined {
  if (text === undefined || Object.hasOwn(REVOCATION_REASONS, text)) return text as RevocationReason | undefined;
  throw new UsageError("usage.not_one_of", { name: "reason", text, all: Object.keys(REVOCATION_REASONS).join(", ") });
}
