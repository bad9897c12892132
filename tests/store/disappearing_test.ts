/** TXT-9: disappearing messages: agreed by both, counted from delivery or from being seen, gone with all that was said about them. */

import { assertEquals } from "@std/assert";
import { type History, type NewItem, openMemoryHistory } from "../../store/mod.ts";
import { amendment, ANN, BOB, incoming, item, uuid, uuidOf } from "../support/history_items.ts";

/** What is agreed and open, without the id of the acceptance. */
function timers(history: History, key = ANN) {
  const { agreed, mine, theirs } = history.timer(key);
  return { agreed, mine, theirs };
}

const OFF = { agreed: 0, mine: null, theirs: null };

/** A test with a history that is closed afterwards. */
function test(name: string, body: (history: History, ann: (...items: NewItem[]) => void) => void): void {
  Deno.test(`TXT-9: ${name}`, async () => {
    const history = await openMemoryHistory();
    let seq = 0;
    try {
      body(history, (...items) => history.addIncoming(ANN, "s", items.map((one) => ({ ...one, seq: ++seq })), 10));
    } finally {
      await history.close();
    }
  });
}

const timer = (text: string, about?: string, more: Partial<NewItem> = {}) => amendment("timer", about, text, more);

test("a proposal is agreed when the other side accepts it with the same value", (history, ann) => {
  assertEquals(timers(history), OFF);
  const proposal = timer("60");
  history.addOutgoing(ANN, [proposal]);
  assertEquals(timers(history), { agreed: 0, mine: { id: proposal.id, seconds: 60 }, theirs: null });
  ann(timer("30", proposal.id));
  history.addOutgoing(ANN, [timer("60", proposal.id)]);
  assertEquals(history.timer(ANN).agreed, 0, "another value, and one's own");
  ann(timer("60", proposal.id));
  assertEquals(timers(history), { agreed: 60, mine: null, theirs: null });
  assertEquals(history.message(ANN, history.timer(ANN).acceptance)?.about, proposal.id);
  const off = timer("0");
  ann(off);
  assertEquals(timers(history), { agreed: 60, mine: null, theirs: { id: off.id, seconds: 0 } });
  history.addOutgoing(ANN, [timer("0", off.id)]);
  assertEquals([timers(history), timers(history, BOB)], [OFF, OFF]);
  assertEquals([history.page(ANN, { limit: 9 }), history.unread(ANN)], [[], 0]);
});

test("the acceptance with the largest id counts, and open proposals before it are overtaken", (history, ann) => {
  const [first, second, third] = [timer("60"), timer("90"), timer("120")];
  history.addOutgoing(ANN, [first, second]);
  const [small, large] = [uuid(), uuid()];
  ann(timer("90", second.id, { id: large }), timer("60", first.id, { id: small }));
  assertEquals(timers(history), { agreed: 90, mine: null, theirs: null });
  ann(third);
  assertEquals(timers(history), { agreed: 90, mine: null, theirs: null }, "made before the agreement");
  const later = timer("5");
  ann(later);
  assertEquals(history.timer(ANN).theirs, { id: later.id, seconds: 5 });
});

test("an acceptance may come before its proposal; what is no time means nothing", (history, ann) => {
  const proposal = timer("60");
  ann(timer("60", proposal.id));
  assertEquals(timers(history), OFF);
  history.addOutgoing(ANN, [proposal]);
  assertEquals(history.timer(ANN).agreed, 60);
  ann(...["4", "-60", "060", "1e2", "31536001", "", " 60", "60.0"].map((text) => timer(text)));
  assertEquals(timers(history), { agreed: 60, mine: null, theirs: null });
});

test("TXT-13: a hundred proposals are remembered, and a flood of them ends no agreement", (history, ann) => {
  const agreed = timer("60");
  ann(agreed);
  history.addOutgoing(ANN, [timer("60", agreed.id)]);
  const base = 1_000_000;
  for (let batch = 0; batch < 3; batch++) {
    ann(...Array.from({ length: 100 }, (_, n) => timer("5", undefined, { id: uuidOf(base + batch * 100 + n) })));
  }
  assertEquals(timers(history), { agreed: 60, mine: null, theirs: { id: uuidOf(base + 299), seconds: 5 } });
  const there = Array.from({ length: 300 }, (_, n) => history.message(ANN, uuidOf(base + n)) !== undefined);
  assertEquals([there.filter(Boolean).length, there[199], there[200]], [100, false, true]);
});

test("clearing leaves the timer as it is, removing the contact does not", (history, ann) => {
  const agreed = timer("60");
  ann(agreed, item("text"));
  history.addOutgoing(ANN, [timer("60", agreed.id)]);
  history.acknowledge(ANN, 1, 1, 20);
  const open = timer("30");
  ann(open);
  const before = timers(history);
  assertEquals(before.theirs?.id, open.id);
  assertEquals([history.clear(ANN).removed, history.clear().removed], [1, 0]);
  assertEquals(timers(history), before);
  history.addOutgoing(ANN, [timer("30", open.id)]);
  assertEquals(timers(history), { agreed: 30, mine: null, theirs: null });
  history.removeContact(ANN);
  assertEquals(timers(history), OFF);
});

