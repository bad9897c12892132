/** Words of a search: as a question to the full text, and as a test of a single text that the full text does not know yet. */

/** Longer searches are cut: nobody types them, and each word costs a lookup. */
const MAX_WORDS = 16;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** What `unicode61` takes for the inside of a word. */
const INSIDE = "[\\p{L}\\p{N}\\p{M}\\p{Co}]";

/** Nothing but letters, digits and marks, so that `OR`, `NEAR`, `*`, quotes and brackets of the user have no power. */
export function wordsOf(text: string): string[] {
  const words = text.normalize("NFC").replaceAll("ё", "е").replaceAll("Ё", "Е").match(WORD) ?? [];
  return words.slice(0, MAX_WORDS);
}

/** An FTS4 query: every word, as it is or as the beginning of a longer one, in the column that is asked. */
export function matchQuery(words: readonly string[]): string {
  return words.map((word) => `"${word}*"`).join(" ");
}

/** The same question for one text. */
export function textMatcher(words: readonly string[]): (text: string) => boolean {
  const patterns = words.map((word) => new RegExp(`(?<!${INSIDE})${fold(word)}`, "u"));
  return (text) => {
    const folded = fold(text);
    return patterns.every((pattern) => pattern.test(folded));
  };
}

/** Case, the dots of ё and the accents of Latin letters are nothing, as in the full text. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е").replace(/\p{Script=Latin}/gu, withoutAccents)
    .replace(/[\u0300-\u036f]/g, "");
}

function withoutAccents(letter: string): string {
  return letter < "\u0080" ? letter : letter.normalize("NFD");
}
