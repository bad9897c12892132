/** FILE-7: where received files are put. */
import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { downloadsDir, downloadsDirFor } from "../../cli/downloads_dir.ts";

const env = (name: string) => ({ HOME: "/home/anna", USERPROFILE: "/home/anna" })[name];
const usual = "/home/anna/.local/share/parley";
const ask = (dataDir: string, exists = true) =>
  downloadsDirFor({ os: "linux", env, dataDir, exists: (path) => exists && path === join("/home/anna", "Downloads") });

Deno.test("FILE-7: the usual profile puts files where people look for them, if there is such a place", () => {
  assertEquals(ask(usual), join("/home/anna", "Downloads", "Parley"));
  assertEquals(ask(usual, false), join(usual, "downloads"));
});

Deno.test("FILE-7: another profile keeps them inside it", () => {
  assertEquals(ask("/tmp/second"), join("/tmp/second", "downloads"));
});

Deno.test("FILE-7: a folder chosen on another system is not looked for somewhere on this one", () => {
  const chosen = Deno.build.os === "windows" ? "D:\\received" : "/srv/received";
  assertEquals(downloadsDir(chosen, "usual"), chosen);
  assertEquals(downloadsDir(null, "usual"), "usual");
  assertEquals(downloadsDir("received", "usual"), "usual");
  if (Deno.build.os !== "windows") assertEquals(downloadsDir("D:\\received", "usual"), "usual");
});
