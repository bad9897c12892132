/** ROOM-3: who the author of a stream is: true credentials, and every kind of false one. */
import { assertEquals } from "@std/assert";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { checkCredential, credentialJson, readCredential } from "../../../chat/rooms/credential.ts";
import type { Credential } from "../../../chat/rooms/types.ts";
import { fingerprintOf, makeKeyCard } from "../../../crypto/mod.ts";
import { opensslCertificate, opensslRoot, type TestCertificate } from "../../support/certificates.ts";
import vectors from "../../vectors/rooms-v1.json" with { type: "json" };

const utf8 = new TextEncoder();
const [anna, boris] = vectors.people.map((person) => ({ ...person, shown: readCredential(person.credential)! }));

/** With a card by the key of this leaf. */
function credentialOf(leaf: TestCertificate, root: TestCertificate, leafKey = leaf.privateKey): Credential {
  const keys = {
    fingerprint: fingerprintOf(leaf.der),
    leafKey: createPrivateKey(leafKey),
    signKey: generateKeyPairSync("ed25519").privateKey,
    sealKey: generateKeyPairSync("x25519").privateKey,
  };
  return { root: root.der, leaf: leaf.der, card: makeKeyCard(keys) };
}

Deno.test("ROOM-3 vectors: credentials are read, written and believed", () => {
  for (const { shown, credential, member, name, serial, sign, seal } of [anna, boris]) {
    assertEquals(JSON.stringify(credentialJson(shown)), JSON.stringify(credential));
    const checked = checkCredential(shown, member);
    assertEquals({ ...checked, sign: checked?.sign.toHex(), seal: checked?.seal.toHex() }, {
      ...{ member, name, serial, sign, seal },
      root: vectors.everyone.fingerprint,
    });
  }
});

Deno.test("ROOM-3: a credential proves one person only, with its own parts only", () => {
  const changed = (bytes: Uint8Array) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);
  const { root, leaf, card } = anna.shown;
  const pem = (der: Uint8Array) =>
    utf8.encode(`-----BEGIN CERTIFICATE-----\n${der.toBase64()}\n-----END CERTIFICATE-----\n`);
  const cases: [string, Credential, string][] = [
    ["somebody else", anna.shown, boris.member],
    ["the same id under another root", anna.shown, `17.${"ab".repeat(32)}`],
    ["another id of that root", anna.shown, `18.${vectors.everyone.fingerprint}`],
    ["another's card", { root, leaf, card: boris.shown.card }, anna.member],
    ["another's leaf", { root, leaf: boris.shown.leaf, card }, boris.member],
    ["the root as leaf", { root, leaf: root, card }, anna.member],
    ["the leaf as root", { root: leaf, leaf, card }, anna.member],
    ["a bit of the root", { root: changed(root), leaf, card }, anna.member],
    ["a bit of the leaf", { root, leaf: changed(leaf), card }, anna.member],
    ["a bit of the signature", { root, leaf, card: { ...card, signature: changed(card.signature) } }, anna.member],
    ["a bit of the proof", { root, leaf, card: { ...card, proof: changed(card.proof) } }, anna.member],
    ["another seal key", { root, leaf, card: { ...card, seal: boris.shown.card.seal } }, anna.member],
    ["the root as PEM", { root: pem(root), leaf, card }, anna.member],
    ["the leaf as PEM", { root, leaf: pem(leaf), card }, anna.member],
    ["bytes after the root", { root: new Uint8Array([...root, 0]), leaf, card }, anna.member],
    ["nothing", { root: new Uint8Array(0), leaf: new Uint8Array(0), card }, anna.member],
    ["no certificates", { root: utf8.encode("0"), leaf: utf8.encode("0"), card }, anna.member],
  ];
  for (const [what, credential, author] of cases) assertEquals(checkCredential(credential, author), undefined, what);
});

Deno.test("ROOM-3: certificates that are not of the profile prove nobody, whatever is signed", async () => {
  const root = await opensslRoot();
  const author = `1001.${fingerprintOf(root.der)}`;
  const good = await opensslCertificate({ issuer: root });
  assertEquals(checkCredential(credentialOf(good, root), author)?.name, "Anna");

  const expired = new Date(Date.now() - 86_400_000);
  const old = await opensslCertificate({ issuer: root, notBefore: new Date(0), notAfter: expired });
  assertEquals(checkCredential(credentialOf(old, root), author)?.member, author, "a room outlives certificates");

  const otherRoot = await opensslRoot({ name: "Stranger", key: 9 });
  const sameName = await opensslRoot({ key: 9 });
  const cases: [string, Promise<TestCertificate>, TestCertificate][] = [
    ["issued by another root", opensslCertificate({ issuer: otherRoot }), root],
    ["issued by a root of the same name", opensslCertificate({ issuer: sameName }), root],
    ["signed by itself", opensslCertificate(), root],
    ["version 1", opensslCertificate({ issuer: root, version: 1 }), root],
    ["another id", opensslCertificate({ issuer: root, id: "1002" }), root],
    [
      "may sign certificates",
      opensslCertificate({ issuer: root, extensions: { basicConstraints: "critical,CA:TRUE" } }),
      root,
    ],
    ["no names", opensslCertificate({ issuer: root, extensions: { subjectAltName: null } }), root],
    ["a root that is a leaf", opensslCertificate({ issuer: good }), good],
  ];
  for (const [what, leaf, shown] of cases) {
    assertEquals(checkCredential(credentialOf(await leaf, shown), author), undefined, what);
  }
  const thief = await opensslCertificate({ key: 5 });
  assertEquals(checkCredential(credentialOf(good, root, thief.privateKey), author), undefined, "a card by another key");
});

Deno.test("ROOM-3: what does not have the shape of a credential is not read", () => {
  const { credential } = anna;
  const { card } = credential;
  const wrong: unknown[] = [
    ...[null, [], "x", {}, { ...credential, root: undefined }, { ...credential, leaf: 7 }, { ...credential, card: [] }],
    ...[{ ...credential, root: "" }, { ...credential, leaf: `${credential.leaf}=` }],
    { ...credential, root: "A".repeat(4 * 8_192 / 3 + 4) },
    ...(["sign", "seal", "proof", "signature"] as const).flatMap((part) => [
      { ...credential, card: { ...card, [part]: undefined } },
      { ...credential, card: { ...card, [part]: card[part].slice(4) } },
      { ...credential, card: { ...card, [part]: card[part] + "A".repeat(400) } },
    ]),
  ];
  for (const [index, value] of wrong.entries()) assertEquals(readCredential(value), undefined, String(index));
});
