/** FILE-2, FILE-5: what a disk could not keep is lacking, and that is said. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Forcing } from "../../files/forcing.ts";
import { FLUSH_BYTES } from "../../files/limits.ts";

/** A disk that is forced by hand. */
function slowDisk() {
  const calls: PromiseWithResolvers<void>[] = [];
  const lost: number[] = [];
  const sync = () => {
    const call = Promise.withResolvers<void>();
    calls.push(call);
    return call.promise;
  };
  return { calls, lost, forcing: new Forcing({ sync, lost: (chunk) => void lost.push(chunk) }) };
}

Deno.test("FILE-3: content is forced to disk beside further writing, once at a time", async () => {
  const { calls, forcing } = slowDisk();
  await forcing.wrote(0, FLUSH_BYTES - 1);
  assertEquals(calls.length, 0);
  await forcing.wrote(1, 1);
  assertEquals(calls.length, 1);
  await forcing.wrote(2, FLUSH_BYTES - 1);
  const waiting = forcing.wrote(3, 1);
  assertEquals(calls.length, 1);
  calls[0].resolve();
  await waiting;
  assertEquals(calls.length, 2);
  const flushed = forcing.flush();
  calls[1].resolve();
  while (calls.length < 3) await Promise.resolve();
  calls[2].resolve();
  await flushed;
});

Deno.test("FILE-2: what was being forced to disk when that failed is lacking, what came later is not; it is said once", async () => {
  const { calls, lost, forcing } = slowDisk();
  await forcing.wrote(7, 1);
  await forcing.wrote(3, FLUSH_BYTES);
  await forcing.wrote(4, FLUSH_BYTES - 1);
  const later = forcing.wrote(5, 1);
  calls[0].reject(new Error("the disk was pulled out"));
  await later;
  assertEquals(lost, [7, 3]);
  assertThrows(() => forcing.assertGood(), Error, "pulled out");
  forcing.assertGood();
  calls[1].resolve();
});

Deno.test("FILE-2: a flush that fails says so, and the next one may succeed", async () => {
  const { calls, lost, forcing } = slowDisk();
  await forcing.wrote(0, 1);
  const failed = forcing.flush();
  while (calls.length < 1) await Promise.resolve();
  calls[0].reject(new Error("no room"));
  await assertRejects(() => failed, Error, "no room");
  assertEquals(lost, [0]);
  await forcing.wrote(0, 1);
  const good = forcing.flush();
  while (calls.length < 2) await Promise.resolve();
  calls[1].resolve();
  await good;
});
