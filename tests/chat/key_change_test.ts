/** ID-10: other keys than before put the conversation on hold, until our user has answered. Nothing passes either way. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import { encodeMessages, encodeReceipt, encodeSync, KIND } from "../../net/mod.ts";
import type { Link } from "../../net/types.ts";
import type { ApiEvent } from "../../ui/api.ts";
import { v7 } from "uuid";
import { befriend, type Cable, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";

const BORIS = "4";

/** Anna knows Boris by link; somebody with a certificate of the same authority shows other keys as "Boris". */
async function scene() {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", BORIS);
  const other = await fakePerson("Boris", BORIS, {}, undefined, 7);
  await befriend(anna, boris);
  await befriend(other, anna);
  const key = peerKey(boris.ref);
  const first = connect(anna, boris);
  await first.settle();
  const events: ApiEvent[] = [];
  anna.messenger.subscribe((event) => void events.push(event));
  return { anna, boris, other, key, first, events };
}

const contactOf = (person: FakePerson, key: string) => person.messenger.contacts.get(key);

/** Texts the person has from the other side. */
function texts(person: FakePerson, key: string): string[] {
  return person.history.page(key, { limit: 50 }).filter(({ direction }) => direction === "in").map(({ text }) => text);
}

function eventsOf(person: FakePerson, key: string): string[] {
  return person.history.page(key, { limit: 50 }).filter(({ direction }) => direction === "event")
    .map(({ text }) => text).filter((text) => text !== "event.paired");
}

async function reconnect(anna: FakePerson, other: FakePerson, cable: Cable): Promise<Cable> {
  cable.cut();
  const next = connect(anna, other);
  await next.settle();
  return next;
}

async function code(work: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(work, ChatError)).code;
}

Deno.test("ID-10: the keys of the first link are the contact's; the same keys on later links change nothing", async () => {
  const { anna, boris, key, first } = await scene();
  assertEquals([contactOf(anna, key).key_changed, contactOf(anna, key).verified], [false, false]);
  await anna.messenger.call("contact_verify", { conversation: key, verified: true });
  await reconnect(anna, boris, first);
  assertEquals([contactOf(anna, key).key_changed, contactOf(anna, key).verified], [false, true]);
  assertEquals(eventsOf(anna, key), []);
});

Deno.test("ID-10: both sides see the same 60 digits and the same QR code", async () => {
  const { anna, boris, key } = await scene();
  const [hers, his] = await Promise.all([
    anna.messenger.call("safety", { conversation: key }),
    boris.messenger.call("safety", { conversation: peerKey(anna.ref) }),
  ]);
  assertEquals(hers, his);
  assert(/^\d{60}$/.test(hers.digits), hers.digits);
  assert(/^parley-safety:1:[\w-]{86}$/.test(hers.text), hers.text);
  assertEquals([hers.qr.length, hers.verified, hers.changed], [hers.qr[0].length, false, null]);
});

Deno.test("ID-10: there is no safety number before the first link", async () => {
  const [anna, boris] = [await fakePerson("Anna", "17"), await fakePerson("Boris", BORIS)];
  await befriend(anna, boris);
  const conversation = peerKey(boris.ref);
  assertEquals(await code(() => anna.messenger.call("safety", { conversation })), "not-found");
  assertEquals(await code(() => anna.messenger.call("contact_verify", { conversation, verified: true })), "not-found");
  const answer = () => anna.messenger.call("key_answer", { conversation, accept: true });
  assertEquals(await code(answer), "bad-request");
});

Deno.test("ID-10: other keys: nothing is delivered either way, and the user is told, once", async () => {
  const { anna, other, key, first, events } = await scene();
  await anna.messenger.call("send", { conversation: key, text: "before" });
  await first.settle();
  first.cut();
  await anna.messenger.call("send", { conversation: key, text: "waiting" });
  await other.messenger.call("send", { conversation: peerKey(anna.ref), text: "let me in" });
  const second = connect(anna, other);
  await second.settle();
  const contact = contactOf(anna, key);
  assertEquals([contact.key_changed, contact.verified, contact.presence], [true, false, "online"]);
  assert(events.some((event) => event.type === "contact" && event.contact.key_changed));
  assertEquals([texts(anna, key), texts(other, peerKey(anna.ref))], [[], []]);
  const send = () => anna.messenger.call("send", { conversation: key, text: "to whom?" });
  assertEquals(await code(send), "key-changed");
  const third = await reconnect(anna, other, second);
  await reconnect(anna, other, third);
  assertEquals(eventsOf(anna, key), ["event.key_changed"]);
  assertEquals([texts(anna, key), texts(other, peerKey(anna.ref))], [[], []]);
});

Deno.test("ID-10: yes: what waited on both sides is delivered on the link that is up, and 'verified' is gone", async () => {
  const { anna, other, key, first } = await scene();
  await anna.messenger.call("contact_verify", { conversation: key, verified: true });
  first.cut();
  await anna.messenger.call("send", { conversation: key, text: "waiting" });
  await other.messenger.call("send", { conversation: peerKey(anna.ref), text: "it is me, with a new computer" });
  const cable = connect(anna, other);
  await cable.settle();
  const { changed } = await anna.messenger.call("safety", { conversation: key });
  assertEquals(changed!.digits, (await other.messenger.call("safety", { conversation: peerKey(anna.ref) })).digits);
  const digits = changed!.digits;
  const contact = await anna.messenger.call("key_answer", { conversation: key, accept: true, digits });
  await cable.settle();
  assertEquals([contact.key_changed, contact.verified], [false, false]);
  assertEquals(texts(anna, key), ["it is me, with a new computer"]);
  assertEquals(texts(other, peerKey(anna.ref)), ["waiting"]);
  assertEquals((await anna.messenger.call("safety", { conversation: key })).digits, digits);
  await anna.messenger.call("send", { conversation: key, text: "welcome" });
  await cable.settle();
  assertEquals(texts(other, peerKey(anna.ref)), ["waiting", "welcome"]);
});

