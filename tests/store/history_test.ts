/** What the program may rely on when it asks its history. */

import { assert, assertEquals } from "@std/assert";
import { type ContactRow, DEFAULT_OPTIONS, type History, openMemoryHistory } from "../../store/mod.ts";

const ANN = "7." + "a".repeat(64);
const BOB = "9." + "b".repeat(64);

let serial = 0;
function uuid(): string {
  return `0193e8d0-0000-7000-8000-${(++serial).toString(16).padStart(12, "0")}`;
}

function item(text: string, id = uuid()) {
  return { id, kind: "text", text, sent_at: 1_763_683_200_000 };
}

function incoming(seq: number, text: string, id = uuid()) {
  return { ...item(text, id), seq };
}

function contact(key: string): ContactRow {
  const [id, root] = key.split(".");
  return {
    key,
    id,
    root,
    own_name: "Аня",
    alias: null,
    state: "active",
    addresses: [["192.0.2.1", 7420], ["::1", 7421]],
    fingerprint: null,
    card: null,
    added_at: 5,
    options: DEFAULT_OPTIONS,
    keys: null,
    new_keys: null,
    verified_keys: null,
  };
}

/** A test with a history that is closed afterwards. */
function test(name: string, body: (history: History) => Promise<void> | void): void {
  Deno.test(name, async () => {
    const history = await openMemoryHistory();
    try {
      await body(history);
    } finally {
      await history.close();
    }
  });
}

const texts = (rows: readonly { text: string }[]) => rows.map(({ text }) => text);

test("a contact comes back as it was put, and is replaced by the next one with its key", async (history) => {
  await history.putContact(contact(ANN)).saved;
  await history.putContact({ ...contact(ANN), alias: "Анюта", state: "blocked", fingerprint: "00ff", card: "{}" })
    .saved;
  assertEquals(history.contacts(), [
    { ...contact(ANN), alias: "Анюта", state: "blocked", fingerprint: "00ff", card: "{}" },
  ]);
  assertEquals(history.contact(BOB), undefined);
});

test("removing a contact takes its messages, streams and pending invite and nothing of others", (history) => {
  for (const key of [ANN, BOB]) {
    history.putContact(contact(key));
    history.addOutgoing(key, [item("secret words")]);
    history.addIncoming(key, "s", [incoming(1, "answer")], 9);
    history.putPendingInvite({ key, text: "parley:x", accepted_at: 1 });
  }
  const stream = history.streams(ANN).out_stream;
  assertEquals(history.search({ conversation: ANN, text: "secret", limit: 9 }).rows.length, 1);
  history.removeContact(ANN);
  assertEquals(history.contacts().map(({ key }) => key), [BOB]);
  assertEquals(history.pendingInvites().map(({ key }) => key), [BOB]);
  assertEquals(history.page(ANN, { limit: 9 }), []);
  assertEquals(history.search({ conversation: ANN, text: "secret", limit: 9 }).rows, []);
  assertEquals(texts(history.search({ conversation: BOB, text: "secret", limit: 9 }).rows), ["secret words"]);
  assert(history.streams(ANN).out_stream !== stream);
  assertEquals(history.streams(ANN).in_stream, "");
});

test("outgoing items get rising numbers, and a repeated call gives the same rows", async (history) => {
  const items = [item("one"), item("two")];
  const first = history.addOutgoing(ANN, items);
  await first.saved;
  assertEquals(first.rows.map(({ seq }) => seq), [1, 2]);
  const third = item("three");
  const again = history.addOutgoing(ANN, [items[1], third, third]);
  assertEquals(again.rows.map(({ seq }) => seq), [2, 3, 3]);
  assertEquals(again.rows[0], first.rows[1]);
  assertEquals(history.streams(ANN).out_seq, 3);
  assertEquals(texts(history.page(ANN, { limit: 10 })), ["one", "two", "three"]);
});

