/** Where a search hit: the part of a text around the first word found, in one line, with the found words marked. */

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** Characters before the first hit, and altogether. Two lines on a phone. */
const LEAD = 40;
const LENGTH = 160;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** As the program compares: without case and accents, ё like е. */
function fold(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function snippet(text: string, query: string): Piece[] {
  const line = text.replace(/\s+/g, " ").trim();
  const wanted = Array.from(query.matchAll(WORD), ([word]) => fold(word)).filter((word) => word !== "");
  const hits = Array.from(line.matchAll(WORD)).filter(([word]) => {
    const folded = fold(word);
    return wanted.some((beginning) => folded.startsWith(beginning));
  });
  const first = hits[0]?.index ?? 0;
  const space = line.indexOf(" ", first - LEAD); // there may be none before the word: then the line begins with the word
  const from = first <= LEAD ? 0 : space >= 0 && space < first ? space + 1 : first;
  const to = Math.min(line.length, from + LENGTH);
  const pieces: Piece[] = from > 0 ? [{ text: "…", hit: false }] : [];
  let end = from;
  for (const { index, 0: word } of hits) {
    if (index < from || index + word.length > to) continue;
    if (index > end) pieces.push({ text: line.slice(end, index), hit: false });
    pieces.push({ text: word, hit: true });
    end = index + word.length;
  }
  const rest = line.slice(end, to).replace(/[\uD800-\uDBFF]$/, "");
  if (rest !== "") pieces.push({ text: rest, hit: false });
  return to < line.length ? [...pieces, { text: "…", hit: false }] : pieces;
}
