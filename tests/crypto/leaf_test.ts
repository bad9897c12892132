import { assert, assertEquals, assertInstanceOf, assertNotEquals, assertThrows } from "@std/assert";
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { CertificateError, fingerprintOf, isIssuedBy, readLeaf, readRoot } from "../../crypto/mod.ts";
import {
  HOSTILE_KINDS,
  hostileCertificate,
  type HostileKind,
  openssl,
  opensslCertificate,
  opensslRoot,
  testKey,
} from "../support/certificates.ts";

const REFUSED: Partial<Record<HostileKind, string>> = {
  "version-1": "certificate-version",
  "root-itself": "certificate-is-ca",
  "ca-leaf": "certificate-is-ca",
  "server-only": "certificate-usage",
  "client-only": "certificate-usage",
  "no-extended-usage": "certificate-usage",
  "signing-usage": "certificate-usage",
  "no-names": "certificate-name",
  "foreign-name": "certificate-name",
  "two-ids": "certificate-name",
  "differing-ids": "certificate-name",
  "zero-id": "certificate-name",
  "huge": "certificate-too-large",
  "unknown-critical": "bad-certificate",
  "sha1": "bad-certificate",
};

Deno.test("a leaf of the profile is read: id, name, serial, dates, key and fingerprint", async () => {
  const root = await opensslRoot();
  const notBefore = new Date("2026-01-02T03:04:05Z");
  const notAfter = new Date("2055-01-02T03:04:05Z");
  const leaf = await opensslCertificate({ issuer: root, id: "1099511627775", name: "Анна Ł 😀", notBefore, notAfter });
  const info = readLeaf(leaf.der);
  const view = new X509Certificate(leaf.certificate);
  assertEquals(info.id, "1099511627775");
  assertEquals(info.name, "Анна Ł 😀");
  assertEquals(info.notBefore, notBefore);
  assertEquals(info.notAfter, notAfter);
  assertEquals(info.serial, view.serialNumber.toLowerCase());
  assertEquals(info.fingerprint, view.fingerprint256.replaceAll(":", "").toLowerCase());
  assertEquals(fingerprintOf(leaf.certificate), fingerprintOf(leaf.der));
  const der = view.publicKey.export({ type: "spki", format: "der" });
  assertEquals(new Uint8Array(info.publicKey), new Uint8Array(der));
});

for (const [kind, code] of Object.entries(REFUSED)) {
  Deno.test(`a leaf that is "${kind}" is refused as ${code}`, async () => {
    const root = await opensslRoot();
    const leaf = await hostileCertificate(kind as HostileKind, root);
    const error = assertThrows(() => readLeaf(leaf.der), CertificateError);
    assertEquals(error.code, code);
  });
}

Deno.test("what only a clock or a root can refuse is readable, and only the issuing root is the issuer", async () => {
  const root = await opensslRoot();
  const elsewhere: HostileKind[] = HOSTILE_KINDS.filter((kind) => !(kind in REFUSED));
  assertEquals(elsewhere, ["unknown-authority", "expired", "not-yet-valid", "signed-by-leaf"]);
  for (const kind of elsewhere) {
    const leaf = await hostileCertificate(kind, root);
    assertEquals(readLeaf(leaf.der).id, "1001");
    assertEquals(isIssuedBy(leaf.der, root.certificate), kind === "expired" || kind === "not-yet-valid", kind);
  }
});

Deno.test("a leaf is no issuer although it signed, and a root of the same name is not the root", async () => {
  const root = await opensslRoot();
  const middle = await opensslCertificate({ issuer: root, name: "Middle", id: "77", key: 8 });
  const under = await opensslCertificate({ issuer: middle });
  assertEquals(isIssuedBy(under.der, middle.certificate), false);
  const twin = await opensslRoot({ key: 7 });
  const leaf = await opensslCertificate({ issuer: root });
  assertEquals(isIssuedBy(leaf.der, twin.certificate), false);
  assertEquals(isIssuedBy(leaf.der, root.certificate), true);
});

Deno.test("a flipped bit anywhere in a leaf is seen: unreadable or not issued by the root", async () => {
  const root = await opensslRoot();
  const { der } = await opensslCertificate({ issuer: root });
  for (let at = 0; at < der.length; at++) {
    for (const bit of [0, 3, 7]) {
      const spoiled = der.slice();
      spoiled[at] ^= 1 << bit;
      assertEquals(isIssuedBy(spoiled, root.certificate), false, `byte ${at}, bit ${bit}`);
    }
  }
});

