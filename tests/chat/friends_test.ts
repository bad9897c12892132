/** Whom I blocked or removed stays away, whatever they still hold: an old invite, an open link, a pairing under way. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, type MessengerParts, peerKey } from "../../chat/mod.ts";
import { LinkError } from "../../net/errors.ts";
import type { PairedPeer } from "../../net/types.ts";
import { v7 } from "uuid";
import { encodeMessages, KIND } from "../../net/mod.ts";
import { befriend, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";

function asPeer(person: FakePerson): PairedPeer {
  return { ...person.ref, name: person.name, rootCertificate: `root of ${person.name}`, addresses: [] };
}

async function newInvite(person: FakePerson): Promise<string> {
  const before = new Set(person.history.invites().map(({ id }) => id));
  await person.messenger.invites.create();
  return person.history.invites().find(({ id }) => !before.has(id))!.id;
}

/** Anna invited Boris; he is her contact and still knows the invite. */
async function paired(change: Partial<MessengerParts> = {}) {
  const anna = await fakePerson("Anna", "17", change);
  const boris = await fakePerson("Boris", "4");
  const id = await newInvite(anna);
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(boris)), "paired");
  return { anna, boris, id, conversation: peerKey(boris.ref) };
}

/** Promises of the code under test have run; nothing here waits for time. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

Deno.test("who is blocked gets back in neither by the old invite nor by another one", async () => {
  const { anna, boris, id, conversation } = await paired();
  await anna.messenger.call("contact_block", { conversation, blocked: true });
  const fresh = await newInvite(anna);
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(boris)), "blocked");
  assertEquals(await anna.messenger.invites.redeem(fresh, asPeer(boris)), "blocked");
  assertEquals(anna.messenger.contacts.get(conversation).blocked, true);
  const clara = await fakePerson("Clara", "5");
  assertEquals(await anna.messenger.invites.redeem(fresh, asPeer(clara)), "paired", "the refusal spent the invite");
});

Deno.test("who was removed does not come back by the invite that once let them in", async () => {
  const { anna, boris, id, conversation } = await paired();
  await anna.messenger.call("contact_remove", { conversation });
  assertEquals(await anna.messenger.invites.redeem(id, asPeer(boris)), "expired");
  assertEquals(anna.messenger.invites.find(id), undefined);
  assertEquals(await anna.messenger.call("contacts", {}), []);
  assertEquals((await anna.messenger.call("trust_list", {})).map(({ scope }) => scope), ["members"]);
});

Deno.test("blocking wins over a redemption that is under way", async () => {
  const { anna, boris, id, conversation } = await paired();
  const again = anna.messenger.invites.redeem(id, asPeer(boris));
  await anna.messenger.call("contact_block", { conversation, blocked: true });
  await again;
  assertEquals(anna.messenger.contacts.get(conversation).blocked, true);
});

Deno.test("blocking ends a pairing under way; unblocking takes it up again", async () => {
  const anna = await fakePerson("Anna", "17");
  const { text } = await anna.messenger.call("invite_create", {});
  const answers: PromiseWithResolvers<PairedPeer>[] = [];
  const pair: MessengerParts["pair"] = (_, signal) => {
    const answer = Promise.withResolvers<PairedPeer>();
    signal.addEventListener("abort", () => answer.reject(new LinkError("going-away", "aborted")));
    answers.push(answer);
    return answer.promise;
  };
  const boris = await fakePerson("Boris", "4", { pair });
  const conversation = peerKey(anna.ref);
  await boris.messenger.call("invite_accept", { invite: text });
  await boris.messenger.call("contact_block", { conversation, blocked: true });
  answers[0].resolve(asPeer(anna));
  await settled();
  await boris.messenger.call("reconnect", {});
  await settled();
  assertEquals([boris.messenger.contacts.get(conversation).blocked, answers.length], [true, 1]);
  assertEquals(boris.messenger.contacts.targets(), []);
  const contact = await boris.messenger.call("contact_block", { conversation, blocked: false });
  assertEquals([contact.blocked, contact.presence, answers.length], [false, "pairing", 2]);
  answers[1].resolve(asPeer(anna));
  await settled();
  await boris.history.flush();
  assertEquals(boris.history.contact(conversation)?.state, "active");
  await boris.messenger.stop();
});

Deno.test("accepting an invite of somebody blocked is the owner's word: admission hears of it at once", async () => {
  const blocked: string[][] = [];
  const trust = {
    setRoots() {},
    setRevoked() {},
    setBlocked: (peers: readonly string[]) => void blocked.push([...peers]),
    setAllowed() {},
  };
  const { anna, boris, conversation } = await paired({ trust, pair: () => new Promise(() => {}) });
  const { text } = await boris.messenger.call("invite_create", {});
  await anna.messenger.call("contact_block", { conversation, blocked: true });
  assertEquals(blocked.at(-1), [conversation]);
  await anna.messenger.call("invite_accept", { invite: text });
  assertEquals(blocked.at(-1), []);
  await anna.messenger.stop();
});

Deno.test("two people of one authority who pair at the same moment are both trusted", async () => {
  const anna = await fakePerson("Anna", "17");
  const team = "Team";
  const members = await Promise.all(["4", "5", "6"].map((id) => fakePerson(team, id)));
  await Promise.all(members.map((member) => anna.messenger.trust.allow(member.ref, `root of ${team}`)));
  const [, row] = await anna.messenger.call("trust_list", {});
  assertEquals([...row.ids].sort(), ["4", "5", "6"]);
});

Deno.test("a root that is not the one it is said to be leaves nothing behind", async () => {
  const { anna, boris } = await paired();
  const before = anna.history.roots();
  await assertRejects(() => anna.messenger.trust.allow({ ...boris.ref }, "root of Mallory"), ChatError);
  assertEquals(anna.history.roots(), before);
});

Deno.test("what comes in while a contact is being removed leaves no message and no contact behind", async () => {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  const conversation = peerKey(boris.ref);
  const cable = connect(anna, boris);
  await cable.settle();
  const [link] = cable.ends;
  const removing = anna.messenger.call("contact_remove", { conversation });
  const late = anna.messenger.sessions.onContent(link, KIND.messages, hostile("too late"));
  await Promise.all([removing, late, cable.settle()]);
  assertEquals(anna.history.page(conversation, { limit: 10 }), []);
  assertEquals(anna.history.contacts(), []);
});

/** A content of an author who says what it likes. */
function hostile(text: string): Uint8Array {
  const item = { seq: 1_000, id: v7(), kind: "text", text, at: 0 };
  return encodeMessages({ stream: "ab".repeat(16), items: [item] });
}

