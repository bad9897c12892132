/** The repository as its tools see it: its folder, its files, the programs they start. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder, ending in a separator. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A path inside the repository. */
export const inRoot = (...parts: string[]): string => join(ROOT, ...parts);

/** How a started program ended, and what it printed if that was asked for. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is started. */
export interface RunOptions {
  /** It writes to this terminal, instead of being collected. */
  readonly show?: boolean;
  readonly cwd?: string;
  /** Variables beside this process's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program in the repository to its end. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { show = false, cwd = ROOT } = options;
  const output = show ? "inherit" : "piped";
  const env = Object.entries({ ...Deno.env.toObject(), ...options.env }).filter(([, value]) => value !== undefined);
  const ended = await new Deno.Command(program, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: Object.fromEntries(env) as Record<string, string>,
    stdin: "null",
    stdout: output,
    stderr: output,
  }).output();
  const text = (bytes: () => Uint8Array) => show ? "" : new TextDecoder().decode(bytes());
  return { code: ended.code, stdout: text(() => ended.stdout), stderr: text(() => ended.stderr) };
}

/** Runs the Deno that runs this tool. */
export function deno(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  return run(Deno.execPath(), args, options);
}

/** The files git knows or would know (not ignored), with `/` between folders, sorted. */
export async function repositoryFiles(root = ROOT): Promise<string[]> {
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  if (listed.code !== 0) throw new Error(`Cannot list the files of "${root}": ${listed.stderr.trim()}`);
  const paths = [...new Set(listed.stdout.split("\0"))].filter((path) => path !== "").sort();
  const there = await Promise.all(paths.map((path) => exists(join(root, path))));
  return paths.filter((_, i) => there[i]);
}

/** Whether something is at this path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
