/** A message's text as tokens. Components build elements from them, so nothing a peer writes is ever parsed as HTML. */

export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  /** Between single backticks. */
  | { readonly kind: "code"; readonly text: string }
  /** Between lines of three backticks. */
  | { readonly kind: "block"; readonly text: string }
  /** Between two stars, and between single stars or underscores. `text`: without the marks. */
  | { readonly kind: "bold" | "italic"; readonly text: string; readonly tokens: readonly Token[] };

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
  return emphasised(tokens);
}

const MARKS = /\*\*|\*|_|\n/g;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Stars and underscores around words, within a line; links and code may stand inside. One pass from left to right with at
 * most one open mark of each kind: a text of marks alone takes no longer than any other.
 */
function emphasised(tokens: readonly Token[]): Token[] {
  const done: Token[] = [];
  /** Marks that wait for their end: where in `done` they stand. */
  let open: { mark: string; at: number }[] = [];
  const close = (mark: string): boolean => {
    const from = open.findLastIndex((one) => one.mark === mark);
    if (from < 0) return false;
    const [{ at }] = open.splice(from);
    const inner = done.splice(at).slice(1);
    const kind = mark === "**" ? "bold" : "italic";
    done.push({ kind, text: inner.map(({ text }) => text).join(""), tokens: inner });
    return true;
  };
  for (const token of tokens) {
    if (token.kind !== "text") {
      if (token.kind === "block") open = [];
      done.push(token);
      continue;
    }
    const { text } = token;
    let end = 0;
    for (const { 0: mark, index } of text.matchAll(MARKS)) {
      if (mark === "\n") {
        open = [];
        continue;
      }
      const [before, after] = [text[index - 1] ?? "", text[index + mark.length] ?? ""];
      const after_word = before !== "" && /\S/.test(before);
      const before_word = after !== "" && /\S/.test(after);
      const may_close = (after_word || end === index && done.length > 0) && !WORD.test(after);
      const may_open = (before_word || after === "") && !WORD.test(before);
      if (!may_close && !may_open) continue;
      if (index > end) done.push({ kind: "text", text: text.slice(end, index) });
      end = index + mark.length;
      if (may_close && open.at(-1)?.at !== done.length - 1 && close(mark)) continue;
      if (may_open && !open.some((one) => one.mark === mark)) open.push({ mark, at: done.length });
      done.push({ kind: "text", text: mark });
    }
    if (end < text.length) done.push({ kind: "text", text: text.slice(end) });
  }
  return joined(done);
}

/** Marks that turned out to be only characters are part of the text around them. */
function joined(tokens: readonly Token[]): Token[] {
  const all: Token[] = [];
  for (const token of tokens) {
    const last = all.at(-1);
    if (token.kind === "text" && last?.kind === "text") {
      all[all.length - 1] = { kind: "text", text: last.text + token.text };
    } else all.push("tokens" in token ? { ...token, tokens: joined(token.tokens) } : token);
  }
  return all;
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
  const plain = richText(text.slice(0, limit * 2)).map(({ kind, text }) => kind === "block" ? ` ${text} ` : text).join(
    "",
  );
  return plain.replace(/\s+/g, " ").trim().slice(0, limit);
}