Deno.test("an invite of somebody who is online changes nothing but their addresses", async () => {
  let attempts = 0;
  const pair = () => (attempts++, Promise.reject(new LinkError("invite-used", "already used")));
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4", { pair });
  await befriend(anna, boris);
  const { text } = await anna.messenger.call("invite_create", {});
  const cable = connect(anna, boris);
  await cable.settle();
  const contact = await boris.messenger.call("invite_accept", { invite: text });
  assertEquals([contact.presence, contact.presence_reason], ["online", null]);
  await settled();
  assertEquals([attempts, boris.history.pendingInvites()], [0, []]);
  assertEquals(boris.messenger.contacts.get(peerKey(anna.ref)).presence, "online");
  await boris.messenger.stop();
});

Deno.test("an invite that is refused after the link came up leaves the contact online", async () => {
  const answer = Promise.withResolvers<PairedPeer>();
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4", { pair: () => answer.promise });
  await befriend(anna, boris);
  const { text } = await anna.messenger.call("invite_create", {});
  await boris.messenger.call("invite_accept", { invite: text });
  const cable = connect(anna, boris);
  await cable.settle();
  answer.reject(new LinkError("invite-expired", "too late"));
  await settled();
  assertEquals(boris.messenger.contacts.get(peerKey(anna.ref)).presence, "online");
  await boris.messenger.stop();
});
