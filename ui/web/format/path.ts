/** Paths of this machine, as the program gives them: with `/`, or with `\` and a drive. */

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

/** The folders on the way to a path, the outermost first. Of `\\server\share` the two are one. */
export function crumbsOf(path: string): Crumb[] {
  const windows = /^([A-Za-z]:\\?|\\\\[^\\]+\\[^\\]+)(.*)$/s.exec(path);
  const [top, rest, divider] = windows !== null
    ? [windows[1], windows[2], "\\"]
    : ["/", path.replace(/^\//, ""), "/"] as const;
  const crumbs: Crumb[] = [{ name: top.length > 1 ? top.replace(/\\$/, "") : top, path: top }];
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
