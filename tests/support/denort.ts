/**
 * A runtime base for `deno compile`, for tests only.
 *
 * Deno downloads the base (`denort`) from its own site, which a test machine may not reach. The npm package below is an
 * executable that `deno compile` made from denort 2.9.4; taking off what `compile` added gives that denort back. Every
 * step is held to a hash written here. Nothing built on it is released: a release uses Deno's own download.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "@chelonia/cli-x64-linux@3.4.0";
const PACKAGE_SHA512 = "ey7BqNiIOY2PkpN/UYxjpmOG1A7HmplyadP80omXTG1DVu1fbz7ro/d4gRPtHaxPRkNJTS24lDejc5/rT/3RMA==";
const PACKAGE_FILE = "package/chel";
const DENORT_SHA256 = "723d45cca4f68bd66652da1e0d45562b0700317c1535981035f50f078785a131";

/** Where the original's tables are: behind the ELF header, and before the section that `deno compile` added. */
const ORIGINAL = { size: 107_594_120, phoff: 64n, phnum: 12, shoff: 0x669b808n, shnum: 38, shstrndx: 37 };

/** Offsets of the ELF-64 header's fields (System V ABI, "ELF Header"). */
const ELF = { phoff: 32, shoff: 40, phnum: 56, shnum: 60, shstrndx: 62 };

const CACHE = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** The path of a denort for Linux x64, made now or found from last time; throws when a hash is not the expected one. */
export async function testDenort(cache = CACHE): Promise<string> {
  const path = join(cache, "denort-2.9.4-x86_64-linux");
  const kept = await Deno.readFile(path).catch(() => undefined);
  if (kept && sha256(kept) === DENORT_SHA256) return path;
  await Deno.mkdir(cache, { recursive: true });
  const work = await Deno.makeTempDir({ dir: cache, prefix: "denort-" });
  try {
    const made = join(work, "denort");
    await Deno.writeFile(made, restoreDenort(await unpack(await download(work), work)), { mode: 0o755 });
    await Deno.rename(made, path);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return path;
}

/** Takes off what `deno compile` added to an ELF executable; refuses anything but the one it knows. */
export function restoreDenort(compiled: Uint8Array): Uint8Array {
  if (compiled.length < ORIGINAL.size) {
    throw new Error(`Cannot restore denort from ${compiled.length} bytes: at least ${ORIGINAL.size} are needed`);
  }
  const base = compiled.slice(0, ORIGINAL.size);
  const header = new DataView(base.buffer);
  header.setBigUint64(ELF.phoff, ORIGINAL.phoff, true);
  header.setBigUint64(ELF.shoff, ORIGINAL.shoff, true);
  header.setUint16(ELF.phnum, ORIGINAL.phnum, true);
  header.setUint16(ELF.shnum, ORIGINAL.shnum, true);
  header.setUint16(ELF.shstrndx, ORIGINAL.shstrndx, true);
  const digest = sha256(base);
  if (digest !== DENORT_SHA256) throw new Error(`Cannot use the restored denort: its SHA-256 is "${digest}"`);
  return base;
}

/** Refuses a package that is not, byte for byte, the one this file was written for. */
export function checkPackage(archive: Uint8Array): Uint8Array {
  const digest = createHash("sha512").update(archive).digest("base64");
  if (digest !== PACKAGE_SHA512) throw new Error(`Cannot use the package "${PACKAGE}": its SHA-512 is "${digest}"`);
  return archive;
}

async function download(dir: string): Promise<string> {
  // From npm's own cache when it is there: the second time of a run needs no network. What comes is held to its hash.
  const printed = await run("npm", ["pack", "--silent", "--prefer-offline", PACKAGE], dir);
  const archive = join(dir, printed.trim().split("\n").at(-1) ?? "");
  checkPackage(await Deno.readFile(archive));
  return archive;
}

async function unpack(archive: string, dir: string): Promise<Uint8Array> {
  await run("tar", ["-xzf", archive, PACKAGE_FILE], dir);
  return await Deno.readFile(join(dir, PACKAGE_FILE));
}

async function run(program: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd }).output();
  if (success) return new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot get the test's runtime base: "${program} ${args.join(" ")}" failed: ${said}`);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
