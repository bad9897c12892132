/**
 * `deno task test [PATH…]`: every check and every test, or only the tests below the paths.
 *
 * The whole run: the programs tests need, `deno task check`, and the tests; those of tests/e2e with the compiled
 * executable, some of them from source as well. What failed gets one second attempt by itself, and is named whatever
 * comes of it (decision 0014). The last line is `N passed, N failed`; the exit status is 0 only when nothing failed.
 */
import { testDenort } from "../tests/support/denort.ts";
import { buildUi } from "./build_ui.ts";
import { check } from "./check.ts";
import { compile, hostTarget } from "./compile.ts";
import { inLanes } from "./lanes.ts";
import { inRoot } from "./repository.ts";
import { requirePrograms, thisMachine } from "./requirements.ts";
import { MAX_UNSTEADY, type RunOptions, runTests, secondAttempt } from "./run_tests.ts";
import { count, failedTests, faulty, type Run, summaryLine, together } from "./test_results.ts";

/** The executable for this machine, as people get it. */
async function compileForTests(): Promise<string> {
  const target = hostTarget();
  if (target.name === "x86_64-linux" && !Deno.env.get("DENORT_BIN")) Deno.env.set("DENORT_BIN", await testDenort());
  return await compile(target, inRoot("build", `tested-${target.name}${target.windows ? ".exe" : ""}`));
}

const WHOLE_PROGRAM = "tests/e2e";
/** With the sources in place of the executable, too: that `deno task start` is the same program. */
const FROM_SOURCE = "tests/e2e/two_people_test.ts";
/** Whoever announces on the network of this machine is heard by whoever listens there: never beside the whole program. */
const ON_THE_NETWORK = "tests/net";
/** For the lane that is done first; the longer one first. */
const EITHER = ["tests/cli", "tests/crypto"];

/** Tests that run together: what they are, and how. */
type Part = readonly [paths: readonly string[], options: RunOptions];

const behind = (path: string, env?: Record<string, string>): Part => [[path], { checked: true, quiet: true, env }];

const OTHERS: Part = [
  [...[WHOLE_PROGRAM, ON_THE_NETWORK, ...EITHER].map((path) => `--ignore=${path}`), "tests"],
  { checked: true },
];

/** Two lanes: the whole program's tests wait for processes most of the time, the others compute. */
async function everything(): Promise<Run> {
  const checked = await check() ? [] : [faulty("deno task check found something")];
  const executable = await compileForTests();
  // Of two lanes only this one speaks at once.
  const computing = [OTHERS];
  const waiting = [
    behind(WHOLE_PROGRAM, { PARLEY_EXECUTABLE: executable }),
    behind(FROM_SOURCE),
    behind(ON_THE_NETWORK),
  ];
  const either = EITHER.map((path) => behind(path));
  const runs = await inLanes([computing, waiting], either, ([paths, options]) => runTests(paths, options));
  return together([...checked, ...await againAlone([...computing, ...waiting, ...either], runs)]);
}

/** What failed gets a second attempt while nothing else runs; not where many did. */
async function againAlone(parts: readonly Part[], runs: readonly Run[]): Promise<Run[]> {
  if (failedTests(together(runs)).length > MAX_UNSTEADY) return [...runs];
  const ended = [];
  for (const [i, [paths, options]] of parts.entries()) ended.push(await secondAttempt(runs[i], paths, options));
  return ended;
}

async function main(paths: readonly string[]): Promise<Run> {
  try {
    await requirePrograms(await thisMachine());
    if (paths.length === 0) return await everything();
    await buildUi();
    return await runTests(paths);
  } catch (error) {
    return faulty(error instanceof Error ? error.message : String(error));
  }
}

if (import.meta.main) {
  const counted = count(await main(Deno.args));
  for (const reason of counted.reasons) console.error(reason);
  console.log(summaryLine(counted));
  Deno.exit(counted.failed === 0 ? 0 : 1);
}
