/** NET-9: the allow-list. Only listed people may connect; strangers with a good certificate become requests, never chats. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import { TrustStore } from "../../crypto/mod.ts";
import { MAX_REQUESTS } from "../../net/limits.ts";
import type { Stranger } from "../../net/types.ts";
import type { ApiEvent } from "../../ui/api.ts";
import { befriend, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";

const TEAM = "7e".repeat(32);

function stranger(id: string, change: Partial<Stranger> = {}): Stranger {
  return { id, root: TEAM, name: `Person ${id}`, fingerprint: "12".repeat(32), ...change };
}

async function annaWithList(on = true) {
  const trust = new TrustStore();
  const anna = await fakePerson("Anna", "17", { trust });
  if (on) await anna.messenger.call("settings_set", { allow_list: true });
  const events: ApiEvent[] = [];
  anna.messenger.subscribe((event) => void events.push(event));
  return { anna, trust, events };
}

/** Somebody was turned away at the door; resolves when what is kept of it is on disk. */
async function knock(anna: FakePerson, who: Stranger): Promise<void> {
  anna.messenger.sessions.onStranger(who);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await anna.history.flush();
}

const states = (anna: FakePerson) => anna.messenger.contacts.all().map(({ id, state }) => `${id} ${state}`);

async function code(work: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(work, ChatError)).code;
}

Deno.test("NET-9: a stranger becomes a request: their name, no conversation, nothing to dial, nothing to send to", async () => {
  const { anna, trust, events } = await annaWithList();
  const who = stranger("4");
  const conversation = peerKey(who);
  await knock(anna, who);
  assertEquals(states(anna), ["4 request"]);
  assert(events.some((event) => event.type === "contact" && event.contact.state === "request"));
  const [contact] = await anna.messenger.call("contacts", {});
  assertEquals([contact.name, contact.unread, contact.last, contact.verified], ["Person 4", 0, null, false]);
  assertEquals(anna.messenger.contacts.targets(), []);
  assertEquals(trust.isAllowed(who), false);
  for (const peer of ["4", "Person 4", conversation]) {
    const error = await assertRejects(() => anna.messenger.call("resolve", { peer }), ChatError);
    assertEquals(error.code, "not-found");
    assert(error.message.includes("accept"), error.message);
  }
  assertEquals(await code(() => anna.messenger.call("send", { conversation, text: "hello" })), "not-found");
  assertEquals(anna.history.outbox(), 0);
  await anna.messenger.stop();
});

Deno.test("NET-9: an accepted request is a contact and may come in; one that was removed is forgotten", async () => {
  const { anna, trust } = await annaWithList();
  const [one, two] = [stranger("4"), stranger("5")];
  for (const who of [one, two]) await knock(anna, who);
  const contact = await anna.messenger.call("contact_accept", { conversation: peerKey(one) });
  assertEquals([contact.state, trust.isAllowed(one), trust.isAllowed(two)], ["active", true, false]);
  assertEquals((await anna.messenger.call("contact_accept", { conversation: peerKey(one) })).state, "active");
  await anna.messenger.call("contact_remove", { conversation: peerKey(two) });
  assertEquals(states(anna), ["4 active"]);
  await knock(anna, two);
  assertEquals(states(anna), ["4 active", "5 request"], "forgotten, not kept away: they may ask again");
  await anna.messenger.stop();
});

Deno.test("NET-9: who is blocked asks no more, and being blocked is not undone by accepting", async () => {
  const { anna, trust } = await annaWithList();
  const who = stranger("4");
  await knock(anna, who);
  await anna.messenger.call("contact_block", { conversation: peerKey(who), blocked: true });
  await knock(anna, who);
  assertEquals([states(anna), trust.isAllowed(who)], [["4 blocked"], false]);
  assertEquals(await code(() => anna.messenger.call("contact_accept", { conversation: peerKey(who) })), "not-found");
  await anna.messenger.stop();
});

Deno.test("NET-9: at most MAX_REQUESTS are kept; whoever asks beyond that is refused and forgotten", async () => {
  const { anna } = await annaWithList();
  for (let id = 1; id <= MAX_REQUESTS + 5; id++) await knock(anna, stranger(String(id)));
  assertEquals(states(anna).length, MAX_REQUESTS);
  assertEquals(anna.history.contact(peerKey(stranger(String(MAX_REQUESTS + 1)))), undefined);
  await anna.messenger.stop();
});

