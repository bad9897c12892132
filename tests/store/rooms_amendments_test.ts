/** ROOM-3: amendments in a room, and what is undone when events are taken out of it. */

import { assertEquals } from "@std/assert";
import type { History } from "../../store/mod.ts";
import { historyTest } from "../support/history_peer.ts";
import { add, EVA, IDA, ROOM, shown, Speaker, speakers, TALK, texts } from "../support/room_history.ts";

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
const reactions = (history: History, id: string) =>
  history.message(TALK, id)!.reactions.map(({ direction, author, emoji }) => [direction, author, emoji]);
const found = (history: History, text: string) => history.search({ text, limit: 9 }).rows.length;

historyTest("ROOM-3: only its author changes a message, and others are no nearer to it for being others", (history) => {
  const { me, eva, ida } = speakers();
  const text = eva.says("text");
  add(
    history,
    text,
    ida.amends("edit", text.id, "forged"),
    me.amends("delete", text.id),
    ida.amends("delete", text.id),
  );
  assertEquals(texts(history), ["text"]);
  const { changed } = add(history, eva.amends("edit", text.id, "edited"));
  assertEquals(changed, shown(history));
  assertEquals([texts(history), history.versions(TALK, text.id).map(({ text }) => text)], [["edited"], ["text"]]);
  add(history, eva.amends("delete", text.id));
  assertEquals([texts(history), shown(history)[0].deleted, found(history, "edited")], [[""], true, 0]);
});

historyTest("ROOM-3: everybody has one reaction of a message, ours stands first", (history) => {
  const { me, eva, ida } = speakers();
  const text = new Speaker(EVA, "8".repeat(32)).says("text");
  add(
    history,
    ida.amends("reaction", text.id, "🎉"),
    eva.amends("reaction", text.id, "👍"),
    ida.amends("reaction", text.id, "❤️"),
  );
  add(history, text);
  add(history, me.amends("reaction", text.id, "😀"));
  assertEquals(reactions(history, text.id), [["out", me.author, "😀"], ["in", EVA, "👍"], ["in", IDA, "❤️"]]);
  add(history, eva.amends("reaction", text.id, ""));
  assertEquals(reactions(history, text.id), [["out", me.author, "😀"], ["in", IDA, "❤️"]]);
});

historyTest(
  "ROOM-3: kinds of direct conversations that a room does not know are messages of a newer version",
  (history) => {
    const { eva } = speakers();
    add(history, eva.amends("timer", "", "60"), eva.amends("file-state", "", "ready"));
    assertEquals([shown(history).map(({ kind }) => kind), history.timer(TALK).theirs], [["timer", "file-state"], null]);
  },
);

historyTest("ROOM-2: what is taken out goes with all it did, and what it was said about stays", (history) => {
  const { eva, ida } = speakers();
  const [stays, goes] = [eva.says("stays"), ida.says("secret")];
  const edit = eva.amends("edit", stays.id, "stays!");
  add(history, stays, edit, goes, ida.amends("reaction", stays.id, "👍"), eva.amends("reaction", goes.id, "❤️"));
  const answer = eva.event({ item: { text: "answer", about: goes.id } });
  add(history, answer);
  const { removed, changed } = history.cutRoom(ROOM, [{ stream: ida.stream, seq: 0 }, {
    stream: "9".repeat(32),
    seq: 0,
  }]);
  assertEquals([removed, ids(changed)], [[goes.id], [stays.id]]);
  assertEquals([texts(history), reactions(history, stays.id), found(history, "secret")], [["stays!", "answer"], [], 0]);
  assertEquals(history.roomHeads(ROOM).map(({ author, seq }) => [author, seq]), [[EVA, 4]]);
  assertEquals(history.cutRoom(ROOM, [{ stream: ida.stream, seq: 0 }]).removed, []);
  add(history, goes);
  assertEquals(reactions(history, goes.id), [["in", EVA, "❤️"]], "it counts again, with what was said about it");
});

historyTest("ROOM-2: an edit that is taken out gives the text before it back", (history) => {
  const { eva } = speakers();
  const text = eva.says("eins");
  add(history, text, eva.amends("edit", text.id, "zwei"), eva.amends("edit", text.id, "drei"));
  const cut = (seq: number) => history.cutRoom(ROOM, [{ stream: eva.stream, seq }]).changed.map(({ text }) => text);
  assertEquals([cut(3), cut(2)], [[], ["zwei"]]);
  assertEquals([history.versions(TALK, text.id).length, found(history, "drei"), found(history, "zwei")], [1, 0, 1]);
  assertEquals(history.roomHeads(ROOM)[0].hash.at(-1), "2");
  assertEquals([cut(1), shown(history)[0].edited_at, found(history, "eins")], [["eins"], null, 1]);
  const { text: next } = add(history, { ...eva.says("vier"), seq: 2 }).rows[0];
  assertEquals([next, texts(history)], ["vier", ["eins", "vier"]]);
});

historyTest(
  "ROOM-2: when a deletion is taken out, the message and what was said about it are asked for again",
  (history) => {
    const { eva, ida } = speakers();
    const text = eva.says("text");
    const [edit, reaction] = [eva.amends("edit", text.id, "edited"), ida.amends("reaction", text.id, "👍")];
    add(history, text, edit, reaction);
    history.markRead(TALK, shown(history)[0].cursor, 60);
    add(history, eva.amends("delete", text.id));
    const { removed, changed } = history.cutRoom(ROOM, [{ stream: eva.stream, seq: 2 }]);
    assertEquals([removed, changed, texts(history)], [[text.id], [], []]);
    const asked = history.unshownRoomEvents(ROOM, 9);
    assertEquals(ids(asked).sort(), ids([text, edit, reaction]).sort());
    const said = [text, edit, reaction];
    history.showRoomEvents(ROOM, asked.map(({ id }) => ({ id, item: said.find((one) => one.id === id)!.item! })), 70);
    assertEquals([texts(history), reactions(history, text.id)], [["edited"], [["in", IDA, "👍"]]]);
    assertEquals([history.unread(TALK), history.unshownRoomEvents(ROOM, 9)], [0, []]);
  },
);

historyTest("ROOM-3: receipts reach no further than what stays", (history) => {
  const { me } = speakers();
  add(history, me.says("1"), me.says("2"));
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 2 }], 60);
  history.cutRoom(ROOM, [{ stream: me.stream, seq: 1 }]);
  assertEquals(history.roomReceipts(ROOM).map(({ seq }) => seq), [1]);
  const again = { ...me.says("2 again"), seq: 2 };
  assertEquals(add(history, again).rows[0].received_at, null);
});

historyTest("ROOM-2: a notice is taken back and noted anew; what our user deleted is not", (history) => {
  const { eva } = speakers();
  const notice = { direction: "event", kind: "event", text: "event.room_removed", sent_at: 1 } as const;
  const [said, one, other] = [eva.says("said"), eva.event({ item: notice }), eva.event({ item: notice })];
  add(history, said, one, other);
  history.remove(TALK, other.id);
  assertEquals(history.hideRoomNotices(ROOM, [said.id, one.id, other.id]).removed, [one.id]);
  assertEquals(texts(history), ["said"]);
  const items = [one, other].map(({ id }) => ({ id, item: { ...notice, text: "event.room_left" } }));
  assertEquals(ids(history.showRoomEvents(ROOM, items, 5).rows), [one.id]);
  assertEquals(texts(history), ["said", "event.room_left"]);
  assertEquals([found(history, "removed"), history.hideRoomNotices(ROOM, ["no such"]).removed], [0, []]);
});
