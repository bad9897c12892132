/** TXT-3, TXT-4, TXT-6: what waits for its reader: cancelled, failed, tried again; drafts; a profile put back from a copy. */

import { assert, assertEquals } from "@std/assert";
import { type History, openMemoryHistory } from "../../store/mod.ts";
import { amendment, ANN, BOB, fileState, incoming, item, offer } from "../support/history_items.ts";

function test(name: string, body: (history: History) => void): void {
  Deno.test(name, async () => {
    const history = await openMemoryHistory();
    try {
      body(history);
    } finally {
      await history.close();
    }
  });
}

const waiting = (history: History, key = ANN) => history.unacknowledged(key, 0, 99).map(({ seq, text }) => [seq, text]);

test("TXT-4: a message that waits is cancelled with everything said about it, and leaves a gap", (history) => {
  const [, second] = history.addOutgoing(ANN, [item("1"), item("2"), item("3")]).rows;
  history.addOutgoing(ANN, [amendment("edit", second.id, "2 edited"), amendment("reaction", second.id, "👍")]);
  assertEquals(history.withdraw(ANN, second.id).removed, true);
  assertEquals([waiting(history), history.outbox(ANN)], [[[1, "1"], [3, "3"]], 2]);
  assertEquals([history.withdraw(ANN, second.id).removed, history.remove(BOB, "x").removed], [false, false]);
  history.acknowledge(ANN, 5, 0, 1);
  assertEquals([history.outbox(ANN), history.page(ANN, { limit: 9 }).length], [0, 2]);
  assertEquals(history.addOutgoing(ANN, [item("4")]).rows[0].seq, 6);
});

test("TXT-4: what is removed here is gone from pages, search and counts, and its amendments are no messages", (history) => {
  const [text] = history.addIncoming(ANN, "s", [incoming(1, "apples"), incoming(2, "pears")], 1).rows;
  const [reaction] = history.addOutgoing(ANN, [amendment("reaction", text.id, "👍")]).rows;
  assertEquals(history.search({ text: "apples", conversation: ANN, limit: 9 }).rows.length, 1);
  assertEquals(history.remove(ANN, reaction.id).removed, false);
  assertEquals(history.remove(ANN, text.id).removed, true);
  assertEquals(history.search({ text: "apples", conversation: ANN, limit: 9 }).rows, []);
  assertEquals([history.unread(ANN), history.page(ANN, { limit: 9 }).length], [1, 1]);
  assertEquals(waiting(history), [[1, "👍"]], "they have the message and will see it");
  assertEquals(history.addIncoming(ANN, "s", [{ ...incoming(1, "apples"), id: text.id }], 2).rows, []);
  history.acknowledge(ANN, 1, 0, 2);
  assertEquals(history.message(ANN, reaction.id), undefined);
});

test("TXT-4: what its reader does not have is removed here and waits all the same, until it is delivered", (history) => {
  const [one, two] = history.addOutgoing(ANN, [item("apples"), item("pears")]).rows;
  const [edit] = history.addOutgoing(ANN, [amendment("edit", one.id, "plums")]).rows;
  assert(history.remove(ANN, one.id).removed);
  assertEquals([history.message(ANN, one.id), history.versions(ANN, one.id)], [undefined, []]);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ text }) => text), ["pears"]);
  assertEquals(history.search({ text: "plums", limit: 9 }).rows, []);
  assertEquals([waiting(history), history.outbox(ANN)], [[[1, "apples"], [2, "pears"], [3, "plums"]], 3]);
  assertEquals(history.remove(ANN, one.id).removed, false);
  assertEquals(history.clear(ANN).removed, 0);
  history.restream(ANN, "fresh", 10);
  assertEquals(waiting(history), [[11, "apples"], [12, "pears"], [13, "plums"]]);
  history.acknowledge(ANN, 11, 0, 5);
  assertEquals(history.outgoingId(ANN, 11), undefined);
  assertEquals(waiting(history), [[12, "pears"], [13, "plums"]]);
  history.acknowledge(ANN, 13, 0, 5);
  assertEquals([history.outgoingId(ANN, 13), history.message(ANN, edit.id)], [undefined, undefined]);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ id }) => id), [two.id]);
});

test("FILE-2: an offer that was removed here goes when it is delivered and its file is at its end", (history) => {
  const [one] = history.addOutgoing(ANN, [offer("a.txt", { path: "/a.txt" })]).rows;
  history.remove(ANN, one.id);
  assertEquals(history.transfer(ANN, one.id)?.leaving, true);
  assertEquals([waiting(history), history.page(ANN, { limit: 9 })], [[[1, "a.txt"]], []]);
  history.acknowledge(ANN, 1, 0, 5);
  history.clear(ANN);
  const accepted = history.addIncoming(ANN, "s", [{ ...fileState(one.id, "accepted"), seq: 1 }], 6);
  assertEquals([accepted.changed, history.transfer(ANN, one.id)?.theirs], [[], "accepted"]);
  const completed = history.addIncoming(ANN, "s", [{ ...fileState(one.id, "completed"), seq: 2 }], 7);
  assertEquals([completed.changed, history.transfer(ANN, one.id), history.outgoingId(ANN, 1)], [
    [],
    undefined,
    undefined,
  ]);
  assertEquals(history.message(ANN, accepted.rows[0].id), undefined, "nor what was said about it");
});

