/** FILE-1, FILE-4, FILE-8: what the history keeps of files and folders that were offered, and the pages of all of them. */

import { assert, assertEquals } from "@std/assert";
import type { History, MessageRow, OfferRow } from "../../store/mod.ts";
import { amendment, ANN, BOB, fileState as state, item, offer, uuid } from "../support/history_items.ts";
import { historyTest as test } from "../support/history_peer.ts";

const LARGE: OfferRow = {
  type: "folder",
  size: 2 ** 40,
  files: 50_000,
  key: "_-".repeat(21) + "8",
  manifest: "ab".repeat(32),
  manifest_size: 8_388_544,
};

test("FILE-1: an offer is a message with its transfer, the same in every answer", (history, ann) => {
  const mine = offer("Отчёт.pdf", { path: "/home/me/Отчёт.pdf", about: uuid(), ttl: 60 }, {
    modified: 1_763_683_200_123,
  });
  const { rows: [sent], changed } = history.addOutgoing(ANN, [mine]);
  assertEquals(changed, []);
  assertEquals(sent.file, {
    conversation: ANN,
    id: mine.id,
    cursor: sent.cursor,
    direction: "out",
    name: "Отчёт.pdf",
    offer: mine.file!,
    offered_at: mine.sent_at,
    path: "/home/me/Отчёт.pdf",
    mine: "",
    theirs: "",
    final: null,
    ended_by: null,
    ended_at: null,
    done: 0,
    moving_ms: 0,
  });
  assertEquals([sent.kind, sent.text, sent.about, sent.ttl], ["file", "Отчёт.pdf", mine.about, 60]);
  const answers = (row: MessageRow) =>
    [
      [history.page(ANN, { limit: 9 }).at(-1)!, history.page(ANN, { limit: 9, after: row.cursor - 1 })[0]],
      [history.message(ANN, row.id)!, history.last(ANN)!],
      [
        history.search({ text: "отчет", limit: 1 }).rows[0],
        history.search({ text: "", kind: "file", limit: 1 }).rows[0],
      ],
    ].flat();
  for (
    const row of [...answers(sent), history.unacknowledged(ANN, 0, 9)[0], history.addOutgoing(ANN, [mine]).rows[0]]
  ) {
    assertEquals(row, sent);
  }
  assertEquals(history.transfer(ANN, mine.id), sent.file!);

  const [got] = ann.says(offer("отчёты", {}, LARGE)).rows;
  assertEquals(got.file!.offer, LARGE);
  assertEquals([got.file!.direction, got.file!.path], ["in", null]);
  for (const row of answers(got)) assertEquals(row, got);
});

test("FILE-7: where something lies is never for the other side to say", (history, ann) => {
  const { rows: [got] } = ann.says(offer("a", { path: "/etc/passwd", manifest: new Uint8Array(9) }));
  assertEquals(history.transfer(ANN, got.id)!.path, null);
  assertEquals(history.manifest(ANN, got.id), undefined);
});

test("FILE-3: sizes up to a tebibyte, and times, are exactly what they were", (history, ann) => {
  for (const size of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 2 ** 40 - 1, 2 ** 40]) {
    const { rows: [got] } = ann.says(offer("a", {}, { size, modified: 8_640_000_000_000_000 }));
    history.putTransfer(ANN, got.id, { done: size, moving_ms: size });
    const { offer: { size: offered, modified }, done, moving_ms } = history.transfer(ANN, got.id)!;
    assertEquals([offered, done, moving_ms, modified], [size, size, size, 8_640_000_000_000_000]);
  }
});

