/** What is told of a program that waits for its pass-phrase: whose it is, and how to open its window. */
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { readLeaf } from "../crypto/mod.ts";
import type { Status } from "../ui/api.ts";
import { VERSION } from "./version.ts";

export async function lockedStatus(dataDir: string, { port, uiUrl }: { port: number; uiUrl: string }): Promise<Status> {
  // The certificate is no secret: it stands there readable, and everybody we meet is shown it.
  const certificate = new X509Certificate(await Deno.readFile(join(dataDir, "identity", "leaf.crt")));
  const { id, name, fingerprint } = readLeaf(certificate.raw);
  return {
    ...{ id, name, fingerprint, port, addresses: [], ui_url: uiUrl, links: [], outbox: 0, notices: [] },
    ...{ pid: Deno.pid, version: VERSION, running: true, revoked: false },
  };
}
