/** FILE-2, FILE-4, FILE-8: what the history keeps of files and folders that were offered, and of what both sides say of them. */

import { assert, assertEquals } from "@std/assert";
import { type History, type MessageRow, type NewItem, type OfferRow, openMemoryHistory } from "../../store/mod.ts";
import { amendment, ANN, BOB, item, offer, uuid } from "../support/history_items.ts";

/** A test with a history that is closed afterwards. */
function test(name: string, body: (history: History, peer: Peer) => Promise<void> | void): void {
  Deno.test(name, async () => {
    const history = await openMemoryHistory();
    try {
      await body(history, new Peer(history));
    } finally {
      await history.close();
    }
  });
}

/** Ann, who says things. */
class Peer {
  readonly #history: History;
  #seq = 0;

  constructor(history: History) {
    this.#history = history;
  }

  says(...items: NewItem[]) {
    return this.saysAt(10, ...items);
  }

  saysAt(at: number, ...items: NewItem[]) {
    return this.#history.addIncoming(ANN, "s", items.map((one) => ({ ...one, seq: ++this.#seq })), at);
  }
}

const state = (about: string, text: string, more: Partial<NewItem> = {}) => amendment("file-state", about, text, more);

/** What a person is told of a transfer. */
function brief(history: History, id: string): unknown[] | undefined {
  const row = history.transfer(ANN, id);
  return row && [row.mine, row.theirs, row.final, row.ended_by, row.ended_at];
}

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
  const mine = history.addOutgoing(ANN, [offer("unanswered"), offer("arrived")]).rows;
  ann.says(state(mine[1].id, "completed"), amendment("reaction", mine[0].id, "👍"));
  history.acknowledge(ANN, 99, 0, 5);
  assertEquals(history.clear(ANN).removed, 6);
  const left = ["accepted", "failed", "unanswered"];
  assertEquals(history.page(ANN, { limit: 9 }).map(({ text }) => text), left);
  assertEquals(history.transfers({ limit: 9 }).rows.map(({ name }) => name), left.toReversed());
  assertEquals([brief(history, rows[1].id)![0], brief(history, rows[2].id)![0]], ["accepted", "failed disk-full"]);
  assertEquals(history.search({ text: "", kind: "file", limit: 9 }).rows.length, 3);
  assertEquals(history.search({ text: "unanswered", limit: 9 }).rows.length, 1);
  ann.says(state(mine[0].id, "accepted"));
  assertEquals(brief(history, mine[0].id), ["", "accepted", null, null, null]);
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
