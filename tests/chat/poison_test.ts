/** TXT-2 TXT-3: one message that a peer does not stand fails by itself and does not stop what was written after it. */
import { assertEquals } from "@std/assert";
import { LinkError } from "../../net/errors.ts";
import { KIND, type MessageItem, parseMessages } from "../../net/mod.ts";
import type { CloseCode } from "../../net/types.ts";
import { type Cable, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";
import { friends, leave, refused, Side } from "../support/talk.ts";

/** From here on this person's program closes over every text that says "poison", or other items. */
function allergic(
  person: FakePerson,
  code: CloseCode = "bad-content",
  to = ({ text }: MessageItem): boolean => text.includes("poison"),
): { contents: number; stop(): void } {
  const { sessions } = person.messenger;
  const real = sessions.onContent.bind(sessions);
  const seen = { contents: 0, stop: () => void (sessions.onContent = real) };
  sessions.onContent = async (link, kind, data) => {
    if (kind === KIND.messages) {
      seen.contents++;
      if (parseMessages(data).items.some(to)) throw new LinkError(code, "no");
    }
    await real(link, kind, data);
  };
  return seen;
}

async function link(people: [FakePerson, FakePerson], times: number): Promise<Cable> {
  let cable!: Cable;
  for (let time = 0; time < times; time++) {
    cable = connect(...people);
    await cable.settle();
  }
  return cable;
}

for (const code of ["bad-content", "too-large", "bad-packet"] as const) {
  Deno.test(`TXT-2: a message refused as ${code} again and again fails, alone; the others arrive in order`, async () => {
    const people = await friends();
    const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
    allergic(people[1], code);
    const ids: string[] = [];
    for (const text of ["1", "2", "poison", "3", "4"]) ids.push((await anna.send(text)).id);
    // Together once, and then one by one, until the same has been refused three times.
    const cable = await link(people, 5);
    assertEquals(await boris.texts(), ["1", "2", "3", "4"]);
    assertEquals((await anna.page()).map(({ status }) => status), [
      ...["delivered", "delivered", "failed", "delivered", "delivered"],
    ]);
    assertEquals((await anna.message(ids[2])).error, code);
    const told = anna.told("message").map(({ message }) => message).filter(({ error }) => error !== null);
    assertEquals(told.map(({ id, status, error }) => [id, status, error]), [[ids[2], "failed", code]]);
    cable.cut();
    await leave(...people);
  });
}

Deno.test("TXT-2: two bad messages fail one after the other, and what is between them arrives", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  allergic(people[1]);
  for (const text of ["poison a", "1", "poison b", "2"]) await anna.send(text);
  const cable = await link(people, 8);
  assertEquals(await boris.texts(), ["1", "2"]);
  assertEquals((await anna.page()).map(({ status }) => status), ["failed", "delivered", "failed", "delivered"]);
  cable.cut();
  await leave(...people);
});

for (const code of ["connection-lost", "internal", "going-away", "stalled", "not-allowed"] as const) {
  Deno.test(`TXT-2: links that end with ${code} blame no message, however often`, async () => {
    const people = await friends();
    const anna = new Side(people[0], people[1]);
    allergic(people[1], code);
    const { id } = await anna.send("poison");
    await link(people, 20);
    assertEquals([(await anna.message(id)).status, (await anna.message(id)).error], ["queued", null]);
    await leave(...people);
  });
}

Deno.test("TXT-2: a message that fails is told as it is shown, with its edits", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const stop = allergic(people[1]);
  const { id } = await anna.send("poison");
  await anna.edit(id, "cured");
  const cable = await link(people, 5);
  const told = anna.told("message").map(({ message }) => message).filter(({ error }) => error !== null);
  assertEquals(told.map(({ text, status }) => [text, status]), [["cured", "failed"]]);
  stop.stop();
  await anna.retry(id);
  await cable.settle();
  assertEquals([(await boris.message(id)).text, (await anna.message(id)).status], ["cured", "delivered"]);
  const versions = await boris.me.messenger.call("message_versions", { conversation: boris.key, id });
  assertEquals(versions.map(({ text }) => text), ["poison"]);
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-2 TXT-4: one that was deleted for me and fails is not heard of any more", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  allergic(people[1]);
  const { id } = await anna.send("poison");
  await anna.send("after it");
  await anna.delete(id, "me");
  anna.told("message");
  const cable = await link(people, 5);
  assertEquals([await anna.texts(), await boris.texts(), anna.me.history.outbox()], [["after it"], ["after it"], 0]);
  assertEquals(anna.told("message").filter(({ message }) => message.id === id), []);
  assertEquals(anna.me.history.versions(anna.key, id), []);
  cable.cut();
  await leave(...people);
});

/** A delivered message of each, and amendments by Anna that Boris's program does not stand until it is said to. */
async function unsent() {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const first = connect(...people);
  const [own, theirs] = [await anna.send("said"), await boris.send("theirs")];
  await anna.edit(own.id, "said well");
  await first.settle();
  const allergy = allergic(people[1], "bad-content", ({ kind, text }) => kind !== "text" && text !== "👎");
  return { people, anna, boris, own, theirs, allergy };
}

