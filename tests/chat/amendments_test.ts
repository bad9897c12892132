/** TXT-2 TXT-4: messages are edited, deleted, answered, reacted to, passed on and cancelled; both sides see the same. */
import { assert, assertEquals } from "@std/assert";
import { v7 } from "uuid";
import { KIND } from "../../net/mod.ts";
import { connect, fakePerson } from "../support/fake_network.ts";
import { friends, leave, refused, Side } from "../support/talk.ts";

async function two() {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const cable = connect(...people);
  await cable.settle();
  return { people, anna, boris, cable };
}

Deno.test("TXT-4: an edited message has its new text on both sides, a mark, and its older texts", async () => {
  const { people, anna, boris, cable } = await two();
  const { id, cursor } = await anna.send("Privet");
  await anna.edit(id, "Привет");
  const edited = await anna.edit(id, "Привет!");
  await cable.settle();
  assertEquals([edited.text, edited.id, edited.cursor], ["Привет!", id, cursor]);
  for (const side of [anna, boris]) {
    const message = await side.message(id);
    assertEquals(message.text, "Привет!");
    assert(message.edited_at !== undefined);
    const versions = await side.me.messenger.call("message_versions", { conversation: side.key, id });
    assertEquals(versions.map(({ text }) => text), ["Privet", "Привет"]);
    assertEquals(await side.texts(), ["Привет!"]);
  }
  const seen = boris.told("message").map(({ message }) => [message.id, message.text]);
  assertEquals(seen.at(-1), [id, "Привет!"]);
  await leave(...people);
});

Deno.test("TXT-4 TXT-6: what is deleted before it was read is not unread any more, and windows hear of that", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("not so");
  await cable.settle();
  const unread = () => boris.told("contact").at(-1)?.contact.unread;
  assertEquals(unread(), 1);
  await anna.delete(id);
  await cable.settle();
  assertEquals(unread(), 0);
  await leave(...people);
});

Deno.test("TXT-4: what may not be edited is refused and stays as it is", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("mine");
  await cable.settle();
  await refused("not-yours", () => boris.edit(id, "yours"));
  await refused("not-found", () => anna.edit(v7(), "nothing"));
  await refused("empty", () => anna.edit(id, "  "));
  await refused("too-long", () => anna.edit(id, "x".repeat(4 * 1024 * 1024 + 1)));
  await anna.delete(id);
  await refused("deleted", () => anna.edit(id, "again"));
  await refused("deleted", () => boris.react(id, "👍"));
  const [event] = await anna.all();
  await refused("not-yours", () => anna.edit(event.id, "the program did not say that"));
  await leave(...people);
});

Deno.test("TXT-4: an edit to the same text is no edit", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("as it is");
  await anna.edit(id, "as it is");
  await cable.settle();
  assertEquals((await boris.message(id)).edited_at, undefined);
  await leave(...people);
});

Deno.test("TXT-4: a message deleted for everyone leaves a mark on both sides and no text", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("a secret");
  await anna.edit(id, "another secret");
  await cable.settle();
  await boris.react(id, "😮");
  await cable.settle();
  await refused("not-yours", () => boris.delete(id));
  await anna.delete(id);
  await anna.delete(id);
  await cable.settle();
  for (const side of [anna, boris]) {
    const message = await side.message(id);
    assertEquals([message.text, message.deleted, message.reactions], ["", true, undefined]);
    assertEquals(await side.me.messenger.call("message_versions", { conversation: side.key, id }), []);
  }
  await leave(...people);
});

Deno.test("TXT-4: a message deleted for me is gone here and stays there", async () => {
  const { people, anna, boris, cable } = await two();
  const [own, theirs] = [await anna.send("from Anna"), await boris.send("from Boris")];
  await cable.settle();
  anna.told("removed");
  await anna.delete(own.id, "me");
  await anna.delete(theirs.id, "me");
  await cable.settle();
  assertEquals(await anna.texts(), []);
  assertEquals((await boris.texts()).toSorted(), ["from Anna", "from Boris"]);
  assertEquals(anna.told("removed").flatMap(({ ids }) => ids), [own.id, theirs.id]);
  cable.cut();
  const again = connect(...people);
  await again.settle();
  assertEquals(await anna.texts(), []);
  await leave(...people);
});

Deno.test("TXT-4: each person has one reaction to a message, can change it and take it back", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("news");
  await cable.settle();
  await boris.react(id, "👍");
  await boris.react(id, "❤️");
  await anna.react(id, "👨‍👩‍👧‍👦");
  await cable.settle();
  const shown = async (side: Side) => (await side.message(id)).reactions?.map(({ mine, emoji }) => [mine, emoji]);
  assertEquals((await shown(anna))?.toSorted(), [[false, "❤️"], [true, "👨‍👩‍👧‍👦"]]);
  assertEquals((await shown(boris))?.toSorted(), [[false, "👨‍👩‍👧‍👦"], [true, "❤️"]]);
  await boris.react(id, "");
  await cable.settle();
  assertEquals(await shown(anna), [[true, "👨‍👩‍👧‍👦"]]);
  assertEquals(await shown(boris), [[false, "👨‍👩‍👧‍👦"]]);
  await leave(...people);
});

