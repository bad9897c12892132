import { assertEquals, assertThrows } from "@std/assert";
import { TrustStore } from "../../crypto/mod.ts";
import { fingerprintOf } from "../../crypto/fingerprint.ts";
import type { PeerRef, TrustedRoot } from "../../crypto/types.ts";
import { type AdmissionRules, admit, readmit, type Shown } from "../../net/admission.ts";
import { type CloseCode, LinkError } from "../../net/errors.ts";
import { hostileCertificate, opensslCertificate, opensslRoot, type TestCertificate } from "../support/certificates.ts";
import { authority, person, trusted } from "../support/network.ts";

const DAY = 86_400_000;
const team = await authority(0);
const leaf = await opensslCertificate({ issuer: team, id: "1001" });
const self = await person("1");
const teamRef: PeerRef = { root: fingerprintOf(team.certificate), id: "1001" };

function rules(
  change: Partial<AdmissionRules> & { roots?: TrustedRoot[] } = {},
): AdmissionRules & { trust: TrustStore } {
  const trust = new TrustStore();
  const { roots = [trusted(team)], ...more } = change;
  trust.setRoots(roots);
  return { self, now: () => Date.now(), ...more, trust };
}

function shown({ der }: TestCertificate, change: Partial<Shown> = {}): Shown {
  return { certificate: der, authorized: true, resumed: false, ...change };
}

function refused(code: CloseCode, what: Shown, by: AdmissionRules, expected?: PeerRef): void {
  assertEquals(assertThrows(() => admit(what, by, expected), LinkError).code, code);
}

Deno.test("somebody in order is admitted as the id and root of the certificate", () => {
  const { root, leaf: { id, fingerprint } } = admit(shown(leaf), rules());
  assertEquals([root, id, fingerprint], [teamRef.root, "1001", fingerprintOf(leaf.certificate)]);
});

Deno.test("nobody is admitted whose chain TLS did not verify, even when we find nothing wrong", () => {
  refused("bad-certificate", shown(leaf, { authorized: false }), rules());
  refused("bad-certificate", shown(leaf, { authorized: false, authorizationError: "WHATEVER" }), rules());
});

Deno.test("nobody is admitted on TLS's word alone: our own check of the signature comes with it", async () => {
  const stranger = await hostileCertificate("unknown-authority", team);
  refused("unknown-authority", shown(stranger, { authorized: true }), rules());
});

Deno.test("a resumed session is refused before anything else is looked at", () => {
  refused("bad-certificate", shown(leaf, { resumed: true }), rules());
  refused("bad-certificate", { authorized: true, resumed: true }, rules());
});

Deno.test("the first thing wrong is the one that is named", async () => {
  const blockedAndRevoked = rules();
  blockedAndRevoked.trust.setBlocked([`1001.${teamRef.root}`]);
  blockedAndRevoked.trust.setRevoked(teamRef.root, new Set([admit(shown(leaf), rules()).leaf.serial]));
  refused("revoked", shown(leaf), blockedAndRevoked);
  const scoped = rules({ roots: [trusted(team, { kind: "only", ids: ["5"] })] });
  scoped.trust.setRevoked(teamRef.root, new Set([admit(shown(leaf), rules()).leaf.serial]));
  refused("out-of-scope", shown(leaf), scoped);
  refused("wrong-peer", shown(leaf), scoped, { ...teamRef, id: "5" });
  const expired = await hostileCertificate("expired", team);
  refused("certificate-expired", shown(expired), rules());
  const caAndExpired = await hostileCertificate("ca-leaf", team, { notAfter: new Date(Date.now() - DAY) });
  refused("certificate-is-ca", shown(caAndExpired, { authorized: false }), rules());
});

Deno.test("of two authorities with one name the one that signed is the peer's root", async () => {
  const twin = await opensslRoot({ name: "Authority 0", key: 12 });
  const others = await opensslCertificate({ issuer: twin, id: "1001" });
  const both = rules({ roots: [trusted(team), trusted(twin)] });
  assertEquals(admit(shown(leaf), both).root, teamRef.root);
  assertEquals(admit(shown(others), both).root, fingerprintOf(twin.certificate));
  const scoped = rules({ roots: [trusted(team), trusted(twin, { kind: "only", ids: ["5"] })] });
  refused("out-of-scope", shown(others), scoped);
  refused("wrong-peer", shown(others), both, teamRef);
});