test("what is stored comes back to the last code unit", (history) => {
  const hostile = ["", "a\0b", "🧑‍🚀 e\u0301", "\u2028'\"`; DROP TABLE messages", "x".repeat(300_000), "\ufeffтекст"];
  const { rows } = history.addOutgoing(ANN, hostile.map((text) => item(text)));
  assertEquals(texts(rows), hostile);
  assertEquals(history.page(ANN, { limit: 10 }), rows);
  assertEquals(history.message(ANN, rows[1].id), rows[1]);
  assertEquals(history.last(ANN), rows.at(-1));
  assertEquals(history.addOutgoing(ANN, [item("half \ud83d pair")]).rows[0].text, "half \ufffd pair");
  assertEquals(history.last(ANN)?.text, "half \ufffd pair");
});

test("ids that are not UUIDs are kept as they are", (history) => {
  const ids = ["", "x", "0193E8D0-0000-7000-8000-000000000001", "0193e8d0-0000-7000-8000-000000000001"];
  history.addOutgoing(ANN, ids.map((id) => item("t", id)));
  assertEquals(history.page(ANN, { limit: 10 }).map(({ id }) => id), ids);
});

test("incoming items of the same stream are stored once and in order", (history) => {
  const [a, b, c] = [incoming(1, "a"), incoming(2, "b"), incoming(5, "c")];
  assertEquals(texts(history.addIncoming(ANN, "s1", [a, b], 10).rows), ["a", "b"]);
  assertEquals(texts(history.addIncoming(ANN, "s1", [a, b, c], 11).rows), ["c"]);
  assertEquals(history.addIncoming(ANN, "s1", [incoming(4, "late")], 12).rows, []);
  assertEquals(history.streams(ANN).in_received, 5);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ received_at }) => received_at), [10, 10, 11]);
});

test("an item with a known id is not stored again, but its number counts as received", (history) => {
  const a = incoming(1, "a");
  history.addIncoming(ANN, "s1", [a], 10);
  assertEquals(history.addIncoming(ANN, "s1", [{ ...a, seq: 2 }], 11).rows, []);
  assertEquals(history.streams(ANN).in_received, 2);
});

test("items of a new stream are new whatever their number, except known ids", (history) => {
  const old = incoming(41, "old");
  history.addIncoming(ANN, "s1", [old], 10);
  const { rows } = history.addIncoming(ANN, "s2", [{ ...old, seq: 3 }, incoming(4, "new")], 11);
  assertEquals(texts(rows), ["new"]);
  const state = history.streams(ANN);
  assertEquals([state.in_stream, state.in_received], ["s2", 4]);
});

test("TXT-5: what was seen of one stream says nothing about the next one, whose numbers begin anew", (history) => {
  history.addIncoming(ANN, "first", [incoming(8, "gelesen"), incoming(9, "ungelesen")], 10);
  const [old] = history.page(ANN, { limit: 9 });
  history.markRead(ANN, old.cursor, 11);
  assertEquals(history.streams(ANN).in_read, 8);
  history.addIncoming(ANN, "second", [incoming(1, "neu"), incoming(2, "neuer")], 12);
  assertEquals(history.streams(ANN).in_read, 0);
  const [, , next] = history.page(ANN, { limit: 9 });
  history.markRead(ANN, next.cursor, 13);
  assertEquals([history.streams(ANN).in_read, history.unread(ANN)], [1, 1]);
});

test("one contact cannot hide another's message by using its id", (history) => {
  const id = uuid();
  history.addIncoming(ANN, "s", [incoming(1, "mallory was first", id)], 1);
  assertEquals(texts(history.addIncoming(BOB, "s", [incoming(1, "true", id)], 2).rows), ["true"]);
  assertEquals(texts(history.page(BOB, { limit: 9 })), ["true"]);
});

