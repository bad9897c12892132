/**
 * What lets a browser in: a folder with a secret name, and a cookie sent to that folder only.
 *
 * A cookie alone would not do: cookies ignore ports (RFC 6265, section 8.5), and SameSite ignores them too, so another
 * user's server on 127.0.0.1 would be handed it by any page that leads the browser there. It cannot name the folder.
 */
import type { Clock } from "./clock.ts";
import { PASS_TTL } from "./limits.ts";
import { readFileIfThere, writePrivateFile } from "./private_file.ts";
import { keyedDigest, randomToken, sameSecret } from "./secrets.ts";

const KEY_FILE = "ui.key";
/** Renewed when older than this, so that not every load sets a cookie. Milliseconds. */
const RENEW_AFTER = 24 * 3_600_000;

export class WindowPass {
  /** `/w/<32 hex digits>/`, the same as long as profile and port are: a page open during a restart comes back. */
  readonly folder: string;
  readonly #cookieName: string;

  constructor(private readonly key: string, private readonly port: number, private readonly clock: Clock) {
    this.folder = `/w/${keyedDigest(key, "parley-window-folder/1", String(port)).slice(0, 32)}/`;
    this.#cookieName = `parley_${port}`;
  }

  /** Value of a `Set-Cookie` header. */
  setCookie(): string {
    const issued = this.clock.now().toString(36);
    return `${this.#cookieName}=${issued}.${this.#sign(issued)}; Path=${this.folder}; HttpOnly; SameSite=Strict; ` +
      `Max-Age=${PASS_TTL / 1000}`;
  }

  /** @returns "renew" for a good one that should be replaced soon */
  check(cookieHeader: string | undefined): "good" | "renew" | "bad" {
    const verdicts = this.#values(cookieHeader).map((value) => this.#checkValue(value));
    return verdicts.find((verdict) => verdict !== "bad") ?? "bad";
  }

  #checkValue(value: string): "good" | "renew" | "bad" {
    const match = /^([0-9a-z]{1,12})\.([0-9a-f]{64})$/.exec(value);
    if (match === null || !sameSecret(match[2], this.#sign(match[1]))) return "bad";
    const age = this.clock.now() - parseInt(match[1], 36);
    if (age > PASS_TTL) return "bad";
    return age > RENEW_AFTER ? "renew" : "good";
  }

  /** The port is signed too: a cookie of another port of this profile is not one of ours. */
  #sign(issued: string): string {
    return keyedDigest(this.key, "parley-window-cookie/1", `${this.port} ${issued}`);
  }

  #values(header = ""): string[] {
    const prefix = `${this.#cookieName}=`;
    return header.split(";").map((part) => part.trim()).filter((part) => part.startsWith(prefix))
      .map((part) => part.slice(prefix.length)).slice(0, 4);
  }
}

/** The profile's key for passes; made when there is none. Removing the file shuts every window out. */
export async function windowKey(dataDir: string): Promise<string> {
  const kept = (await readFileIfThere(dataDir, KEY_FILE))?.trim();
  if (kept !== undefined && /^[\w-]{43}$/.test(kept)) return kept;
  const key = randomToken();
  await writePrivateFile(dataDir, KEY_FILE, key + "\n");
  return key;
}
