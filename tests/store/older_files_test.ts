/** A profile of an older program opens and keeps all it had. Its files were written by that program. */

import { inflateRawSync } from "node:zlib";
import { assert, assertEquals } from "@std/assert";
import older from "../vectors/history-older.json" with { type: "json" };
import { DEFAULT_OPTIONS, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { amendment, ANN, BOB, offer } from "../support/history_items.ts";
import { add, shown, speakers, TALK, texts } from "../support/room_history.ts";
import { SimDisk } from "../support/sim_disk.ts";

/** Ids as the older programs' test gave them out. */
const id = (number: number) => `0193e8d0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

async function open(disk: SimDisk) {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
  return openHistory(db, { newStream: () => "s" });
}

function diskWith(files: Readonly<Record<string, string>>): SimDisk {
  const disk = new SimDisk();
  for (const [name, content] of Object.entries(files)) {
    disk.put(`/p/${name}`, new Uint8Array(inflateRawSync(Uint8Array.fromBase64(content))));
  }
  return disk;
}

for (const { migration, files } of older.profiles.slice(0, 2)) {
  Deno.test(`a profile at migration ${migration} keeps its messages, its marks and its streams`, async () => {
    const disk = diskWith(files as unknown as Record<string, string>);
    for (let opening = 0; opening < 2; opening++) {
      const history = await open(disk);
      assertEquals(history.contact(ANN)?.alias, "Анюта");
      assertEquals(history.contact(ANN)?.options, { ...DEFAULT_OPTIONS, pinned: migration > 1 });
      assertEquals(
        history.page(ANN, { limit: 99 }).map(({ direction, kind, text, about, ttl, reactions, deleted }) => [
          ...[direction, kind, text, about, ttl, reactions.length, deleted],
        ]),
        [
          ["out", "text", "Привет, Аня", null, null, 0, false],
          ["out", "text", "second", null, null, 0, false],
          ["out", "text", "waiting ёлка", null, null, 0, false],
          ["in", "text", "Привет! \ufeff", null, null, 0, false],
          ["in", "text", "\ufeffпометка", null, null, 0, false],
          ["in", "sticker", "newer kind", null, null, 0, false],
          ["event", "event", "event.connected", null, null, 0, false],
        ],
      );
      assertEquals([history.unread(ANN), history.unread(BOB), history.last(BOB)?.text], [2, 1, "after the snapshot"]);
      assertEquals(history.streams(ANN), {
        out_stream: "0123456789abcdef".repeat(2),
        out_seq: 3,
        out_received: 2,
        out_read: 1,
        in_stream: "fedc".repeat(8),
        in_received: 5,
        in_read: 1,
      });
      assertEquals([history.newestReceivedId(ANN), history.newestReceivedId(BOB)], [id(8), id(11)]);
      assertEquals([history.outgoingId(ANN, 2), history.outbox()], [id(2), 2]);
      assertEquals(history.unacknowledged(ANN, 0, 9).map(({ text }) => text), ["waiting ёлка"]);
      const found = (text: string) =>
        history.search({ conversation: ANN, text, limit: 9 }).rows.map(({ text }) => text);
      assertEquals([found("newer"), found("елка")], [["newer kind"], ["waiting ёлка"]], "no amendment among them");
      assertEquals(history.timer(BOB).theirs, null, "without knowing what it spoke of it means nothing");
      await history.close();
    }
    const history = await open(disk);
    history.addIncoming(ANN, "fedc".repeat(8), [{ ...amendment("edit", id(4), "Hi!", { id: id(99) }), seq: 6 }], 9);
    assertEquals(history.page(ANN, { limit: 99 })[3].text, "Hi!");
    assertEquals(history.versions(ANN, id(4)).length, 1);
    await history.close();
  });
}

Deno.test("FILE-8: a profile at migration 5 keeps what it had; states of files that it took for messages are hidden", async () => {
  const disk = diskWith(older.profiles[2].files as unknown as Record<string, string>);
  for (let opening = 0; opening < 2; opening++) {
    const history = await open(disk);
    assertEquals(
      history.page(ANN, { limit: 99 }).map(({ direction, kind, text, ttl, reactions, edited_at, file }) => [
        ...[direction, kind, text, ttl, reactions.length, edited_at !== null, file],
      ]),
      [
        ["out", "text", "Привет, Анюта", null, 1, true, null],
        ["out", "text", "www.example.org", null, 0, false, null],
        ["in", "file", "Отчёт www.pdf", null, 0, false, null],
        ["in", "text", "cancelled again", 60, 0, false, null],
        ["in", "text", "after the snapshot", null, 0, false, null],
      ],
    );
    assertEquals([history.unread(ANN), history.outbox(), history.draft(ANN)?.text], [3, 2, "draft"]);
    const { out_seq, out_received, in_received } = history.streams(ANN);
    assertEquals([out_seq, out_received, in_received], [3, 1, 7]);
    assertEquals([history.newestReceivedId(ANN), history.timer(ANN).theirs?.seconds], [id(10), 60]);
    const found = (text: string, kind?: "link" | "file") =>
      history.search({ conversation: ANN, text, kind, limit: 9 }).rows.map(({ text }) => text);
    assertEquals([found("cancelled"), found("accepted")], [["cancelled again"], []]);
    assertEquals([found("отчет"), found("", "file")], [["Отчёт www.pdf"], ["Отчёт www.pdf"]]);
    assertEquals([found("", "link"), found("анюта")], [["www.example.org"], ["Привет, Анюта"]]);
    assertEquals([history.transfers({ limit: 9 }).rows, history.transfer(ANN, id(4))], [[], undefined]);
    await history.close();
  }
  const history = await open(disk);
  const state = { ...amendment("file-state", id(4), "accepted", { id: id(98) }), seq: 8 };
  const { changed } = history.addIncoming(ANN, "fedc".repeat(8), [state], 9);
  assertEquals(changed, [], "nothing is known of what was offered");
  history.addIncoming(ANN, "fedc".repeat(8), [{ ...offer("new.pdf", { id: id(99) }), seq: 9 }], 9);
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ name }) => name), ["new.pdf"]);
  assert(history.remove(ANN, id(4)).removed);
  assertEquals(history.search({ text: "", kind: "file", limit: 9 }).rows.map(({ text }) => text), ["new.pdf"]);
  await history.close();
});

Deno.test("ROOM-3: a profile at migration 6 keeps what it had, and rooms beside it", async () => {
  const disk = diskWith(older.profiles[3].files as unknown as Record<string, string>);
  for (let opening = 0; opening < 2; opening++) {
    const history = await open(disk);
    assertEquals(
      history.page(ANN, { limit: 99 }).map(({ cursor, direction, author, kind, text, deleted, reactions }) => [
        ...[cursor, direction, author, kind, text, deleted, reactions],
      ]),
      [
        [1, "out", null, "text", "Привет, Анюта", false, [{ direction: "in", emoji: "👍", at: 1_763_683_200_009 }]],
        [2, "out", null, "text", "", true, []],
        [3, "out", null, "file", "Отчёт.pdf", false, []],
        [4, "in", null, "text", "Привет! ёлка", false, [{ direction: "out", emoji: "❤️", at: 1_763_683_200_008 }]],
        [5, "in", null, "file", "their.zip", false, []],
        [6, "in", null, "text", "gone soon", false, []],
      ],
    );
    assertEquals(history.versions(ANN, id(1)).map(({ text }) => text), ["Привет, Аня"]);
    assertEquals(history.transfers({ limit: 9 }).rows.map(({ name, final }) => [name, final]), [
      ["their.zip", null],
      ["Отчёт.pdf", "completed"],
    ]);
    assertEquals([history.unread(ANN), history.unread(BOB), history.outbox()], [2, 1, 3]);
    assertEquals(history.unacknowledged(ANN, 0, 9).map(({ kind }) => kind), ["edit", "reaction", "delete"]);
    assertEquals([history.draft(ANN)?.text, history.last(BOB)?.text], ["draft", "event.connected"]);
    assertEquals(history.search({ text: "елка", limit: 9 }).rows.map(({ text }) => text), ["Привет! ёлка"]);
    assertEquals([history.rooms(), history.unread(TALK), texts(history).length], [[], 0, 2 * opening]);
    const { me, eva } = speakers();
    [me.seq, eva.seq, me.clock, eva.clock] = [opening, opening, me.clock + opening, eva.clock + opening];
    await add(history, me.says("mine"), eva.event({ item: { direction: "event" } })).saved;
    assertEquals(shown(history)[0].cursor > 2 ** 32, true);
    await history.close();
  }
});
