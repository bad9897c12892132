/** ROOM-2 to ROOM-4: whatever people do while links come and go, at the end all have the same. */
import { Chance, RoomChaos } from "../../support/room_chaos.ts";
import { RoomTeam } from "../../support/room_people.ts";

/** `PARLEY_RUNS` and `PARLEY_SEED` repeat what failed, or look further. */
const RUNS = Number(Deno.env.get("PARLEY_RUNS") ?? 2);
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
const PEOPLE = 5;
const STEPS = 80;

Deno.test(`ROOM-2, ROOM-3, ROOM-4: after any partition all have the same (seed ${seed})`, async (t) => {
  for (let run = 0; run < RUNS; run++) {
    await t.step(`PARLEY_SEED=${seed + run}`, async () => {
      await using team = await RoomTeam.of(PEOPLE);
      const chaos = await RoomChaos.begin(team, new Chance(seed + run));
      try {
        for (let step = 0; step < STEPS; step++) await chaos.step();
        await chaos.heal();
        await chaos.check();
      } catch (error) {
        throw new Error(chaos.journal.join("\n"), { cause: error });
      }
    });
  }
});