Deno.test("ID-10: no: they are blocked, and unblocking asks again", async () => {
  const { anna, other, key, first } = await scene();
  const cable = await reconnect(anna, other, first);
  const contact = await anna.messenger.call("key_answer", { conversation: key, accept: false });
  assertEquals([contact.state, contact.key_changed], ["blocked", true]);
  cable.cut();
  await anna.messenger.call("contact_block", { conversation: key, blocked: false });
  const again = connect(anna, other);
  await again.settle();
  assertEquals(contactOf(anna, key).key_changed, true);
  assertEquals(await code(() => anna.messenger.call("send", { conversation: key, text: "hello" })), "key-changed");
});

Deno.test("ID-10: the old keys do not lift a hold: two sets of keys are about, and nobody knows whose they are", async () => {
  const { anna, boris, other, key, first } = await scene();
  const second = await reconnect(anna, other, first);
  await boris.messenger.call("send", { conversation: peerKey(anna.ref), text: "from the old keys" });
  const third = await reconnect(anna, boris, second);
  assertEquals([contactOf(anna, key).key_changed, texts(anna, key)], [true, []]);
  // Yes to the new ones, while the old ones are connected: then these are the change.
  await anna.messenger.call("key_answer", { conversation: key, accept: true });
  await third.settle();
  assertEquals([contactOf(anna, key).key_changed, texts(anna, key)], [true, []]);
  assertEquals(eventsOf(anna, key), ["event.key_changed", "event.key_changed"]);
  await anna.messenger.call("key_answer", { conversation: key, accept: true });
  await third.settle();
  assertEquals([contactOf(anna, key).key_changed, texts(anna, key)], [false, ["from the old keys"]]);
});

Deno.test("ID-10: an answer about keys that were replaced meanwhile is not taken for the newer ones", async () => {
  const { anna, other, key, first } = await scene();
  const third = await fakePerson("Boris", BORIS, {}, undefined, 9);
  await befriend(third, anna);
  const second = await reconnect(anna, other, first);
  const { changed } = await anna.messenger.call("safety", { conversation: key });
  await reconnect(anna, third, second);
  const answer = () => anna.messenger.call("key_answer", { conversation: key, accept: true, digits: changed!.digits });
  assertEquals(await code(answer), "key-changed");
  assertEquals(contactOf(anna, key).key_changed, true);
});

Deno.test("ID-10: a change that was not answered is still one after a restart", async () => {
  const { anna, other, key, first } = await scene();
  const second = await reconnect(anna, other, first);
  second.cut();
  await anna.messenger.stop();
  const again = await fakePerson("Anna", "17", {}, anna.history);
  assertEquals(again.messenger.contacts.get(key).key_changed, true);
  assertEquals(await code(() => again.messenger.call("send", { conversation: key, text: "hello" })), "key-changed");
  const third = connect(again, other);
  await third.settle();
  assertEquals(texts(other, peerKey(anna.ref)), []);
});

Deno.test("ID-10: verified cannot be said of keys while a change waits", async () => {
  const { anna, other, key, first } = await scene();
  await reconnect(anna, other, first);
  const verify = () => anna.messenger.call("contact_verify", { conversation: key, verified: true });
  assertEquals(await code(verify), "key-changed");
});

Deno.test("ID-10: name, addresses and card shown on a held link are not taken over", async () => {
  const { anna, other, key, first } = await scene();
  const before = anna.history.contact(key)!;
  const impostor: FakePerson = { ...other, name: "Boris, your boss" };
  await reconnect(anna, impostor, first);
  const after = anna.history.contact(key)!;
  assertEquals({ ...after, new_keys: null }, before);
  assert(after.new_keys !== null);
});

/** A peer that does not follow the rules: our end of a held link, spoken to directly. */
async function held() {
  const { anna, other, key, first } = await scene();
  const cable = await reconnect(anna, other, first);
  const [link] = cable.ends;
  const hears = (kind: number, data: Uint8Array, on: Link = link) => anna.messenger.sessions.onContent(on, kind, data);
  return { anna, key, hears };
}

function hostile(text: string): Uint8Array {
  return encodeMessages({ stream: "ab".repeat(16), items: [{ seq: 1, id: v7(), kind: "text", text, at: 0 }] });
}

Deno.test("ID-10: messages said into a hold are refused as not-allowed and leave nothing", async () => {
  const { anna, key, hears } = await held();
  const error = await assertRejects(() => hears(KIND.messages, hostile("read me")));
  assertEquals((error as { code?: string }).code, "not-allowed");
  assertEquals(texts(anna, key), []);
});

Deno.test("ID-10: receipts said into a hold acknowledge nothing; a second sync is refused", async () => {
  const { anna, key, hears } = await held();
  await anna.history.addOutgoing(key, [{ id: v7(), kind: "text", text: "unsent", sent_at: 1 }]).saved;
  const { out_stream: stream } = anna.history.streams(key);
  await hears(KIND.receipt, encodeReceipt({ stream, received: 1, read: 1 }));
  assertEquals(anna.history.outbox(key), 1);
  const error = await assertRejects(() => hears(KIND.sync, encodeSync({ stream: "", received: 0, read: 0 })));
  assertEquals((error as { code?: string }).code, "bad-content");
});
