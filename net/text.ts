/** Text from a peer. */

const utf8 = new TextEncoder();

/** Text that has UTF-8, and at most so many bytes of it. A lone surrogate has none: two copies of it would differ. */
export function isText(value: unknown, mostBytes: number): value is string {
  if (typeof value !== "string" || !value.isWellFormed()) return false;
  // UTF-8 has at most three bytes per UTF-16 unit: short texts need no counting
  return value.length * 3 <= mostBytes || (value.length <= mostBytes && utf8.encode(value).length <= mostBytes);
}
