/** UI-6 ID-4: adding by number; two people with one number under two authorities are never taken for each other. */
import { assertEquals, assertRejects } from "@std/assert";
import { readId } from "../../chat/adding.ts";
import { ChatError } from "../../chat/mod.ts";
import { TrustStore } from "../../crypto/mod.ts";
import type { IdLookup } from "../../ui/api.ts";
import { fakePerson } from "../support/fake_network.ts";

const PROBLEMS: [text: string, problem: IdLookup["problem"], id?: string][] = [
  ["", "empty"],
  ["   ", "empty"],
  ["12a", "not-digits"],
  ["-1", "not-digits"],
  ["1.5", "not-digits"],
  ["1e3", "not-digits"],
  ["１２", "not-digits"],
  ["Boris", "not-digits"],
  ["12345678901234", "too-long"],
  ["0", "out-of-range"],
  ["000", "out-of-range"],
  ["1099511627776", "out-of-range"],
  ["9999999999999", "out-of-range"],
  ["1099511627775", null, "1099511627775"],
  ["1", null, "1"],
  [" 482 915 037 264 ", null, "482915037264"],
  ["00482915037264", null, "482915037264"],
];

for (const [text, problem, id] of PROBLEMS) {
  Deno.test(`UI-6: the number "${text}" is ${problem ?? "good"}`, () => {
    const read = readId(text);
    assertEquals(read.problem, problem);
    if (id !== undefined) assertEquals(read.id, id);
  });
}

/** Anna trusts the members of two teams beside her own authority. */
async function scene() {
  const trust = new TrustStore();
  const anna = await fakePerson("Anna", "17", { trust });
  const call = anna.messenger.call.bind(anna.messenger);
  const [red, blue] = [
    (await call("trust_add", { pem: "root of Red", members: true })).root,
    (await call("trust_add", { pem: "root of Blue", members: true })).root,
  ];
  const friend = (await call("trust_add", { pem: "root of Friend", members: false })).root;
  return { anna, call, trust, red, blue, friend };
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(work, ChatError)).code;
}

Deno.test("ID-4: two people with one number under two authorities stay apart: list, name, search, sending", async () => {
  const { anna, call, red, blue } = await scene();
  const one = await call("contact_add", { id: "4", root: red, name: "Boris" });
  const two = await call("contact_add", { id: "4", root: blue, name: "Boris" });
  assertEquals((await call("contacts", {})).map(({ key }) => key).sort(), [one.key, two.key].sort());
  assertEquals(
    (await call("contact_lookup", { id: "4" })).found.map(({ key }) => key).sort(),
    [one.key, two.key].sort(),
  );
  assertEquals(await refusal(() => call("resolve", { peer: "4" })), "ambiguous");
  assertEquals(await refusal(() => call("resolve", { peer: "Boris" })), "ambiguous");
  assertEquals((await call("resolve", { peer: one.key })).conversation, one.key);
  await call("send", { conversation: one.key, text: "for the red one only" });
  assertEquals([anna.history.outbox(one.key), anna.history.outbox(two.key)], [1, 0]);
  await call("contact_remove", { conversation: one.key });
  assertEquals((await call("resolve", { peer: "4" })).conversation, two.key);
  await anna.messenger.stop();
});

Deno.test("UI-6: a lookup names who has the number and the authorities it may be added under", async () => {
  const { anna, call, red, blue } = await scene();
  const added = await call("contact_add", { id: "4", root: red });
  const { problem, found, roots } = await call("contact_lookup", { id: "4" });
  assertEquals([problem, found.map(({ key }) => key)], [null, [added.key]]);
  assertEquals(roots.map(({ root }) => root).sort(), [anna.ref.root, blue, red].sort());
  await anna.messenger.stop();
});

Deno.test("UI-6: my own number is myself, except under another authority", async () => {
  const { anna, call, red, blue } = await scene();
  const { problem, roots } = await call("contact_lookup", { id: anna.ref.id });
  assertEquals([problem, roots.map(({ root }) => root).sort()], [null, [blue, red].sort()]);
  assertEquals(await refusal(() => call("contact_add", { ...anna.ref })), "bad-request");
  assertEquals((await call("contact_add", { id: anna.ref.id, root: red })).root, red);
  const alone = await fakePerson("Clara", "18");
  assertEquals((await alone.messenger.call("contact_lookup", { id: "18" })).problem, "self");
  for (const person of [anna, alone]) await person.messenger.stop();
});

Deno.test("UI-6: nobody is offered under an authority of my own that knows nobody but me", async () => {
  const anna = await fakePerson("Anna", "17", { renewal: "own" });
  const call = anna.messenger.call.bind(anna.messenger);
  assertEquals((await call("contact_lookup", { id: "4" })).roots, []);
  assertEquals((await call("contact_lookup", { id: "17" })).problem, "self");
  await call("contact_add", { id: "5", root: anna.ref.root });
  assertEquals((await call("contact_lookup", { id: "4" })).roots.map(({ root }) => root), [anna.ref.root]);
  await anna.messenger.stop();
});

Deno.test("UI-6: somebody who was never met is added, dialled where they are said to be, and may come in", async () => {
  const { anna, call, trust, red } = await scene();
  await call("settings_set", { allow_list: true });
  const contact = await call("contact_add", { id: "4", root: red, address: "192.0.2.7:7420", name: "Boris " });
  assertEquals([contact.name, contact.own_name, contact.state], ["Boris", "4", "active"]);
  const targets = anna.messenger.contacts.targets();
  assertEquals(targets, [{ peer: { id: "4", root: red }, addresses: [{ host: "192.0.2.7", port: 7420 }] }]);
  assertEquals(trust.isAllowed({ id: "4", root: red }), true);
  await call("send", { conversation: contact.key, text: "waiting for you" });
  assertEquals(anna.history.outbox(contact.key), 1);
  await anna.messenger.stop();
});

Deno.test("UI-6: adding what cannot be is refused by name and leaves nothing", async () => {
  const { anna, call, red, friend } = await scene();
  assertEquals(await refusal(() => call("contact_add", { id: "4", root: "ee".repeat(32) })), "not-found");
  assertEquals(await refusal(() => call("contact_add", { id: "4", root: friend })), "not-found");
  assertEquals(await refusal(() => call("contact_add", { id: "x", root: red })), "bad-request");
  assertEquals(await refusal(() => call("contact_add", { id: "4", root: red, address: "nowhere" })), "bad-request");
  assertEquals(await call("contacts", {}), []);
  await anna.messenger.stop();
});

Deno.test("UI-6: adding somebody again keeps what is known of them", async () => {
  const { anna, call, red } = await scene();
  const first = await call("contact_add", { id: "4", root: red, address: "192.0.2.7:7420", name: "Boris" });
  const again = await call("contact_add", { id: "4", root: red, address: "192.0.2.8:7420" });
  assertEquals({ ...again, since: null }, { ...first, since: null });
  assertEquals(anna.history.contact(first.key)!.addresses, [["192.0.2.8", 7420], ["192.0.2.7", 7420]]);
  await anna.messenger.stop();
});
