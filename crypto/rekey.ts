/** The private keys of a profile under another pass-phrase, or under none. */
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassphraseNeededError, WrongPassphraseError } from "./errors.ts";
import { isNotFound } from "./files.ts";
import { hasherOf } from "./pbes2.ts";
import { isEncryptedKey, readKey, writeKey } from "./pkcs8.ts";

/** What was set aside has the time in its name; keys in there are keys like any other. */
const SET_ASIDE = /^(?:identity|ca|before-[a-z]+)\.[0-9TZ-]+$/;

/**
 * Every key file of the profile, those that were set aside included, as it is to be.
 * @returns texts by name relative to `dir`
 * @throws {WrongPassphraseError} {@link PassphraseNeededError} for a key in use
 */
export async function rekeyedKeys(dir: string, current?: string, next?: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const [hasher, nextHasher, salt] = [hasherOf(current), hasherOf(next), randomBytes(16)];
  for (const folder of await keyFolders(dir)) {
    for (const name of (await namesIn(join(dir, folder))).filter((name) => name.endsWith(".key"))) {
      const path = `${folder}/${name}`;
      try {
        const key = await readKey(await readFile(join(dir, path), "utf8"), `"${join(dir, path)}"`, hasher);
        texts.set(path, await writeKey(key, nextHasher, salt));
      } catch (error) {
        if (!await isForeign(error, dir, path)) throw error;
      }
    }
  }
  return texts;
}

/** Set aside under a pass-phrase it had then: it stays as it is, nobody can read it without that. */
async function isForeign(error: unknown, dir: string, path: string): Promise<boolean> {
  if (!(error instanceof WrongPassphraseError || error instanceof PassphraseNeededError)) return false;
  return SET_ASIDE.test(path.split("/")[0]) && isEncryptedKey(await readFile(join(dir, path), "utf8"));
}

async function keyFolders(dir: string): Promise<string[]> {
  const aside = (await namesIn(dir)).filter((name) => SET_ASIDE.test(name));
  return ["identity", "ca", ...aside, ...aside.flatMap((name) => [`${name}/identity`, `${name}/ca`])];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
