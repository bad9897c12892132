/** TXT-4, TXT-9, FILE-8, ROOM-4: what the program asks while people talk looks things up; it never walks through all messages. */

import { assert, assertEquals } from "@std/assert";
import { type Database, HISTORY_MIGRATIONS, openHistory, openMemoryDatabase } from "../../store/mod.ts";
import { amendment, ANN, BOB, incoming, item, offer, uuid } from "../support/history_items.ts";
import { add, EVA, ROOM, room, shown, speakers, TALK } from "../support/room_history.ts";

/** The statements that were run. */
function recording(db: Database): { db: Database; statements: Set<string> } {
  const statements = new Set<string>();
  const note = <T>(sql: string, result: T): T => (statements.add(sql), result);
  return {
    statements,
    db: {
      ...{ notices: db.notices, flush: () => db.flush(), snapshot: () => db.snapshot() },
      ...{ image: () => db.image(), close: () => db.close() },
      version: (table) => db.version(table),
      all: (sql, params) => note(sql, db.all(sql, params)),
      get: (sql, params) => note(sql, db.get(sql, params)),
      write(writes, options) {
        for (const { sql } of writes) statements.add(sql);
        return db.write(writes, options);
      },
    },
  };
}

Deno.test("nothing that happens with every message walks through all messages", async () => {
  const memory = await openMemoryDatabase(HISTORY_MIGRATIONS);
  const { db, statements } = recording(memory);
  const history = openHistory(db, { newStream: () => "s" });
  const [text, gone] = [incoming(1, "text", { ttl: 60 }), incoming(2, "gone", { ttl: 5 })];
  history.addIncoming(ANN, "in", [text, gone], 1);
  history.search({ text: "text", limit: 9 });
  const orphan = { ...amendment("edit", item("").id, "edited"), seq: 3 };
  history.addIncoming(ANN, "in", [orphan, { ...amendment("timer", undefined, "60"), seq: 4 }], 1);
  history.addIncoming(ANN, "in", [incoming(5, "late", { id: orphan.about })], 1);
  assertEquals(history.versions(ANN, orphan.about!).length, 1);
  const [mine, failing] = history.addOutgoing(ANN, [item("mine"), item("failing")]).rows;
  history.addOutgoing(ANN, [amendment("edit", mine.id, "more"), amendment("delete", mine.id)]);
  history.addOutgoing(ANN, [amendment("reaction", gone.id, "👍")]);
  history.markFailed(ANN, failing.id, "x");
  history.retry(ANN, failing.id);
  history.unacknowledged(ANN, 0, 9);
  history.markRead(ANN, history.last(ANN)!.cursor, 0);
  assertEquals(history.nextExpiry(), 5_000);
  history.expire(5_000);
  history.remove(ANN, text.id);
  history.acknowledge(ANN, 9, 1, 2);
  history.restream(ANN, "fresh", 9);
  history.page(ANN, { limit: 9 });
  history.page(ANN, { limit: 9, before: 5 });
  history.page(ANN, { limit: 9, after: 5 });
  history.unread(ANN);
  history.outbox();
  history.outbox(BOB);
  history.conversationsWithOutbox();
  history.outgoingId(ANN, 1);
  history.newestReceivedId(ANN);
  history.message(ANN, text.id);
  history.timer(ANN);
  const [file, theirs] = [offer("mine", { manifest: new Uint8Array(2) }), offer("theirs")];
  history.addOutgoing(ANN, [file]);
  history.addIncoming(
    ANN,
    "in",
    [
      ...[theirs, amendment("file-state", theirs.id, "ready"), amendment("file-state", file.id, "completed")],
      ...[amendment("file-state", theirs.id, "ready"), amendment("file-state", uuid(), "ready")],
    ].map((one, index) => ({ ...one, seq: 6 + index })),
    3,
  );
  history.unansweredOffers(ANN);
  history.transfer(ANN, file.id);
  history.putTransfer(ANN, theirs.id, { done: 1, path: "/a", manifest: new Uint8Array(2) });
  history.manifest(ANN, theirs.id);
  for (const state of [undefined, "open", "completed", "ended"] as const) {
    for (const conversation of [undefined, ANN]) {
      for (const text of [undefined, "theirs"]) history.transfers({ state, conversation, text, limit: 9 });
    }
  }
  history.addIncoming(ANN, "in", [{ ...amendment("delete", theirs.id), seq: 20 }], 4);
  assert(statements.size > 60, String(statements.size));
  const walks = [...statements].filter((sql) => !sql.includes("INTO words") && !sql.includes("FROM words")).flatMap((
    sql,
  ) =>
    memory.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .filter(({ detail }) => /^SCAN (messages|m|transfers|t|manifests)\b/.test(detail))
      .map(({ detail }) => `${detail}: ${sql}`)
  );
  assertEquals(walks, []);
  const sorted = [...statements].filter((sql) =>
    sql.includes("FROM transfers") &&
    memory.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).some(({ detail }) => detail.includes("TEMP B-TREE"))
  );
  assertEquals(sorted, [], "pages of transfers are in the order of an index");
  await history.close();
});

Deno.test("ROOM-4: nothing that happens in a room walks through all messages, or all events", async () => {
  const memory = await openMemoryDatabase(HISTORY_MIGRATIONS);
  const { db, statements } = recording(memory);
  const history = openHistory(db, { newStream: () => "s" });
  history.putRoom(room());
  statements.clear();
  const { me, eva, ida } = speakers();
  const [mine, text, sealed] = [me.says("mine"), eva.says("text"), eva.event({ item: null })];
  add(history, ida.amends("edit", text.id, "forged"), ida.amends("reaction", text.id, "👍"));
  add(history, mine, text, sealed, eva.amends("edit", text.id, "edited"), me.amends("reaction", text.id, "👍"));
  history.showRoomEvents(ROOM, history.unshownRoomEvents(ROOM, 9).map(({ id }) => ({ id, item: mine.item! })), 60);
  history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: 1 }], 60);
  history.page(TALK, { limit: 9 });
  history.page(TALK, { limit: 9, after: 5 });
  history.last(TALK);
  history.unread(TALK);
  history.markRead(TALK, shown(history)[0].cursor, 60);
  history.message(TALK, mine.id);
  history.versions(TALK, text.id);
  history.search({ text: "text", conversation: TALK, limit: 9 });
  history.roomHeads(ROOM);
  history.roomEvents(ROOM, eva.stream, 1, { count: 9, bytes: 9e9 });
  history.roomControl(ROOM);
  history.roomEvent(ROOM, mine.id);
  history.roomEventOfClient(ROOM, mine.id);
  history.roomReceipts(ROOM);
  add(history, eva.amends("delete", text.id));
  history.cutRoom(ROOM, [{ stream: eva.stream, seq: 3 }, { stream: ida.stream, seq: 0 }]);
  history.remove(TALK, mine.id);
  assert(statements.size > 40, String(statements.size));
  const plans = [...statements].filter((sql) => !/(INTO|FROM) words/.test(sql)).map((sql) => ({
    sql,
    plan: memory.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail),
  }));
  const walks = plans.filter(({ plan }) =>
    plan.some((detail) => /^SCAN (messages|m|room_events|e|room_streams|s|room_receipts|r|authors|a)\b/.test(detail))
  );
  assertEquals(walks, []);
  const sorted = plans.filter(({ sql, plan }) =>
    / LIMIT \?/.test(sql) && plan.some((detail) => detail.includes("TEMP B-TREE"))
  );
  assertEquals(sorted, [], "pages are in the order of an index");
  await history.close();
});
