import { assertEquals, assertThrows } from "@std/assert";
import { resolve } from "node:path";
import { dataDirFor } from "../../cli/data_dir.ts";

const HOME = { HOME: "/home/дядя Боря" };

for (
  const [os, env, given, dir] of [
    ["linux", HOME, undefined, "/home/дядя Боря/.local/share/parley"],
    ["linux", { ...HOME, XDG_DATA_HOME: "/xdg" }, undefined, "/xdg/parley"],
    ["linux", { ...HOME, XDG_DATA_HOME: "relative" }, undefined, "/home/дядя Боря/.local/share/parley"],
    ["darwin", HOME, undefined, "/home/дядя Боря/Library/Application Support/Parley"],
    ["linux", { ...HOME, PARLEY_DATA: "/p" }, undefined, "/p"],
    ["linux", { ...HOME, PARLEY_DATA: "/p" }, "/given", "/given"],
    ["linux", { PARLEY_DATA: "" }, "rel", resolve("rel")],
  ] as const
) {
  Deno.test(`profile folder on ${os} with ${JSON.stringify(env)} and --data ${given}`, () => {
    assertEquals(dataDirFor({ os, env: (name) => (env as Record<string, string>)[name], given }), dir);
  });
}

Deno.test("profile folder on Windows is in the roaming data", () => {
  const env = (name: string) => name === "APPDATA" ? "/roaming" : undefined;
  assertEquals(dataDirFor({ os: "windows", env, given: undefined }), resolve("/roaming/Parley"));
});

Deno.test("a system that does not say where home is gets a worded error", () => {
  assertThrows(() => dataDirFor({ os: "linux", env: () => undefined, given: undefined }), Error, "--data");
});
