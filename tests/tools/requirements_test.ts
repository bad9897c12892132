import { assertEquals, assertRejects } from "@std/assert";
import { type Machine, requirePrograms } from "../../tools/requirements.ts";

const WANTED = [
  { what: "a browser", programs: ["chromium", "chrome"], packageName: "chromium" },
  { what: "openssl", programs: ["openssl"], packageName: "openssl" },
];

/** A machine with some programs; installing brings `brings`. */
function machine(programs: string[], mayInstall: boolean, brings: string[] = [], failure?: string) {
  const there = new Set(programs);
  const installed: string[] = [];
  const made: Machine = {
    has: (program) => Promise.resolve(there.has(program)),
    mayInstall,
    install(packages) {
      installed.push(...packages);
      brings.forEach((program) => there.add(program));
      return Promise.resolve(failure);
    },
  };
  return { made, installed };
}

Deno.test("nothing is installed where a program goes by another name", async () => {
  const { made, installed } = machine(["chrome", "openssl"], true);
  await requirePrograms(made, WANTED);
  assertEquals(installed, []);
});

Deno.test("only what is missing is installed, where it may be", async () => {
  const { made, installed } = machine(["openssl"], true, ["chromium"]);
  await requirePrograms(made, WANTED);
  assertEquals(installed, ["chromium"]);
});

Deno.test("where nothing may be installed the error says what to install, and nothing is skipped", async () => {
  const { made, installed } = machine(["openssl"], false);
  await assertRejects(
    () => requirePrograms(made, WANTED),
    Error,
    "a browser not found; install it (on Debian: apt-get",
  );
  assertEquals(installed, []);
});

Deno.test("an installation that fails is an error with the reason", async () => {
  const { made } = machine([], true, [], "no network");
  await assertRejects(() => requirePrograms(made, WANTED), Error, "a browser, openssl not found");
  await assertRejects(() => requirePrograms(made, WANTED), Error, "no network");
});

Deno.test("an installation that succeeds without bringing the program is an error", async () => {
  const { made } = machine(["openssl"], true, []);
  await assertRejects(() => requirePrograms(made, WANTED), Error, "a browser not found");
});
