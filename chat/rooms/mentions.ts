/** Whether a text names somebody. */

/** What means everybody in a room. */
const ALL = ["all", "everyone", "все", "всем"];

/** `@Name` or `@all`, in any case, not in the middle of a word, whole. */
export function mentions(text: string, name: string): boolean {
  if (!text.includes("@")) return false;
  const lower = text.toLocaleLowerCase();
  return [name.toLocaleLowerCase(), ...ALL].some((one) => one !== "" && names(lower, `@${one}`));
}

function names(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(0, at).at(-1) ?? " ";
    const after = text.slice(at + wanted.length);
    if (!/[\p{L}\p{N}_]/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) return true;
  }
  return false;
}
