/**
 * `deno task test [PATH…]`: every check and every test, or only the tests below the paths.
 *
 * The whole run: the programs tests need, `deno task check`, and the tests; those of tests/e2e with the compiled
 * executable, some of them from source as well. The last line is `N passed, N failed`; the exit status is 0 only when
 * nothing failed.
 */
import { testDenort } from "../tests/support/denort.ts";
import { buildUi } from "./build_ui.ts";
import { check } from "./check.ts";
import { compile, hostTarget } from "./compile.ts";
import { inRoot, ROOT } from "./repository.ts";
import { requirePrograms, thisMachine } from "./requirements.ts";
import { type Count, countRun, sum, summaryLine } from "./test_results.ts";

/** A run that hangs is a failed run. All of it takes about fifteen minutes on two cores; a busy machine may need several times that. */
const DEADLINE_MS = 45 * 60_000;

/**
 * The permission set "test" of deno.json: the network of this machine alone; any file, because profiles, sockets and
 * executables are made in temporary folders; any program, because tests start openssl, browsers by whatever name, and
 * executables that were compiled a moment ago; the environment, because child processes are given changed ones. The
 * one path that reads as missing is where playwright-core looks for WSL; Deno guards it by --allow-all alone.
 */
const FLAGS = ["--quiet", "--permission-set=test", "--no-prompt", "--trace-leaks", "--frozen"];

const deadline = AbortSignal.timeout(DEADLINE_MS);

const failure = (reason: string): Count => ({ passed: 0, failed: 1, reasons: [reason] });

interface RunOptions {
  readonly env?: Record<string, string>;
  /** Say what it said at its end and not meanwhile: two runs at once would mix their lines. */
  readonly quiet?: boolean;
}

let runs = 0;

/** Runs `deno test` on paths and counts. Files run one after another: many start several processes of their own. */
async function runTests(args: readonly string[], { env = {}, quiet = false }: RunOptions = {}): Promise<Count> {
  await Deno.mkdir(inRoot("build"), { recursive: true });
  // Files of its own, so that two runs at once do not count each other's tests.
  const base = inRoot("build", `tests-${Deno.pid}-${++runs}`);
  const [junit, log] = [`${base}.xml`, `${base}.log`];
  const command = [Deno.execPath(), "test", ...FLAGS, `--junit-path=${junit}`, ...args];
  const child = new Deno.Command(command[0], { args: command.slice(1), cwd: ROOT, env, ...(quiet ? PIPED : {}) })
    .spawn();
  const said = quiet ? Promise.all([keep(child.stdout, log), keep(child.stderr, `${log}.err`)]) : undefined;
  const kill = () => child.kill("SIGKILL");
  deadline.addEventListener("abort", kill);
  try {
    const { code } = await child.status;
    await said;
    if (deadline.aborted) return failure(`the tests did not end within ${DEADLINE_MS / 60_000} minutes`);
    return countRun(await Deno.readTextFile(junit).catch(() => undefined), code);
  } finally {
    deadline.removeEventListener("abort", kill);
    if (quiet) await tell(log, `${log}.err`);
    await Deno.remove(junit).catch(() => {});
  }
}

const PIPED = { stdout: "piped", stderr: "piped" } as const;

async function keep(said: ReadableStream<Uint8Array>, path: string): Promise<void> {
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  await said.pipeTo(file.writable);
}

async function tell(...logs: readonly string[]): Promise<void> {
  for (const path of logs) {
    console.error(await Deno.readTextFile(path).catch(() => ""));
    await Deno.remove(path).catch(() => {});
  }
}

/** The executable for this machine, as people get it. */
async function compileForTests(): Promise<string> {
  const target = hostTarget();
  if (target.name === "x86_64-linux" && !Deno.env.get("DENORT_BIN")) Deno.env.set("DENORT_BIN", await testDenort());
  return await compile(target, inRoot("build", `tested-${target.name}${target.windows ? ".exe" : ""}`));
}

const WHOLE_PROGRAM = "tests/e2e";
/** With the sources in place of the executable, too: that `deno task start` is the same program. */
const FROM_SOURCE = ["tests/e2e/two_people_test.ts"];
/** Run behind those of the whole program, so that both lanes end at about the same time. */
const BEHIND = ["tests/cli", "tests/crypto", "tests/net"];

/** The whole program's tests with the executable, as people get it. */
async function runWholeProgram(executable: string): Promise<Count> {
  const env = { PARLEY_EXECUTABLE: executable };
  return sum([
    await runTests(["--no-check", WHOLE_PROGRAM], { quiet: true, env }),
    await runTests(["--no-check", ...FROM_SOURCE], { quiet: true }),
    await runTests(["--no-check", ...BEHIND], { quiet: true }),
  ]);
}

/** Two lanes: the whole program's tests wait for processes most of the time, the others compute. */
async function everything(): Promise<Count> {
  const checked = await check() ? [] : [failure("deno task check found something")];
  const executable = await compileForTests();
  const others = [WHOLE_PROGRAM, ...BEHIND].map((path) => `--ignore=${path}`);
  const parts = runTests(["--no-check", ...others, "tests"]);
  return sum([...checked, ...await Promise.all([parts, runWholeProgram(executable)])]);
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