Deno.test("TXT-2 TXT-4: an edit that is refused for good is told on its message, also after a restart, and can be tried again", async () => {
  const { people, anna, boris, own, allergy } = await unsent();
  await anna.edit(own.id, "said better");
  anna.told("message");
  await link(people, 3);
  const failure = { kind: "edit", error: "bad-content" } as const;
  assertEquals(anna.told("message").at(-1)?.message.unsent, failure);
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", {}, people[0].history);
  const again = new Side(people[0], people[1]);
  const shown = await again.message(own.id);
  assertEquals([shown.text, shown.status, shown.unsent], ["said better", "delivered", failure]);
  allergy.stop();
  const cable = await link(people, 1);
  assertEquals((await boris.message(own.id)).text, "said well");
  assertEquals((await again.retry(own.id)).unsent, undefined);
  await cable.settle();
  assertEquals([(await boris.message(own.id)).text, (await again.message(own.id)).text], [
    "said better",
    "said better",
  ]);
  await refused("not-found", () => again.retry(own.id));
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-2 TXT-4: what was refused is taken back, and the message is as the other side has it", async () => {
  const { people, anna, boris, own, theirs } = await unsent();
  const discard = (id: string) => anna.me.messenger.call("message_discard", { conversation: anna.key, id });
  await anna.edit(own.id, "said better");
  await anna.react(theirs.id, "👍");
  const cable = await link(people, 6);
  assertEquals([(await anna.message(own.id)).unsent?.kind, (await anna.message(theirs.id)).unsent?.kind], [
    "edit",
    "reaction",
  ]);
  anna.told("message");
  await discard(own.id);
  await discard(theirs.id);
  assertEquals(anna.told("message").map(({ message }) => message.unsent), [undefined, undefined]);
  const [text, reacted] = [await anna.message(own.id), await anna.message(theirs.id)];
  assertEquals([text.text, text.unsent, reacted.reactions], ["said well", undefined, undefined]);
  const versions = await anna.me.messenger.call("message_versions", { conversation: anna.key, id: own.id });
  assertEquals([versions.map(({ text }) => text), (await boris.message(own.id)).text], [["said"], "said well"]);
  await refused("already-sent", () => discard(own.id));
  await refused("not-yours", () => discard(theirs.id));
  assertEquals((await anna.me.messenger.call("search", { text: "better" })).messages, []);
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-2 TXT-4: what is said later takes the place of what was refused; a deletion that was refused is left so", async () => {
  const { people, anna, boris, own, theirs } = await unsent();
  await anna.react(theirs.id, "👍");
  let cable = await link(people, 3);
  assertEquals((await anna.message(theirs.id)).unsent?.kind, "reaction");
  await anna.react(theirs.id, "👎");
  cable.cut();
  cable = connect(...people);
  await cable.settle();
  assertEquals((await anna.message(theirs.id)).unsent, undefined);
  assertEquals((await boris.message(theirs.id)).reactions?.map(({ emoji }) => emoji), ["👎"]);
  await anna.delete(own.id);
  cable = await link(people, 3);
  assertEquals((await anna.message(own.id)).unsent?.kind, "delete");
  await anna.me.messenger.call("message_discard", { conversation: anna.key, id: own.id });
  const { deleted, unsent: left } = await anna.message(own.id);
  assertEquals([deleted, left, (await boris.message(own.id)).text], [true, undefined, "said well"]);
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-2: a failed message can be tried again, at the end, or thrown away", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const peer = allergic(people[1]);
  const [first, second] = [await anna.send("poison 1"), await anna.send("poison 2")];
  await refused("not-found", () => anna.retry(first.id));
  await refused(
    "already-sent",
    () => anna.me.messenger.call("message_discard", { conversation: anna.key, id: first.id }),
  );
  await link(people, 8);
  assertEquals((await anna.page()).map(({ status }) => status), ["failed", "failed"]);
  peer.stop();
  await anna.send("later");
  anna.events.splice(0);
  const again = await anna.retry(first.id);
  assertEquals([again.id, again.status, again.error], [first.id, "queued", null]);
  assertEquals((await anna.page()).at(-1)?.id, first.id);
  const told = anna.events.splice(0).filter(({ type }) => type === "removed" || type === "message");
  assertEquals(told.map(({ type }) => type), ["removed", "message"]);
  await anna.me.messenger.call("message_discard", { conversation: anna.key, id: second.id });
  const cable = await link(people, 1);
  assertEquals((await anna.page()).map(({ text, status }) => [text, status]), [
    ["later", "delivered"],
    ["poison 1", "delivered"],
  ]);
  assertEquals(await boris.texts(), ["later", "poison 1"]);
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-3: once a suspicion is cleared, messages travel together again", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const peer = allergic(people[1]);
  await anna.send("poison");
  await link(people, 3);
  const cable = await link(people, 1);
  peer.contents = 0;
  const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
  await Promise.all(texts.map((text) => anna.send(text)));
  await cable.settle();
  assertEquals(await boris.texts(), texts);
  assertEquals(peer.contents < 20, true);
  cable.cut();
  await leave(...people);
});
