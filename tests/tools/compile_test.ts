/** OPS-1: one executable with everything in it, with narrow permissions. */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { compile, hostTarget, windowsFlags } from "../../tools/compile.ts";
import { inRoot, run } from "../../tools/repository.ts";
import { fileNameOf, targetOf } from "../../tools/targets.ts";
import { LineReader, withDeadline } from "../support/process_output.ts";
import { checkPackage, restoreDenort, testDenort } from "../support/denort.ts";

/** Where the executable is made: on Linux x64 from the tests' base, elsewhere from Deno's own download. */
async function compiled(folder: string): Promise<string> {
  const target = hostTarget();
  const output = join(folder, target.windows ? "parley.exe" : "parley");
  const before = Deno.env.get("DENORT_BIN");
  if (before === undefined && target.name === "x86_64-linux") Deno.env.set("DENORT_BIN", await testDenort());
  try {
    return await compile(target, output);
  } finally {
    if (before === undefined) Deno.env.delete("DENORT_BIN");
  }
}

/** Starts the node, fetches what its window's address gives, and ends it with Ctrl+C. */
async function startedOnce(executable: string, cwd: string, data: string): Promise<string> {
  const places = ["--listen", "127.0.0.1", "--port", "0", "--ui-port", "0"];
  const process = new Deno.Command(executable, {
    args: ["run", "--json", "--no-open", "--no-lan", "--name", "Anna", ...places, "--data", data],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = new LineReader(process.stdout);
  try {
    const line = await withDeadline(lines.next(), 180_000, "the executable to be ready");
    const { event, ui_url } = JSON.parse(line ?? "null") as { event: string; ui_url: string };
    assertEquals(event, "ready");
    return await (await fetch(ui_url)).text();
  } finally {
    process.kill("SIGINT");
    await withDeadline(process.status, 60_000, "the executable to end");
    await lines.close();
  }
}

Deno.test("the executable runs from an empty folder, reads what it carries, and may do no more than it says", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const executable = await compiled(folder);
    const elsewhere = join(folder, "elsewhere with spaces и кириллица");
    const temporary = join(folder, "tmp");
    for (const path of [elsewhere, temporary]) await Deno.mkdir(path);
    const started = (...args: string[]) =>
      run(executable, args, { cwd: elsewhere, env: { TMPDIR: temporary, DENO_DIR: join(folder, "none") } });

    await t.step("--version prints the version of deno.json on stdout alone", async () => {
      const { version } = JSON.parse(await Deno.readTextFile(inRoot("deno.json"))) as { version: string };
      assertEquals(await started("--version"), { code: 0, stdout: `parley ${version}\n`, stderr: "" });
    });

    await t.step(
      "it starts with the window and the database it carries, and a command reads what is on disk",
      async () => {
        const data = join(elsewhere, "profile");
        const page = await startedOnce(executable, elsewhere, data);
        assertStringIncludes(page, "<html");
        const { code, stdout, stderr } = await started("contacts", "--json", "--data", data);
        assertEquals([code, stdout, stderr], [0, "", ""]);
      },
    );

    await t.step("it leaves no cache of compiled code in the shared temporary folder", () => {
      assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
    });

    await t.step("wrong usage is status 2", async () => {
      assertEquals((await started("no-such-verb")).code, 2);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("Windows gets a build without a console window, and with --console one that prints into the console", () => {
  const target = targetOf("x86_64-windows");
  assertEquals(windowsFlags(target, false), ["--no-terminal", "--icon=assets/icon.ico"]);
  assertEquals(windowsFlags(target, true), ["--icon=assets/icon.ico"]);
  assertEquals([fileNameOf(target), fileNameOf(target, true)], [
    "parley-x86_64-windows.exe",
    "parley-x86_64-windows-console.exe",
  ]);
  const linux = targetOf("x86_64-linux");
  assertEquals([windowsFlags(linux, true), fileNameOf(linux, true)], [[], "parley-x86_64-linux"]);
});

Deno.test("the program's permissions are named: not everything, no libraries of machine code, five programs", async () => {
  const { permissions, tasks } = JSON.parse(await Deno.readTextFile(inRoot("deno.json")));
  const { parley } = permissions;
  assertEquals([parley.all, parley.ffi, parley.import], [undefined, undefined, undefined]);
  assertEquals(parley.run, ["xdg-open", "open", "rundll32", "dbus-send", "explorer.exe"]);
  assert(Array.isArray(parley.env.allow) && Array.isArray(parley.sys));
  assertMatch(tasks.start.command, / -P=parley main\.ts$/);
  assertStringIncludes(await Deno.readTextFile(inRoot("tools", "compile.ts")), `"--permission-set=parley"`);
  for (const { command } of Object.values(tasks) as { command: string }[]) {
    assertEquals(command.match(/(^|\s)(-A|--allow-all|--allow-ffi)\b/), null);
  }
});

Deno.test("the tests' runtime base is refused when anything about it is not as written down", () => {
  assertThrows(() => checkPackage(new TextEncoder().encode("another package")), Error, "SHA-512");
  assertThrows(() => restoreDenort(new Uint8Array(1000)), Error, "at least 107594120 are needed");
  assertThrows(() => restoreDenort(new Uint8Array(107_594_121)), Error, "SHA-256");
});

Deno.test("a kept runtime base that was changed is not used", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const path = join(cache, "denort-2.9.4-x86_64-linux");
    await Deno.writeTextFile(path, "something else");
    assertEquals(await testDenort(cache), path);
    assertEquals((await Deno.stat(path)).size, 107_594_120);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
