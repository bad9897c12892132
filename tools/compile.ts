/**
 * `deno task compile [--all | --target NAME] [--console] [--output FILE]`: one executable with everything in it.
 *
 * The decisions behind the flags are in docs/decisions/0003-one-executable.md.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "@std/cli/parse-args";
import { EMBEDDED_SQL_WASM, sqlWasm, UI_FOLDER } from "../assets.ts";
import { buildUi } from "./build_ui.ts";
import { deno, inRoot } from "./repository.ts";
import { fileNameOf, RECOGNISED_BYTES, type Target, targetOf, targetOfExecutable, TARGETS } from "./targets.ts";

/** What `deno compile` is told for every target. */
const FLAGS = [
  "--quiet",
  "--permission-set=parley",
  "--no-prompt",
  "--no-check", // `deno task check` has done it
  "--bundle",
  // V8's cache of compiled code would lie in the shared temporary folder under a name anyone can guess, mode 0644.
  "--no-code-cache",
  "--preload=tools/compiled_globals.ts",
  `--include=${UI_FOLDER}`,
  `--include=${dirname(EMBEDDED_SQL_WASM)}`,
];

/**
 * Compiles `main.ts` for one target; gives the file's path.
 * @param forConsole on Windows: what is typed in a console answers there, and one stands behind the browser
 */
export async function compile(target: Target, given?: string, forConsole = false): Promise<string> {
  const output = given ?? inRoot("build", fileNameOf(target, forConsole));
  await prepare();
  const base = await givenBase(target);
  const args = [
    "compile",
    ...FLAGS,
    ...windowsFlags(target, forConsole),
    `--target=${target.triple}`,
    `--output=${output}`,
  ];
  const { code, stderr } = await deno([...args, "main.ts"], {
    env: { DENORT_BIN: base, NO_COLOR: "1", RUST_BACKTRACE: undefined },
  });
  if (code !== 0) throw new Error(explain(target, stderr));
  return output;
}

/** The target of the machine this runs on. */
export function hostTarget(): Target {
  return targetOf(Deno.build.target);
}

async function prepare(): Promise<void> {
  await buildUi();
  await Deno.mkdir(inRoot(dirname(EMBEDDED_SQL_WASM)), { recursive: true });
  await Deno.writeFile(inRoot(EMBEDDED_SQL_WASM), await sqlWasm());
}

/** What `deno compile` is told for Windows alone. */
export function windowsFlags({ windows }: Target, forConsole: boolean): string[] {
  if (!windows) return [];
  return [...(forConsole ? [] : ["--no-terminal"]), "--icon=assets/icon.ico"];
}

/**
 * The runtime base `DENORT_BIN` names for this target: the file itself if it is made for it, the file `denort-<triple>`
 * in it if it is a folder. Undefined lets Deno download its own: nothing is named, or a file for another system.
 */
export async function givenBase(target: Target, given = Deno.env.get("DENORT_BIN")): Promise<string | undefined> {
  if (!given) return undefined;
  const isFolder = (await Deno.stat(given)).isDirectory;
  const path = isFolder ? join(given, `denort-${target.triple}${target.windows ? ".exe" : ""}`) : given;
  const made = targetOfExecutable(await firstBytes(path));
  if (made?.triple === target.triple) return path;
  if (made && !isFolder) return undefined;
  const is = made ? `made for ${made.name}` : "no executable of a known system";
  throw new Error(`Cannot compile for "${target.name}" with the runtime base "${path}": it is ${is}`);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path).catch((cause) => {
    throw new Error(`Cannot read the runtime base "${path}" named by DENORT_BIN: ${cause.message}`, { cause });
  });
  const bytes = new Uint8Array(RECOGNISED_BYTES);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

/** What went wrong, in one plain sentence when it is Deno's download that cannot be reached. */
export function explain({ name, triple }: Target, stderr: string): string {
  if (/error sending request|dns error|Setting up base binary/.test(stderr)) {
    return `Cannot compile for "${name}": Deno's download of its runtime base cannot be reached from here; ` +
      `set DENORT_BIN to a file or a folder that has denort-${triple} of Deno ${Deno.version.deno}`;
  }
  return `Cannot compile for "${name}": ${stderr.trim()}`;
}

async function main(): Promise<number> {
  const args = parseArgs(Deno.args, { boolean: ["all", "console"], string: ["target", "output"] });
  const targets = args.all ? TARGETS : [args.target ? targetOf(args.target) : hostTarget()];
  let failures = 0;
  for (const target of targets) {
    try {
      const path = await compile(target, args.all ? undefined : args.output, args.console);
      const { size } = await Deno.stat(path);
      console.log(`${path} ${(size / 1e6).toFixed(1)} MB`);
    } catch (error) {
      failures++;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  return failures === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
