import { assertEquals } from "@std/assert";
import { inLanes } from "../../tools/lanes.ts";

/** Works that end when they are told to. */
class Works {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  readonly act = (work: string): Promise<string> => {
    this.begun.push(work);
    return new Promise((resolve) => this.#ends.set(work, () => resolve(`${work} done`)));
  };

  /** @returns what was begun by then */
  async end(work: string): Promise<readonly string[]> {
    this.#ends.get(work)!();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return this.begun;
  }
}

Deno.test("a lane does its own works one after another, then takes what is shared and not begun", async () => {
  const works = new Works();
  const all = inLanes([["a1"], ["b1", "b2"]], ["s1", "s2"], works.act);
  assertEquals(works.begun, ["a1", "b1"]);
  assertEquals(await works.end("b1"), ["a1", "b1", "b2"]);
  assertEquals(await works.end("a1"), ["a1", "b1", "b2", "s1"]);
  assertEquals(await works.end("b2"), ["a1", "b1", "b2", "s1", "s2"]);
  assertEquals(await works.end("s2"), ["a1", "b1", "b2", "s1", "s2"]);
  await works.end("s1");
  assertEquals(await all, ["a1", "b1", "b2", "s1", "s2"].map((work) => `${work} done`));
});
