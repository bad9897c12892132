import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CertificateError,
  isIssuedBy,
  keysHash,
  parseCrl,
  readLeaf,
  readRoot,
  safetyHalf,
  safetyNumber,
  WrongPassphraseError,
} from "../../crypto/mod.ts";
import { publicPem } from "../../crypto/keys.ts";
import { PassphraseHasher } from "../../crypto/pbes2.ts";
import { readKey } from "../../crypto/pkcs8.ts";
import vectors from "../vectors/identity-v1.json" with { type: "json" };

const bytes = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

Deno.test("identity-v1 vectors: the root reads as written down", () => {
  const { name, fingerprint, notBefore, notAfter } = readRoot(vectors.root.pem);
  assertEquals([name, fingerprint], [vectors.root.name, vectors.root.fingerprint]);
  assertEquals([notBefore.toISOString(), notAfter.toISOString()], [vectors.root.not_before, vectors.root.not_after]);
});

for (const leaf of vectors.leaves) {
  Deno.test(`identity-v1 vectors: the leaf of "${leaf.name}" reads as written down`, () => {
    const { id, name, serial, fingerprint, notBefore, notAfter } = readLeaf(bytes(leaf.der));
    assertEquals({ id, name, serial, fingerprint }, {
      id: leaf.id,
      name: leaf.name,
      serial: leaf.serial,
      fingerprint: leaf.fingerprint,
    });
    assertEquals([notBefore.toISOString(), notAfter.toISOString()], [leaf.not_before, leaf.not_after]);
    assertEquals(isIssuedBy(bytes(leaf.der), vectors.root.pem), true);
  });
}

for (const { kind, code, der } of vectors.refused) {
  Deno.test(`identity-v1 vectors: "${kind}" is refused as ${code}`, () => {
    assertEquals(assertThrows(() => readLeaf(bytes(der)), CertificateError).code, code);
  });
}

Deno.test("identity-v1 vectors: the revocation list reads as written down", () => {
  const { root, number, thisUpdate, nextUpdate, serials } = parseCrl(vectors.crl.pem, vectors.root.pem);
  assertEquals([root, number], [vectors.root.fingerprint, vectors.crl.number]);
  assertEquals([thisUpdate.toISOString(), nextUpdate.toISOString()], [
    vectors.crl.this_update,
    vectors.crl.next_update,
  ]);
  assertEquals(serials, new Set(vectors.crl.serials));
});

Deno.test("identity-v1 vectors: the encrypted key opens with its pass-phrase and no other", async () => {
  const { pem, passphrase, public_key } = vectors.encrypted_key;
  assertEquals(publicPem(await readKey(pem, "the vector", new PassphraseHasher(passphrase))), public_key);
  await assertRejects(() => readKey(pem, "the vector", new PassphraseHasher("пароль ")), WrongPassphraseError);
});

const hex = (text: string) => Uint8Array.fromHex(text);

for (const { root, id, public_key, sign, seal, keys, half } of vectors.safety.people) {
  Deno.test(`ID-10: identity-v1 vectors: keys and half of "${id}" under "${root.slice(0, 4)}" are as written down`, () => {
    assertEquals(keysHash(hex(public_key), { sign: hex(sign), seal: hex(seal) }), keys);
    assertEquals(safetyHalf({ root, id }, keys).toHex(), half);
  });
}

for (const { one, two, digits, text } of vectors.safety.pairs) {
  Deno.test(`ID-10: identity-v1 vectors: the safety number of ${one} and ${two} is the same from both sides`, () => {
    const [a, b] = [one, two].map((index) => hex(vectors.safety.people[index].half));
    assertEquals(safetyNumber(a, b), { digits, text });
    assertEquals(safetyNumber(b, a), { digits, text });
  });
}

Deno.test("ID-10: any other key, id or root is another safety number", () => {
  const [{ root, id, public_key, sign, seal, keys }] = vectors.safety.people;
  const flip = (text: string) => hex(text).with(0, hex(text)[0] ^ 1);
  const hashes = [
    keysHash(flip(public_key), { sign: hex(sign), seal: hex(seal) }),
    keysHash(hex(public_key), { sign: flip(sign), seal: hex(seal) }),
    keysHash(hex(public_key), { sign: hex(sign), seal: flip(seal) }),
  ];
  const halves = [
    safetyHalf({ root, id }, keys),
    ...hashes.map((other) => safetyHalf({ root, id }, other)),
    safetyHalf({ root, id: String(Number(id) + 1) }, keys),
    safetyHalf({ root: flip(root).toHex(), id }, keys),
  ];
  assertEquals(new Set(halves.map((half) => half.toHex())).size, halves.length);
});
