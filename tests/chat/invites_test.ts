/** NET-2: invites as a person uses them. What the wire does with them is tested in tests/net/pairing_test.ts. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import { LinkError } from "../../net/errors.ts";
import type { PairedPeer } from "../../net/types.ts";
import { type FakePerson, fakePerson, ManualClock } from "../support/fake_network.ts";

function asPeer(person: FakePerson): PairedPeer {
  return { ...person.ref, name: person.name, rootCertificate: `root of ${person.name}`, addresses: [] };
}

async function refused(work: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => work, ChatError)).code;
}

async function newest(person: FakePerson): Promise<string> {
  await person.messenger.invites.create();
  return person.history.invites()[0].id;
}

Deno.test("an invite is redeemed by one person, who may repeat a lost answer", async () => {
  const anna = await fakePerson("Anna", "17");
  const [boris, clara] = [await fakePerson("Boris", "4"), await fakePerson("Clara", "5")];
  const id = await newest(anna);
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(boris)), "paired");
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(boris)), "paired");
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(clara)), "used");
  assertEquals((await anna.messenger.call("contacts", {})).map(({ name }) => name), ["Boris"]);
});

Deno.test("two people who redeem at the same moment do not both get in", async () => {
  const anna = await fakePerson("Anna", "17");
  const [boris, clara] = [await fakePerson("Boris", "4"), await fakePerson("Clara", "5")];
  const id = await newest(anna);
  const answers = await Promise.all([boris, clara].map((who) => anna.messenger.invites.redeem(id, asPeer(who))));
  assertEquals(answers, ["paired", "used"]);
});

Deno.test("an invite is trusted for one id only", async () => {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await anna.messenger.invites.redeem(await newest(anna), asPeer(boris));
  const rows = await anna.messenger.call("trust_list", {});
  assertEquals(rows.map(({ scope, ids }) => [scope, ids]), [["members", []], ["only", ["4"]]]);
  await anna.messenger.call("contact_remove", { conversation: peerKey(boris.ref) });
  assertEquals((await anna.messenger.call("trust_list", {})).length, 1);
});

Deno.test("what is pasted may have words around it; everything else is refused by name", async () => {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  const { text } = await anna.messenger.call("invite_create", {});
  const preview = await boris.messenger.call("invite_preview", { invite: `Вот: ${text}\nдо связи!` });
  assertEquals([preview.id, preview.name, preview.known], ["17", "Anna", false]);
  assertEquals(await refused(anna.messenger.call("invite_accept", { invite: text })), "invite-self");
  assertEquals(await refused(boris.messenger.call("invite_accept", { invite: text.slice(0, -20) })), "invite-invalid");
  assertEquals(await refused(boris.messenger.call("invite_accept", { invite: "hello" })), "invite-invalid");
  boris.clock.advance(25 * 3_600_000);
  assertEquals(await refused(boris.messenger.call("invite_accept", { invite: text })), "invite-expired");
});

Deno.test("an accepted invite is tried until the inviter is there, and survives a restart", async () => {
  const anna = await fakePerson("Anna", "17");
  const { text } = await anna.messenger.call("invite_create", {});
  const clock = new ManualClock();
  let attempts = 0;
  const unreachable = () => (attempts++, Promise.reject(new LinkError("unreachable", "nobody there")));
  const boris = await fakePerson("Boris", "4", { clock, pair: unreachable });
  const contact = await boris.messenger.call("invite_accept", { invite: text });
  assertEquals([contact.name, contact.presence], ["Anna", "pairing"]);
  for (let round = 0; round < 3; round++) {
    await settled();
    clock.advance(60_000);
  }
  await settled();
  assertEquals(attempts, 4);
  await boris.messenger.stop();
  const again = await fakePerson("Boris", "4", { clock, pair: () => Promise.resolve(asPeer(anna)) }, boris.history);
  await settled();
  assertEquals(again.history.pendingInvites(), []);
  assertEquals((await again.messenger.call("contacts", {}))[0].presence, "offline");
});

Deno.test("an invite that somebody else used is said so and not tried again", async () => {
  const anna = await fakePerson("Anna", "17");
  const { text } = await anna.messenger.call("invite_create", {});
  const used = () => Promise.reject(new LinkError("invite-used", "already used"));
  const boris = await fakePerson("Boris", "4", { pair: used });
  await boris.messenger.call("invite_accept", { invite: text });
  await settled();
  const [contact] = await boris.messenger.call("contacts", {});
  assertEquals([contact.presence, contact.presence_reason], ["refused", "invite-used"]);
  assertEquals(boris.history.pendingInvites(), []);
});

Deno.test("the code has the quiet zone a scanner needs and only zeros and ones", async () => {
  const anna = await fakePerson("Anna", "17");
  const { qr } = await anna.messenger.call("invite_create", {});
  assert(qr.every((row) => /^[01]+$/.test(row) && row.length === qr.length));
  assert(qr.slice(0, 4).every((row) => !row.includes("1")));
});

/** Promises of the code under test have run; nothing here waits for time. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
