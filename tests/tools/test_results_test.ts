import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { count, faulty, readRun, summaryLine, together, withSecondAttempt } from "../../tools/test_results.ts";
import { deno } from "../../tools/repository.ts";

const GOOD = `Deno.test("good", () => {});`;

for (
  const [what, files, passed, failed] of [
    ["tests that pass", { "a_test.ts": `${GOOD} Deno.test("also <testcase> & good", () => {});` }, 2, 0],
    [
      "a test that fails",
      { "a_test.ts": `${GOOD} Deno.test("bad", () => { throw new Error("</testcase>"); });` },
      1,
      1,
    ],
    // A text for a run of its own: what is skipped must count as failed.
    ["a test that is skipped", { "a_test.ts": `${GOOD} Deno.test.ignore("later", () => {});` }, 1, 1],
    ["a file that breaks while loading", { "a_test.ts": GOOD, "b_test.ts": `throw new Error("broken");` }, 1, 1],
    ["a file that is no program", { "a_test.ts": GOOD, "b_test.ts": `syntax(` }, 0, 1],
    ["files without a test", { "a_test.ts": `export {};` }, 0, 1],
    ["no files", {}, 0, 1],
    ["a test that leaks", { "a_test.ts": `Deno.test("leak", () => { Deno.openSync("."); });` }, 0, 1],
    [
      "a step that fails",
      {
        "a_test.ts": `Deno.test("t", async (t) => { await t.step("s", () => { throw new Error(); }); });`,
      },
      0,
      2,
    ],
    [
      "a process that is gone before it reports",
      { "a_test.ts": `Deno.test("gone", () => { Deno.kill(Deno.pid, "SIGKILL"); });` },
      0,
      1,
    ],
  ] as [string, Record<string, string>, number, number][]
) {
  Deno.test(`a run of ${what} counts ${passed} passed, ${failed} failed`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
      const junit = join(folder, "out.xml");
      const flags = ["--quiet", "--no-check", "--no-config", "--sanitize-resources", "-A", `--junit-path=${junit}`];
      const { code } = await deno(["test", ...flags, folder], { cwd: folder });
      const run = readRun(await Deno.readTextFile(junit).catch(() => undefined), code);
      assertEquals(summaryLine(count(run)), `${passed} passed, ${failed} failed`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const countRun = (junit: string, code: number) => count(readRun(junit, code));

Deno.test("a report that is cut off counts as failed, whatever the status", () => {
  assertEquals(countRun(`<testsuites tests="1"><testcase name="a"></testcase>`, 0).failed, 1);
});

Deno.test("a run that ends badly without a failed test says so", () => {
  const counted = countRun(`<testsuites>\n<testcase name="a"></testcase>\n</testsuites>`, 3);
  assertEquals([counted.passed, counted.failed], [1, 1]);
  assertMatch(counted.reasons[0], /status 3/);
});

Deno.test("a failed test is told with its name, place and error", () => {
  const junit = `<testsuites>
    <testcase name="good" classname="./a_test.ts" line="1"></testcase>
    <testcase name="&lt;bad&gt; &amp;lt;" classname="./a_test.ts" line="2" col="1"><failure message="m">Error: &quot;no&quot;
    at a.ts</failure></testcase>
    </testsuites>`;
  assertEquals(countRun(junit, 1).reasons, ['failed: <bad> &lt; (./a_test.ts:2)\nError: "no"\n    at a.ts']);
  const long = junit.replace("Error", "x".repeat(100_000));
  assert(countRun(long, 1).reasons[0].length < 2_000);
});

Deno.test("several runs are added up", () => {
  const one = readRun(`<testsuites><testcase name="a"/><testcase name="b"><failure/></testcase></testsuites>`, 1);
  const { passed, failed, reasons } = count(together([one, faulty("c"), one]));
  assertEquals([passed, failed, reasons.length], [2, 3, 3]);
  assertEquals(summaryLine(count(together([]))), "0 passed, 0 failed");
});

Deno.test("what failed and was not run again has failed, whatever else of its test has passed", () => {
  const report = (...cases: string[]) => readRun(`<testsuites>${cases.join("")}</testsuites>`, 1);
  const good = (name: string) => `<testcase name="${name}"/>`;
  const bad = (name: string) => `<testcase name="${name}"><failure/></testcase>`;
  const first = report(good("a"), good("a &gt; b"), bad("a &gt; c"));
  const without = count(
    withSecondAttempt(first, readRun(`<testsuites>${good("a")}${good("a &gt; b")}</testsuites>`, 0)),
  );
  assertEquals([without.passed, without.failed], [2, 1]);
  const again = report(good("a"), good("a &gt; b"), good("a &gt; c")).cases;
  const with_ = count(withSecondAttempt(first, { cases: again, faults: [], notes: [] }));
  assertEquals([with_.passed, with_.failed, with_.reasons.length], [3, 0, 1]);
});
