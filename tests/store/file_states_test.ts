/** FILE-2: what both sides say of a file, in whatever order it comes, and what a deletion leaves. */

import { assert, assertEquals } from "@std/assert";
import type { History } from "../../store/mod.ts";
import { amendment, ANN, fileState as state, item, offer, uuid } from "../support/history_items.ts";
import { historyTest as test } from "../support/history_peer.ts";

/** What a person is told of a transfer. */
function brief(history: History, id: string): unknown[] | undefined {
  const row = history.transfer(ANN, id);
  return row && [row.mine, row.theirs, row.final, row.ended_by, row.ended_at];
}

test("FILE-2: what both say of a file is in its message, and the message is told as changed", (history, ann) => {
  const [mine] = history.addOutgoing(ANN, [offer("a")]).rows;
  const accepted = ann.saysAt(20, state(mine.id, "accepted"));
  assertEquals(accepted.changed, [{ ...mine, file: { ...mine.file!, theirs: "accepted" } }]);
  assertEquals([accepted.rows.length, accepted.rows[0].kind, accepted.rows[0].about], [1, "file-state", mine.id]);
  assertEquals(history.page(ANN, { limit: 9 }), accepted.changed);
  const failed = history.addOutgoing(ANN, [state(mine.id, "failed source-gone")]);
  assertEquals(failed.changed.map(({ file }) => [file!.mine, file!.theirs]), [["failed source-gone", "accepted"]]);
  history.addOutgoing(ANN, [state(mine.id, "ready")]);
  assertEquals(brief(history, mine.id), ["ready", "accepted", null, null, null]);
  assertEquals(ann.saysAt(30, state(mine.id, "completed")).changed[0].file!.final, "completed");
  assertEquals(brief(history, mine.id), ["ready", "accepted", "completed", "them", 30]);
  assertEquals(history.addOutgoing(ANN, [state(mine.id, "cancelled")]).changed, [], "it has arrived, whatever is said");
  assertEquals(brief(history, mine.id), ["ready", "accepted", "completed", "them", 30]);
});

test(
  "FILE-2: who ended it, and when: completed before declined before cancelled, the first of several",
  (history, ann) => {
    const [got] = ann.says(offer("a")).rows;
    const [first, second] = [uuid(), uuid()];
    const cancel = state(got.id, "cancelled", { id: second });
    history.addOutgoing(ANN, [cancel]);
    assertEquals(brief(history, got.id), ["", "", "cancelled", "me", cancel.sent_at]);
    assertEquals(ann.saysAt(40, state(got.id, "cancelled", { id: first })).changed.length, 1);
    assertEquals(brief(history, got.id), ["", "", "cancelled", "them", 40]);
    assertEquals(ann.saysAt(50, state(got.id, "declined")).changed, [], "only its reader declines");
    const declined = state(got.id, "declined");
    history.addOutgoing(ANN, [declined]);
    assertEquals(brief(history, got.id), ["", "", "declined", "me", declined.sent_at]);
  },
);

test("FILE-2: a state of the wrong side, of another word, or about something else has no effect", (history, ann) => {
  const [mine, text] = history.addOutgoing(ANN, [offer("a"), item("text")]).rows;
  const [got] = ann.says(offer("b")).rows;
  const wrong = ["ready", "done", "", "failed", "failed ", "failed Too loud", `failed ${"x".repeat(33)}`, "accepted "];
  for (const word of wrong) assertEquals(ann.says(state(mine.id, word)).changed, [], word);
  for (const word of ["accepted", "declined", "completed"]) {
    assertEquals(ann.says(state(got.id, word)).changed, [], word);
  }
  assertEquals(ann.says(state(text.id, "cancelled"), amendment("edit", got.id, "c")).changed, []);
  assertEquals(history.addOutgoing(ANN, [state(mine.id, "completed"), amendment("edit", mine.id, "c")]).changed, []);
  assertEquals([brief(history, mine.id), brief(history, got.id)], [["", "", null, null, null], [
    "",
    "",
    null,
    null,
    null,
  ]]);
  assertEquals(history.page(ANN, { limit: 9 }), [mine, text, got]);
});

test("FILE-2: a state that comes before its offer waits for it", (history, ann) => {
  const coming = offer("late");
  ann.says(
    state(coming.id, "failed source-gone", { id: uuid() }),
    state(coming.id, "ready"),
    state(coming.id, "accepted"),
    state(coming.id, "declined"),
  );
  const early = state(coming.id, "accepted");
  history.addOutgoing(ANN, [early]);
  const { rows: [row], changed } = ann.says(coming);
  assertEquals([row.file!.mine, row.file!.theirs, row.file!.final, changed], ["accepted", "ready", null, []]);
  assertEquals(history.message(ANN, row.id), row);
});

