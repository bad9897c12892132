import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { explain, givenBase } from "../../tools/compile.ts";
import { fileNameOf, targetOf, targetOfExecutable, TARGETS } from "../../tools/targets.ts";

/** The first bytes of an executable of each system, made by hand from the formats' descriptions. */
function executable(name: string): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  const [machine, system] = name.split("-");
  if (system === "linux") {
    view.setUint32(0, 0x7f454c46);
    view.setUint16(18, machine === "x86_64" ? 62 : 183, true);
  } else if (system === "macos") {
    view.setUint32(0, 0xfeedfacf, true);
    view.setUint32(4, machine === "x86_64" ? 0x01000007 : 0x0100000c, true);
  } else {
    bytes.set([0x4d, 0x5a]);
    view.setUint32(60, 128, true);
    bytes.set([0x50, 0x45, 0, 0, 0x64, 0x86], 128);
  }
  return bytes;
}

for (const target of TARGETS) {
  Deno.test(`an executable for ${target.name} is recognised, by either name of the target`, () => {
    assertEquals(targetOfExecutable(executable(target.name)), target);
    assertEquals([targetOf(target.name), targetOf(target.triple)], [target, target]);
  });
}

for (
  const [what, bytes] of [
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("#!/bin/sh\nexit 0\n".repeat(20))],
    ["a cut ELF header", executable("x86_64-linux").subarray(0, 10)],
    ["an ELF file for another machine", executable("x86_64-linux").with(18, 40)],
    ["a PE file whose header is elsewhere", executable("x86_64-windows").with(61, 0xff)],
  ] as [string, Uint8Array][]
) {
  Deno.test(`${what} is recognised as no executable`, () => assertEquals(targetOfExecutable(bytes), undefined));
}

Deno.test("an unknown target is refused with the known ones", () => {
  assertThrows(() => targetOf("sparc-solaris"), Error, "aarch64-macos");
  assertEquals(fileNameOf(targetOf("x86_64-windows")), "parley-x86_64-windows.exe");
});

Deno.test("DENORT_BIN counts for the target its file is made for, or is looked into as a folder", async () => {
  const folder = await Deno.makeTempDir();
  const [linux, mac] = [targetOf("x86_64-linux"), targetOf("aarch64-macos")];
  try {
    const file = join(folder, "denort");
    await Deno.writeFile(file, executable("x86_64-linux"));
    assertEquals(await givenBase(linux, file), file);
    assertEquals(await givenBase(mac, file), undefined);
    const named = join(folder, `denort-${mac.triple}`);
    await Deno.writeFile(named, executable("aarch64-macos"));
    assertEquals(await givenBase(mac, folder), named);
    await assertRejects(() => givenBase(linux, folder), Error, "x86_64-unknown-linux-gnu");
    await Deno.writeTextFile(file, "no executable");
    await assertRejects(() => givenBase(linux, file), Error, "no executable of a known system");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assertEquals(await givenBase(linux, ""), undefined);
});

Deno.test("a download that cannot be reached is told in one sentence that names DENORT_BIN", () => {
  const said = explain(
    targetOf("aarch64-linux"),
    "error: …\n 0: Setting up base binary.\n 1: dns error\nStack backtrace",
  );
  assertStringIncludes(said, "DENORT_BIN");
  assertStringIncludes(said, "aarch64-unknown-linux-gnu");
  assertEquals(said.split("\n").length, 1);
  assertStringIncludes(explain(targetOf("aarch64-linux"), "SyntaxError: x"), "SyntaxError: x");
});
