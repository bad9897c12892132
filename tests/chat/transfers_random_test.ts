/**
 * FILE-4, FILE-5: whatever happens on the way (cuts, ends of either program, chunks damaged, lost, repeated, a disk that is
 * full for a while), every accepted file arrives as it was, and nothing that is verified is asked for again.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SPARE_BYTES } from "../../files/limits.ts";
import { CHUNK_BYTES } from "../../files/types.ts";
import { MAX_REQUESTED_CHUNKS } from "../../net/limits.ts";
import type { Fate } from "../support/fake_bulk.ts";
import { content, FilePair } from "../support/transfers.ts";

type Step = "cut files" | "pull" | "anna ends" | "boris ends" | "disk full" | "go on";

const steps = fc.array(
  fc.constantFrom<Step>("cut files", "pull", "anna ends", "boris ends", "disk full", "go on", "go on"),
  {
    maxLength: 12,
  },
);
const fates = fc.array(fc.constantFrom<Fate>("comes", "comes", "comes", "comes", "is damaged", "is the last"), {
  maxLength: 20,
});
const sizes = fc.array(fc.integer({ min: 0, max: 9 * 16 }).map((sixteenths) => sixteenths * CHUNK_BYTES / 16), {
  minLength: 1,
  maxLength: 4,
});

Deno.test("FILE-4 FILE-5: every accepted file arrives, whatever happens on the way", async () => {
  await fc.assert(fc.asyncProperty(sizes, steps, fates, arrives), { numRuns: 40 });
});

async function arrives(sizes: number[], steps: Step[], fates: Fate[]): Promise<void> {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const left = [...fates];
  const asked = new Map<object, number>();
  pair.options = {
    // A few damaged chunks are bad luck; more of them are a sender who should not be trusted (another test).
    fate: () => left.pop() ?? "comes",
    asked: (request) => {
      if (!("chunks" in request)) return;
      const { id } = { id: request.file };
      const here = boris.disk.partials.get(id)?.chunks;
      for (const [first, last] of request.chunks) {
        for (let index = first; index <= last; index++) assert(!here?.has(index), `chunk ${index} is here already`);
      }
      const bulk = pair.bulk ?? pair;
      const count = request.chunks.reduce((sum, [first, last]) => sum + last - first + 1, 0);
      asked.set(bulk, (asked.get(bulk) ?? 0) + count);
      assert(count <= MAX_REQUESTED_CHUNKS);
    },
  };
  const contents = sizes.map((size, index) => content(size, index + 1));
  const offers = await anna.offer(...contents.map((bytes, index) => anna.disk.put(`/home/${index}`, bytes)));
  await pair.rest();
  for (const { id } of offers) await boris.accept(id);
  for (const step of steps) {
    await happens(step, pair);
    if (pair.cable === undefined) pair.plug();
    await pair.rest();
  }
  boris.disk.room = Number.MAX_SAFE_INTEGER;
  for (const { id } of offers) {
    await pair.until(`file ${id}`, async () => {
      boris.me.clock.advance(60_000);
      if (pair.cable === undefined) pair.plug();
      return (await boris.file(id)).state === "completed" && (await anna.file(id)).state === "completed";
    });
  }
  for (const [index, { id }] of offers.entries()) {
    const { path } = await boris.file(id);
    assertEquals(boris.disk.files.get(path!)!.bytes, contents[index]);
  }
  assertEquals(Math.max(0, ...boris.disk.writes.values()) <= 1, true, "a chunk was written twice");
  assertEquals(boris.disk.partials.size, 0);
  assertEquals([...anna.me.warnings, ...boris.me.warnings], []);
}

async function happens(step: Step, pair: FilePair): Promise<void> {
  switch (step) {
    case "cut files":
      return pair.bulk?.cut();
    case "pull":
      return pair.pull();
    case "anna ends":
      return await pair.restart("anna");
    case "boris ends":
      return await pair.restart("boris");
    case "disk full":
      pair.boris.disk.room = pair.boris.disk.room > SPARE_BYTES * 2 ? 2 * CHUNK_BYTES : Number.MAX_SAFE_INTEGER;
      return;
    case "go on":
      return;
  }
}
