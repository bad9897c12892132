/** `*.jpg` where the shell leaves it to the program: Windows, whose file names have neither `*` nor `?`. */
import { basename, dirname, join } from "node:path";

/** What fits it, by name; the path itself when it is no pattern or nothing fits, so that what is missing can be named. */
export async function expandPattern(path: string): Promise<string[]> {
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return [path];
  const fits = regexOf(pattern);
  const found: string[] = [];
  try {
    for await (const { name } of Deno.readDir(dirname(path))) {
      if (fits.test(name)) found.push(join(dirname(path), name));
    }
  } catch {
    return [path];
  }
  return found.length > 0 ? found.toSorted() : [path];
}

function regexOf(pattern: string): RegExp {
  const literal = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "isu");
}
