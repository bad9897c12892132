/** TXT-2 TXT-3: one message that a peer does not stand fails by itself and does not stop what was written after it. */
import { assertEquals } from "@std/assert";
import { LinkError } from "../../net/errors.ts";
import { KIND, parseMessages } from "../../net/mod.ts";
import type { CloseCode } from "../../net/types.ts";
import { type Cable, connect, type FakePerson } from "../support/fake_network.ts";
import { friends, leave, refused, Side } from "../support/talk.ts";

/** From here on this person's program closes over every text that says "poison". */
function allergic(person: FakePerson, code: CloseCode = "bad-content"): { contents: number; stop(): void } {
  const { sessions } = person.messenger;
  const real = sessions.onContent.bind(sessions);
  const seen = { contents: 0, stop: () => void (sessions.onContent = real) };
  sessions.onContent = async (link, kind, data) => {
    if (kind === KIND.messages) {
      seen.contents++;
      if (parseMessages(data).items.some(({ text }) => text.includes("poison"))) throw new LinkError(code, "no");
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
