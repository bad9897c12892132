/** What may be a reaction: one picture, not a text. */
import { MAX_REACTION_LENGTH } from "../net/limits.ts";

/** A picture by itself, a flag of two letters, or a key cap (Unicode Technical Standard 51, section 1.4). */
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|^[0-9#*]\ufe0f?\u20e3$/u;

const letters = new Intl.Segmenter("und", { granularity: "grapheme" });

export function isOneEmoji(text: string): boolean {
  if (text.length > MAX_REACTION_LENGTH || !text.isWellFormed() || !PICTURE.test(text)) return false;
  return [...letters.segment(text)].length === 1;
}
