/** Real runs of `deno test`: what a second attempt makes of them (decision 0014). */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { runTests, secondAttempt } from "../../tools/run_tests.ts";
import { count } from "../../tools/test_results.ts";

/** Fails the first time it is run, and passes from then on. */
const unsteady = (marker: string) => `
  try { Deno.statSync("${marker}"); } catch { Deno.writeTextFileSync("${marker}", ""); throw new Error("too early"); }`;

async function bothAttempts(file: (marker: (name: string) => string) => string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a_test.ts"), file((name) => join(folder, name)));
    const options = { checked: true, quiet: true };
    const first = await runTests([folder], options);
    return { first: count(first), second: count(await secondAttempt(first, [folder], options)) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what fails once and passes alone is counted as passed, with all its steps, and named", async () => {
  const { first, second } = await bothAttempts((marker) => `
    Deno.test("good", () => {});
    Deno.test("steps > of (all) kinds /*?$", async (t) => {
      await t.step("good", () => {});
      await t.step("unsteady", () => {${unsteady(marker("a"))} });
      await t.step("also good", () => {});
    });
    Deno.test("breaks between steps", async (t) => {
      await t.step("one", () => {});
      ${unsteady(marker("b"))}
      await t.step("two", () => {});
    });`);
  assertEquals([first.passed, first.failed], [4, 3]);
  assertEquals([second.passed, second.failed], [8, 0]);
  assertEquals(second.reasons.length, 3);
  for (const each of second.reasons) {
    assertMatch(each, /^passed at its second attempt only: failed: .*too early|step failed/s);
  }
});

Deno.test("what fails twice has failed, also beside something unsteady", async () => {
  const { second } = await bothAttempts((marker) => `
    Deno.test("bad", () => { throw new Error("no"); });
    Deno.test("unsteady", () => {${unsteady(marker("a"))} });`);
  assertEquals([second.passed, second.failed], [1, 1]);
});

Deno.test("what is skipped, and what breaks outside of any test, has no second chance", async () => {
  // A text for a run of its own: what is skipped must count as failed, at its second attempt, too.
  const { second } = await bothAttempts(() => `Deno.test.ignore("later", () => {});`);
  assertEquals([second.passed, second.failed], [0, 1]);
  const broken = await bothAttempts((marker) => `${unsteady(marker("a"))} Deno.test("good", () => {});`);
  assertEquals(broken.second.failed, 1);
});

Deno.test("a leak that shows once is named", async () => {
  const { second } = await bothAttempts((marker) =>
    `Deno.test("leaks once", () => {
    try { Deno.statSync("${marker("a")}"); } catch { Deno.writeTextFileSync("${marker("a")}", ""); Deno.openSync("${
      marker("a")
    }"); }
  });`
  );
  assertEquals([second.passed, second.failed], [1, 0]);
  assertMatch(second.reasons[0], /second attempt only: failed: leaks once[^]*Leak/i);
});
