/** How many columns text takes on a terminal. Graphemes by UAX #29 (`Intl.Segmenter`), wide ones by UAX #11. */
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** East Asian Wide and Fullwidth blocks, and what is shown as an emoji of two columns. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
/** Marks and format characters without a letter to sit on. */
const ZERO = /^[\p{M}\p{Cf}]+$/u;

/** What a person counts as one character. */
export function graphemes(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Columns of one grapheme: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return ZERO.test(grapheme) ? 0 : 1;
}

/** Columns of a text without control characters. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** Filled up with spaces, never cut. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}

/** Cut to a width, with an ellipsis where something is missing. */
export function cutTo(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let [cut, width] = ["", 0];
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns - 1) break;
    cut += grapheme;
  }
  return columns > 0 ? cut + "…" : "";
}

/** Broken into rows of at most `columns`, at spaces where there are some. */
export function wrap(text: string, columns: number): string[] {
  if (columns === Infinity) return [text];
  const rows: string[] = [];
  let [row, width, breakAt] = [[] as string[], 0, -1];
  for (const grapheme of graphemes(text)) {
    const more = graphemeWidth(grapheme);
    if (width + more > columns && row.length > 0) {
      const at = breakAt > 0 ? breakAt : row.length;
      rows.push(row.slice(0, at).join("").trimEnd());
      row = row.slice(at);
      width = row.reduce((sum, part) => sum + graphemeWidth(part), 0);
      breakAt = -1;
    }
    row.push(grapheme);
    width += more;
    if (grapheme === " ") breakAt = row.length;
  }
  return [...rows, row.join("")];
}
