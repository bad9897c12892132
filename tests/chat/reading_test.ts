/** TXT-6 TXT-7: pages in both directions and around a message; search in steps between which others have a turn. */
import { assert, assertEquals } from "@std/assert";
import { peerKey } from "../../chat/mod.ts";
import type { Params } from "../../ui/api.ts";
import { befriend, type FakePerson, fakePerson } from "../support/fake_network.ts";

async function talk(count: number): Promise<{ anna: FakePerson; boris: FakePerson; conversation: string }> {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  const conversation = peerKey(boris.ref);
  anna.history.clear();
  const items = Array.from({ length: count }, (_, n) => ({
    id: `0193e8d0-0000-7000-8000-${n.toString(16).padStart(12, "0")}`,
    kind: "text",
    text: n % 700 === 5 ? `needle ${n}` : `hay ${n}`,
    sent_at: n,
  }));
  await anna.history.addOutgoing(conversation, items).saved;
  return { anna, boris, conversation };
}

/** Each pause of a search is a timer: the clock is turned until it has ended. */
async function turned<T>({ clock }: FakePerson, work: Promise<T>): Promise<T> {
  let done = false;
  const settled = work.finally(() => done = true);
  while (!done) {
    clock.advance(0);
    await Promise.resolve();
  }
  return await settled;
}

async function close(...people: FakePerson[]): Promise<void> {
  for (const person of people) {
    await person.messenger.stop();
    await person.history.close();
  }
}

Deno.test("TXT-6: a page around a message has it in the middle and says on which sides there is more", async () => {
  const { anna, boris, conversation } = await talk(20);
  const ask = async (params: Omit<Params<"history">, "conversation">) => {
    const { messages, more, newer } = await anna.messenger.call("history", { conversation, ...params });
    return [messages.map(({ text }) => Number(text.split(" ")[1])), more, newer];
  };
  const first = anna.history.page(conversation, { limit: 20 })[0].cursor;
  assertEquals(await ask({ around: first + 10, limit: 4 }), [[8, 9, 10, 11], true, true]);
  assertEquals(await ask({ around: first + 10, limit: 1 }), [[10], true, true]);
  assertEquals(await ask({ around: first + 1, limit: 6 }), [[0, 1, 2, 3], false, true]);
  assertEquals(await ask({ around: first + 19, limit: 6 }), [[16, 17, 18, 19], true, false]);
  assertEquals(await ask({ after: first + 3, limit: 3 }), [[4, 5, 6], true, true]);
  assertEquals(await ask({ after: first + 16, limit: 3 }), [[17, 18, 19], true, false]);
  assertEquals(await ask({ after: 0, limit: 2 }), [[0, 1], false, true]);
  assertEquals(await ask({ after: first + 19, limit: 2 }), [[], true, false]);
  assertEquals(await ask({ before: first + 2, limit: 9 }), [[0, 1], false, false]);
  assertEquals(await ask({ limit: 2 }), [[18, 19], true, false]);
  for (const params of [{ before: 1, after: 1 }, { around: 1, after: 1 }, { search: "x", around: 1 }]) {
    assertEquals(await ask(params).then(() => "", (error) => error.code), "bad-request");
  }
  await close(anna, boris);
});

Deno.test("TXT-7: search goes on step by step until it has enough; who types on gets the newer answer", async () => {
  const { anna, boris, conversation } = await talk(4_000);
  const turning = <T>(work: Promise<T>) => turned(anna, work);
  const found = await turning(anna.messenger.call("search", { text: "needle", limit: 100 }));
  assertEquals(found.messages.map(({ text }) => text), [3505, 2805, 2105, 1405, 705, 5].map((n) => `needle ${n}`));
  assertEquals(found.next, null);
  const two = await turning(anna.messenger.call("search", { text: "needle", conversation, limit: 2 }));
  assertEquals(two.messages.length, 2);
  const rest = await turning(anna.messenger.call("search", { text: "needle", conversation, after: two.next! }));
  assertEquals(rest.messages.length, 4);
  const paged = await turning(anna.messenger.call("history", { conversation, search: "needle", limit: 3 }));
  assertEquals([paged.messages.map(({ text }) => text), paged.more], [
    ["needle 2105", "needle 2805", "needle 3505"],
    true,
  ]);
  assertEquals(await anna.messenger.call("search", { text: "" }).then(() => "", (error) => error.code), "bad-request");
  await close(anna, boris);

  const again = await talk(4_000);
  const older = again.anna.messenger.call("search", { text: "nothing like it" });
  const newer = again.anna.messenger.call("search", { text: "needle" });
  const [cut, whole] = await turned(again.anna, Promise.all([older, newer]));
  assertEquals(cut.messages, []);
  assert(cut.next !== null, "it says where it stopped");
  assertEquals([whole.messages.length, whole.next], [6, null]);
  await close(again.anna, again.boris);
});

Deno.test("TXT-13: pages of very long messages are shorter, say that there is more, and leave nothing out", async () => {
  const { anna, boris, conversation } = await talk(0);
  const long = Array.from({ length: 9 }, (_, n) => ({
    ...{ id: `0193e8d0-0000-7000-8000-${n.toString(16).padStart(12, "0")}`, kind: "text", sent_at: n },
    text: `${n}${"x".repeat(4 * 1024 * 1024 - 1)}`,
  }));
  await anna.history.addOutgoing(conversation, long).saved;
  const found: string[] = [];
  let before: number | undefined;
  for (let more = true; more;) {
    const page = await anna.messenger.call("history", { conversation, limit: 50, before });
    found.unshift(...page.messages.map(({ text }) => text[0]));
    [more, before] = [page.more, page.messages[0].cursor];
    assertEquals([page.messages.length <= 4, page.newer], [true, false]);
  }
  assertEquals(found.join(""), "012345678");
  const forward = await anna.messenger.call("history", { conversation, limit: 50, after: before! - 1 });
  assertEquals([forward.messages.length, forward.more, forward.newer], [4, false, true]);
  await close(anna, boris);
});
