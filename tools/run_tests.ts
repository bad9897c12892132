/** Runs `deno test` and reads what came of it. */
import { inRoot, ROOT } from "./repository.ts";
import { failedTests, faulty, readRun, type Run, withSecondAttempt } from "./test_results.ts";

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

export interface RunOptions {
  /** The types of these files were checked before. */
  readonly checked?: boolean;
  readonly env?: Record<string, string>;
  /** Say what it said at its end and not meanwhile: two runs at once would mix their lines. */
  readonly quiet?: boolean;
}

const PIPED = { stdout: "piped", stderr: "piped" } as const;

let runs = 0;

/** Files run one after another: many start several processes of their own. */
export async function runTests(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { checked = false, env = {}, quiet = false } = options;
  await Deno.mkdir(inRoot("build"), { recursive: true });
  // Files of its own, so that two runs at once do not count each other's tests.
  const base = inRoot("build", `tests-${Deno.pid}-${++runs}`);
  const [junit, log] = [`${base}.xml`, `${base}.log`];
  const flags = ["test", ...FLAGS, ...(checked ? ["--no-check"] : []), `--junit-path=${junit}`, ...args];
  const child = new Deno.Command(Deno.execPath(), { args: flags, cwd: ROOT, env, ...(quiet ? PIPED : {}) }).spawn();
  const said = quiet ? Promise.all([keep(child.stdout, log), keep(child.stderr, `${log}.err`)]) : undefined;
  const kill = () => child.kill("SIGKILL");
  deadline.addEventListener("abort", kill);
  try {
    const { code } = await child.status;
    await said;
    if (deadline.aborted) return faulty(`the tests did not end within ${DEADLINE_MS / 60_000} minutes`);
    return readRun(await Deno.readTextFile(junit).catch(() => undefined), code);
  } finally {
    deadline.removeEventListener("abort", kill);
    if (quiet) await tell(log, `${log}.err`);
    await Deno.remove(junit).catch(() => {});
  }
}

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

/** Where more tests than this fail, it is no chance. */
export const MAX_UNSTEADY = 3;

/** Runs what failed once more: a fault fails again. What else is wrong with the first run stays wrong. */
export async function secondAttempt(first: Run, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const names = failedTests(first).map(escapeRegex);
  if (names.length === 0 || deadline.aborted) return first;
  return withSecondAttempt(first, await runTests([`--filter=/^(?:${names.join("|")})$/`, ...args], options));
}

/** Of the `regex` of Rust, which Deno's filter is. */
const escapeRegex = (text: string) => text.replace(/[\\.+*?()|[\]{}^$#&~-]/g, "\\$&");
