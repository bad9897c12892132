/** Starting the programs that are measured beside Parley, and ending them whatever happens. */

const QUIET = { stdin: "null", stdout: "null", stderr: "null" } as const;

/** @throws Error with what the program said */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${command} ${args[0] ?? ""}: ${text(stderr).trim()}`);
  return text(stdout);
}

/** Whether this program can be started; it is asked for its help, or for what is given. */
export async function isInstalled(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    await new Deno.Command(command, { args: args.length > 0 ? [...args] : ["--help"], ...QUIET }).output();
    return true;
  } catch {
    return false;
  }
}

export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** The port is open. For servers that do not mind a connection which says nothing. */
export async function untilListening(port: number, who: string): Promise<void> {
  for (let left = 200; left > 0; left--) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`${who} on port ${port}: does not listen`);
}

/**
 * Processes that belong together: all are killed when the work with them ends, or is late.
 * @returns what the work returned, undefined when it was late
 */
export async function withProcesses<T>(
  deadline: number,
  work: (start: Start) => Promise<T>,
): Promise<T | undefined> {
  const children: Deno.ChildProcess[] = [];
  let late = false;
  const end = () => {
    for (const child of children) {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended by itself */ }
    }
  };
  const timer = setTimeout(() => (late = true, end()), deadline);
  try {
    const result = await work((command, options) => {
      const child = new Deno.Command(command, { ...QUIET, ...options }).spawn();
      children.push(child);
      return child;
    });
    return late ? undefined : result;
  } catch (error) {
    if (late) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    end();
    await Promise.all(children.map(({ status }) => status));
  }
}

export type Start = (command: string, options: Deno.CommandOptions) => Deno.ChildProcess;

/** @throws Error when it has failed */
export async function ended(what: string, ...children: readonly Deno.ChildProcess[]): Promise<void> {
  const codes = await Promise.all(children.map(async ({ status }) => (await status).code));
  if (codes.some((code) => code !== 0)) throw new Error(`${what}: exit ${codes.join(", ")}`);
}
