import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Backoff } from "../../net/backoff.ts";

const ALMOST_ONE = 1 - Number.EPSILON;

Deno.test("the longest wait doubles from half a second to a minute and stays there", () => {
  const backoff = new Backoff(() => ALMOST_ONE);
  const waits = Array.from({ length: 9 }, () => backoff.next());
  assertEquals(waits, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

Deno.test("the wait is drawn from the whole interval, so that many nodes do not come back at once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }),
      (failures, draw) => {
        const backoff = new Backoff(() => draw);
        let wait = 0;
        for (let index = 0; index < failures; index++) wait = backoff.next();
        assert(wait >= 0 && wait <= 60_000);
      },
    ),
  );
  assertEquals(new Backoff(() => 0).next(), 0);
});

Deno.test("a success starts the doubling again", () => {
  const backoff = new Backoff(() => ALMOST_ONE);
  backoff.next();
  backoff.next();
  backoff.reset();
  assertEquals(backoff.next(), 500);
});

Deno.test("NET-9: who may be let in at any moment asks every ten seconds for two minutes, then seldom", () => {
  for (const draw of [0, 0.5, ALMOST_ONE]) {
    const backoff = new Backoff(() => draw);
    const waits = Array.from({ length: 12 }, () => backoff.asked());
    assert(waits.every((wait) => wait >= 7_500 && wait <= 12_500), `${waits}`);
    backoff.reset();
    assert(backoff.asked() >= 60_000, "however often it was reset");
    backoff.welcomed();
    assert(backoff.asked() <= 12_500);
  }
});

Deno.test("after a refusal it waits a minute at least", () => {
  assertEquals(new Backoff(() => 0).refused(), 60_000);
  assert(new Backoff(() => ALMOST_ONE).refused() <= 120_000);
});
