/** ROOM-4: where messages of a room stand. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { openMemoryHistory } from "../../store/mod.ts";
import { historyTest } from "../support/history_peer.ts";
import { add, CLOCK, EVA, ROOM, shown, Speaker, TALK, uuid7 } from "../support/room_history.ts";

/** The 2024-01-01 that places are counted from. */
const EPOCH = Date.UTC(2024, 0, 1);
const START = (CLOCK - EPOCH) * 4_096;

let streams = 0;
/** One event of a stream of its own. */
const at = (bits: number, rest: number, clock = CLOCK) =>
  new Speaker(EVA, (++streams).toString(16).padStart(32, "0")).event({ id: uuid7(clock, bits, rest), clock });

historyTest("ROOM-4: a place is the clock and twelve bits of the id", (history) => {
  add(history, at(5, 1), at(4_095, 1), at(0, 1, CLOCK + 1), at(0, 1, EPOCH));
  assertEquals(shown(history).map(({ cursor }) => cursor), [0, START + 5, START + 4_095, START + 4_096]);
});

historyTest("ROOM-4: those of one millisecond that would stand at one place are spread, and told", (history) => {
  const [a, b, c, d] = [at(5, 1), at(5, 2), at(5, 3), at(4_095, 1)];
  const neighbour = at(0, 0, CLOCK + 1);
  add(history, b, neighbour);
  const { rows, changed } = add(history, d, a);
  assertEquals(rows.map(({ id, cursor }) => [id, cursor - START]), [[d.id, 2_730], [a.id, 0]]);
  assertEquals(changed.map(({ id, cursor }) => [id, cursor - START]), [[b.id, 1_365]]);
  assertEquals(add(history, c).changed.map(({ id, cursor }) => [id, cursor - START]), [[b.id, 1_024], [d.id, 3_072]]);
  assertEquals(shown(history).map(({ id }) => id), [a, b, c, d, neighbour].map(({ id }) => id));
});

Deno.test("ROOM-4: whatever came first, all members who have the same have the same places", async () => {
  const events = Array.from({ length: 12 }, (_, n) => at([0, 900, 0, 2_900, 4_095][n % 5], n * 7));
  events.push(at(5, 1, CLOCK + 1), at(9, 0, CLOCK + 1));
  const orders = [events, events.toReversed(), events.toSorted((a, b) => a.seq % 5 - b.seq % 5)];
  const seen = [];
  for (const order of orders) {
    const history = await openMemoryHistory();
    for (let n = 0; n < order.length; n += 5) add(history, ...order.slice(n, n + 5));
    seen.push(shown(history).map(({ id, cursor }) => [id, cursor]));
    await history.close();
  }
  assertEquals(seen[1], seen[0]);
  assertEquals(seen[2], seen[0]);
});

historyTest("ROOM-4: one that is amended and moved by the same call is told once, where it stands", (history) => {
  const [speaker, first] = [new Speaker(EVA, "d".repeat(32)), at(5, 1)];
  const { id } = add(history, speaker.event({ id: uuid7(CLOCK, 5, 2), clock: CLOCK })).rows[0];
  const { changed } = add(history, first, speaker.amends("reaction", id, "👍"));
  assertEquals(changed, [history.message(TALK, id)!]);
  assertEquals([changed[0].cursor, changed[0].reactions.length], [START + 2_048, 1]);
});

historyTest("ROOM-4: a millisecond in which more is said than has room loses nothing but those rows", (history) => {
  const many = new Speaker(EVA, "e".repeat(32));
  const crowd = Array.from({ length: 4_098 }, (_, n) => many.event({ id: uuid7(CLOCK, 7, n), clock: CLOCK }));
  add(history, ...crowd.slice(0, 4_095));
  assertEquals(add(history, ...crowd.slice(4_095)).rows.map(({ id }) => id), [crowd[4_095].id]);
  add(history, at(0, 0, CLOCK + 1));
  assertEquals(history.roomHeads(ROOM).map(({ seq }) => seq).sort(), [1, 4_098]);
  const { cursor } = history.last(TALK)!;
  assertEquals([cursor, history.page(TALK, { before: cursor, limit: 1 })[0].id], [START + 4_096, crowd[4_095].id]);
  assertEquals(history.unread(TALK), 1_000);
});

historyTest("ROOM-4: what is no UUIDv7 has no place, and nothing of its call is stored", (history) => {
  const odd = at(0, 1);
  assertThrows(() => add(history, at(1, 1), { ...odd, id: odd.id.replace("-7", "-4") }), TypeError, "UUIDv7");
  assertEquals([shown(history), history.roomHeads(ROOM)], [[], []]);
  assert(add(history, odd).rows.length === 1);
});