test("an acknowledgement marks everything up to its number, once", async (history) => {
  history.addOutgoing(ANN, [item("1"), item("2"), item("3")]);
  const first = history.acknowledge(ANN, 2, 1, 100);
  await first.saved;
  const cursors = history.page(ANN, { limit: 9 }).map(({ cursor }) => cursor);
  assertEquals([first.cursor, first.read_cursor], [cursors[1], cursors[0]]);
  history.acknowledge(ANN, 1, 0, 200);
  history.acknowledge(ANN, 2, 2, 300);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ received_at, read_at }) => [received_at, read_at]), [
    [100, 100],
    [100, 300],
    [null, null],
  ]);
  assertEquals(history.outbox(ANN), 1);
  assertEquals(texts(history.unacknowledged(ANN, 0, 9)), ["3"]);
});

test("an acknowledgement of numbers never given out does not cover later messages", (history) => {
  history.addOutgoing(ANN, [item("1")]);
  history.acknowledge(ANN, 1_000, 1_000, 100);
  history.addOutgoing(ANN, [item("2")]);
  assertEquals(history.outbox(ANN), 1);
  assertEquals(texts(history.unacknowledged(ANN, 0, 9)), ["2"]);
});

test("a new stream numbers what is waiting anew, in order, above both counts", (history) => {
  history.addOutgoing(ANN, [item("1"), item("2"), item("3"), item("4")]);
  history.acknowledge(ANN, 1, 0, 100);
  history.markFailed(ANN, history.page(ANN, { limit: 9 })[1].id, "too-long");
  history.restream(ANN, "fresh", 50);
  const state = history.streams(ANN);
  assertEquals([state.out_stream, state.out_seq, state.out_received], ["fresh", 52, 1]);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ text, seq }) => [text, seq]), [["3", 51], ["4", 52]]);
  history.restream(ANN, "fresher", 3);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ seq }) => seq), [53, 54]);
  history.acknowledge(ANN, 54, 54, 200);
  assertEquals(history.outbox(), 0);
  assertEquals(history.page(ANN, { limit: 9 }).map(({ read_at }) => read_at), [200, null, 200, 200]);
});

test("a failed message leaves the outbox and keeps its reason", (history) => {
  const [{ id }] = history.addOutgoing(ANN, [item("1")]).rows;
  history.markFailed(ANN, id, "too-long");
  assertEquals(history.message(ANN, id)?.error, "too-long");
  assertEquals([history.outbox(), history.conversationsWithOutbox()], [0, []]);
  history.acknowledge(ANN, 1, 1, 5);
  assertEquals(history.message(ANN, id)?.received_at, null);
});

test("the outbox counts per conversation and in all", (history) => {
  history.addOutgoing(ANN, [item("1"), item("2")]);
  history.addOutgoing(BOB, [item("3")]);
  history.addIncoming(BOB, "s", [incoming(1, "in")], 1);
  assertEquals([history.outbox(), history.outbox(ANN), history.outbox(BOB), history.outbox("nobody")], [3, 2, 1, 0]);
  assertEquals(history.conversationsWithOutbox(), [ANN, BOB]);
  history.acknowledge(ANN, 2, 0, 1);
  assertEquals(history.conversationsWithOutbox(), [BOB]);
});

test("what was seen is no longer unread; events never are", (history) => {
  history.addIncoming(ANN, "s", [incoming(7, "a"), incoming(8, "b"), incoming(9, "c")], 1);
  history.addEvent(ANN, { id: uuid(), text: "event.connected", at: 2 });
  assertEquals(history.unread(ANN), 3);
  const rows = history.page(ANN, { limit: 9 });
  history.markRead(ANN, rows[1].cursor, 20);
  assertEquals([history.unread(ANN), history.streams(ANN).in_read], [1, 8]);
  history.markRead(ANN, rows[0].cursor, 20);
  assertEquals([history.unread(ANN), history.streams(ANN).in_read], [1, 8]);
  history.markRead(ANN, rows[3].cursor, 20);
  assertEquals([history.unread(ANN), history.streams(ANN).in_read], [0, 9]);
  assertEquals(history.unread(BOB), 0);
});

