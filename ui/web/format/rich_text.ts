/** A message's text as tokens. Components build elements from them, so nothing a peer writes is ever parsed as HTML. */

export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  /** Between single backticks. */
  | { readonly kind: "code"; readonly text: string }
  /** Between lines of three backticks. */
  | { readonly kind: "block"; readonly text: string };

const PIECES = /```(?:[\w+-]*\n)?([\s\S]+?)\n?```\n?|`([^`\n]+)`|(https?:\/\/[^\s<>"'`]+)/giu;

/** Sentence marks after an address belong to the sentence. */
const TRAILING = new Set(".,;:!?…»”’)]}");

export function richText(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    const token = tokenOf(match);
    if (token === undefined) continue;
    if (match.index > end) tokens.push({ kind: "text", text: text.slice(end, match.index) });
    tokens.push(token);
    end = match.index + (token.kind === "link" ? token.text.length : match[0].length);
  }
  if (end < text.length) tokens.push({ kind: "text", text: text.slice(end) });
  return tokens;
}

function tokenOf([, block, code, address]: RegExpMatchArray): Token | undefined {
  if (block !== undefined) return { kind: "block", text: block };
  if (code !== undefined) return { kind: "code", text: code };
  const text = withoutTrailing(address);
  const href = webAddress(text);
  return href === undefined ? undefined : { kind: "link", text, href };
}

/** "(see https://x/a_(b))": a closing bracket stays when it was opened inside the address. Linear: peers write the text. */
function withoutTrailing(address: string): string {
  let kept = address.length;
  while (kept > 0 && TRAILING.has(address[kept - 1])) kept--;
  let open = 0;
  for (const mark of address.slice(0, kept)) open += mark === "(" ? 1 : mark === ")" ? -1 : 0;
  while (address[kept] === ")" && open-- > 0) kept++;
  return address.slice(0, kept);
}

/** Only http and https are ever made clickable. */
function webAddress(text: string): string | undefined {
  try {
    const { protocol, href } = new URL(text);
    return protocol === "http:" || protocol === "https:" ? href : undefined;
  } catch {
    return undefined;
  }
}

/** One line for the list: no line breaks, no marks. */
export function firstLine(text: string, limit = 120): string {
  return text.slice(0, limit * 2).replace(/```(?:[\w+-]*\n)?|`/g, "").replace(/\s+/g, " ").trim().slice(0, limit);
}
