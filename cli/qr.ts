/**
 * A QR code in half blocks: two modules per character, so that they come out square. Drawn in black on white whatever the
 * terminal's colours are, since many readers refuse an inverted code.
 */
const BLACK_ON_WHITE = "\x1b[30;107m";
const RESET = "\x1b[0m";

/** @param rows of "0" and "1", dark is "1", quiet zone included */
export function qrLines(rows: readonly string[]): string[] {
  const lines: string[] = [];
  for (let y = 0; y < rows.length; y += 2) {
    const below = rows[y + 1] ?? "";
    lines.push(BLACK_ON_WHITE + Array.from(rows[y], (top, x) => half(top === "1", below[x] === "1")).join("") + RESET);
  }
  return lines;
}

function half(top: boolean, bottom: boolean): string {
  if (top) return bottom ? "█" : "▀";
  return bottom ? "▄" : " ";
}
