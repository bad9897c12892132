/** Running the scripts of `certs/scripts`, and folders for authorities. */
import { CaDir, identityOfBundle, type ImportOptions, saveIdentity } from "../../crypto/mod.ts";
import { openssl } from "./certificates.ts";
import { fromFileUrl } from "./paths.ts";
import { join } from "node:path";

const SCRIPTS = fromFileUrl(new URL("../../certs/scripts/", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run a script with a pass-phrase file, without a terminal. */
export async function script(
  name: string,
  args: readonly string[],
  options: { cwd: string; passphraseFile?: string },
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: [join(SCRIPTS, name), ...args],
    cwd: options.cwd,
    stdin: "null",
    env: options.passphraseFile === undefined ? {} : { PARLEY_PASSPHRASE_FILE: options.passphraseFile },
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** The same, and it must succeed. */
export async function scriptDone(...args: Parameters<typeof script>): Promise<string> {
  const { code, stdout, stderr } = await script(...args);
  if (code !== 0) throw new Error(`running "${args[0]}": status ${code}: ${stderr}`);
  return stdout;
}

/** A folder with spaces and Cyrillic letters in its name, gone when the test ends. */
export async function withFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "parley центр сертификатов " });
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

interface Kept {
  readonly name: string;
  readonly passphrase: string;
  readonly now: Date;
}

const kept = new Map<string, Promise<ReadonlyMap<string, string>>>();

/**
 * A folder of an authority that has given out nothing, for tests of what comes after. Made by the program once for all
 * tests of a file, but for its key: trying that one's pass-phrase takes no time.
 */
export async function keptAuthority(dir: string, { name, passphrase, now }: Kept): Promise<CaDir> {
  const key = JSON.stringify([name, passphrase, now]);
  if (!kept.has(key)) kept.set(key, filesOfNew({ name, passphrase, now }));
  await Deno.mkdir(join(dir, "issued"), { recursive: true, mode: 0o700 });
  for (const [file, text] of await kept.get(key)!) await Deno.writeTextFile(join(dir, file), text, { mode: 0o600 });
  return await CaDir.open(dir);
}

async function filesOfNew({ name, passphrase, now }: Kept): Promise<ReadonlyMap<string, string>> {
  const dir = await Deno.makeTempDir({ prefix: "parley-authority-" });
  try {
    await CaDir.init(join(dir, "ca"), { name, now, bits: 2048 });
    await Deno.writeTextFile(join(dir, "pass-phrase"), `${passphrase}\n`);
    const quick = ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "1"];
    const key = await openssl([...quick, "-in", "ca/ca.key", "-passout", "file:pass-phrase"], { cwd: dir });
    const files = [...Deno.readDirSync(join(dir, "ca"))].filter(({ isFile }) => isFile);
    const texts = files.map((file) => [file.name, Deno.readTextFileSync(join(dir, "ca", file.name))] as const);
    return new Map([...texts, ["ca.key", key]]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The identity in a bundle, made that of a profile. @param options `passphrase` of the profile */
export async function importIdentity(dir: string, options: ImportOptions & { passphrase?: string; now?: Date }) {
  const files = await identityOfBundle(options);
  return { id: files.id, name: files.name, ...await saveIdentity(dir, files, options) };
}
