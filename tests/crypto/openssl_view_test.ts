import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { CertificateError, isIssuedBy, readLeaf } from "../../crypto/mod.ts";
import { withFolder } from "../support/authority.ts";
import { HOSTILE_KINDS, hostileCertificate, opensslResult, opensslRoot } from "../support/certificates.ts";

/** Codes that admission gives, not the reader of a leaf: they need a root or a clock. */
const BY_ADMISSION = ["unknown-authority", "certificate-expired", "certificate-not-yet-valid", "certificate-is-root"];

interface Row {
  readonly kind: string;
  readonly code: string;
  readonly openssl: string[];
}

/** The table of section 3. */
async function specification(): Promise<Row[]> {
  const text = await Deno.readTextFile(new URL("../../docs/specs/identity-v1.md", import.meta.url));
  return text.split("\n").flatMap((line) => {
    const [, first, code, ...openssl] = line.split("|").map((cell) => cell.trim());
    const kind = /^`([a-z0-9-]+)`/.exec(first ?? "")?.[1];
    return kind && openssl.length === 4 ? [{ kind, code: code.replaceAll("`", ""), openssl: openssl.slice(0, 3) }] : [];
  });
}

Deno.test("what is refused, by which code, and what openssl says of it is as specified, line by line", async () => {
  const rows = await specification();
  assertEquals(rows.map(({ kind }) => kind), [...HOSTILE_KINDS]);
  const root = await opensslRoot();
  await withFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "root.pem"), root.certificate);
    for (const { kind, code, openssl } of rows) {
      const hostile = await hostileCertificate(kind as (typeof HOSTILE_KINDS)[number], root);
      await Deno.writeTextFile(join(dir, "leaf.pem"), hostile.certificate);
      assertEquals(await opinions(dir), openssl, kind);
      if (!BY_ADMISSION.includes(code)) {
        assertEquals(assertThrows(() => readLeaf(hostile.der), CertificateError).code, code, kind);
      } else if (code === "unknown-authority") assertEquals(isIssuedBy(hostile.der, root.certificate), false, kind);
    }
  });
});

async function opinions(dir: string): Promise<string[]> {
  const strict = ["sslserver", "-x509_strict", "-verify_hostname", "1001.parley.internal"];
  const said: string[] = [];
  for (const purpose of [["sslserver"], ["sslclient"], strict]) {
    const args = ["verify", "-purpose", ...purpose, "-CAfile", "root.pem", "leaf.pem"];
    const { code, stderr } = await opensslResult(args, { cwd: dir });
    said.push(code === 0 ? "OK" : /error (\d+) at/.exec(stderr)?.[1] ?? stderr);
  }
  return said;
}
