/** TXT-4 TXT-13: what a hostile peer says about messages changes nothing that is not its own, and breaks nothing. */
import { assert, assertEquals } from "@std/assert";
import { v7 } from "uuid";
import { MAX_BATCH_ITEMS, MAX_TEXT_BYTES } from "../../net/limits.ts";
import { encodeMessages, KIND, type MessageItem } from "../../net/mod.ts";
import type { Message } from "../../ui/api.ts";
import { settle } from "../support/clock.ts";
import { connect } from "../support/fake_network.ts";
import { friends, leave, Side } from "../support/talk.ts";

const STREAM = "ab".repeat(16);

/** Anna with one message of each side, and a peer whose program says whatever the test wants. */
async function attacked() {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  let cable = connect(...people);
  const [mine, theirs] = [await anna.send("Anna's"), await boris.send("Boris's")];
  await cable.settle();
  cable.cut();
  cable = connect(...people);
  await cable.settle();
  let seq = 0;
  const item = (kind: string, text: string, about?: string): MessageItem => (
    { seq: ++seq, id: v7(), kind, text, at: 0, about }
  );
  const say = async (...items: MessageItem[]) => {
    await cable.ends[1].send(KIND.messages, encodeMessages({ stream: STREAM, items }));
    await cable.settle();
  };
  const isUp = () => people[0].links.size === 1;
  return { people, anna, boris, mine, theirs, item, say, isUp, cable };
}

Deno.test("TXT-13: nobody edits or deletes what somebody else wrote, nor what the program noted", async () => {
  const { people, anna, mine, item, say, isUp } = await attacked();
  const before = await anna.all();
  const note = before.find(({ kind }) => kind === "event")!;
  await say(
    ...[mine.id, note.id].flatMap((id) => [item("edit", "forged", id), item("delete", "", id)]),
    item("reaction", "👍", note.id),
  );
  assertEquals(await anna.all(), before);
  assert(isUp());
  await leave(...people);
});

Deno.test("TXT-13: an amendment that says nonsense has no effect, and the link lives", async () => {
  const { people, anna, theirs, item, say, isUp } = await attacked();
  const before = await anna.page();
  await say(
    item("edit", "", theirs.id),
    item("edit", "about nothing"),
    item("delete", "with words", theirs.id),
    item("delete", ""),
    item("reaction", "not an emoji", theirs.id),
    item("reaction", "👍👍", theirs.id),
    item("reaction", "👍"),
    item("timer", "soon"),
  );
  await say(item("reaction", "👍".repeat(MAX_TEXT_BYTES / 4), theirs.id));
  assertEquals(await anna.page(), before);
  assert(isUp());
  await leave(...people);
});

Deno.test("TXT-13: an amendment of an amendment, of itself, or in a ring changes nothing", async () => {
  const { people, anna, theirs, item, say, isUp } = await attacked();
  const reaction = item("reaction", "👍", theirs.id);
  const [one, two] = [v7(), v7()];
  await say(
    reaction,
    item("edit", "an edited reaction", reaction.id),
    item("delete", "", reaction.id),
    { ...item("edit", "myself", one), id: one },
    { ...item("edit", "in a ring", two), id: v7() },
  );
  const message = await anna.message(theirs.id);
  assertEquals([message.text, message.reactions?.map(({ emoji }) => emoji)], ["Boris's", ["👍"]]);
  assert(isUp());
  await leave(...people);
});

Deno.test("TXT-13: a hundred thousand amendments about nothing are not shown, not found and not counted", async () => {
  const { people, anna, theirs, item, say, isUp } = await attacked();
  const before = await anna.all();
  for (let batch = 0; batch < 98; batch++) {
    await say(...Array.from({ length: MAX_BATCH_ITEMS }, () => item("edit", "about nothing", v7())));
  }
  assertEquals(await anna.all(), before);
  assertEquals([anna.contact().unread, anna.contact().last?.id], [1, theirs.id]);
  // It pauses between its steps; the clock of this test is ours.
  let found: Message[] | undefined;
  const search = anna.me.messenger.call("search", { text: "nothing" }).then(({ messages }) => found = messages);
  while (found === undefined) {
    anna.me.clock.advance(0);
    await settle();
  }
  assertEquals(await search, []);
  await say(item("text", "and now something"));
  assertEquals((await anna.texts()).at(-1), "and now something");
  assert(isUp());
  await leave(...people);
});

Deno.test("TXT-13: of a message of 200,000 letters the list gets the beginning, the conversation all", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const cable = connect(...people);
  await cable.settle();
  const text = "🙂".repeat(200_000);
  await boris.send("." + text);
  await cable.settle();
  const told = anna.told("contact").map(({ contact }) => contact.last?.text ?? "");
  assertEquals([Math.max(...told.map(({ length }) => length)), told.at(-1)], [299, "." + "🙂".repeat(149)]);
  assertEquals(await anna.texts(), ["." + text]);
  cable.cut();
  await leave(...people);
});

Deno.test("TXT-13: a peer that speaks in the program's own voice is cut off", async () => {
  const { people, anna, item, say, cable } = await attacked();
  const before = await anna.all();
  await say(item("event", "event.paired"));
  assertEquals((await cable.ends[0].closed).code, "bad-content");
  assertEquals(await anna.all(), before);
  await leave(...people);
});

Deno.test("TXT-9 TXT-13: a time to live is kept by what the message says, and only by messages", async () => {
  const { people, anna, item, say } = await attacked();
  const text = item("text", "for five seconds");
  await say({ ...text, ttl: 5 }, { ...item("edit", "still for five seconds", text.id), ttl: 31_536_000 });
  const { cursor, ttl } = await anna.message(text.id);
  assertEquals(ttl, 5);
  await anna.seen(cursor);
  anna.me.clock.advance(5_000);
  assertEquals((await anna.page()).some(({ id }) => id === text.id), false);
  await leave(...people);
});

Deno.test("TXT-4: what comes from a newer program is kept with all it says", async () => {
  const { people, anna, item, say, isUp } = await attacked();
  const poll = { ...item("poll", '{"ask":"tea?"}'), forwarded: true as const };
  await say(poll);
  const shown = await anna.message(poll.id);
  assertEquals([shown.kind, shown.text, shown.forwarded], ["poll", '{"ask":"tea?"}', true]);
  assert(isUp());
  await leave(...people);
});
