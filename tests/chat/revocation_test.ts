/** Revocation lists given by hand. What they mean to admission is tested in tests/net/admission_test.ts. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, type MessengerParts } from "../../chat/mod.ts";
import { fakePerson } from "../support/fake_network.ts";

/** Lists are written `number:serial,serial` here. */
const certificates: MessengerParts["certificates"] = {
  readRoot: (pem) => ({ fingerprint: pem, name: pem, certificate: pem }),
  parseCrl: (pem) => {
    const [number, serials] = pem.split(":");
    return { number: Number(number), serials: new Set(serials.split(",")), pem };
  },
};

Deno.test("an older revocation list is refused and takes nothing back, the same one again is fine", async () => {
  const revoked: string[][] = [];
  const setRevoked = (_: string, serials: ReadonlySet<string>) => void revoked.push([...serials]);
  const anna = await fakePerson("Anna", "17", {
    certificates,
    trust: { setRoots() {}, setRevoked, setBlocked() {}, setAllowed() {} },
  });
  const add = (pem: string) => anna.messenger.call("trust_crl", { pem });
  assertEquals((await add("7:a,b")).revoked, 2);
  assertEquals((await assertRejects(() => add("6:a"), ChatError)).code, "bad-request");
  assertEquals((await add("7:a,b")).revoked, 2);
  assertEquals((await add("8:a,b,c")).revoked, 3);
  assertEquals(revoked.at(-1), ["a", "b", "c"]);
  await anna.messenger.stop();
});
