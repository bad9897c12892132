/** TXT-4: editing, deleting for everyone, answering, forwarding, reacting, as the history keeps them. */

import { assert, assertEquals } from "@std/assert";
import type { History, MessageRow } from "../../store/mod.ts";
import { amendment, ANN, BOB, incoming, item, uuid } from "../support/history_items.ts";
import { historyTest } from "../support/history_peer.ts";

const test: typeof historyTest = (name, body) => historyTest(`TXT-4: ${name}`, body);
const texts = (rows: readonly MessageRow[]) => rows.map(({ text }) => text);
const shown = (history: History) => texts(history.page(ANN, { limit: 100 }));
const found = (history: History, text: string) => texts(history.search({ conversation: ANN, text, limit: 9 }).rows);

test("an edited message has its new text, keeps its older ones, and is not a new message", (history) => {
  const [hello] = history.addOutgoing(ANN, [item("helo"), item("next")]).rows;
  const edit = amendment("edit", hello.id, "hello");
  const { rows, changed } = history.addOutgoing(ANN, [edit]);
  assertEquals([rows.length, rows[0].kind, rows[0].about, rows[0].seq], [1, "edit", hello.id, 3]);
  assertEquals(changed, [{ ...hello, text: "hello", edited_at: edit.sent_at }]);
  assertEquals(history.page(ANN, { limit: 9 })[0], changed[0]);
  assertEquals(shown(history), ["hello", "next"]);
  assertEquals(history.last(ANN)?.text, "next");
  const again = amendment("edit", hello.id, "Hello!");
  history.addOutgoing(ANN, [again]);
  assertEquals(history.versions(ANN, hello.id), [
    { text: "helo", at: hello.sent_at },
    { text: "hello", at: edit.sent_at },
  ]);
  assertEquals(history.message(ANN, hello.id)?.text, "Hello!");
  assertEquals(history.message(ANN, edit.id)?.kind, "edit");
});

test("the edit with the largest id counts, whenever it comes", (history, ann) => {
  const [first, second, third] = [uuid(), uuid(), uuid()];
  const text = item("0");
  ann.says(text);
  ann.says(amendment("edit", text.id, "2", { id: second }));
  assertEquals(ann.says(amendment("edit", text.id, "1", { id: first })).changed, []);
  assertEquals(shown(history), ["2"]);
  ann.says(amendment("edit", text.id, "3", { id: third }));
  assertEquals(texts(history.versions(ANN, text.id) as unknown as MessageRow[]), ["0", "1", "2"]);
  assertEquals(shown(history), ["3"]);
});

test("amendments are items of the stream: numbered, repeated, acknowledged, and never shown", (history) => {
  const [text] = history.addOutgoing(ANN, [item("text")]).rows;
  const edit = amendment("edit", text.id, "edited");
  history.addOutgoing(ANN, [edit, amendment("reaction", text.id, "👍")]);
  assertEquals(history.addOutgoing(ANN, [edit]).rows[0].seq, 2);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ kind, text }) => [kind, text]), [
    ["text", "text"],
    ["edit", "edited"],
    ["reaction", "👍"],
  ]);
  assertEquals([history.outbox(ANN), history.outgoingId(ANN, 2)], [3, edit.id]);
  history.restream(ANN, "fresh", 10);
  assertEquals(history.unacknowledged(ANN, 11, 9).map(({ seq, about }) => [seq, about]), [
    [12, text.id],
    [13, text.id],
  ]);
  history.acknowledge(ANN, 13, 0, 5);
  assertEquals([history.outbox(ANN), shown(history)], [0, ["edited"]]);
  assertEquals(history.page(ANN, { after: 0, limit: 9 }).length, 1);
});