test("TXT-4: an offer can be reacted to; deleted for everyone it leaves a mark and nothing else", (history, ann) => {
  const [mine] = history.addOutgoing(ANN, [offer("geheim.pdf", { path: "/home/me/geheim.pdf" })]).rows;
  assertEquals(ann.says(amendment("reaction", mine.id, "👍")).changed[0].reactions.length, 1);
  const [got] = ann.says(offer("their.pdf")).rows;
  assertEquals(history.addOutgoing(ANN, [amendment("delete", got.id)]).changed, [], "theirs is theirs");
  const { changed } = history.addOutgoing(ANN, [amendment("delete", mine.id)]);
  assertEquals(changed.map(({ text, deleted, file }) => [text, deleted, file]), [["", true, null]]);
  assertEquals(history.message(ANN, mine.id), changed[0]);
  assertEquals(history.transfer(ANN, mine.id), undefined);
  assertEquals(history.search({ text: "geheim", limit: 9 }).rows, []);
  assertEquals(history.search({ text: "", kind: "file", limit: 9 }).rows.map(({ id }) => id), [got.id]);
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ id }) => id), [got.id]);
  assertEquals(ann.says(state(mine.id, "completed")).changed, [], "nothing is said of it any more");
});

test("FILE-2: an offer that was deleted before it certainly arrived goes out as one that says nothing", (history) => {
  const [mine] = history.addOutgoing(ANN, [offer("geheim.pdf", {}, { size: 77 })]).rows;
  history.addOutgoing(ANN, [amendment("delete", mine.id)]);
  const [again, deletion] = history.unacknowledged(ANN, 0, 9);
  assertEquals([again.id, again.kind, again.text, deletion.kind], [mine.id, "file", "-", "delete"]);
  assertEquals(again.file!.offer, { type: "file", size: 0, files: 1, key: "A".repeat(43) });
});

test("FILE-2: a deletion that comes before its offer leaves nothing of it", (history, ann) => {
  const coming = offer("geheim.pdf");
  ann.says(amendment("delete", coming.id));
  const { rows: [row] } = ann.says(coming);
  assertEquals([row.text, row.deleted, row.file], ["", true, null]);
  assertEquals([history.message(ANN, row.id), history.transfer(ANN, row.id)], [row, undefined]);
  assertEquals([history.unansweredOffers(ANN), history.transfers({ limit: 9 }).rows], [0, []]);
});

test("FILE-2: thousands of states keep what they come to, and little more", (history, ann) => {
  const [mine] = history.addOutgoing(ANN, [offer("a")]).rows;
  const never = uuid();
  const stored = () => history.unacknowledged(ANN, 0, 9_999).length;
  const ids: string[] = [];
  const words = ["accepted", "failed disk-full", "ready", "cancelled", "completed", "declined"];
  for (let round = 0; round < 20; round++) {
    for (const about of [mine.id, never]) {
      const states = words.slice(0, 3).flatMap((word) => Array.from({ length: 20 }, () => state(about, word)));
      ids.push(...states.map(({ id }) => id));
      ann.says(...states);
    }
  }
  const kept = ids.filter((id) => history.message(ANN, id) !== undefined);
  assertEquals(kept.length, 2 * 3, "one of each word, for each file");
  assertEquals(brief(history, mine.id), ["", "failed disk-full", null, null, null]);
  const later = words.map((word) => state(mine.id, word));
  ann.says(...later);
  assertEquals(brief(history, mine.id)!.slice(1, 4), ["failed disk-full", "completed", "them"]);
  assertEquals(stored(), 1, "what is still to be delivered stays");

  for (let n = 0; n < 9; n++) history.addOutgoing(ANN, [state(mine.id, "ready")]);
  assertEquals(stored(), 10);
  history.acknowledge(ANN, 10, 0, 99);
  const [last] = history.addOutgoing(ANN, [state(mine.id, "ready")]).rows;
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ id }) => id), [last.id]);
  assertEquals(history.outgoingId(ANN, 9), undefined);
  const cursors = history.addOutgoing(ANN, [item("next")]).rows.map(({ cursor }) => cursor);
  assert(cursors[0] > last.cursor);
});

test("FILE-2: a state that is said again beside the one that replaces it is told, and forgotten", (history, ann) => {
  const [got] = ann.says(offer("a")).rows;
  const [old, next] = [state(got.id, "accepted"), state(got.id, "accepted")];
  history.addOutgoing(ANN, [old]);
  history.acknowledge(ANN, 1, 0, 5);
  assertEquals(history.addOutgoing(ANN, [old, next]).rows.map(({ id }) => id), [old.id, next.id]);
  assertEquals(history.message(ANN, old.id), undefined);
});

test("FILE-2: of several ends that come before their offer the first counts", (history, ann) => {
  const [first, second, third] = [uuid(), uuid(), uuid()];
  const coming = offer("late");
  const cancelled = (id: string) => state(coming.id, "cancelled", { id });
  ann.saysAt(30, cancelled(third));
  ann.saysAt(20, cancelled(first));
  history.addOutgoing(ANN, [cancelled(second)]);
  ann.says(coming);
  assertEquals(brief(history, coming.id), ["", "", "cancelled", "them", 20]);
  assertEquals(history.message(ANN, third), undefined);
});