Deno.test("a root renewed with its old key is one authority: scope and revocation of either count", async () => {
  const renewed = await opensslRoot({ name: "Authority 0", key: 20, notAfter: new Date(Date.now() + 2000 * DAY) });
  const renewedPrint = fingerprintOf(renewed.certificate);
  const both = [trusted(renewed, { kind: "only", ids: [] }), trusted(team)];
  assertEquals(admit(shown(leaf), rules({ roots: both })).root, teamRef.root);
  const asked = { root: renewedPrint, id: "1001" };
  assertEquals(admit(shown(leaf), rules({ roots: [trusted(team), trusted(renewed)] }), asked).root, renewedPrint);
  const revoked = rules({ roots: both });
  revoked.trust.setRevoked(renewedPrint, new Set([admit(shown(leaf), rules()).leaf.serial]));
  refused("revoked", shown(leaf), revoked);
});

Deno.test("the agreed time decides, and a clock of ours that is off is named as such", () => {
  const later = Date.now() + 500 * DAY;
  refused("certificate-expired", shown(leaf), rules({ now: () => later }));
  refused("clock-skew", shown(leaf), rules({ now: () => later, agreedTime: () => Date.now() }));
  refused("certificate-expired", shown(leaf), rules({ agreedTime: () => later }));
  refused("certificate-not-yet-valid", shown(leaf), rules({ agreedTime: () => Date.now() - 30 * DAY }));
  admit(shown(leaf), rules({ agreedTime: () => undefined }));
  admit(shown(leaf), rules({ agreedTime: () => Date.now() + DAY }));
});

Deno.test("a chain that fails only by our clock is named by its dates", async () => {
  const expired = await hostileCertificate("expired", team);
  refused("certificate-expired", shown(expired, { authorized: false }), rules());
  const future = await hostileCertificate("not-yet-valid", team);
  refused("certificate-not-yet-valid", shown(future, { authorized: false }), rules());
  refused("clock-skew", shown(future, { authorized: false }), rules({ agreedTime: () => Date.now() + 60 * DAY }));
});

Deno.test("an authority that has itself expired lets nobody in", async () => {
  const old = await opensslRoot({ name: "Old", key: 13, notAfter: new Date(Date.now() - DAY) });
  const young = await opensslCertificate({ issuer: old });
  refused("certificate-expired", shown(young), rules({ roots: [trusted(old)] }));
});

Deno.test("our own certificate and our own id under our own root are ourselves, the same id elsewhere is not", async () => {
  const copy = await opensslCertificate({ issuer: team, id: "1", key: 3 });
  refused("self", shown(copy), rules());
  const friend = await authority(1);
  const namesake = await opensslCertificate({ issuer: friend, id: "1" });
  assertEquals(admit(shown(namesake), rules({ roots: [trusted(friend)] })).leaf.id, "1");
});

Deno.test("the allow-list is asked last and lets in only who is on it", () => {
  const open = rules();
  open.trust.setAllowed([]);
  refused("not-allowed", shown(leaf), open);
  open.trust.setAllowed([`1001.${teamRef.root}`]);
  admit(shown(leaf), open);
});

Deno.test("whoever was admitted is judged again by what holds now", () => {
  const open = rules();
  const admitted = admit(shown(leaf), open);
  assertEquals(readmit(admitted, open).leaf.id, "1001");
  open.trust.setRoots([]);
  assertEquals(assertThrows(() => readmit(admitted, open), LinkError).code, "unknown-authority");
});

Deno.test("a certificate that is no certificate is refused, whatever its bytes", () => {
  for (const certificate of [new Uint8Array(0), new Uint8Array(100), new TextEncoder().encode(leaf.certificate)]) {
    refused("bad-certificate", { certificate, authorized: true, resumed: false }, rules());
  }
  const cut = leaf.der.subarray(0, 200);
  refused("unknown-authority", { certificate: cut, authorized: true, resumed: false }, rules());
  refused("certificate-too-large", { certificate: new Uint8Array(9000), authorized: true, resumed: false }, rules());
});
