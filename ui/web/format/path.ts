/** Paths of this machine, as the program gives them: with `/`, or with `\` and a drive. */

export interface Crumb {
  /** "" is the computer itself. */
  readonly name: string;
  readonly path: string;
}

/** What the program lists under this path: the top folder, or the drives of Windows, whose own path is "". */
const COMPUTER: Crumb = { name: "", path: "/" };

/** The folders on the way to a path, the outermost first. Of `\\server\share` the two are one. */
export function crumbsOf(path: string): Crumb[] {
  const [, top = "", rest = path] = /^([A-Za-z]:\\?|\\\\[^\\]+\\[^\\]+)(.*)$/s.exec(path) ?? [];
  const divider = top === "" ? "/" : "\\";
  const crumbs = [COMPUTER];
  if (top !== "") crumbs.push({ name: top.replace(/\\$/, ""), path: top });
  let at = top.endsWith(divider) ? top : top + divider;
  for (const name of rest.split(divider).filter((part) => part !== "")) {
    at += name;
    crumbs.push({ name, path: at });
    at += divider;
  }
  return crumbs;
}

/** Somebody typed or pasted a place, not a part of a name. Windows puts quotes around a copied path. */
export function asPath(text: string): string | null {
  const bare = text.trim().replace(/^"(.*)"$/s, "$1");
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(bare) ? bare : null;
}