test("ours go that long after they were delivered, theirs that long after they were seen", (history, ann) => {
  const [first, second] = history.addOutgoing(ANN, [item("1", { ttl: 5 }), item("2", { ttl: 60 }), item("stays")]).rows;
  assertEquals([first.ttl, first.expires_at, history.nextExpiry()], [5, null, undefined]);
  history.acknowledge(ANN, 1, 0, 1_000);
  history.acknowledge(ANN, 3, 0, 2_000);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ expires_at }) => expires_at), [6_000, 62_000, null]);
  const [seen, unseen] = [item("3", { ttl: 10 }), item("4", { ttl: 10 })];
  ann(seen, unseen);
  const cursorOf = (id: string) => history.message(ANN, id)!.cursor;
  history.markRead(ANN, cursorOf(seen.id), 3_000);
  history.markRead(ANN, cursorOf(seen.id), 9_000);
  assertEquals([history.message(ANN, seen.id)?.expires_at, history.message(ANN, unseen.id)?.expires_at], [
    13_000,
    null,
  ]);
  assertEquals([history.nextExpiry(), history.expire(5_999).gone.size], [6_000, 0]);
  assertEquals(history.expire(13_000).gone, new Map([[ANN, [first.id, seen.id]]]));
  assertEquals(history.page(ANN, { limit: 9 }).map(({ text }) => text), ["2", "stays", "4"]);
  assertEquals([history.nextExpiry(), history.message(ANN, second.id)?.text], [62_000, "2"]);
});

test("an edit changes no times; what was said about a message goes with it", (history, ann) => {
  const text = item("secret", { ttl: 10 });
  const [edit, theirs, ours] = [
    amendment("edit", text.id, "secret edit", { ttl: 1_000 }),
    amendment("reaction", text.id, "👍"),
    amendment("reaction", text.id, "❤️"),
  ];
  ann(text);
  history.markRead(ANN, history.last(ANN)!.cursor, 1_000);
  ann(edit, theirs);
  history.addOutgoing(ANN, [ours]);
  assertEquals(history.message(ANN, text.id)?.expires_at, 11_000);
  assertEquals(history.expire(11_000).gone, new Map([[ANN, [text.id]]]));
  assertEquals([text, edit, theirs].map(({ id }) => history.message(ANN, id)), [undefined, undefined, undefined]);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ id }) => id), [ours.id], "they still have the message");
  history.acknowledge(ANN, 1, 0, 12_000);
  assertEquals(history.message(ANN, ours.id), undefined, "delivered, and of no more use");
  ann(amendment("delete", text.id));
  assertEquals(history.page(ANN, { limit: 9 }), []);
});

test("an edit of a message whose time is over is not kept to be sent, its deletion is", (history) => {
  const [text] = history.addOutgoing(ANN, [item("secret", { ttl: 5 })]).rows;
  history.acknowledge(ANN, 1, 0, 1_000);
  history.addOutgoing(ANN, [amendment("edit", text.id, "secret edit"), amendment("delete", text.id)]);
  history.expire(6_000);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ kind }) => kind), ["delete"]);
});

test("what fails, or is deleted, or said in an unknown kind, has its time too", (history, ann) => {
  const [sticker, text] = [item("x", { kind: "sticker", ttl: 5 }), item("y", { ttl: 5 })];
  ann(sticker, text);
  ann(amendment("delete", text.id));
  history.markRead(ANN, history.last(ANN)!.cursor, 0);
  assertEquals(history.expire(5_000).gone, new Map([[ANN, [sticker.id, text.id]]]));
  const [failed] = history.addOutgoing(ANN, [item("z", { ttl: 5 })]).rows;
  history.markFailed(ANN, failed.id, "too-long");
  history.acknowledge(ANN, 1, 0, 0);
  assertEquals([history.nextExpiry(), history.expire(1e15).gone.size], [undefined, 0]);
});

test("cursors rise, and the reader's place stays known, although the newest message is gone", (history, ann) => {
  const text = item("text", { ttl: 5 });
  ann(text);
  const { cursor } = history.last(ANN)!;
  history.markRead(ANN, cursor, 0);
  history.expire(5_000);
  assertEquals(history.newestReceivedId(ANN), text.id);
  const [next] = history.addIncoming(BOB, "b", [incoming(1, "next")], 1).rows;
  assertEquals(next.cursor, cursor + 1);
});

test("what is over goes in portions, the oldest first, so that a long absence ends in short steps", (history, ann) => {
  ann(...Array.from({ length: 1_500 }, (_, n) => item("x", { ttl: n < 1_200 ? 60 : 5 })));
  history.markRead(ANN, history.last(ANN)!.cursor, 0);
  const [first] = history.expire(1e6).gone.values();
  assertEquals([first.length, history.nextExpiry(), history.page(ANN, { limit: 999 }).length], [1_000, 60_000, 500]);
  assertEquals([history.expire(1e6).gone.get(ANN)?.length, history.nextExpiry()], [500, undefined]);
});

test(
  "an edit that comes after its message disappeared disappears, too; one that finds its message stays",
  (history, ann) => {
    const proposal = timer("60");
    ann(proposal);
    history.addOutgoing(ANN, [timer("60", proposal.id)]);
    const [gone, late] = [item("secret", { ttl: 5 }), item("late", { ttl: 60 })];
    ann(gone);
    history.markRead(ANN, history.last(ANN)!.cursor, 0);
    history.expire(5_000);
    const [after, early] = [amendment("edit", gone.id, "secret edit"), amendment("edit", late.id, "late edit")];
    ann(after, early);
    ann(late);
    assertEquals(history.nextExpiry(), 60_010);
    assertEquals(history.expire(60_010).gone.size, 0, "nobody saw it");
    assertEquals([history.message(ANN, after.id), history.nextExpiry()], [undefined, undefined]);
    assertEquals([history.last(ANN)?.text, history.versions(ANN, late.id).length], ["late edit", 1]);
  },
);
