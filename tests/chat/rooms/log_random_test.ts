/** ROOM-2 ROOM-3 ROOM-4: whatever people sign, and however it comes to each of them: at the end all have the same. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { foldRoom } from "../../../chat/rooms/membership.ts";
import { isControlStream, type RoomEvent, type RoomState } from "../../../chat/rooms/types.ts";
import { DeedRoom, deeds } from "../../support/room_deeds.ts";
import { judgeSlowly } from "../../support/room_oracle.ts";
import { crowd, StoredLog } from "../../support/rooms.ts";

const RUNS = Number(Deno.env.get("PARLEY_RUNS") ?? 10);
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Int32Array(1))[0]);
const options = { numRuns: RUNS, seed };

/** A way in which the events come: in which order, how many at a time, and after which of these the program is started anew. */
const arrival = fc.record({
  order: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
  batch: fc.integer({ min: 1, max: 12 }),
  restart: fc.nat(6),
});
type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;

/** Take all again and again, as comparing with others does, until nothing happens any more. */
function catchUp(log: StoredLog, events: readonly RoomEvent[], { order, batch, restart }: Arrival): void {
  const place = (event: RoomEvent) => parseInt(event.hash.slice(0, 8), 16) ^ order[parseInt(event.hash[9], 16)];
  const shuffled = events.toSorted((a, b) => place(a) - place(b));
  for (let round = 0, quiet = false; !quiet; round++) {
    assert(round <= events.length, "it never comes to rest");
    quiet = true;
    for (let from = 0; from < shuffled.length; from += batch) {
      const { accepted, cut } = log.take(...shuffled.slice(from, from + batch));
      if (accepted.length + cut.length > 0) quiet = false;
      if (from / batch === restart) log.reopen();
    }
  }
}

const idsOf = (events: Iterable<RoomEvent>) => [...events].map(({ id }) => id).sort();

function plain({ memberships }: RoomState): Map<string, string> {
  return new Map(
    [...memberships].map(([id, { role, joined, closed }]) =>
      [id, `${role}, ${joined ? "joined" : "invited"}, ${closed?.why ?? "open"}`] as const
    ),
  );
}

Deno.test(`ROOM-4: in whatever order and portions events come, the room is the same (seed ${seed})`, async () => {
  const people = await crowd(5);
  fc.assert(
    fc.property(deeds(45), fc.array(arrival, { minLength: 2, maxLength: 2 }), (all, arrivals) => {
      const world = new DeedRoom(people);
      for (const deed of all) world.do(deed);
      const { room, events, control } = world;
      const verdict = judgeSlowly(room, control);
      const wanted = idsOf(events.filter(verdict.stays));
      for (const way of arrivals) {
        const log = new StoredLog(room);
        catchUp(log, events, way);
        const stored = [...log.stored.values()].flat();
        assertEquals(idsOf(stored), wanted, "what is stored");
        const { state } = log.log;
        assertEquals([plain(state), state.name], [verdict.memberships, verdict.name]);
        assertEquals(state, foldRoom(room, control), "what was cut means nothing");
        assertEquals(
          state,
          foldRoom(room, stored.filter(({ stream }) => isControlStream(stream))),
          "by what is left alone",
        );
        const heads = [...log.log.heads().values()].map(({ stream, seq }) => `${stream}:${seq}`).sort();
        assertEquals(heads, [...log.stored].map(([stream, { length }]) => `${stream}:${length}`).sort());
      }
    }),
    options,
  );
});

Deno.test(`ROOM-2: nothing a removed person signs has any effect, whatever they were and whatever their clock says (seed ${seed})`, async () => {
  const people = await crowd(4);
  fc.assert(
    fc.property(deeds(25), deeds(15), fc.integer({ min: 1, max: 3 }), arrival, (before, after, n, way) => {
      const world = new DeedRoom(people);
      // Who expels must still be there; the creator's own leaving is a case of the other test.
      for (const deed of before) if (deed.what !== "leave") world.do(deed);
      world.expel(people[n]);
      const [honest, control] = [[...world.events], world.control];
      for (const deed of after) world.do(deed, people[n]);
      const log = new StoredLog(world.room);
      catchUp(log, world.events, way);
      assertEquals(log.log.state, foldRoom(world.room, control));
      assertEquals(log.log.open(people[n].key), []);
      const stored = [...log.stored.values()].flat();
      assertEquals(idsOf(stored), idsOf(honest.filter(judgeSlowly(world.room, control).stays)));
    }),
    options,
  );
});