test("incoming amendments are not unread, and the newest received item may be one", (history, ann) => {
  const text = item("text");
  ann.says(text);
  history.markRead(ANN, history.last(ANN)!.cursor, 20);
  const reaction = amendment("reaction", text.id, "❤️");
  const { rows, changed } = ann.says(reaction);
  assertEquals([rows.length, changed.length], [1, 1]);
  assertEquals(changed[0].reactions, [{ direction: "in", emoji: "❤️", at: reaction.sent_at }]);
  assertEquals([history.unread(ANN), history.newestReceivedId(ANN)], [0, reaction.id]);
  assertEquals(history.streams(ANN).in_read, 1);
  assertEquals(history.last(ANN)?.id, text.id);
});

test("deleting takes the text, the older ones and the reactions, and beats every edit", (history, ann) => {
  const text = item("secret");
  ann.says(text, amendment("edit", text.id, "secret edited"));
  history.addOutgoing(ANN, [amendment("reaction", text.id, "👍")]);
  const late = uuid();
  assertEquals(history.unread(ANN), 1);
  const { changed } = ann.says(amendment("delete", text.id));
  assertEquals(history.unread(ANN), 0, "there is nothing to read");
  assertEquals([changed[0].deleted, changed[0].text, changed[0].edited_at, changed[0].reactions], [true, "", null, []]);
  assertEquals(ann.says(amendment("edit", text.id, "secret again", { id: late })).changed, []);
  history.addOutgoing(ANN, [amendment("reaction", text.id, "👎")]);
  assertEquals(history.page(ANN, { limit: 9 }), changed);
  assertEquals([history.versions(ANN, text.id), history.message(ANN, late)?.text], [[], ""]);
  assertEquals(found(history, "secret"), []);
});

test("only the author edits or deletes, only a text, and what is wrong changes nothing but is kept", (history, ann) => {
  const [mine] = history.addOutgoing(ANN, [item("mine")]).rows;
  const theirs = item("theirs");
  const sticker = item("newer", { kind: "sticker" });
  ann.says(theirs, sticker);
  const event = { id: uuid(), text: "event.connected", at: 1 };
  history.addEvent(ANN, event);
  const before = history.page(ANN, { limit: 9 });
  const wrong = [
    amendment("edit", mine.id, "forged"),
    amendment("delete", mine.id),
    amendment("edit", sticker.id, "not a text"),
    amendment("delete", event.id),
    amendment("reaction", event.id, "👍"),
    amendment("edit", theirs.id, ""),
    amendment("edit", undefined, "about nothing"),
    amendment("delete", theirs.id, "with a text"),
    ...["no emoji", "👍👍", "x", "\u2603".repeat(33), " ", "👍\u202e"].map((text) =>
      amendment("reaction", theirs.id, text)
    ),
  ];
  const { rows, changed } = ann.says(...wrong);
  assertEquals([rows.length, changed], [wrong.length, []]);
  const edit = amendment("edit", theirs.id, "by us");
  assertEquals(history.addOutgoing(ANN, [edit, amendment("delete", theirs.id)]).changed, []);
  assertEquals(history.page(ANN, { limit: 9 }), before);
  assertEquals(history.streams(ANN).in_received, 2 + wrong.length);
  assertEquals(history.message(ANN, wrong[0].id)?.text, "forged");
});

test("one reaction of each side, replaced by the newer one, taken back by an empty one", (history, ann) => {
  const [text] = history.addOutgoing(ANN, [item("text")]).rows;
  const [old, late] = [uuid(), uuid()];
  ann.says(amendment("reaction", text.id, "👍🏽", { id: late }), amendment("reaction", text.id, "👎", { id: old }));
  history.addOutgoing(ANN, [amendment("reaction", text.id, "🇷🇺")]);
  const now = () => history.message(ANN, text.id)!.reactions.map(({ direction, emoji }) => [direction, emoji]);
  assertEquals(now(), [["out", "🇷🇺"], ["in", "👍🏽"]]);
  ann.says(amendment("reaction", text.id, ""));
  assertEquals(now(), [["out", "🇷🇺"]]);
  ann.says(amendment("reaction", text.id, "👍", { id: old }));
  assertEquals(now(), [["out", "🇷🇺"]]);
});

