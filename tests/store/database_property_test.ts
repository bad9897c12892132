/** Any order of writing, refusing, dying and opening again, against a plain list. */

import { assert } from "@std/assert";
import fc from "fast-check";
import type { Database } from "../../store/mod.ts";
import { assertPrefix, openPairs, pairs, writePair } from "../support/pair_database.ts";
import { diskFull, Killed, randomFrom, SimDisk } from "../support/sim_disk.ts";

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("write" as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("snapshot" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("full" as const), after: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("die" as const), after: fc.nat(8), power: fc.boolean(), seed: fc.nat() }),
  },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** One profile over its openings. Numbers are given out so that what is there must always be 1 … m. */
class Life {
  #disk = new SimDisk();
  #db!: Database;
  #running: Promise<void>[] = [];
  #acknowledged = 0;
  readonly #key: Uint8Array | undefined;

  constructor(key: Uint8Array | undefined) {
    this.#key = key;
  }

  async open(): Promise<void> {
    this.#db = await openPairs(this.#disk, this.#key);
    this.check("opened");
  }

  check(when: string): void {
    assertPrefix(pairs(this.#db), this.#acknowledged, when);
  }

  async act(action: Action): Promise<void> {
    if (action.do === "write") {
      for (let i = 0; i < action.count; i++) {
        const number = pairs(this.#db).length + 1;
        this.#running.push(
          writePair(this.#db, number, "y".repeat(number % 50)).then(() => this.#note(number), () => {}),
        );
      }
    } else if (action.do === "snapshot") this.#running.push(this.#db.snapshot().catch(() => {}));
    else if (action.do === "settle") await this.settle();
    else if (action.do === "reopen") await this.#reopen();
    else if (action.do === "full") {
      const at = this.#disk.steps + action.after + 1;
      this.#disk.refuse = (step) => step === at ? diskFull() : undefined;
    } else await this.#die(action);
  }

  async settle(): Promise<void> {
    await Promise.all(this.#running.splice(0));
    this.check("settled");
  }

  async close(): Promise<void> {
    this.#disk.refuse = () => undefined;
    await this.settle();
    await this.#db.close();
  }

  #note(number: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, number);
  }

  async #reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async #die({ after, power, seed }: Extract<Action, { do: "die" }>): Promise<void> {
    const disk = this.#disk;
    const at = disk.steps + after + 1;
    disk.refuse = (step) => step >= at ? new Killed("killed") : undefined;
    await Promise.all(this.#running.splice(0));
    await this.#db.close().catch(() => {});
    this.#disk = power ? disk.afterPowerLoss(randomFrom(seed)) : disk.afterKill();
    await this.open();
  }
}

for (const [kind, key] of [["plain", undefined], ["encrypted", new Uint8Array(32).fill(1)]] as const) {
  Deno.test(`${kind}: whatever happens in whatever order, what was acknowledged is there, in order and whole`, async () => {
    const result = await fc.check(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
        const life = new Life(key);
        await life.open();
        for (const one of actions) await life.act(one);
        await life.close();
      }),
      { numRuns: 250 },
    );
    assert(!result.failed, fc.defaultReportMessage(result) ?? "");
  });
}
