/** TXT-13: what a contact says about messages that are not here does not grow without end, and honest people miss nothing. */

import { assert, assertEquals } from "@std/assert";
import { MAX_LOOSE_BYTES } from "../../store/history/loose.ts";
import { type History, HISTORY_MIGRATIONS, type NewItem, openHistory, openMemoryDatabase } from "../../store/mod.ts";
import { amendment, ANN, BOB, fileState, item, offer, uuid } from "../support/history_items.ts";
import { Peer } from "../support/history_peer.ts";

/** Bytes of the rows of one conversation, as far as they are texts. */
type Weigh = (history?: History) => { rows: number; bytes: number };

function test(name: string, body: (history: History, ann: Peer, weigh: Weigh) => void): void {
  Deno.test(`TXT-13: ${name}`, async () => {
    const db = await openMemoryDatabase(HISTORY_MIGRATIONS);
    const history = openHistory(db, { newStream: () => "s" });
    const weigh: Weigh = () =>
      db.get<{ rows: number; bytes: number }>(
        "SELECT count(*) AS rows, ifnull(sum(octet_length(text)), 0) AS bytes FROM messages WHERE hidden <> 0",
      )!;
    try {
      body(history, new Peer(history), weigh);
    } finally {
      await history.close();
    }
  });
}

const LONG = "x".repeat(2_000_000);

/** Ids that a flood speaks of. */
interface Spoken {
  /** A message of ours. */
  readonly ours: string;
  /** Theirs, and deleted by them. */
  readonly deleted: string;
  /** Not messages: an edit of theirs that counts, and what they say of a file. */
  readonly edit: string;
  readonly state: string;
}

/** In turns: one that was not counted would be too many. */
const floods: Record<string, { batches: number; of: number; kinds: (of: Spoken) => (() => NewItem)[] }> = {
  "long edits of nothing, of ours or of edits, and long nonsense,": {
    batches: 12,
    of: 1,
    kinds: ({ ours, edit }) => [
      () => amendment("edit", edit, LONG),
      () => amendment("edit", uuid(), LONG),
      () => amendment("edit", ours, LONG),
      () => amendment("delete", uuid(), LONG),
    ],
  },
  "reactions that change again and again, edits of what was deleted, and states of no files or of states,": {
    batches: 40,
    of: 512,
    kinds: ({ ours, deleted, state }) => [
      () => amendment("reaction", ours, "👍"),
      () => amendment("edit", deleted, "again"),
      () => fileState(uuid(), "accepted"),
      () => fileState(state, "accepted", { id: state = uuid() }),
    ],
  },
};

for (const [what, { batches, of, kinds }] of Object.entries(floods)) {
  test(`of ${what} the newest are kept, in bounds`, (history, ann, weigh) => {
    const [ours, file] = history.addOutgoing(ANN, [item("ours"), offer("a.txt")]).rows;
    const [text, deleted] = [item("theirs"), item("deleted")];
    const [edit, state] = [amendment("edit", text.id, "edited"), fileState(file.id, "accepted")];
    ann.says(text, deleted, edit, state, amendment("delete", deleted.id));
    const next = kinds({ ours: ours.id, deleted: deleted.id, edit: edit.id, state: state.id });
    let newest = "";
    let said = 0;
    for (let batch = 0; batch < batches; batch++) {
      const items = Array.from({ length: of }, () => next[said++ % next.length]());
      newest = ann.says(...items).rows.at(-1)!.id;
      const { rows, bytes } = weigh();
      assert(bytes + rows * 1024 <= MAX_LOOSE_BYTES, `${rows} rows of ${bytes} bytes`);
    }
    assert(history.message(ANN, newest) !== undefined, "the oldest go first");
    assertEquals(history.addIncoming(BOB, "s", [{ ...item("another's"), seq: 1 }], 1).rows.length, 1);
  });
}

test("of a message that is edited without end the texts are kept that are told", (history, ann, weigh) => {
  const theirs = item("0");
  ann.says(theirs);
  const next = () => amendment("edit", theirs.id, LONG);
  for (let time = 0; time < 9; time++) ann.says(next());
  assert(weigh().bytes <= 12 * 1024 * 1024);
  const long = history.versions(ANN, theirs.id).length;
  assertEquals(long, 1 + Math.floor(8 * 1024 * 1024 / LONG.length));
  ann.says(...Array.from({ length: 300 }, (_, n) => amendment("edit", theirs.id, `${n}`)));
  assertEquals([weigh().rows, history.message(ANN, theirs.id)?.text], [201, "299"]);
  const texts = history.versions(ANN, theirs.id).map(({ text }) => text);
  assertEquals([texts.length, texts[0], texts[1], texts[200]], [201, "0", "99", "298"]);
});

test("a flood about nothing takes nothing that counts", (history, ann) => {
  const [mine, file] = history.addOutgoing(ANN, [item("mine"), offer("a.txt")]).rows;
  const [theirs, gone, late] = [item("first"), item("gone"), item("late")];
  ann.says(theirs, gone);
  ann.says(amendment("edit", theirs.id, "second"), amendment("edit", theirs.id, "third"));
  ann.says(amendment("reaction", mine.id, "👍"), amendment("delete", gone.id));
  ann.says(fileState(file.id, "accepted"), amendment("timer", undefined, "60"));
  const before = history.page(ANN, { limit: 9 });
  for (let time = 0; time < 10; time++) ann.says(amendment("edit", uuid(), LONG));
  ann.says(amendment("edit", late.id, "edited before it came"));
  assertEquals(history.page(ANN, { limit: 9 }), before);
  assertEquals(history.versions(ANN, theirs.id).map(({ text }) => text), ["first", "second"]);
  assertEquals([history.timer(ANN).theirs?.seconds, history.transfer(ANN, file.id)?.theirs], [60, "accepted"]);
  ann.says(late);
  assertEquals(history.message(ANN, late.id)?.text, "edited before it came");
  assertEquals(ann.says(amendment("reaction", mine.id, "")).changed[0].reactions, []);
});
