/** CLI-2: what is printed, and who reads it. */
import { assertEquals } from "@std/assert";
import { writeAll } from "../../cli/system_terminal.ts";

Deno.test("all of a text is written, however little a pipe takes at once", () => {
  const taken: number[] = [];
  const writeSync = (bytes: Uint8Array) => {
    taken.push(...bytes.subarray(0, 3));
    return Math.min(3, bytes.length);
  };
  writeAll({ writeSync }, "Привет, Boris");
  assertEquals(new TextDecoder().decode(new Uint8Array(taken)), "Привет, Boris");
});

Deno.test(`whoever has read enough ("parley files | head") is no error`, () => {
  let calls = 0;
  const writeSync = (): number => {
    if (++calls === 1) return 1;
    throw new Deno.errors.BrokenPipe();
  };
  writeAll({ writeSync }, "a long list");
  assertEquals(calls, 2);
});