test(
  "FILE-8: pages of all transfers and of one conversation, by direction, state and name, newest first",
  (history, ann) => {
    const mine = Array.from({ length: 30 }, (_, n) => offer(`mine ${n}`));
    const theirs = Array.from({ length: 30 }, (_, n) => offer(`theirs ${n}`));
    for (let n = 0; n < 30; n++) {
      history.addOutgoing(n % 3 === 0 ? BOB : ANN, [mine[n], item(`mine ${n}`)]);
      ann.says(theirs[n]);
    }
    const ended = ["completed", "declined", "cancelled"];
    for (let n = 0; n < 30; n++) {
      if (n % 4 > 0) history.addOutgoing(ANN, [state(theirs[n].id, ended[n % 4 - 1])]);
    }
    const all = (query: Parameters<History["transfers"]>[0]) => {
      const names: string[] = [];
      let after: string | undefined;
      do {
        const page = history.transfers({ ...query, after });
        assert(page.rows.length <= query.limit);
        names.push(...page.rows.map(({ name }) => name));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return names;
    };
    const numbers = Array.from({ length: 30 }, (_, n) => 29 - n);
    const both = numbers.flatMap((n) => [`theirs ${n}`, `mine ${n}`]);
    const got = (isOne: (n: number) => boolean) => numbers.filter(isOne).map((n) => `theirs ${n}`);
    for (const limit of [1, 7, 60, 99]) {
      assertEquals(all({ limit }), both);
      assertEquals(all({ limit, conversation: BOB }), numbers.filter((n) => n % 3 === 0).map((n) => `mine ${n}`));
      assertEquals(all({ limit, direction: "in" }), got(() => true));
      assertEquals(all({ limit, direction: "in", state: "completed" }), got((n) => n % 4 === 1));
      assertEquals(all({ limit, conversation: ANN, direction: "in", state: "ended" }), got((n) => n % 4 > 1));
      assertEquals(all({ limit, state: "ended" }), got((n) => n % 4 > 1));
      assertEquals(all({ limit, direction: "in", state: "open" }), got((n) => n % 4 === 0));
      assertEquals(all({ limit, text: "their" }), got(() => true));
      assertEquals(all({ limit, text: "2", state: "completed" }), got((n) => n % 4 === 1 && /^2/.test(`${n}`)));
      assertEquals(all({ limit, text: "mine 4", direction: "in" }), []);
      assertEquals(all({ limit, conversation: "1.nobody" }), []);
    }
    assertEquals(history.transfers({ limit: 60 }).next, null);
  },
);

test("FILE-8: an address in a name is a file and no link", (history, ann) => {
  ann.says(offer("www.example.org.html"), item("www.example.org"));
  for (const _ of ["read", "asked of the index"]) {
    const kinds = (kind: "link" | "file" | "text") =>
      history.search({ text: "", kind, limit: 9 }).rows.map((row) => row.kind);
    assertEquals([kinds("link"), kinds("file"), kinds("text")], [["text"], ["file"], ["text"]]);
    assertEquals(history.search({ text: "tags:file", limit: 9 }).rows, []);
  }
});

test("FILE-2: offers that wait for an answer are counted", (history, ann) => {
  const offers = Array.from({ length: 5 }, (_, n) => offer(`${n}`));
  ann.says(...offers);
  history.addOutgoing(ANN, [offer("mine")]);
  assertEquals([history.unansweredOffers(ANN), history.unansweredOffers(BOB)], [5, 0]);
  const states = ["accepted", "declined", "failed no-space"];
  history.addOutgoing(ANN, states.map((word, n) => state(offers[n].id, word)));
  ann.says(state(offers[3].id, "cancelled"));
  assertEquals(history.unansweredOffers(ANN), 1);
});

test("FILE-4: where it was put, how far it has come and its manifest are written down", async (history, ann) => {
  const manifest = new TextEncoder().encode('[["a",5]]');
  const [mine] = history.addOutgoing(ANN, [offer("a", { path: "/a", manifest }, { type: "folder" })]).rows;
  const [got] = ann.says(offer("b", {}, { type: "folder" })).rows;
  assertEquals([history.manifest(ANN, mine.id), history.manifest(ANN, got.id)], [manifest, undefined]);
  await history.putTransfer(ANN, got.id, { manifest, done: 3 }).saved;
  assertEquals(history.manifest(ANN, got.id), manifest);
  await history.putTransfer(ANN, got.id, { moving_ms: 7.6 }).saved;
  await history.putTransfer(ANN, got.id, { path: "/downloads/b" }).saved;
  assertEquals(history.transfer(ANN, got.id), { ...got.file!, path: "/downloads/b", done: 3, moving_ms: 8 });
  assertEquals(history.message(ANN, got.id)!.file, history.transfer(ANN, got.id)!);
  history.addOutgoing(ANN, [state(got.id, "completed")]);
  assertEquals(history.manifest(ANN, got.id), undefined, "nobody asks for it any more");
  history.putTransfer(ANN, got.id, { manifest });
  assertEquals(history.manifest(ANN, got.id), undefined);
  history.putTransfer(ANN, uuid(), { path: "/nowhere", manifest });
  history.putTransfer(BOB, got.id, { path: "/nowhere" });
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ path }) => path), ["/downloads/b", "/a"]);
});

