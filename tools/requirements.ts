/** Programs the tests start, and how they get onto a machine that lacks them. */
import { BROWSER_NAMES, BROWSER_PLACES } from "../tests/support/browser_names.ts";
import { run } from "./repository.ts";

/** A program the tests cannot do without. */
export interface Requirement {
  readonly what: string;
  /** Names it goes by on PATH, and places it stands in where PATH is not the custom. */
  readonly programs: readonly string[];
  /** Debian's package. */
  readonly packageName: string;
}

/** What this machine can do about a missing program. */
export interface Machine {
  has(program: string): Promise<boolean>;
  /** Root on a system with apt-get. */
  readonly mayInstall: boolean;
  /** Installs Debian packages; says what went wrong. */
  install(packages: readonly string[]): Promise<string | undefined>;
}

/** What the tests start; the browsers are those that tests/support/browser.ts looks for. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    what: "Chromium, Chrome or Edge",
    programs: [Deno.env.get("PARLEY_BROWSER") ?? "", ...BROWSER_NAMES, ...BROWSER_PLACES],
    packageName: "chromium",
  },
  { what: "openssl", programs: ["openssl"], packageName: "openssl" },
  { what: "tmux", programs: ["tmux"], packageName: "tmux" },
  { what: "git", programs: ["git"], packageName: "git" },
  { what: "faketime", programs: ["faketime"], packageName: "faketime" },
  { what: "ip", programs: ["ip"], packageName: "iproute2" },
];

/**
 * Makes sure that everything is there, installing what may be installed.
 * @throws Error that says what to install
 */
export async function requirePrograms(machine: Machine, requirements = REQUIREMENTS): Promise<void> {
  const missing = await missingOf(machine, requirements);
  if (missing.length === 0) return;
  const failure = machine.mayInstall ? await machine.install(missing.map(({ packageName }) => packageName)) : undefined;
  const still = machine.mayInstall ? await missingOf(machine, missing) : missing;
  if (still.length === 0) return;
  const names = still.map(({ what }) => what).join(", ");
  const command = `apt-get install ${still.map(({ packageName }) => packageName).join(" ")}`;
  throw new Error(
    `Cannot run the tests: ${names} not found; install it (on Debian: ${command})` +
      (failure ? `; installing failed: ${failure}` : ""),
  );
}

async function missingOf(machine: Machine, requirements: readonly Requirement[]): Promise<Requirement[]> {
  const found = await Promise.all(requirements.map(async ({ programs }) => {
    for (const program of programs) if (await machine.has(program)) return true;
    return false;
  }));
  return requirements.filter((_, i) => !found[i]);
}

/** The machine this runs on. */
export async function thisMachine(): Promise<Machine> {
  const mayInstall = Deno.build.os === "linux" && Deno.uid() === 0 && await onPath("apt-get");
  return { has: onPath, mayInstall, install: aptInstall };
}

async function onPath(program: string): Promise<boolean> {
  if (program === "") return false;
  const windows = Deno.build.os === "windows";
  const folders = /[\\/]/.test(program) ? [""] : (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":");
  for (const folder of folders) {
    const path = folder === "" ? program : `${folder}/${program}`;
    for (const candidate of windows ? [path, `${path}.exe`] : [path]) {
      if (await Deno.stat(candidate).then(({ isFile }) => isFile, () => false)) return true;
    }
  }
  return false;
}

async function aptInstall(packages: readonly string[]): Promise<string | undefined> {
  console.error(`Installing ${packages.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", ...packages]]) {
    const { code, stderr } = await run("apt-get", args, { env });
    if (code !== 0) return stderr.trim().split("\n").at(-1);
  }
}
