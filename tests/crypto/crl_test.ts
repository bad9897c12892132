import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { CertificateError, createCrl, fingerprintOf, parseCrl } from "../../crypto/mod.ts";
import { findPem, writePem } from "../../crypto/pem.ts";
import { withFolder } from "../support/authority.ts";
import {
  openssl,
  opensslCertificate,
  opensslResult,
  opensslRoot,
  type TestCertificate,
} from "../support/certificates.ts";

const DAY = 86_400_000;
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);

function crlOf(root: TestCertificate, serials: readonly string[], number = 7): Promise<string> {
  return createCrl({
    root: root.certificate,
    rootKey: createPrivateKey(root.privateKey),
    number,
    thisUpdate: NOW,
    nextUpdate: new Date(NOW.getTime() + 30 * DAY),
    revoked: serials.map((serial) => ({ serial, revokedAt: NOW, reason: "keyCompromise" })),
  });
}

const refused = (crl: string | Uint8Array, root: TestCertificate) =>
  assertEquals(assertThrows(() => parseCrl(crl, root.certificate), CertificateError).code, "bad-certificate");

Deno.test("a list is read back whole, from PEM and DER, with serials spelled as certificates spell them", async () => {
  const root = await opensslRoot({ name: "Отдел" });
  const pem = await crlOf(root, ["00ab12", "7f", "80ff"]);
  const expected = {
    root: fingerprintOf(root.certificate),
    number: 7,
    thisUpdate: NOW,
    nextUpdate: new Date(NOW.getTime() + 30 * DAY),
    serials: new Set(["ab12", "7f", "80ff"]),
    pem,
  };
  assertEquals(parseCrl(pem, root.certificate), expected);
  assertEquals(parseCrl(`of the team:\n${pem}and more`, root.certificate), expected);
  assertEquals(parseCrl(findPem(pem, "X509 CRL")!, root.certificate), expected);
  assertEquals(parseCrl(new TextEncoder().encode(pem), root.certificate), expected);
});

Deno.test("openssl accepts our list and refuses what is on it", async () => {
  const root = await opensslRoot();
  const [good, gone] = [await opensslCertificate({ issuer: root }), await opensslCertificate({ issuer: root })];
  const serial = (await openssl(["x509", "-noout", "-serial"], { stdin: gone.certificate })).trim().split("=")[1];
  await withFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "root.pem"), root.certificate);
    await Deno.writeTextFile(join(dir, "list.pem"), await crlOf(root, [serial]));
    const crl = await opensslResult(["crl", "-in", "list.pem", "-CAfile", "root.pem", "-noout"], { cwd: dir });
    assertEquals([crl.code, crl.stderr], [0, "verify OK\n"]);
    for (const [leaf, code] of [[good, 0], [gone, 2]] as const) {
      await Deno.writeTextFile(join(dir, "leaf.pem"), leaf.certificate);
      const args = ["verify", "-crl_check", "-CAfile", "root.pem", "-CRLfile", "list.pem", "leaf.pem"];
      assertEquals((await opensslResult(args, { cwd: dir })).code, code);
    }
  });
});

Deno.test("a list of another authority is refused, even of one with the same name", async () => {
  const root = await opensslRoot();
  refused(await crlOf(await opensslRoot({ name: "Stranger" }), ["01"]), root);
  refused(await crlOf(await opensslRoot({ key: 7 }), ["01"]), root);
});

Deno.test("a list that lost an entry on its way is refused: every flipped bit is seen", async () => {
  const root = await opensslRoot();
  const der = findPem(await crlOf(root, ["0102", "0304"]), "X509 CRL")!;
  for (let at = 0; at < der.length; at++) {
    const spoiled = der.slice();
    spoiled[at] ^= 1 << (at % 8);
    refused(spoiled, root);
  }
  for (const cut of [0, 1, 10, der.length - 1]) refused(der.slice(0, cut), root);
  refused("no list", root);
  refused(writePem("X509 CRL", new Uint8Array(5 * 1024 * 1024)), root);
});

Deno.test("a list that does not mean all of the authority is refused: partial, without a number", async () => {
  const root = await opensslRoot();
  await withFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "root.pem"), root.certificate);
    await Deno.writeTextFile(join(dir, "root.key"), root.privateKey);
    await Deno.writeTextFile(join(dir, "index.txt"), "");
    const list = async (extensions: string) => {
      const section = `[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ndefault_md=sha256\ncrlnumber=number\n${extensions}`;
      await Deno.writeTextFile(join(dir, "cnf"), section);
      await Deno.writeTextFile(join(dir, "number"), "0a\n");
      const args = ["ca", "-gencrl", "-config", "cnf", "-cert", "root.pem", "-keyfile", "root.key", "-crldays", "9"];
      return await openssl(args, { cwd: dir });
    };
    assertEquals(
      parseCrl(await list("crl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n"), root.certificate).number,
      10,
    );
    const partial = "crl_extensions=e\n[e]\nissuingDistributionPoint=critical,@d\n[d]\nonlyuser=TRUE\n";
    refused(await list(partial), root);
    refused((await list("")).replace(/[\s\S]*/, ""), root);
  });
});

Deno.test("arbitrary bytes as a list raise CertificateError only", async () => {
  const root = await opensslRoot();
  const der = findPem(await crlOf(root, ["0102"]), "X509 CRL")!;
  const attempt = (bytes: Uint8Array) => {
    try {
      parseCrl(bytes, root.certificate);
    } catch (error) {
      assertInstanceOf(error, CertificateError);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt), { numRuns: 200 });
  const edit = fc.tuple(fc.nat(der.length - 1), fc.nat(255));
  fc.assert(fc.property(edit, ([at, value]) => attempt(der.with(at, value))), { numRuns: 200 });
});
