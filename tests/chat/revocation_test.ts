/** Revocation lists given by hand. What they mean to admission is tested in tests/net/admission_test.ts. */
import { assertEquals, assertRejects } from "@std/assert";
import type { KeyObject } from "node:crypto";
import { ChatError, type MessengerParts, type Myself } from "../../chat/mod.ts";
import { CaDir, identityOfBundle, loadIdentity, parseCrl, readRoot, saveIdentity } from "../../crypto/mod.ts";
import type { Me } from "../../ui/api.ts";
import { withFolder } from "../support/authority.ts";
import type { History } from "../../store/history_types.ts";
import { type FakePerson, fakePerson } from "../support/fake_network.ts";

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

Deno.test("ID-7: who is on a list of their own authority is told at once, and no more with a new certificate", async () => {
  await withFolder(async (dir) => {
    const now = new Date();
    const authority = await CaDir.init(`${dir}/ca`, { name: "Team", now, bits: 2048 });
    const issued = await authority.issue({ name: "Anna", now, bits: 2048 });
    const person = async (leaf: string, history?: History) => {
      await saveIdentity(`${dir}/profile`, await identityOfBundle({ bundle: bytes(leaf, issued.root, issued.key) }));
      const identity = await loadIdentity(`${dir}/profile`);
      const me: Myself = { ...identity, rootName: "Team", keys: "" };
      return await fakePerson("Anna", identity.id, { me, certificates: { readRoot, parseCrl } }, history);
    };
    const anna = await person(issued.leaf);
    const told: Me[] = [];
    anna.messenger.subscribe((event) => void (event.type === "me" && told.push(event.me)));
    const renewed = await authority.renew(issued.id, { now });
    const add = async () =>
      await anna.messenger.call("trust_crl", { pem: await Deno.readTextFile(`${dir}/ca/ca.crl`) });
    await authority.crl({ now });
    await add();
    assertEquals([told, await revoked(anna)], [[], [false, false]]);
    await authority.revoke(issued.serial, { now });
    await add();
    assertEquals([told.map(({ revoked }) => revoked), await revoked(anna)], [[true], [true, true]]);
    await add();
    assertEquals(told.length, 1, "told once");
    await anna.messenger.stop();

    const restarted = await person(issued.leaf, anna.history);
    assertEquals(await revoked(restarted), [true, true]);
    await restarted.messenger.stop();
    const afterwards = await person(renewed.leaf, anna.history);
    assertEquals(await revoked(afterwards), [false, false]);
    await afterwards.messenger.stop();
  });
});

Deno.test("ID-7: what another authority takes back says nothing of us", async () => {
  const anna = await fakePerson("Anna", "17", { certificates });
  await anna.messenger.call("trust_add", { pem: "another root", members: true });
  await anna.messenger.call("trust_crl", { pem: "7:5e18" });
  assertEquals(await revoked(anna), [false, false]);
  await anna.messenger.stop();
});

async function revoked({ messenger }: FakePerson): Promise<boolean[]> {
  return [(await messenger.call("snapshot", {})).me.revoked, (await messenger.call("status", {})).revoked];
}

function bytes(leaf: string, root: string, key: KeyObject): Uint8Array {
  return new TextEncoder().encode([leaf, root, key.export({ type: "pkcs8", format: "pem" })].join("\n"));
}
