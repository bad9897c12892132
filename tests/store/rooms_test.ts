/** ROOM-2, ROOM-3, ROOM-4: rooms as the history keeps them. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { type History, openMemoryHistory } from "../../store/mod.ts";
import { ANN, incoming, item } from "../support/history_items.ts";
import { historyTest } from "../support/history_peer.ts";
import {
  add,
  CLOCK,
  EVA,
  IDA,
  ME,
  ROOM,
  room,
  shown,
  Speaker,
  speakers,
  TALK,
  texts,
  uuid7,
} from "../support/room_history.ts";

const ALL = { count: 99, bytes: 1e6 };
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

historyTest("ROOM-2: a room keeps what it is, and goes with everything of it", (history) => {
  const other = room({ id: "5".repeat(64), everyone: "e".repeat(64), state: "invited", added_at: 4 });
  history.putRoom(room());
  history.putRoom(other);
  assertEquals(history.rooms(), [other, room()]);
  history.putRoom(room({ name: "Дом", options: { ...room().options, muted: true } }));
  assertEquals([history.room(ROOM)?.name, history.room(ROOM)?.options.muted], ["Дом", true]);
  const { me, eva } = speakers();
  add(history, me.says("иголка"), eva.says("нитка"));
  history.putDraft(TALK, { text: "draft", reply_to: null });
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 1 }], 60);
  const { rows } = history.addIncoming(ANN, "s", [incoming(1, "иголка")], 1);
  history.removeRoom(ROOM);
  assertEquals([history.room(ROOM), history.roomHeads(ROOM), shown(history)], [undefined, [], []]);
  assertEquals([history.roomReceipts(ROOM), history.draft(TALK)], [[], undefined]);
  assertEquals(history.search({ text: "иголка", limit: 9 }).rows, rows);
  const again = add(history, speakers().eva.says("again")).rows;
  assertEquals([again[0].author, texts(history)], [EVA, ["again"]]);
});

historyTest("ROOM-3: events are given back as they came, and heads are the newest of each stream", (history) => {
  const { me, eva } = speakers();
  const control = new Speaker(EVA, "a".repeat(32));
  const events = [eva.says("1"), control.event({ item: null }), eva.says("2"), me.says("3"), eva.says("4")];
  add(history, ...events);
  const [first, join, second, mine, third] = events.map(({ hash: _, clock: __, item: ___, ...event }) => event);
  assertEquals(history.roomEvents(ROOM, eva.stream, 1, ALL), [first, second, third]);
  assertEquals(history.roomEvents(ROOM, eva.stream, 2, ALL), [second, third]);
  assertEquals(history.roomEvents(ROOM, eva.stream, 2, { count: 1, bytes: 1e6 }), [second]);
  assertEquals(history.roomEvents(ROOM, eva.stream, 1, { count: 9, bytes: 1 }), [first], "one in any case");
  assertEquals(history.roomEvents(ROOM, eva.stream, 1, { count: 9, bytes: 2 * first.body.length }), [first, second]);
  assertEquals(history.roomEvents(ROOM, eva.stream, 4, ALL), []);
  assertEquals(history.roomEvents(ROOM, "9".repeat(32), 1, ALL), []);
  assertEquals(history.roomControl(ROOM), [join]);
  assertEquals([history.roomEvent(ROOM, mine.id), history.roomEvent(ROOM, uuid7(1))], [mine, undefined]);
  assertEquals(
    history.roomHeads(ROOM),
    [events[3], events[4], events[1]].map(({ stream, author, seq, hash, clock }) => ({
      stream,
      author,
      seq,
      hash,
      clock,
    })),
  );
});

historyTest("ROOM-3: what is not the next of its stream and author is refused as a whole", (history) => {
  const { eva } = speakers();
  add(history, eva.says("1"));
  const [second, third] = [eva.says("2"), eva.says("3")];
  assertThrows(() => add(history, third), RangeError, "not the next");
  assertThrows(() => add(history, second, { ...third, author: IDA }), RangeError);
  assertThrows(() => add(history, { ...second, seq: 1 }), RangeError);
  assertEquals([texts(history), history.roomHeads(ROOM)[0].seq], [["1"], 1]);
  add(history, second, third);
  assertEquals(texts(history), ["1", "2", "3"]);
});

historyTest("ROOM-3: what an event says is a row with its author, in the order of the ids", (history) => {
  const { me, eva } = speakers();
  const late = eva.says("late", { about: uuid7(1), forwarded: true });
  const mine = me.event({ clock: CLOCK + 9, client: uuid7(7), item: { text: "mine" } });
  const notice = new Speaker(IDA, "b".repeat(32), { clock: CLOCK + 4 })
    .event({ item: { direction: "event", kind: "event", text: "event.joined", args: { name: "Ida" } } });
  const { rows } = add(history, mine, notice);
  assertEquals(rows.map(({ id }) => id), [mine.id, notice.id]);
  const { rows: [row], changed } = add(history, late);
  assertEquals(changed, []);
  assertEquals(shown(history), [row, rows[1], rows[0]]);
  assertEquals(row, {
    ...{
      cursor: row.cursor,
      id: late.id,
      conversation: TALK,
      direction: "in",
      author: EVA,
      kind: "text",
      text: "late",
    },
    ...{ args: null, seq: 0, sent_at: late.clock, received_at: 50, read_at: null, error: null, about: uuid7(1) },
    ...{ forwarded: true, edited_at: null, deleted: false, ttl: null, expires_at: null, reactions: [], file: null },
  });
  assertEquals([rows[0].author, rows[0].received_at, rows[0].direction], [ME, null, "out"]);
  assertEquals([rows[1].args, rows[1].received_at], ['{"name":"Ida"}', 50]);
  assertEquals([history.last(TALK), history.message(TALK, late.id)], [rows[0], row]);
  assertEquals([history.roomEventOfClient(ROOM, uuid7(7)), history.roomEventOfClient(ROOM, uuid7(8))], [
    mine.id,
    undefined,
  ]);
  assertEquals(ids(history.page(TALK, { before: rows[0].cursor, limit: 1 })), [notice.id]);
  assertEquals(ids(history.page(TALK, { after: row.cursor, limit: 9 })), [notice.id, mine.id]);
});

historyTest("ROOM-3: rooms have no outbox, and what concerns streams of two leaves them alone", (history) => {
  const { me } = speakers();
  history.putRoom(room());
  add(history, me.says("mine"));
  assertEquals([history.outbox(), history.outbox(TALK), history.conversationsWithOutbox()], [0, 0, []]);
  assertEquals([history.unacknowledged(TALK, -1, 9), history.transfers({ limit: 9 }).rows], [[], []]);
  history.markFailed(TALK, shown(history)[0].id, "no");
  assertEquals(shown(history)[0].error, null);
  let names = 0;
  history.addOutgoing(ANN, [item("text")]);
  history.restreamAll(() => `new ${++names}`);
  assertEquals([names, history.streams(ANN).out_stream], [1, "new 1"]);
  assertEquals([history.room(ROOM)?.control_stream, history.room(ROOM)?.said_stream], ["", ""]);
});

historyTest("ROOM-4: unread are those not seen, wherever they stand", (history) => {
  const { me, eva } = speakers();
  const [first, second, third] = [eva.says("1"), eva.says("2"), eva.says("3")];
  add(history, first, second, third, me.event({ clock: CLOCK + 2 }));
  assertEquals(history.unread(TALK), 3);
  history.markRead(TALK, history.message(TALK, second.id)!.cursor, 70);
  assertEquals([history.unread(TALK), history.message(TALK, second.id)?.read_at], [1, 70]);
  history.markRead(TALK, history.last(TALK)!.cursor, 80);
  assertEquals([history.unread(TALK), history.message(TALK, second.id)?.read_at], [0, 70]);
  const ida = new Speaker(IDA, "3".repeat(32));
  const [late] = add(history, ida.says("late"), ida.event({ item: { direction: "event" } })).rows;
  assertEquals(history.unread(TALK), 1, "a late one counts, a notice never");
  history.markRead(TALK, late.cursor - 1, 90);
  assertEquals(history.unread(TALK), 1);
  history.markRead(TALK, late.cursor, 90);
  assertEquals(history.unread(TALK), 0);
});

historyTest("ROOM-4: what had no key is stored, asked for in order, and shown once it has one", (history) => {
  const { me, eva } = speakers();
  const sealed = [1, 2, 3].map(() => eva.event({ item: null }));
  const control = new Speaker(EVA, "a".repeat(32)).event({ item: null });
  const mine = me.event({ item: null });
  add(history, ...sealed, control, mine);
  assertEquals(texts(history), []);
  const unshown = ids([...sealed, mine].sort((a, b) => a.id < b.id ? -1 : 1));
  assertEquals(ids(history.unshownRoomEvents(ROOM, 9)), unshown);
  assertEquals(ids(history.unshownRoomEvents(ROOM, 1)), unshown.slice(0, 1));
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 1 }], 60);
  const says = (id: string, direction: "in" | "out" | "event" = "in") => ({
    id,
    item: { direction, kind: "text", text: id, sent_at: 1 },
  });
  const late = [sealed[2].id, control.id, mine.id];
  const { rows } = history.showRoomEvents(ROOM, [
    ...[says(late[0]), says(control.id, "event"), says(mine.id, "out"), says(uuid7(1))],
  ], 70);
  assertEquals(ids(rows), late);
  assertEquals(rows.map(({ author, received_at }) => [author, received_at]), [[EVA, 70], [EVA, 70], [ME, 70]]);
  assertEquals(history.showRoomEvents(ROOM, [says(late[0])], 80).rows, []);
  assert(history.remove(TALK, late[0]).removed);
  assertEquals(history.showRoomEvents(ROOM, [says(late[0])], 80).rows, [], "our user removed it");
  assertEquals(ids(history.unshownRoomEvents(ROOM, 9)), ids(sealed.slice(0, 2)));
});

Deno.test("ROOM-3: what says nothing yet is read in portions, however large it is", async () => {
  const history = await openMemoryHistory();
  const { eva } = speakers();
  const body = "x".repeat(512 * 1024);
  const sealed = Array.from({ length: 18 }, () => eva.event({ item: null, body }));
  add(history, ...sealed);
  const first = history.unshownRoomEvents(ROOM, 99);
  const rest = history.unshownRoomEvents(ROOM, 99, first[first.length - 1].id);
  assertEquals([first.length, rest.length], [16, 2]);
  assertEquals(ids([...first, ...rest]), ids(sealed));
  assertEquals(history.unshownRoomEvents(ROOM, 99, rest[1].id), []);
  await history.close();
});

historyTest("ROOM-3: receipts only rise, and the first of anybody says that somebody has it", (history) => {
  const { me, eva } = speakers();
  const [first, edit, second] = [me.says("1"), me.amends("edit", uuid7(1), "x"), me.says("2")];
  add(history, first, edit, second, eva.says("3"));
  const put = (member: string, seq: number, at: number, stream = me.stream) =>
    ids(history.putRoomReceipts(ROOM, [{ member, stream, seq }], at).changed);
  assertEquals(put(EVA, 1, 60), [first.id]);
  assertEquals(put(IDA, 2, 70), []);
  assertEquals(put(EVA, 9, 80), [second.id], "of what was never said nothing is acknowledged");
  assertEquals([put(EVA, 1, 90), put(IDA, 3, 90), put(IDA, 1, 90, "9".repeat(32))], [[], [], []]);
  assertEquals(history.roomReceipts(ROOM), [
    { member: EVA, stream: me.stream, seq: 3 },
    { member: IDA, stream: me.stream, seq: 3 },
  ]);
  assertEquals(shown(history).map(({ received_at }) => received_at), [60, 50, 80]);
  const third = me.says("4");
  add(history, third);
  assertEquals(history.message(TALK, third.id)?.received_at, null);
});

historyTest("ROOM-3: clearing takes what was said, but for what nobody else has", (history) => {
  const { me, eva } = speakers();
  history.putRoom(room({ said_stream: me.stream }));
  const control = new Speaker(EVA, "a".repeat(32)).event({ item: null });
  const [known, kept, sealed, about] = [
    me.says("known"),
    me.says("kept"),
    eva.event({ item: null }),
    eva.says("about"),
  ];
  add(history, control, known, sealed, about, eva.amends("reaction", about.id, "👍"), kept);
  add(history, me.amends("edit", kept.id, "kept!"), me.amends("reaction", about.id, "❤️"));
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 1 }], 60);
  assertEquals(history.clear(TALK).removed, 2);
  assertEquals([texts(history), history.unshownRoomEvents(ROOM, 9)], [["kept!"], []]);
  assertEquals([history.roomEvents(ROOM, eva.stream, 1, ALL), history.roomEvent(ROOM, about.id)], [[], undefined]);
  assertEquals(history.roomEvents(ROOM, me.stream, 1, ALL), []);
  assertEquals(ids(history.roomEvents(ROOM, me.stream, 2, ALL)).length, 3, "they could not take what follows");
  assertEquals(history.roomHeads(ROOM).map(({ seq }) => seq), [4, 3, 1]);
  assertEquals(history.roomControl(ROOM).length, 1);
  assertEquals(history.message(TALK, about.id), undefined);
  add(history, eva.says("next"));
  assertEquals(texts(history), ["kept!", "next"]);
  assertEquals(ids(history.roomEvents(ROOM, eva.stream, 4, ALL)).length, 1);
  history.addIncoming(ANN, "s", [incoming(1, "direct")], 1);
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 4 }], 60);
  assertEquals(history.clear().removed, 3);
  assertEquals([texts(history), history.page(ANN, { limit: 9 })], [[], []]);
});

historyTest("ROOM-3: clearing leaves what nobody has in each of our streams, shown or not", (history) => {
  const { me, eva } = speakers();
  const older = new Speaker(ME, "7".repeat(32));
  history.putRoom(room({ said_stream: me.stream }));
  const [old, mine] = [older.says("old"), me.says("mine")];
  add(history, old, mine, eva.says("theirs"));
  history.remove(TALK, mine.id);
  history.clear(TALK);
  assertEquals([texts(history), history.roomEvents(ROOM, older.stream, 1, ALL).length], [["old"], 1]);
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: older.stream, seq: 1 }], 60);
  history.clear(TALK);
  assertEquals([texts(history), history.roomEvents(ROOM, older.stream, 1, ALL)], [[], []]);
  history.clear(TALK);
  assertEquals(history.roomEvents(ROOM, me.stream, 1, ALL).length, 1);
});

historyTest("ROOM-3: one is removed for our user alone, with what was said about it", (history) => {
  const { me, eva } = speakers();
  const [mine, theirs] = [me.says("mine"), eva.says("theirs")];
  add(history, mine, theirs, eva.amends("reaction", mine.id, "👍"), me.amends("edit", mine.id, "mine!"));
  assert(history.remove(TALK, mine.id).removed);
  assertEquals([texts(history), history.message(TALK, mine.id)], [["theirs"], undefined]);
  assertEquals(history.roomEvents(ROOM, me.stream, 1, ALL).length, 2, "others still get it");
  assertEquals(history.search({ text: "mine", limit: 9 }).rows, []);
});

historyTest("ROOM-3: two events with the same id are both kept, and one of them is shown", (history) => {
  const [one, other] = ["6", "7"].map((digit) => new Speaker(EVA, digit.repeat(32)));
  const first = one.says("first");
  const second = other.event({ id: first.id, item: { text: "second" } });
  add(history, first);
  assertEquals(add(history, second, other.says("third")).rows.map(({ text }) => text), ["third"]);
  assertEquals([texts(history).sort(), history.roomHeads(ROOM).length], [["first", "third"], 2]);
});

historyTest("ROOM-3: a notice of our own program stands among the messages", (history) => {
  const { eva } = speakers();
  add(history, eva.says("1"), eva.event({ clock: CLOCK + 50 }));
  history.addEvent(TALK, { id: uuid7(CLOCK + 20), text: "event.forked", args: { name: "Eva" }, at: 5 });
  assertEquals(shown(history).map(({ direction, author }) => [direction, author]), [
    ["in", EVA],
    ["event", null],
    ["in", EVA],
  ]);
});

Deno.test("ROOM-3: in one room a search is in its order, over all in that of arrival, also beside what is not kept", async () => {
  const history: History = await openMemoryHistory();
  const { me, eva, ida } = speakers();
  history.addIncoming(ANN, "s", [incoming(1, "hay direct")], 1);
  history.keep(ANN, false);
  const late = me.event({ clock: CLOCK + 700, item: { text: "hay late" } });
  add(history, late);
  add(history, ...Array.from({ length: 1_200 }, (_, n) => eva.says(n % 400 === 0 ? `hay ${n}` : "straw")));
  add(history, ida.amends("edit", late.id, "hay forged"));
  const found = (conversation?: string, limit = 2) => {
    const hits: string[] = [];
    let after: string | null | undefined;
    while (after !== null) {
      const page = history.search({ text: "hay", conversation, after, limit });
      hits.push(...page.rows.map(({ text }) => text));
      after = page.next;
    }
    return hits;
  };
  const ordered = ["hay 800", "hay 400", "hay 0"];
  for (const limit of [1, 2, 9]) assertEquals(found(TALK, limit), ["hay 800", "hay late", "hay 400", "hay 0"]);
  assertEquals(found(), [...ordered, "hay late", "hay direct"]);
  const [{ cursor }] = history.search({ text: "hay 400", conversation: TALK, limit: 1 }).rows;
  assertEquals(
    history.search({ text: "hay", conversation: TALK, after: String(cursor), limit: 1 }).rows.map(({ text }) => text),
    ["hay 0"],
  );
  assertEquals(
    history.search({ text: "", direction: "out", conversation: TALK, limit: 9 }).rows.map(({ text }) => text),
    [
      "hay late",
    ],
  );
  await history.close();
});
