/** What every failed assertion throws. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** Throws; `msg` is the caller's own words, put behind ours as the original does. */
export function failed(text: string, msg?: string): never {
  throw new AssertionError(msg ? `${text.replace(/[.:]$/, "")}: ${msg}` : text);
}

/** A value as it is shown in a failure: long enough to see, short enough for a terminal. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: 6,
    iterableLimit: 50,
    strAbbreviateSize: 2000,
    sorted: true,
    trailingComma: true,
  });
}
