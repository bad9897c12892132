import { assertEquals } from "@std/assert";
import {
  environmentNames,
  noAsyncWaiting,
  noRemoteModules,
  noSkippedTests,
  noSleepingTests,
  noStrayConsole,
} from "../../tools/checks/code.ts";
import { licenceProblems, lockedPackages, unlinkedJsrPackages } from "../../tools/checks/dependencies.ts";
import { documents, noMachineNames } from "../../tools/checks/documents.ts";
import { importDirection } from "../../tools/checks/imports.ts";
import { importsOf, type Rule } from "../../tools/checks/source.ts";

/** Where a rule finds fault in one planted file. */
function faults(rule: Rule, path: string, text: string): string[] {
  return rule([{ path, text }]).map((problem) => `${problem.path}:${problem.line}`);
}

Deno.test("imports are found in every form, and not in comments or texts", () => {
  const source = [
    `import a from "./a.ts";`,
    `import type { B } from "./b.ts";`,
    `import {\n  c,\n  type D,\n} from "./c.ts";`,
    `// import x from "./no.ts";`,
    `/** import y from "./no.ts"; */`,
    `const text = 'import z from "./no.ts"';`,
    `export * from "./e.ts";`,
    `import "./f.ts";`,
    `import { type G } from "./g.ts";`,
    `const h = await import("./h.ts");`,
    `export { i as j } from "./i.ts";`,
  ].join("\n");
  assertEquals(importsOf(source).map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly]), [
    ["./a.ts", 1, false],
    ["./b.ts", 2, true],
    ["./c.ts", 6, false],
    ["./e.ts", 10, false],
    ["./f.ts", 11, false],
    ["./g.ts", 12, true],
    ["./h.ts", 13, false],
    ["./i.ts", 14, false],
  ]);
});

for (
  const [path, specifier, allowed] of [
    ["crypto/a.ts", "../store/mod.ts", false],
    ["crypto/a.ts", "./b.ts", true],
    ["store/a.ts", "../crypto/types.ts", false],
    ["net/a.ts", "../crypto/mod.ts", true],
    ["net/a.ts", "../crypto/leaf.ts", false],
    ["net/a.ts", "../chat/mod.ts", false],
    ["net/transport/tcp.ts", "../types.ts", true],
    ["net/a.ts", "../assets.ts", false],
    ["chat/a.ts", "../store/history_types.ts", true],
    ["chat/a.ts", "../ui/api.ts", true],
    ["chat/a.ts", "../ui/server/mod.ts", false],
    ["chat/a.ts", "node:fs", false],
    ["chat/a.ts", "sql.js", false],
    ["hub/a.ts", "../chat/mod.ts", false],
    ["ui/api.ts", "../chat/mod.ts", false],
    ["ui/server/a.ts", "../api.ts", true],
    ["ui/server/a.ts", "../../net/errors.ts", true],
    ["ui/server/a.ts", "../../net/tls.ts", false],
    ["ui/server/a.ts", "../web/app.ts", false],
    ["ui/web/state/a.ts", "../../api.ts", true],
    ["ui/web/state/a.ts", "../../../chat/mod.ts", false],
    ["ui/web/a.ts", "node:fs", false],
    ["cli/a.ts", "../net/mod.ts", true],
    ["cli/a.ts", "../net/transport/tcp.ts", false],
    ["main.ts", "./cli/mod.ts", true],
    ["main.ts", "./cli/run.ts", false],
    ["tests/net/a_test.ts", "../../net/tls.ts", true],
  ] as const
) {
  Deno.test(`${path} ${allowed ? "may" : "may not"} import ${specifier}`, () => {
    const found = faults(importDirection, path, `\nimport { x } from "${specifier}";\n`);
    assertEquals(found, allowed ? [] : [`${path}:2`]);
  });
}

