/**
 * `deno task test [PATH…]`: every check and every test, or only the tests below the paths.
 *
 * The whole run: the programs tests need, `deno task check`, the tests, and the tests of tests/e2e once more against the
 * compiled executable. The last line is `N passed, N failed`; the exit status is 0 only when nothing failed.
 */
import { testDenort } from "../tests/support/denort.ts";
import { buildUi } from "./build_ui.ts";
import { check } from "./check.ts";
import { compile, hostTarget } from "./compile.ts";
import { inRoot, ROOT } from "./repository.ts";
import { requirePrograms, thisMachine } from "./requirements.ts";
import { type Count, countRun, sum, summaryLine } from "./test_results.ts";

/** A run that hangs is a failed run: CI gives fifteen minutes for everything. */
const DEADLINE_MS = 14 * 60_000;
/** A file of its own, so that two people testing at once do not count each other's tests. */
const JUNIT = inRoot("build", `tests-${Deno.pid}.xml`);

/**
 * The permission set "test" of deno.json: the network of this machine alone; any file, because profiles, sockets and
 * executables are made in temporary folders; any program, because tests start openssl, browsers by whatever name, and
 * executables that were compiled a moment ago; the environment, because child processes are given changed ones. The
 * one path that reads as missing is where playwright-core looks for WSL; Deno guards it by --allow-all alone.
 */
const FLAGS = ["--quiet", "--permission-set=test", "--no-prompt", "--trace-leaks", "--frozen", `--junit-path=${JUNIT}`];

const deadline = AbortSignal.timeout(DEADLINE_MS);

const failure = (reason: string): Count => ({ passed: 0, failed: 1, reasons: [reason] });

/** Runs `deno test` on paths and counts. Files run one after another: many start several processes of their own. */
async function runTests(args: readonly string[], env: Record<string, string> = {}): Promise<Count> {
  await Deno.mkdir(inRoot("build"), { recursive: true });
  const child = new Deno.Command(Deno.execPath(), { args: ["test", ...FLAGS, ...args], cwd: ROOT, env }).spawn();
  const kill = () => child.kill("SIGKILL");
  deadline.addEventListener("abort", kill);
  try {
    const { code } = await child.status;
    if (deadline.aborted) return failure(`the tests did not end within ${DEADLINE_MS / 60_000} minutes`);
    return countRun(await Deno.readTextFile(JUNIT).catch(() => undefined), code);
  } finally {
    deadline.removeEventListener("abort", kill);
    await Deno.remove(JUNIT).catch(() => {});
  }
}

/** The whole program's tests once more, with the executable in place of the sources. */
async function runCompiled(): Promise<Count> {
  const target = hostTarget();
  if (target.name === "x86_64-linux" && !Deno.env.get("DENORT_BIN")) Deno.env.set("DENORT_BIN", await testDenort());
  const executable = await compile(target, inRoot("build", `tested-${target.name}${target.windows ? ".exe" : ""}`));
  console.error(`The tests of tests/e2e again, with ${executable}`);
  return await runTests(["--no-check", "tests/e2e"], { PARLEY_EXECUTABLE: executable });
}

async function everything(): Promise<Count> {
  const checked = await check() ? [] : [failure("deno task check found something")];
  return sum([...checked, await runTests(["--no-check", "tests"]), await runCompiled()]);
}

async function main(paths: readonly string[]): Promise<Count> {
  try {
    await requirePrograms(await thisMachine());
    if (paths.length === 0) return await everything();
    await buildUi();
    return await runTests(paths);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

if (import.meta.main) {
  const count = await main(Deno.args);
  for (const reason of count.reasons) console.error(reason);
  console.log(summaryLine(count));
  Deno.exit(count.failed === 0 ? 0 : 1);
}
