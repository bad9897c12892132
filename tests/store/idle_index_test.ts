/** The full text is brought forward while nobody writes. */

import { assert, assertEquals } from "@std/assert";
import { HISTORY_MIGRATIONS, openHistory, openMemoryDatabase } from "../../store/mod.ts";

const ANN = "7." + "a".repeat(64);

/** A clock that is turned by hand. */
class Later {
  readonly waiting: { work: () => void; ms: number }[] = [];

  readonly call = (work: () => void, ms: number) => {
    const entry = { work, ms };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  };

  /** The next one's turn, and what it began. */
  async turn(): Promise<void> {
    this.waiting.shift()!.work();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }
}

Deno.test("a long history is indexed in small slices, but not while messages arrive, and not after closing", async () => {
  const db = await openMemoryDatabase(HISTORY_MIGRATIONS);
  const later = new Later();
  const history = openHistory(db, { newStream: () => "s", later: later.call });
  const indexed = () => db.get<{ n: number }>("SELECT value AS n FROM marks WHERE name = 'indexed'")!.n;
  let seq = 0;
  const add = (count: number) =>
    history.addIncoming(
      ANN,
      "in",
      Array.from({ length: count }, () => ({ id: `${++seq}`, kind: "text", text: `word ${seq}`, seq, sent_at: 0 })),
      1,
    );
  add(700);
  assertEquals(later.waiting.length, 1);
  await later.turn();
  assertEquals(indexed(), 0, "messages came a moment ago");
  await later.turn();
  assert(indexed() > 0 && indexed() < 700, "one slice");
  add(5);
  while (later.waiting.length > 0) await later.turn();
  assertEquals(indexed(), 705);
  assertEquals(history.search({ conversation: ANN, text: "705", limit: 5 }).rows.length, 1);
  add(1);
  assertEquals(later.waiting.length, 1);
  await history.close();
  assertEquals(later.waiting.length, 0);
});