test("an amendment that comes before its message waits for it, also in one batch", (history, ann) => {
  const [edited, deleted, reacted] = [item("edited"), item("deleted"), item("reacted")];
  const early = [
    amendment("edit", edited.id, "edited early"),
    amendment("edit", deleted.id, "secret early"),
    amendment("delete", deleted.id),
    amendment("reaction", reacted.id, "👍"),
  ];
  ann.says(...early);
  assertEquals(shown(history), []);
  history.addOutgoing(ANN, [amendment("reaction", deleted.id, "❤️"), amendment("edit", edited.id, "not ours")]);
  const { rows, changed } = ann.says(edited, deleted, reacted);
  assertEquals(changed, []);
  assertEquals(rows.map(({ text, deleted }) => [text, deleted]), [
    ["edited early", false],
    ["", true],
    ["reacted", false],
  ]);
  assertEquals(rows, history.page(ANN, { limit: 9 }));
  assertEquals([rows[2].reactions.length, history.versions(ANN, edited.id).length], [1, 1]);
  assertEquals(history.message(ANN, early[1].id)?.text, "");
  const both = item("both");
  const result = ann.says(amendment("edit", both.id, "both at once"), both);
  assertEquals([texts(result.rows), result.changed], [["both at once", "both at once"], []]);
});

test("what we said and amended in one call is sent as it was said and shown as it is", (history) => {
  const text = item("helo");
  const { rows, changed } = history.addOutgoing(ANN, [text, amendment("edit", text.id, "hello")]);
  assertEquals([texts(rows), texts(changed)], [["helo", "hello"], ["hello"]]);
  assertEquals(texts(history.unacknowledged(ANN, 0, 9)), ["helo", "hello"]);
  assertEquals(shown(history), ["hello"]);
});

test("search knows the new words of an edited message and not its old ones", (history, ann) => {
  const indexed = item("apples and ёжик");
  ann.says(indexed);
  assertEquals(found(history, "apples").length, 1);
  ann.says(amendment("edit", indexed.id, "oranges and ёлка"));
  assertEquals([found(history, "apples"), found(history, "ежик")], [[], []]);
  assertEquals([found(history, "oranges"), found(history, "елка").length], [["oranges and ёлка"], 1]);
  const fresh = item("pears");
  ann.says(fresh, amendment("edit", fresh.id, "plums"));
  assertEquals([found(history, "pears"), found(history, "plums")], [[], ["plums"]]);
  assertEquals(found(history, "oranges plums"), []);
});

test("an answer and a forwarded message say so; what has no use for it ignores it", (history, ann) => {
  const [first] = history.addOutgoing(ANN, [item("question", { forwarded: true })]).rows;
  assertEquals(first.forwarded, true);
  const answer = item("answer", { about: first.id });
  ann.says(answer, amendment("reaction", first.id, "👍", { forwarded: true, ttl: 60 }));
  const page = history.page(ANN, { limit: 9 });
  assertEquals(page.map(({ about, forwarded }) => [about, forwarded]), [[null, true], [first.id, false]]);
});

test("nobody amends what another contact said", (history) => {
  const text = item("Bob's");
  history.addIncoming(BOB, "b", [{ ...text, seq: 1 }], 1);
  history.addIncoming(ANN, "s", [incoming(1, "", { kind: "delete", about: text.id })], 2);
  assertEquals(texts(history.page(BOB, { limit: 9 })), ["Bob's"]);
  assert(history.page(ANN, { limit: 9 }).length === 0);
});

test("the newest texts of before are told, as many as fit eight million bytes", (history, ann) => {
  const text = item("first");
  ann.says(text);
  for (let n = 0; n < 6; n++) ann.says(amendment("edit", text.id, `${n}${"x".repeat(2 * 1024 * 1024 - 1)}`));
  assertEquals(history.versions(ANN, text.id).map(({ text }) => text[0]), ["f", "1", "2", "3", "4"]);
});