test("an event keeps its values and is stored once", (history) => {
  const event = { id: uuid(), text: "event.connected", args: { name: "Аня" }, at: 2 };
  const [row] = history.addEvent(ANN, event).rows;
  assertEquals([row.direction, row.kind, row.seq, row.args], ["event", "event", 0, '{"name":"Аня"}']);
  assertEquals(history.addEvent(ANN, event).rows, []);
  assertEquals(history.page(ANN, { limit: 9 }), [row]);
});

test("pages go back through a conversation without gap or overlap", (history) => {
  const all = Array.from({ length: 25 }, (_, n) => item(String(n)));
  for (const one of all) {
    history.addOutgoing(ANN, [one]);
    history.addOutgoing(BOB, [item("other")]);
  }
  const seen: string[] = [];
  let before: number | undefined;
  while (true) {
    const page = history.page(ANN, { before, limit: 10 });
    if (page.length === 0) break;
    seen.unshift(...texts(page));
    before = page[0].cursor;
  }
  assertEquals(seen, texts(all));
});

test("TXT-13: a page of long messages has fewer of them, and never none", (history) => {
  const long = Array.from({ length: 6 }, (_, n) => incoming(n + 1, `${n}${"x".repeat(4 * 1024 * 1024 - 1)}`));
  history.addIncoming(ANN, "s", [...long, incoming(7, "6"), incoming(8, `7${"x".repeat(20 * 1024 * 1024)}`)], 10);
  const shown = (place: { before?: number; after?: number }) =>
    texts(history.page(ANN, { ...place, limit: 9 })).map((text) => text[0]).join("");
  assertEquals([shown({}), shown({ before: 8 }), shown({ before: 3 })], ["7", "3456", "01"]);
  assertEquals([shown({ after: 0 }), shown({ after: 4 }), shown({ after: 7 }), shown({ after: 8 })], [
    ...["0123", "456", "7", ""],
  ]);
});

test("clearing takes everything but what is still to be delivered, and cursors keep rising", (history) => {
  history.addOutgoing(ANN, [item("delivered"), item("failed"), item("waiting")]);
  history.acknowledge(ANN, 1, 0, 1);
  history.markFailed(ANN, history.page(ANN, { limit: 9 })[1].id, "x");
  history.addIncoming(ANN, "s", [incoming(3, "answer")], 2);
  history.addEvent(ANN, { id: uuid(), text: "e", at: 3 });
  history.addIncoming(BOB, "s", [incoming(1, "other answer")], 2);
  assertEquals(history.search({ conversation: ANN, text: "answer", limit: 9 }).rows.length, 1);
  const newest = Math.max(history.last(ANN)!.cursor, history.last(BOB)!.cursor);
  assertEquals(history.clear(ANN).removed, 4);
  assertEquals(texts(history.page(ANN, { limit: 9 })), ["waiting"]);
  assertEquals(history.search({ conversation: ANN, text: "answer", limit: 9 }).rows, []);
  assertEquals(texts(history.search({ conversation: ANN, text: "wait", limit: 9 }).rows), ["waiting"]);
  assertEquals(history.clear().removed, 1);
  assertEquals(texts(history.search({ text: "wait", limit: 9 }).rows), ["waiting"], "what stays is found");
  assertEquals([history.clear().removed, history.clear("nobody").removed], [0, 0]);
  assertEquals(history.addIncoming(ANN, "s", [incoming(3, "answer")], 9).rows, [], "cleared, not forgotten");
  const [next] = history.addIncoming(ANN, "s", [incoming(4, "later answer")], 9).rows;
  assert(next.cursor > newest);
  assertEquals(texts(history.search({ conversation: ANN, text: "answer", limit: 9 }).rows), ["later answer"]);
});

