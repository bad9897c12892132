/** What every program is given to carry, and how it is known that it has arrived. */
import { randomFillSync } from "node:crypto";
import { run } from "./processes.ts";

/** A way to carry a file or folder from one folder to another on this machine. */
export interface Carrier {
  readonly name: string;
  /**
   * @param source absolute path of the file or folder
   * @param target folder that is empty
   * @returns milliseconds from the beginning to the moment when the receiving program has it whole
   */
  carry(source: string, target: string): Promise<number>;
  stop(): Promise<void>;
}

/** Files of this size in folders of a hundred. */
export async function smallFiles(path: string, count: number, bytes: number): Promise<void> {
  const content = new Uint8Array(bytes);
  for (let number = 0; number < count; number++) {
    const folder = `${path}/${String(Math.floor(number / 100)).padStart(3, "0")}`;
    if (number % 100 === 0) await Deno.mkdir(folder, { recursive: true });
    randomFillSync(content);
    await Deno.writeFile(`${folder}/${number}.bin`, content);
  }
}

/** One SHA-256 over a file, or over the names and contents of a folder. Reading it puts it into the page cache, too. */
export async function digest(path: string): Promise<string> {
  if ((await Deno.stat(path)).isFile) return (await run("sha256sum", [path])).slice(0, 64);
  const sums = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum";
  return (await run("sh", ["-c", sums], path)).slice(0, 64);
}

/** The only thing in a folder, beside what is hidden. */
export function onlyEntry(folder: string): string {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.startsWith("."));
  if (names.length !== 1) throw new Error(`"${folder}" should hold one thing, and holds ${names.length}`);
  return `${folder}/${names[0]}`;
}
