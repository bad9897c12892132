/** How a profile's certificate is renewed: by its own authority, or by asking somebody else's. */
import { join } from "node:path";
import { type Identity, readRoot } from "../crypto/mod.ts";

/** "own" when the key of the authority that issued the certificate is in the profile. */
export function renewalOf(dataDir: string, { root }: Pick<Identity, "root">): "own" | "request" {
  try {
    Deno.lstatSync(join(dataDir, "ca", "ca.key"));
    const certificate = Deno.readTextFileSync(join(dataDir, "ca", "ca.crt"));
    return readRoot(certificate).fingerprint === root ? "own" : "request";
  } catch {
    return "request"; // no authority here, or none that can be read: nothing to sign with
  }
}
