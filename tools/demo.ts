/**
 * `deno task demo [--no-open]`: two people in temporary profiles, paired by an invite, a window for each. Ctrl+C ends
 * both and removes their profiles.
 */
import { parseArgs } from "@std/cli/parse-args";
import { join } from "node:path";
import { buildUi } from "./build_ui.ts";
import { inRoot, run, type RunOptions } from "./repository.ts";

const PARLEY = ["run", "--quiet", "--no-prompt", "-P=parley", inRoot("main.ts")];
const NAMES = ["Anna", "Борис"];

/** One of the two: a running Parley and its profile. */
interface Person {
  readonly name: string;
  readonly data: string;
  readonly process: Deno.ChildProcess;
  /** Everything they had to say has been printed. */
  readonly told: Promise<void>;
}

/** Runs a command of Parley on a person's profile and gives the object it prints. */
async function command<T>(data: string, args: string[], options?: RunOptions): Promise<T> {
  const { code, stdout, stderr } = await run(Deno.execPath(), [...PARLEY, ...args, "--json", "--data", data], options);
  if (code !== 0) throw new Error(`Cannot run "parley ${args[0]}": ${stderr.trim()}`);
  return JSON.parse(stdout) as T;
}

/** Starts a person's Parley and waits until it says that it is ready. */
async function start(name: string, data: string): Promise<Person> {
  const args = [
    "run",
    "--name",
    name,
    "--listen",
    "127.0.0.1",
    "--no-lan",
    "--no-open",
    "--log-level",
    "warn",
    "--json",
    "--data",
    data,
  ];
  const process = new Deno.Command(Deno.execPath(), {
    args: [...PARLEY, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const told = tell(name, process.stderr);
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    if (text.includes(`"ready"`)) return { name, data, process, told };
  }
  await told;
  throw new Error(`Cannot start Parley for "${name}": it ended before it was ready`);
}

/** A window for a person; where there is nothing to open it with, the address to open by hand. */
async function show({ name, data }: Person, open: boolean): Promise<void> {
  const { ui_url } = await command<{ ui_url: string }>(data, open ? ["run"] : ["status"]);
  console.log(`${name}: ${ui_url}`);
}

/** Two people speak at once: each line says whose it is. */
async function tell(name: string, output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) console.error(`${name}: ${line.trim()}`);
  }
  if (rest !== "") console.error(`${name}: ${rest.trim()}`);
}

async function end({ process, told }: Person): Promise<void> {
  try {
    process.kill("SIGINT");
  } catch { /* Ctrl+C has reached it, too */ }
  await process.status;
  await told;
}

/** Ctrl+C, a polite kill, and the closed terminal window: none may leave two people running behind. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      try {
        Deno.addSignalListener(name, resolve);
      } catch { /* Windows has no SIGTERM to listen for */ }
    }
  });
}

async function main(): Promise<void> {
  const { open } = parseArgs(Deno.args, { boolean: ["open"], negatable: ["open"], default: { open: true } });
  const interrupted = interruption();
  await buildUi();
  const folder = await Deno.makeTempDir({ prefix: "parley-demo-" });
  const people: Person[] = [];
  try {
    console.log("Making two identities; the first start takes a few seconds.");
    people.push(...await Promise.all(NAMES.map((name, i) => start(name, join(folder, String(i))))));
    const { text } = await command<{ text: string }>(people[0].data, ["invite"]);
    await command(people[1].data, ["accept", text]);
    for (const person of people) await show(person, open);
    console.log("Write from one window to the other. Ctrl+C ends the demonstration.");
    await Promise.race([interrupted, ...people.map(({ process }) => process.status)]);
  } finally {
    await Promise.all(people.map(end));
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  await main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  });
  Deno.exit(0);
}
