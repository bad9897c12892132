/**
 * A running Parley, as a person would start it: a process of its own, driven through the command line only. Runs from
 * source, or the executable named by PARLEY_EXECUTABLE.
 */
import { type ApiClient, connectToNode } from "../../ui/server/mod.ts";
import { freePort } from "./free_port.ts";
import { programCommand } from "./program.ts";
import { LineReader, withDeadline } from "./process_output.ts";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ReadyEvent {
  readonly event: "ready" | "locked";
  readonly id: string;
  readonly port: number;
  readonly ui_url: string;
  readonly pid: number;
}

/** Milliseconds a first start may take on a busy machine: two RSA-3072 keys. */
const READY_DEADLINE = 180_000;

/** Milliseconds for what two programs do when both run. */
const DEADLINE = 60_000;

/** One profile folder and the commands run on it. */
export class Person {
  readonly dataDir: string;
  #process: Deno.ChildProcess | undefined;
  #lines: LineReader | undefined;
  #errors: Promise<string> | undefined;
  ready: ReadyEvent | undefined;
  /** What the last run has written to stderr; there once it has ended. */
  log = "";
  /** Beside the environment of the test: a pass-phrase file. */
  env: Record<string, string> = {};
  /** Start without naming ports: the program takes those of its settings, or the usual ones. */
  usualPorts = false;
  /** Where others can reach it; undefined is everywhere. */
  listen: string | undefined = "127.0.0.1";
  /** Look for others on the local network. Only on a machine of the test's own: else tests hear each other. */
  lan = false;

  /** @param program command and first arguments that start Parley */
  constructor(dataDir: string, readonly name: string, readonly program: readonly string[] = programCommand()) {
    this.dataDir = dataDir;
  }

  /** Start the node and wait until it says that it is ready. */
  async start(...args: string[]): Promise<ReadyEvent> {
    const left = this.usualPorts ? [] : ["--port", "--ui-port"];
    const ports = left.flatMap((option) => args.includes(option) ? [] : [option, String(freePort())]);
    const [command, ...rest] = this.program;
    const process = new Deno.Command(command, {
      args: [
        ...rest,
        ...["run", "--json", "--no-open", "--name", this.name, "--data", this.dataDir, ...ports],
        ...(this.lan ? [] : ["--no-lan"]),
        ...(this.listen === undefined ? [] : ["--listen", this.listen]),
        ...args,
      ],
      env: this.env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#process = process;
    this.#errors = new Response(process.stderr).text();
    this.#lines = new LineReader(process.stdout);
    const line = await withDeadline(this.#lines.next(), READY_DEADLINE, `"${this.name}" to be ready`);
    if (line === undefined) throw new Error(`"${this.name}" ended before it was ready: ${await this.#errors}`);
    this.ready = JSON.parse(line) as ReadyEvent;
    return this.ready;
  }

  /** What a program that was locked says when it is open. */
  async unlocked(): Promise<ReadyEvent> {
    const line = await withDeadline(this.#lines!.next(), READY_DEADLINE, `"${this.name}" to be ready`);
    if (line === undefined) throw new Error(`"${this.name}" ended before it was ready: ${await this.#errors}`);
    this.ready = JSON.parse(line) as ReadyEvent;
    return this.ready;
  }

  /** One more command on this profile, with `--json` already said by the caller where wanted. */
  async cli(args: string[], stdin?: string): Promise<CommandResult> {
    return await runProgram([...args, "--data", this.dataDir], { stdin, env: this.env, program: this.program });
  }

  /** A command that must succeed and prints JSON lines. */
  async json<T>(...args: string[]): Promise<T[]> {
    const { code, stdout, stderr } = await this.cli([...args, "--json"]);
    if (code !== 0) throw new Error(`parley ${args.join(" ")}: exit ${code}: ${stderr}`);
    return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as T);
  }

  /** `kill -9`: nothing gets the chance to tidy up. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ctrl+C. */
  async stop(): Promise<void> {
    await this.#end("SIGINT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #end(signal: Deno.Signal): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    try {
      process.kill(signal);
    } catch { /* it has ended already */ }
    await withDeadline(process.status, 60_000, `"${this.name}" to end`);
    await this.#lines?.close();
    this.log = await this.#errors ?? "";
  }
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly program?: readonly string[];
}

/** Run the program once with these arguments. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { stdin, env = {}, program = programCommand() } = options;
  const [command, ...rest] = program;
  const child = new Deno.Command(command, {
    args: [...rest, ...args],
    env,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Pair by invite: the second only pastes what the first made. */
export async function pair(inviter: Person, guest: Person): Promise<void> {
  const [invite] = await inviter.json<{ text: string }>("invite");
  await guest.json("accept", invite.text);
  await linked(inviter, guest);
}

/** Until both say that a link between them is up. */
export async function linked(one: Person, two: Person): Promise<void> {
  await Promise.all([meets(one, two.ready!.id), meets(two, one.ready!.id)]);
}

async function meets(person: Person, id: string): Promise<void> {
  const what = `"${person.name}" to be linked with "${id}"`;
  const api = await connectToNode(person.dataDir);
  // In a network of its own only a command that runs there reaches it.
  if (api === undefined) return await until(what, async () => await isLinked(person, id));
  try {
    await withDeadline(isOnline(api, id), DEADLINE, what);
  } finally {
    api.close();
  }
}

/** Looks at each event, the first of which says how it is: a whole command each time would take what others wait for. */
async function isOnline(api: ApiClient, id: string): Promise<void> {
  for await (const _ of api.events()) {
    const contacts = await api.call("contacts", {});
    if (contacts.some((contact) => contact.id === id && contact.presence === "online")) return;
  }
  throw new Error("the program ended");
}

async function isLinked(person: Person, id: string): Promise<boolean> {
  const [{ links }] = await person.json<{ links: { peer: string }[] }>("status");
  return links.some(({ peer }) => peer === id);
}

/** Ask again until it is so. Each question is a whole command, so no pause is needed in between. */
export async function until(what: string, ask: () => Promise<boolean>, deadline = DEADLINE): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`waiting for ${what}: not within ${deadline} ms`);
  }
}
