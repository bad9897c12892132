/** Paths as people type them into a line, or as a terminal writes them when files are dropped on it. */

/** `~/x` of this user's home, as a shell has it; as it is where nobody says where that is. */
export function expandHome(path: string, home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE")): string {
  return home !== undefined && /^~(?=$|[/\\])/.test(path) ? home + path.slice(1) : path;
}

/**
 * Words as a shell divides them: `'one two'`, `"one two"`, and `one\ two` where a backslash does not divide folders.
 * @returns undefined when a quote is not closed
 */
export function splitPaths(text: string, windows: boolean): string[] | undefined {
  const paths: string[] = [];
  let [path, isWord, quote] = ["", false, ""];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quote !== "") {
      if (sign === quote) quote = "";
      else path += sign;
    } else if (sign === '"' || (sign === "'" && !windows)) [quote, isWord] = [sign, true];
    else if (sign === "\\" && !windows && at + 1 < text.length) [path, isWord] = [path + text[++at], true];
    else if (/\s/.test(sign)) {
      if (isWord) paths.push(path);
      [path, isWord] = ["", false];
    } else [path, isWord] = [path + sign, true];
  }
  if (quote !== "") return undefined;
  return isWord ? [...paths, path] : paths;
}

/** What is meant by it: one path with spaces in it if there is such a file, else several. */
export async function readPaths(text: string): Promise<string[]> {
  const whole = expandHome(text);
  if (await exists(whole)) return [whole];
  return (splitPaths(text, Deno.build.os === "windows") ?? [text]).map((path) => expandHome(path));
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