for (
  const [what, rule, path, text] of [
    ["a file opened in chat/", importDirection, "chat/a.ts", `await Deno.readFile("x");`],
    ["a console.log in net/", noStrayConsole, "net/a.ts", "console.log(1);"],
    ["a console.error in the page", noStrayConsole, "ui/web/a.ts", "console.error(1);"],
    ["a module from an address", noRemoteModules, "net/a.ts", `import "https://example.com/x.ts";`],
    ["a package past deno.json", noRemoteModules, "net/a.ts", `import x from "npm:left-pad@1";`],
    // Texts for the rule to find, not tests: nothing here is switched off.
    ["an ignored test", noSkippedTests, "tests/a_test.ts", `Deno.test.ignore("x", () => {});`],
    ["a conditionally ignored test", noSkippedTests, "tests/a_test.ts", `Deno.test({ name: "x", ignore: true });`],
    ["a test that runs alone", noSkippedTests, "tests/a_test.ts", `Deno.test.only("x", () => {});`],
    ["a sleeping test", noSleepingTests, "tests/a_test.ts", "await new Promise((r) => setTimeout(r, 100));"],
    [
      "a test that waits for a promise's truth",
      noAsyncWaiting,
      "tests/a.ts",
      "await page.waitForFunction(\n async () => no);",
    ],
    ["an environment variable without permission", environmentNames(["HOME"]), "cli/a.ts", `env("PARLEY_X");`],
    ["the same asked of Deno", environmentNames(["HOME"]), "main.ts", `Deno.env.get("PARLEY_X");`],
    ["a path of one machine", noMachineNames, "docs/a.md", "see /root/secret/file"],
    ["a registry's host name", noMachineNames, "deno.lock", `"https://registry.example.org/x"`],
    ["a link that leads nowhere", documents, "README.md", "[x](docs/none.md)"],
    ["vectors without a specification", documents, "tests/vectors/wire-v9.json", "{}"],
    ["a decision without a number", documents, "docs/decisions/why.md", "# Why"],
  ] as [string, Rule, string, string][]
) {
  Deno.test(`the check finds ${what}`, () => assertEquals(faults(rule, path, text), [`${path}:1`]));
}

for (
  const [what, rule, path, text] of [
    ["console in a comment", noStrayConsole, "net/a.ts", "// console.log(1)\n/* console.log(2) */"],
    ["console in a text", noStrayConsole, "net/a.ts", 'const text = "console.log(1)";'],
    ["a trust scope called only", noSkippedTests, "tests/a_test.ts", "const scope = { only: [1] };"],
    ["console in cli/", noStrayConsole, "cli/a.ts", "console.log(1);"],
    ["a timer with a deadline", noSleepingTests, "tests/a_test.ts", "setTimeout(() => controller.abort(), 1000);"],
    ["a listed environment variable", environmentNames(["HOME"]), "cli/a.ts", `env("HOME");`],
    ["an address on the web", noMachineNames, "docs/a.md", "https://example.com/root/file"],
  ] as [string, Rule, string, string][]
) {
  Deno.test(`the check lets ${what} pass`, () => assertEquals(faults(rule, path, text), []));
}

Deno.test("two decisions under one number are found, and a link to a folder is not a dead one", () => {
  const files = [
    { path: "docs/decisions/0001-a.md", text: "[all](../decisions/)" },
    { path: "docs/decisions/0001-b.md", text: "[a](0001-a.md#why)" },
  ];
  assertEquals(documents(files).map(({ path }) => path), ["docs/decisions/0001-b.md"]);
});

Deno.test("licences are judged as SPDX expressions", () => {
  const judged = (name: string, licence: string) => licenceProblems([{ name, version: "1", licence }]).length === 0;
  assertEquals(
    [
      judged("a", "MIT"),
      judged("a", "(BSD-3-Clause OR GPL-2.0)"),
      judged("a", "MIT AND Apache-2.0"),
      judged("axe-core", "MPL-2.0"),
    ],
    [true, true, true, true],
  );
  assertEquals(
    [
      judged("a", "GPL-3.0"),
      judged("a", "MIT AND GPL-2.0"),
      judged("a", "none named"),
      judged("a", "MPL-2.0"),
      judged("a", "SEE LICENSE IN MIT"),
    ],
    [false, false, false, false, false],
  );
});

Deno.test("packages are read from the lock without their peers, scoped ones too", () => {
  const npm = { "@preact/signals@2.11.4_preact@11.2.0": {}, "preact@11.2.0": {}, "@a/b_c@1.0.0": {} };
  assertEquals(lockedPackages({ npm }), [
    { name: "@preact/signals", version: "2.11.4" },
    { name: "preact", version: "11.2.0" },
    { name: "@a/b_c", version: "1.0.0" },
  ]);
});

Deno.test("a package of JSR without a stand-in is found", () => {
  const lock = { workspace: { links: { "jsr:@std/cli@1.0.22": {} } } };
  const imports = { "@std/cli": "jsr:@std/cli@^1", "@std/fs": "jsr:@std/fs@^1", preact: "npm:preact@^11" };
  assertEquals(unlinkedJsrPackages(imports, lock).length, 1);
});

Deno.test("the lock names no host: it holds for every registry", async () => {
  const lock = await Deno.readTextFile(new URL("../../deno.lock", import.meta.url));
  assertEquals(lock.match(/https?:/g), null);
});
