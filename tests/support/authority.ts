/** Running the scripts of `certs/scripts`, and folders for authorities. */
import { identityOfBundle, type ImportOptions, saveIdentity } from "../../crypto/mod.ts";
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

/** The identity in a bundle, made that of a profile. @param options `passphrase` of the profile */
export async function importIdentity(dir: string, options: ImportOptions & { passphrase?: string; now?: Date }) {
  const files = await identityOfBundle(options);
  return { id: files.id, name: files.name, ...await saveIdentity(dir, files, options) };
}
