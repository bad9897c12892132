/**
 * Text from others, made harmless for a terminal: an escape sequence in a message could clear the screen, change the
 * title, write the clipboard (OSC 52) or type into the shell (answers to DSR); a bidirectional override could make
 * `gpj.exe` read `exe.jpg` (Unicode TR36, "Trojan Source" CVE-2021-42574).
 */

/**
 * C0, DEL and C1 (ECMA-48), line and paragraph separators, bidirectional embeddings, overrides and isolates (UAX #9), BOM.
 * Not in it: LRM and RLM, joiners and emoji tags, which honest Hebrew, Arabic, Indic and emoji text needs.
 */
// deno-lint-ignore no-control-regex
const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** One character in a visible form: C0 as its control picture, the rest as its code point. */
function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** One line: nothing in it moves the cursor, breaks the line or turns the reading order. */
export function neutralise(text: string): string {
  return text.replace(LONE_SURROGATE, "\ufffd").replace(HOSTILE, visible);
}

/** The same JSON with such characters written as `\uXXXX`: a script reads what was said, a terminal obeys nothing of it. */
export function safeJson(json: string): string {
  return json.replace(HOSTILE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Lines of a text, each neutralised; a tab becomes four spaces, since its width depends on the column. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => neutralise(line.replaceAll("\t", "    ")));
}
