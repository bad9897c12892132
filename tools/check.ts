/**
 * `deno task check`: format, lint, types, and the house rules that are programs. Prints what is wrong and where; exit
 * status 1 if anything is.
 */
import { join } from "node:path";
import { buildUi } from "./build_ui.ts";
import {
  environmentNames,
  noAsyncWaiting,
  noRemoteModules,
  noSkippedTests,
  noSleepingTests,
  noStrayConsole,
} from "./checks/code.ts";
import {
  type Dependency,
  licenceProblems,
  type Lock,
  lockedPackages,
  unlinkedJsrPackages,
} from "./checks/dependencies.ts";
import { documents, noMachineNames } from "./checks/documents.ts";
import { importDirection } from "./checks/imports.ts";
import { floatingPromises } from "./checks/promises.ts";
import type { Problem, Rule, SourceFile } from "./checks/source.ts";
import { deno, inRoot, repositoryFiles, ROOT } from "./repository.ts";

const TEXT = /\.(ts|md|json|lock|css|html|sh|svg|yml|txt)$|^\.ci\/run$/;

interface Config {
  readonly imports: Readonly<Record<string, string>>;
  readonly permissions: { readonly parley: { readonly env: { readonly allow: readonly string[] } } };
}

/** The house rules with what they need to know from deno.json. */
export function houseRules(allowedEnvironment: readonly string[]): Rule[] {
  return [
    importDirection,
    noStrayConsole,
    noRemoteModules,
    noSkippedTests,
    noSleepingTests,
    noAsyncWaiting,
    documents,
    noMachineNames,
    environmentNames(allowedEnvironment),
  ];
}

/** Everything that is wrong by the house rules. */
export async function brokenRules(): Promise<Problem[]> {
  const files = await sourceFiles();
  const config: Config = JSON.parse(await Deno.readTextFile(inRoot("deno.json")));
  const lock: Lock = JSON.parse(await Deno.readTextFile(inRoot("deno.lock")));
  return [
    ...houseRules(config.permissions.parley.env.allow).flatMap((rule) => rule(files)),
    ...unlinkedJsrPackages(config.imports, lock),
    ...licenceProblems(await dependencies(lock)),
    ...floatingPromises(files.filter(({ path }) => path.endsWith(".ts")), ROOT, (await deno(["types"])).stdout),
  ];
}

async function sourceFiles(): Promise<SourceFile[]> {
  // Pictures and the like count as files that are there, with nothing to read in them.
  const text = async (path: string) => TEXT.test(path) ? await Deno.readTextFile(inRoot(path)) : "";
  return await Promise.all((await repositoryFiles()).map(async (path) => ({ path, text: await text(path) })));
}

/** What each package in the lock says of its licence, read from Deno's cache, which is filled first. */
async function dependencies(lock: Lock): Promise<Dependency[]> {
  const filled = await deno(["install", "--quiet", "--frozen"]);
  if (filled.code !== 0) throw new Error(`Cannot fetch the dependencies: ${filled.stderr.trim()}`);
  const { npmCache } = JSON.parse((await deno(["info", "--json"])).stdout) as { npmCache: string };
  const folders = [...Deno.readDirSync(npmCache)].filter(({ isDirectory }) => isDirectory);
  return lockedPackages(lock).map(({ name, version }) => {
    for (const folder of folders) {
      const path = join(npmCache, folder.name, name, version, "package.json");
      const licence = licenceOf(path);
      if (licence !== undefined) return { name, version, licence };
    }
    throw new Error(`Cannot read the licence of "${name}@${version}": it is not in Deno's cache`);
  });
}

function licenceOf(path: string): string | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const { license } = JSON.parse(text) as { license?: unknown };
  return typeof license === "string" ? license : "none named";
}

/** Runs every check, printing as it goes; true when all is well. */
export async function check(): Promise<boolean> {
  await buildUi();
  let well = true;
  for (const args of [["fmt", "--check"], ["lint", "--quiet"], ["check", "--quiet"]]) {
    const { code } = await deno(args, { show: true });
    if (code !== 0) console.error(`deno ${args[0]}: not clean`);
    well &&= code === 0;
  }
  for (const { path, line, text } of await brokenRules()) {
    console.error(`${path}:${line}: ${text}`);
    well = false;
  }
  return well;
}

if (import.meta.main) Deno.exit(await check() ? 0 : 1);