Deno.test("NET-9: somebody who keeps knocking costs no writes, a new certificate name is shown", async () => {
  const { anna, events } = await annaWithList();
  for (let knocks = 0; knocks < 5; knocks++) await knock(anna, stranger("4"));
  assertEquals(events.filter(({ type }) => type === "contact").length, 1);
  await knock(anna, stranger("4", { name: "Renamed", fingerprint: "34".repeat(32) }));
  assertEquals(anna.messenger.contacts.get(peerKey(stranger("4"))).name, "Renamed");
  await anna.messenger.stop();
});

Deno.test("NET-9: a name that plays tricks is shown as one harmless line", async () => {
  const { anna } = await annaWithList();
  await knock(anna, stranger("4", { name: "Anna\u202e\n  your boss" }));
  assertEquals(anna.messenger.contacts.all()[0].name, "Anna your boss");
  await anna.messenger.stop();
});

Deno.test("NET-9: while the list is off there are no requests and everybody trusted is allowed", async () => {
  const { anna, trust } = await annaWithList(false);
  await knock(anna, stranger("4"));
  assertEquals([states(anna), trust.isAllowed(stranger("4"))], [[], true]);
  await anna.messenger.stop();
});

Deno.test("NET-9: switching the list on keeps everybody who is a contact, and takes nobody else in", async () => {
  const { anna, trust } = await annaWithList(false);
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  await anna.messenger.call("settings_set", { allow_list: true });
  assertEquals([trust.isAllowed(boris.ref), trust.isAllowed(stranger("9"))], [true, false]);
  await anna.messenger.call("settings_set", { allow_list: false });
  assertEquals(trust.isAllowed(stranger("9")), true);
  for (const person of [anna, boris]) await person.messenger.stop();
});

Deno.test("NET-9: an invite, given or taken, lists the other side at once; removing takes them off again", async () => {
  const { anna, trust } = await annaWithList();
  const [boris, clara] = [await fakePerson("Boris", "4"), await fakePerson("Clara", "5")];
  await befriend(anna, boris);
  assertEquals(trust.isAllowed(boris.ref), true);
  const { text } = await clara.messenger.call("invite_create", {});
  await anna.messenger.call("invite_accept", { invite: text });
  assertEquals(trust.isAllowed(clara.ref), true, "they may dial before we have paired");
  await anna.messenger.call("contact_remove", { conversation: peerKey(boris.ref) });
  assertEquals(trust.isAllowed(boris.ref), false);
  for (const person of [anna, boris, clara]) await person.messenger.stop();
});

Deno.test("NET-9: an invite of somebody who asked before makes them a contact", async () => {
  const { anna } = await annaWithList();
  const boris = await fakePerson("Boris", "4");
  await knock(anna, { ...boris.ref, name: "Boris", fingerprint: "12".repeat(32) });
  const { text } = await boris.messenger.call("invite_create", {});
  assertEquals((await anna.messenger.call("invite_preview", { invite: text })).known, false);
  assertEquals((await anna.messenger.call("invite_accept", { invite: text })).state, "pairing");
  for (const person of [anna, boris]) await person.messenger.stop();
});

Deno.test("NET-9: a request is one after a restart, and its first link after being accepted sets its keys", async () => {
  const { anna } = await annaWithList();
  const boris = await fakePerson("Boris", "4");
  const conversation = peerKey(boris.ref);
  await knock(anna, { ...boris.ref, name: "Boris", fingerprint: "12".repeat(32) });
  await anna.messenger.stop();
  const trust = new TrustStore();
  const again = await fakePerson("Anna", "17", { trust }, anna.history);
  assertEquals([states(again), trust.isAllowed(boris.ref)], [["4 request"], false]);
  await again.messenger.call("contact_accept", { conversation });
  await connect(again, boris).settle();
  assertEquals(again.messenger.contacts.get(conversation).key_changed, false);
  assertEquals((await again.messenger.call("safety", { conversation })).digits.length, 60);
  for (const person of [again, boris]) await person.messenger.stop();
});
