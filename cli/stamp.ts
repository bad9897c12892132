/** A time as part of a file name: "20261121T101500Z". @param now milliseconds since the epoch */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}
