/**
 * Profile folders for whole-program tests. RSA-3072 keys take seconds, so a few identities are made once by the program
 * itself and copied; the tests of the first start make their own.
 */
import { runProgram } from "./node_process.ts";
import { Person } from "./node_process.ts";
import { fromFileUrl } from "./paths.ts";

const cache = new URL("../../.cache/test-profiles/", import.meta.url);

/** Temporary folders of one test, deleted with `using`. */
export class Folders implements AsyncDisposable {
  readonly #root = Deno.makeTempDirSync({ prefix: "parley-test-" });

  path(name: string): string {
    return `${this.#root}/${name}`;
  }

  /** A person with an identity of their own, as after a first start. */
  async person(name: "Anna" | "Boris" | "Clara"): Promise<Person> {
    const dir = this.path(name);
    await copyFolder(await template(name), dir);
    return new Person(dir, name);
  }

  /** Somebody who has never started Parley. */
  newcomer(name: string): Person {
    return new Person(this.path(name), name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}

const templates = new Map<string, Promise<string>>();

function template(name: string): Promise<string> {
  let made = templates.get(name);
  if (made === undefined) templates.set(name, made = makeTemplate(name));
  return made;
}

let version: Promise<string> | undefined;

/** What the program says of itself: the templates are of another when it is another. */
const programVersion = () => version ??= runProgram(["--version"]).then(({ stdout }) => stdout);

async function makeTemplate(name: string): Promise<string> {
  const dir = fromFileUrl(new URL(name, cache));
  const version = await programVersion();
  const stamp = `${dir}.stamp`;
  const made = await Deno.readTextFile(stamp).catch(() => "");
  if (made === version && await exists(dir)) return dir;
  // Beside and renamed, so that test processes running at the same time never see half a profile.
  const building = await Deno.makeTempDir({ prefix: "parley-template-" });
  const person = new Person(building, name);
  await person.start();
  await person.stop();
  await Deno.mkdir(fromFileUrl(cache), { recursive: true });
  await Deno.remove(dir, { recursive: true }).catch(() => {});
  await copyFolder(building, dir);
  await Deno.remove(building, { recursive: true });
  await Deno.writeTextFile(stamp, version);
  return dir;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else await Deno.copyFile(source, target);
  }
}
