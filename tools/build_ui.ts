/**
 * Builds the window: `ui/web` becomes the files of `ui/dist` that the local web server hands out.
 *
 * A stamp holds the hash of everything that went in, so that a second run only reads and compares (`deno task start`
 * runs this each time, and nothing may be printed to stdout there: `status --json` owns it).
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { deno, exists, inRoot } from "./repository.ts";

const WEB = inRoot("ui", "web");
const DIST = inRoot("ui", "dist");
const STAMP = "stamp.txt";
const COPIED = ["index.html", "icon.svg"];
/** Beside `ui/web`: the API's types, and what decides which libraries are bundled. */
const ALSO_READ = ["ui/api.ts", "deno.json", "deno.lock", "tools/build_ui.ts"];
const OUTPUTS = [...COPIED, "app.js", "app.css"];

/** Builds what is out of date; says whether it built. */
export async function buildUi(): Promise<boolean> {
  const files = (await filesBelow(WEB)).sort();
  const stamp = await hashOf([...files, ...ALSO_READ.map((path) => inRoot(path))]);
  if (await isCurrent(stamp)) return false;
  const made = await Deno.makeTempDir({ dir: await folder(inRoot("build")), prefix: "ui-" });
  try {
    await bundleScript(join(made, "app.js"));
    await Deno.writeTextFile(join(made, "app.css"), await joinStyles(files));
    for (const name of COPIED) await Deno.copyFile(join(WEB, name), join(made, name));
    await Deno.writeTextFile(join(made, STAMP), stamp);
    await folder(DIST);
    // The stamp goes last: a build that is cut off is built again.
    for (const name of [...OUTPUTS, STAMP]) await Deno.rename(join(made, name), join(DIST, name));
  } finally {
    await Deno.remove(made, { recursive: true });
  }
  return true;
}

/** The order in which style sheets are joined: the base first, then the others by name. */
export function styleOrder(paths: readonly string[]): string[] {
  const isBase = (path: string) => /(^|[\\/])styles[\\/]base\.css$/.test(path);
  return paths.filter((path) => path.endsWith(".css"))
    .sort((a, b) => Number(isBase(b)) - Number(isBase(a)) || (a < b ? -1 : 1));
}

async function bundleScript(output: string): Promise<void> {
  const args = ["bundle", "--quiet", "--platform=browser", "--minify", "-o", output, join(WEB, "app.ts")];
  const { code, stderr } = await deno(args);
  if (code !== 0) throw new Error(`Cannot bundle "ui/web/app.ts": ${stderr.trim()}`);
}

async function joinStyles(files: readonly string[]): Promise<string> {
  const sheets = await Promise.all(styleOrder(files).map((path) => Deno.readTextFile(path)));
  return sheets.map((sheet) => sheet.trimEnd() + "\n").join("\n");
}

async function isCurrent(stamp: string): Promise<boolean> {
  const kept = await Deno.readTextFile(join(DIST, STAMP)).catch(() => "");
  return kept === stamp && (await Promise.all(OUTPUTS.map((name) => exists(join(DIST, name))))).every(Boolean);
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const contents = await Promise.all(paths.map((path) => Deno.readFile(path)));
  const hash = createHash("sha256");
  paths.forEach((path, i) => hash.update(`${path}\0${contents[i].length}\0`).update(contents[i]));
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

async function folder(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true });
  return path;
}

if (import.meta.main) {
  try {
    await buildUi();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
