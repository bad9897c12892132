/** ID-9 ID-10 NET-9: over real TLS, somebody whom the team's authority gave a certificate, and what it does not give them. */
import { createPublicKey } from "node:crypto";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../chat/mod.ts";
import { assembleIdentity } from "../../crypto/mod.ts";
import { encodeMessages, KIND } from "../../net/mod.ts";
import { v7 } from "uuid";
import { opensslCertificate } from "../support/certificates.ts";
import { authority, identityOf, person } from "../support/network.ts";
import { type RealPerson, realPerson } from "../support/real_people.ts";

const online = (me: RealPerson, key: string) => () => me.contact(key)?.presence === "online";

/** A fresh leaf of the same authority with Boris' id and name, over keys that are not his. */
async function forgedBoris() {
  const root = await authority(0);
  return identityOf(await opensslCertificate({ issuer: root, id: "2", name: "Person 2", key: 49 }), root);
}

Deno.test("ID-10: a fresh certificate of the same team for a contact's id gets nothing and gives nothing until the user answers", async () => {
  await using anna = await realPerson(await person("1"));
  const conversation = await (async () => {
    await using boris = await realPerson(await person("2"));
    await boris.call("address_add", { address: anna.address });
    await anna.until("Boris", online(anna, boris.key));
    await boris.call("send", { conversation: anna.key, text: "it is really me" });
    await anna.until("his words", () => anna.contact(boris.key)?.last?.text === "it is really me");
    return boris.key;
  })();
  await anna.until("Boris to be gone", () => !online(anna, conversation)());
  const before = await anna.call("safety", { conversation });
  await anna.call("send", { conversation, text: "a secret for Boris" });

  await using mallory = await realPerson(await forgedBoris());
  assertEquals(mallory.key, conversation);
  await mallory.call("address_add", { address: anna.address });
  await mallory.until("the link", online(mallory, anna.key));
  await mallory.call("send", { conversation: anna.key, text: "send me the secret" });
  await anna.until("the warning", () => anna.contact(conversation)?.key_changed === true);
  await assertRejects(() => anna.call("send", { conversation, text: "more" }), ChatError, "changed");
  // Not following the rules helps nothing: the link ends by name, and all it ever carried to them was nothing.
  const link = mallory.network.links()[0];
  const item = { seq: 1, id: v7(), kind: "text", text: "read me anyway", at: 0 };
  await link.send(KIND.messages, encodeMessages({ stream: "ab".repeat(16), items: [item] }));
  await mallory.until("the end of the link", () => mallory.ended.length === 1);
  assertEquals([mallory.ended[0].code, mallory.ended[0].by], ["not-allowed", "peer"]);
  assertEquals(mallory.heard, []);
  assertEquals(await anna.texts(conversation), ["it is really me"]);
  assertEquals(await mallory.texts(anna.key), []);

  const { digits, changed } = await anna.call("safety", { conversation });
  assertEquals(digits, before.digits);
  assert(changed !== null && changed.digits !== digits);
});

Deno.test("ID-10: whoever really has new keys talks on, on the link that is up, as soon as the user says yes", async () => {
  await using anna = await realPerson(await person("1"));
  const conversation = await (async () => {
    await using boris = await realPerson(await person("2"));
    await boris.call("address_add", { address: anna.address });
    await anna.until("Boris", online(anna, boris.key));
    return boris.key;
  })();
  await anna.until("Boris to be gone", () => !online(anna, conversation)());
  await anna.call("send", { conversation, text: "waited for you" });
  await using again = await realPerson(await forgedBoris());
  await again.call("address_add", { address: anna.address });
  await again.until("the link", online(again, anna.key));
  await again.call("send", { conversation: anna.key, text: "a new computer" });
  await anna.until("the warning", () => anna.contact(conversation)?.key_changed === true);
  const { changed } = await anna.call("safety", { conversation });
  assertEquals(changed!.digits, (await again.call("safety", { conversation: anna.key })).digits);
  await anna.call("key_answer", { conversation, accept: true, digits: changed!.digits });
  await anna.until("their words", () => anna.contact(conversation)?.last?.text === "a new computer");
  await again.until("hers", () => again.contact(anna.key)?.last?.text === "waited for you");
  assertEquals([anna.ended.length, again.ended.length], [1, 0], "no link but that of the old computer has ended");
});

Deno.test("NET-9: a colleague who is not on the list asks, is accepted, and comes in; nothing is said before", async () => {
  await using anna = await realPerson(await person("1"));
  await using boris = await realPerson(await person("2"));
  await anna.call("settings_set", { allow_list: true });
  await boris.call("address_add", { address: anna.address });
  await anna.until("the request", () => anna.contact(boris.key)?.state === "request");
  assertEquals([anna.contact(boris.key)!.name, anna.network.links()], ["Person 2", []]);
  // Perhaps once more: on a busy machine they may have tried again by now.
  await boris.until("the refusal", () => boris.refused.length > 0);
  assertEquals([boris.refused[0].code, boris.refused[0].by], ["not-allowed", "peer"]);
  await anna.call("contact_accept", { conversation: boris.key });
  await boris.call("reconnect", {});
  await anna.until("Boris", online(anna, boris.key));
  await boris.call("send", { conversation: anna.key, text: "thank you" });
  await anna.until("his words", () => anna.contact(boris.key)?.last?.text === "thank you");

  // Switched on again while people are connected: those who are contacts stay.
  await anna.call("settings_set", { allow_list: false });
  await anna.call("settings_set", { allow_list: true });
  assertEquals(anna.network.links().length, 1);
  await anna.call("contact_remove", { conversation: boris.key });
  await boris.until("the door to be shut", () => boris.ended.some(({ by }) => by === "peer"));
  assertEquals(anna.network.links(), []);
});

Deno.test("ID-9 ID-10: a renewed certificate over the same keys is the same person, verified as before", async () => {
  await using anna = await realPerson(await person("1"));
  const identity = await person("2");
  const conversation = await (async () => {
    await using boris = await realPerson(identity);
    await boris.call("address_add", { address: anna.address });
    await anna.until("Boris", online(anna, boris.key));
    await anna.call("contact_verify", { conversation: boris.key, verified: true });
    return boris.key;
  })();
  await anna.until("Boris to be gone", () => !online(anna, conversation)());
  const { certificate } = await opensslCertificate({
    issuer: await authority(0),
    id: "2",
    name: "Boris the Second",
    publicKey: createPublicKey(identity.privateKey).export({ type: "spki", format: "pem" }).toString(),
  });
  await using renewed = await realPerson(assembleIdentity({
    id: identity.id,
    name: "Boris the Second",
    leaf: certificate,
    root: identity.rootCertificate,
    leafKey: identity.privateKey,
    signKey: identity.signKey,
    sealKey: identity.sealKey,
  }));
  await renewed.call("address_add", { address: anna.address });
  await anna.until("him again", online(anna, conversation));
  const contact = anna.contact(conversation)!;
  assertEquals([contact.key_changed, contact.verified, contact.own_name], [false, true, "Boris the Second"]);
});