Deno.test("TXT-4: a reaction is one emoji and nothing else", async () => {
  const { people, anna, cable } = await two();
  const { id } = await anna.send("news");
  for (const text of ["a", "👍👍", "👍!", " ", "1", "🇷", "👍".repeat(1_000_000), "\ud83d"]) {
    await refused("bad-request", () => anna.react(id, text));
  }
  for (const emoji of ["👍", "👍🏽", "🇷🇺", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☺", "❤️‍🔥"]) {
    assertEquals((await anna.react(id, emoji)).reactions?.[0].emoji, emoji);
  }
  await cable.settle();
  await leave(...people);
});

Deno.test("TXT-4: a quote shows one's own copy of what is answered, and nothing when it is not there", async () => {
  const { people, anna, boris, cable } = await two();
  const asked = await anna.send("x".repeat(199) + "👍 and more");
  await cable.settle();
  const answer = await boris.send("yes", { reply_to: asked.id });
  assertEquals(answer.reply, {
    id: asked.id,
    cursor: (await boris.message(asked.id)).cursor,
    direction: "in",
    text: "x".repeat(199),
  });
  await cable.settle();
  assertEquals((await anna.message(answer.id)).reply, {
    id: asked.id,
    cursor: asked.cursor,
    direction: "out",
    text: "x".repeat(199),
  });
  await anna.edit(asked.id, "shorter");
  await cable.settle();
  assertEquals((await boris.message(answer.id)).reply?.text, "shorter");
  await anna.delete(asked.id);
  await cable.settle();
  const { reply } = await boris.message(answer.id);
  assertEquals([reply?.text, reply?.deleted], ["", true]);
  await anna.delete(asked.id, "me");
  assertEquals((await anna.message(answer.id)).reply, { id: asked.id });
  await leave(...people);
});

Deno.test("TXT-4: a message passed on says so on both sides", async () => {
  const { people, anna, boris, cable } = await two();
  const { id } = await anna.send("heard elsewhere", { forwarded: true });
  await anna.send("said here");
  await cable.settle();
  for (const side of [anna, boris]) {
    assertEquals((await side.page()).map(({ forwarded }) => forwarded), [true, undefined]);
    assertEquals((await side.message(id)).forwarded, true);
  }
  await leave(...people);
});

Deno.test("TXT-2: what never left vanishes when it is cancelled, and the other side never hears of it", async () => {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const [first, second, third] = [await anna.send("1"), await anna.send("2"), await anna.send("3")];
  await anna.edit(second.id, "two");
  anna.told("removed");
  await anna.cancel(second.id);
  await anna.delete(third.id);
  assertEquals(anna.told("removed").flatMap(({ ids }) => ids), [second.id, third.id]);
  const cable = connect(...people);
  await cable.settle();
  assertEquals((await anna.page()).map(({ id }) => id), [first.id]);
  assertEquals((await boris.page()).map(({ id }) => id), [first.id]);
  assertEquals(boris.me.history.message(boris.key, second.id), undefined);
  assertEquals((await anna.page())[0].status, "delivered");
  await refused("already-sent", () => anna.cancel(first.id));
  await refused("not-yours", () => boris.cancel(first.id));
  await leave(...people);
});

Deno.test("TXT-2: what waits behind a slow link vanishes when it is cancelled, and only that", async () => {
  const { people, anna, boris, cable } = await two();
  const [link] = cable.ends;
  const slow = Promise.withResolvers<void>();
  const real = link.send.bind(link);
  link.send = async (kind, data) => {
    await real(kind, data);
    if (kind === KIND.messages) await slow.promise;
  };
  const ids: string[] = [];
  for (let number = 0; number < 10; number++) ids.push((await anna.send(`${number}`)).id);
  await refused("already-sent", () => anna.cancel(ids[0]));
  for (const id of [ids[3], ids[9]]) await anna.cancel(id);
  await anna.delete(ids[5]);
  // Written and cancelled in one breath: the second waits for the first.
  const id = v7();
  const sending = anna.me.messenger.call("send", { conversation: anna.key, text: "at once", id });
  while (anna.me.history.message(anna.key, id) === undefined) await Promise.resolve();
  await anna.cancel(id);
  await sending;
  slow.resolve();
  await cable.settle();
  for (const side of [anna, boris]) assertEquals(await side.texts(), ["0", "1", "2", "4", "6", "7", "8"]);
  for (const gone of [ids[3], ids[5], ids[9], id]) {
    assertEquals(boris.me.history.message(boris.key, gone), undefined);
  }
  await leave(...people);
});

Deno.test("TXT-2: after a restart while nobody was there, what waits can still vanish", async () => {
  const people = await friends();
  const anna = new Side(people[0], people[1]);
  const { id } = await anna.send("not yet");
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", {}, people[0].history);
  const later = new Side(people[0], people[1]);
  await later.cancel(id);
  assertEquals(await later.texts(), []);
  await leave(...people);
});

Deno.test("TXT-2: what may have left does not vanish: it is deleted for everyone", async () => {
  const people = await friends();
  let anna = new Side(people[0], people[1]);
  let contents = 0;
  // Boris stores it, but his receipt is lost.
  const cable = connect(people[0], people[1], () => contents++ < 3);
  const { id } = await anna.send("on its way");
  await cable.settle();
  assertEquals((await anna.message(id)).status, "queued");
  await refused("already-sent", () => anna.cancel(id));
  // Nor does a restart make it certain.
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", {}, people[0].history);
  anna = new Side(people[0], people[1]);
  await refused("already-sent", () => anna.cancel(id));
  await anna.delete(id);
  const again = connect(...people);
  await again.settle();
  for (const side of [anna, new Side(people[1], people[0])]) {
    assertEquals((await side.message(id)).deleted, true);
  }
  await leave(...people);
});

Deno.test("TXT-4: the newest edit and reaction count although the author's clock was set back and the program restarted", async () => {
  const people = await friends();
  const ids = (msecs: number) => ({ newId: () => v7({ msecs }) });
  const now = 1_763_683_200_000;
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", ids(now), people[0].history);
  let anna = new Side(people[0], people[1]);
  const { id } = await anna.send("first");
  await anna.edit(id, "second");
  await anna.react(id, "👍");
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", ids(now - 86_400_000), people[0].history);
  anna = new Side(people[0], people[1]);
  await anna.edit(id, "third");
  await anna.react(id, "❤️");
  const cable = connect(...people);
  await cable.settle();
  for (const side of [anna, new Side(people[1], people[0])]) {
    const message = await side.message(id);
    assertEquals([message.text, message.reactions?.[0].emoji], ["third", "❤️"]);
  }
  await leave(...people);
});

Deno.test("TXT-4: an edit costs as much as a message, everything else nothing", async () => {
  const { people, anna, boris, cable } = await two();
  await anna.me.messenger.call("limits_grant", { conversation: anna.key, messages: 3 });
  const { id } = await anna.send("one");
  await anna.edit(id, "x".repeat(1025));
  await refused("limit-exhausted", () => anna.edit(id, "one too many"));
  await anna.react(id, "👍");
  await anna.timer(3600);
  await anna.delete(id);
  await cable.settle();
  assertEquals((await boris.message(id)).deleted, true);
  assertEquals(anna.contact().messages_left, 0);
  await leave(...people);
});

Deno.test("TXT-2: wait answers when an edited message is delivered, and says when the message is gone", async () => {
  const people = await friends();
  const anna = new Side(people[0], people[1]);
  const wait = (id: string) => anna.me.messenger.call("wait", { conversation: anna.key, id, timeout_ms: 600_000 });
  const [edited, cancelled] = [await anna.send("soon"), await anna.send("never")];
  const [soon, never] = [wait(edited.id), wait(cancelled.id)];
  never.catch(() => {});
  await anna.edit(edited.id, "sooner");
  await anna.cancel(cancelled.id);
  await refused("not-found", () => never);
  const cable = connect(...people);
  await cable.settle();
  const delivered = await soon;
  assertEquals([delivered.text, delivered.status], ["sooner", "delivered"]);
  await leave(...people);
});

Deno.test("TXT-6: a draft is kept with what it answers, and forgotten when it is empty", async () => {
  const { people, anna } = await two();
  const { id } = await anna.send("?");
  const set = (text: string, reply_to: string | null) =>
    anna.me.messenger.call("draft_set", { conversation: anna.key, text, reply_to });
  await set("half a sen", id);
  assertEquals(anna.contact().draft, { text: "half a sen", reply_to: id });
  await set("   ", null);
  assertEquals(anna.contact().draft, { text: "   ", reply_to: null });
  await set("", id);
  assertEquals(anna.contact().draft, null);
  await refused("too-long", () => set("x".repeat(4 * 1024 * 1024 + 1), null));
  await refused(
    "not-found",
    () => anna.me.messenger.call("draft_set", { conversation: "4.none", text: "x", reply_to: null }),
  );
  await leave(...people);
});