test("TXT-4: clearing keeps what is to be delivered, amendments among it, and lets them go when they are", (history) => {
  const [said, open] = history.addOutgoing(ANN, [item("said"), item("open")]).rows;
  history.acknowledge(ANN, 1, 0, 1);
  const [late, openEdit] = history.addOutgoing(ANN, [
    amendment("edit", said.id, "secret"),
    amendment("edit", open.id, "open edited"),
  ]).rows;
  history.addIncoming(ANN, "s", [incoming(1, "👍", { kind: "reaction", about: said.id })], 1);
  assertEquals(history.clear(ANN).removed, 1);
  assertEquals(waiting(history), [[2, "open"], [3, "secret"], [4, "open edited"]]);
  history.acknowledge(ANN, 4, 4, 2);
  assertEquals(history.message(ANN, late.id), undefined);
  assertEquals(history.message(ANN, openEdit.id)?.text, "open edited");
  assertEquals(history.page(ANN, { limit: 9 }).map(({ text, read_at }) => [text, read_at]), [["open edited", 2]]);
  assertEquals([history.clear().removed, history.message(ANN, openEdit.id)], [1, undefined]);
  const again = amendment("edit", said.id, "does not come back");
  history.addIncoming(ANN, "s", [{ ...again, seq: 2 }], 3);
  assertEquals(history.page(ANN, { limit: 9 }), []);
});

test("TXT-3: a failed message is tried again at the end, under a new number", (history) => {
  const [failed] = history.addOutgoing(ANN, [item("apples"), item("pears")]).rows;
  history.markFailed(ANN, failed.id, "bad-content");
  history.acknowledge(ANN, 2, 0, 1);
  assertEquals(history.search({ text: "apples", conversation: ANN, limit: 9 }).rows.length, 1);
  const { cursor } = history.last(ANN)!;
  const { row } = history.retry(ANN, failed.id);
  assertEquals([row?.seq, row?.cursor, row?.error], [3, cursor + 1, null]);
  assertEquals(history.message(ANN, failed.id), row);
  assertEquals([waiting(history), history.streams(ANN).out_seq], [[[3, "apples"]], 3]);
  assertEquals(history.search({ text: "apples", conversation: ANN, limit: 9 }).rows, [row!]);
  assertEquals(history.acknowledge(ANN, 3, 3, 2).cursor, cursor + 1);
  assertEquals(history.message(ANN, failed.id)?.read_at, 2);
  assertEquals([history.retry(ANN, failed.id).row, history.retry(BOB, failed.id).row], [undefined, undefined]);
});

test("TXT-3: one conversation's failure is not another's, although the ids are the same", (history) => {
  const text = item("same");
  history.addOutgoing(ANN, [text]);
  history.addOutgoing(BOB, [text]);
  history.markFailed(ANN, text.id, "x");
  assertEquals([history.outbox(ANN), history.outbox(BOB)], [0, 1]);
});

test("TXT-3: after putting a profile back every stream has a new name, and numbers are never given twice", (history) => {
  history.addOutgoing(ANN, [item("1"), item("2")]);
  history.acknowledge(ANN, 1, 0, 1);
  history.addOutgoing(BOB, [item("3")]);
  let names = 0;
  history.restreamAll(() => `new-${++names}`);
  assertEquals([history.streams(ANN).out_stream, history.streams(BOB).out_stream], ["new-1", "new-2"]);
  assertEquals([waiting(history), waiting(history, BOB)], [[[3, "2"]], [[2, "3"]]]);
});

test("TXT-6: a draft is kept to the last code unit, replaced, forgotten, and goes with its contact", (history) => {
  const [reply] = history.addIncoming(ANN, "s", [incoming(1, "?")], 1).rows;
  assertEquals(history.draft(ANN), undefined);
  const text = "\ufeffчерновик\n 🧑‍🚀";
  history.putDraft(ANN, { text, reply_to: reply.id });
  history.putDraft(BOB, { text: "other", reply_to: null });
  assertEquals(history.draft(ANN), { text, reply_to: reply.id });
  history.putDraft(ANN, { text: "new \ud800", reply_to: null });
  assertEquals(history.draft(ANN), { text: "new \ufffd", reply_to: null });
  history.clear(ANN);
  assert(history.draft(ANN) !== undefined);
  history.putDraft(BOB, undefined);
  assertEquals(history.draft(BOB), undefined);
  history.removeContact(ANN);
  assertEquals(history.draft(ANN), undefined);
});

test("TXT-2: a failed message that was edited goes out again as it was first said: its edit is an item of its own", (history) => {
  const [failed] = history.addOutgoing(ANN, [item("first")]).rows;
  history.addOutgoing(ANN, [amendment("edit", failed.id, "second")]);
  history.markFailed(ANN, failed.id, "bad-content");
  const { row } = history.retry(ANN, failed.id);
  assertEquals([row?.text, history.message(ANN, failed.id)?.text], ["first", "second"]);
  assertEquals(waiting(history), [[2, "second"], [3, "first"]]);
});