test("search finds Russian and English by beginnings of words, whatever the case", (history) => {
  history.addOutgoing(ANN, ["Ёлка и ёж летят", "Café à la crème", "Привет, мир", "linux LINUX"].map((t) => item(t)));
  history.addOutgoing(BOB, [item("Привет, Боб")]);
  const found = (words: string) => texts(history.search({ conversation: ANN, text: words, limit: 9 }).rows);
  assertEquals(found("елка"), ["Ёлка и ёж летят"]);
  assertEquals(found("ЁЖ лет"), ["Ёлка и ёж летят"]);
  assertEquals(found("cafe creme"), ["Café à la crème"]);
  assertEquals(found("прив"), ["Привет, мир"]);
  assertEquals(found("мир привет"), ["Привет, мир"]);
  assertEquals(found("привет linux"), []);
  history.addOutgoing(ANN, [item("привет ещё раз")]);
  assertEquals(found("привет"), ["привет ещё раз", "Привет, мир"]);
});

test("search pages back like the conversation does", (history) => {
  history.addOutgoing(ANN, Array.from({ length: 30 }, (_, n) => item(n % 3 ? `skip ${n}` : `take ${n}`)));
  const first = history.search({ conversation: ANN, text: "take", limit: 4 }).rows;
  assertEquals(texts(first), ["take 27", "take 24", "take 21", "take 18"]);
  assertEquals(
    texts(history.search({ conversation: ANN, text: "take", after: String(first[3].cursor), limit: 2 }).rows),
    ["take 15", "take 12"],
  );
});

test("no text a user can type breaks a search or widens it", (history) => {
  history.addOutgoing(ANN, [item("plain words near here or there")]);
  const hostile = [
    '"',
    "''",
    "*",
    "wor* OR x",
    "NEAR/2",
    "-plain",
    "(",
    "text:plain",
    "\0",
    "plain\0",
    "\ud800",
    "a".repeat(9e4),
  ];
  for (const words of [...hostile, hostile.join(" "), "NOT", "AND AND", "^plain", "w ".repeat(5_000), "%", "_"]) {
    const rows = history.search({ conversation: ANN, text: words, limit: 9 }).rows;
    assert(rows.length <= 1, words.slice(0, 20));
  }
  assertEquals(
    history.search({ conversation: ANN, text: "plain OR nothing", limit: 9 }).rows,
    [],
    "OR is a word like another",
  );
  assertEquals(history.search({ conversation: ANN, text: "   ", limit: 9 }).rows, []);
  assertEquals(history.search({ conversation: ANN, text: '"plain"', limit: 9 }).rows.length, 1);
});

test("a revocation list is never replaced by an older one", async (history) => {
  await history.putCrl({ root: "r", crl: "new", number: 5 }).saved;
  history.putCrl({ root: "r", crl: "old", number: 4 });
  history.putCrl({ root: "r", crl: "same", number: 5 });
  assertEquals(history.crls(), [{ root: "r", crl: "new", number: 5 }]);
  history.putCrl({ root: "r", crl: "newer", number: 6 });
  assertEquals(history.crls()[0].crl, "newer");
});

test("roots, invites and settings come back as they were put", (history) => {
  const root = {
    fingerprint: "f",
    certificate: "PEM",
    name: "Корень",
    scope: "only",
    ids: ["7"],
    added_at: 1,
  } as const;
  history.putRoot(root);
  assertEquals(history.roots(), [root]);
  history.removeRoot("f");
  assertEquals(history.roots(), []);

  const invite = { id: "i", secret: new Uint8Array([0, 255, 7]), expires_at: 10, redeemed_by: null };
  history.putInvite(invite);
  history.putInvite({ ...invite, id: "j", expires_at: 20, redeemed_by: ANN });
  assertEquals(history.invite("i"), invite);
  history.dropExpiredInvites(15);
  assertEquals(history.invites().map(({ id, redeemed_by }) => [id, redeemed_by]), [["j", ANN]]);

  history.putPendingInvite({ key: ANN, text: "parley:x", accepted_at: 3 });
  history.removePendingInvite(ANN);
  assertEquals(history.pendingInvites(), []);

  assertEquals(history.setting("theme"), undefined);
  history.putSetting("theme", "dark");
  history.putSetting("theme", "light");
  assertEquals(history.setting("theme"), "light");
});