test("FILE-8: clearing leaves what is on its way, and takes everything else with its message", (history, ann) => {
  const names = ["waiting", "accepted", "failed", "completed", "declined", "cancelled"];
  const offers = names.map((name) => offer(name, { manifest: new Uint8Array(5) }));
  const rows = ann.says(...offers, item("text")).rows;
  const words = ["accepted", "failed disk-full", "completed", "declined", "cancelled"];
  history.addOutgoing(ANN, words.map((word, n) => state(rows[n + 1].id, word)));
  const mine = history.addOutgoing(ANN, [offer("unanswered"), offer("arrived"), offer("never sent")]).rows;
  history.markFailed(ANN, mine[2].id, "refused");
  ann.says(state(mine[1].id, "completed"), amendment("reaction", mine[0].id, "👍"));
  history.acknowledge(ANN, 99, 0, 5);
  assertEquals(history.clear(ANN).removed, 7);
  const left = ["accepted", "failed", "unanswered"];
  assertEquals(history.page(ANN, { limit: 9 }).map(({ text }) => text), left);
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ name }) => name), left.toReversed());
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ mine }) => mine), ["", "failed disk-full", "accepted"]);
  assertEquals(history.search({ text: "", kind: "file", limit: 9 }).rows.length, 3);
  assertEquals(history.search({ text: "unanswered", limit: 9 }).rows.length, 1);
  ann.says(state(mine[0].id, "accepted"));
  assertEquals(history.transfer(ANN, mine[0].id)!.theirs, "accepted");
  assertEquals(history.clear().removed, 0);
  history.addOutgoing(ANN, [state(rows[1].id, "completed"), state(rows[2].id, "cancelled")]);
  assertEquals(history.clear().removed, 2);
  assertEquals(history.search({ text: "unanswered", limit: 9 }).rows.length, 1, "in the index that was made anew");
});

test("FILE-8: deleted for me, disappeared, or with its contact: the transfer goes with the message", (history, ann) => {
  const [one, two, three] = ann.says(offer("one"), offer("two", { ttl: 60 }), offer("three")).rows;
  history.putTransfer(ANN, one.id, { manifest: new Uint8Array(5) });
  history.addOutgoing(ANN, [state(one.id, "accepted")]);
  history.acknowledge(ANN, 1, 0, 5);
  assert(history.remove(ANN, one.id).removed);
  assertEquals([history.transfer(ANN, one.id), history.manifest(ANN, one.id)], [undefined, undefined]);
  history.markRead(ANN, three.cursor, 0);
  assertEquals([...history.expire(60_000).gone.values()], [[two.id]]);
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ id }) => id), [three.id]);
  history.removeContact(ANN);
  assertEquals([history.transfers({ limit: 9 }).rows, history.unansweredOffers(ANN)], [[], 0]);
});

test("FILE-4: a failed offer that is tried again moves to the end with all that is known of it", (history) => {
  const manifest = new Uint8Array([5, 6]);
  const mine = offer("a", { path: "/a", manifest }, { type: "folder" });
  history.addOutgoing(ANN, [mine, item("b")]);
  history.markFailed(ANN, mine.id, "x");
  const { row } = history.retry(ANN, mine.id);
  assertEquals([row!.cursor, row!.file!.cursor, row!.file!.offer], [3, 3, mine.file!]);
  assertEquals(history.page(ANN, { limit: 9 }).at(-1), row);
  assertEquals([history.manifest(ANN, mine.id), history.transfer(ANN, mine.id)], [manifest, row!.file!]);
  assertEquals(history.transfers({ limit: 9 }).rows, [row!.file!]);
  history.restream(ANN, "fresh", 9);
  assertEquals(history.unacknowledged(ANN, 0, 9).map(({ file }) => file?.offer), [undefined, mine.file]);
});