Deno.test("the unsigned outer algorithm cannot be varied: one certificate has one fingerprint", async () => {
  const root = await opensslRoot();
  const { der } = await opensslCertificate({ issuer: root });
  // SEQUENCE { OID, NULL } stands before the signature: 4 + 1 + 256 octets from the end
  const outer = der.length - 261 - 15;
  assertEquals(Array.from(der.subarray(outer, outer + 2)), [0x30, 0x0d]);
  const shorter = Uint8Array.from([
    ...der.subarray(0, outer),
    0x30,
    0x0b,
    ...der.subarray(outer + 2, outer + 13),
    ...der.subarray(outer + 15),
  ]);
  new DataView(shorter.buffer).setUint16(2, shorter.length - 4);
  assertEquals(isIssuedBy(shorter, root.certificate), false);
  assertThrows(() => readLeaf(shorter), CertificateError, "reading DER");
});

Deno.test("a certificate over somebody else's public key has that key, whoever holds the file", async () => {
  const root = await opensslRoot();
  const theirs = await testKey(5);
  const stolen = await opensslCertificate({ issuer: root, publicKey: theirs.publicKey });
  const own = await opensslCertificate({ issuer: root });
  assertNotEquals(readLeaf(stolen.der).publicKey, readLeaf(own.der).publicKey);
  const first = await hostileCertificate("version-1", root, { publicKey: theirs.publicKey });
  assertEquals(assertThrows(() => readLeaf(first.der), CertificateError).code, "certificate-version");
});

for (
  const [what, extensions] of Object.entries({
    "an IP address beside the names": { subjectAltName: "URI:parley:1001,DNS:1001.parley.internal,IP:127.0.0.1" },
    "only the URI": { subjectAltName: "URI:parley:1001" },
    "a leading zero": { subjectAltName: "URI:parley:01001,DNS:01001.parley.internal" },
    "41 bits": { subjectAltName: "URI:parley:1099511627776,DNS:1099511627776.parley.internal" },
    "a wildcard": { subjectAltName: "URI:parley:1001,DNS:*.parley.internal" },
    "the same URI twice": { subjectAltName: "URI:parley:1001,URI:parley:1001,DNS:1001.parley.internal" },
  })
) {
  Deno.test(`alternative names with ${what} are refused`, async () => {
    const leaf = await opensslCertificate({ issuer: await opensslRoot(), extensions });
    assertEquals(assertThrows(() => readLeaf(leaf.der), CertificateError).code, "certificate-name");
  });
}

Deno.test("a display name that reorders text or hides is refused", async () => {
  const root = await opensslRoot();
  for (const name of ["Anna\u202eannA", "\u200f", "a\u0007b"]) {
    const leaf = await opensslCertificate({ issuer: root, name });
    assertEquals(assertThrows(() => readLeaf(leaf.der), CertificateError).code, "certificate-name", name);
  }
});

Deno.test("a key that is not RSA of 2048 to 4096 bits is refused", async () => {
  const root = await opensslRoot();
  const ec = await openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
  const weak = await openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]);
  for (const key of [ec, weak]) {
    const publicKey = await openssl(["pkey", "-pubout"], { stdin: key });
    const leaf = await opensslCertificate({ issuer: root, publicKey });
    assertEquals(assertThrows(() => readLeaf(leaf.der), CertificateError).code, "bad-certificate");
  }
});

Deno.test("a root of the profile is read; leaves and half-roots are not roots", async () => {
  const root = await opensslRoot({ name: "Отдел" });
  assertEquals(readRoot(root.certificate).name, "Отдел");
  assertEquals(readRoot(root.der).fingerprint, fingerprintOf(root.certificate));
  const bad: [string, Parameters<typeof opensslRoot>[0]][] = [
    ["certificate-usage", { extensions: { basicConstraints: "critical,CA:TRUE" } }],
    ["certificate-usage", { extensions: { keyUsage: "critical,keyCertSign" } }],
    ["certificate-usage", { extensions: { basicConstraints: "critical,CA:FALSE" } }],
    ["certificate-version", { version: 1 }],
    ["bad-certificate", { issuer: root, key: 3 }],
    ["certificate-too-large", { extensions: { nsComment: `"${"x".repeat(12_000)}"` } }],
  ];
  for (const [code, options] of bad) {
    const { certificate } = await opensslRoot(options);
    assertEquals(assertThrows(() => readRoot(certificate), CertificateError).code, code);
  }
  assertEquals(assertThrows(() => readRoot("no certificate here"), CertificateError).code, "bad-certificate");
});

Deno.test("arbitrary and mutated bytes never raise anything but CertificateError", async () => {
  const { der } = await opensslCertificate({ issuer: await opensslRoot() });
  const attempt = (bytes: Uint8Array) => {
    for (const read of [readLeaf, readRoot]) {
      try {
        read(bytes);
      } catch (error) {
        assertInstanceOf(error, CertificateError);
      }
    }
    assert(typeof isIssuedBy(bytes, der) === "boolean");
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt), { numRuns: 300 });
  const edits = fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(edits, fc.nat(der.length), (changes, cut) => {
      const bytes = der.slice(0, cut % 3 === 0 ? cut : der.length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      attempt(bytes);
    }),
    { numRuns: 500 },
  );
});
