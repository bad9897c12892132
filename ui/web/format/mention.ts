/** `@Name` in what is written: where it is begun, who fits it, and where it stands in a text. Pure. */
import type { Token } from "./rich_text.ts";

/** What means everybody in a room, in any language: as the program reads it. */
export const ALL_NAMES: readonly string[] = ["all", "everyone", "все", "всем"];

/** Longest name anybody has, and what may be typed of it. */
const LONGEST = 64;
const WORD = /[\p{L}\p{N}_]/u;

/** Being written at the caret: from where the `@` stands, and what follows it. */
export interface Begun {
  readonly from: number;
  readonly typed: string;
}

/** An `@` in this line, not in the middle of a word. @returns undefined when there is none before the caret */
export function mentionBegun(text: string, caret: number): Begun | undefined {
  const from = text.lastIndexOf("@", caret - 1);
  if (from < 0 || caret - from > LONGEST || WORD.test(text[from - 1] ?? " ")) return undefined;
  const typed = text.slice(from + 1, caret);
  return typed.includes("\n") ? undefined : { from, typed };
}

/** The whole name or one of its words begins with what was typed. */
export function fits(name: string, typed: string): boolean {
  const wanted = typed.toLocaleLowerCase();
  const lower = name.toLocaleLowerCase();
  return lower.startsWith(wanted) || wanted !== "" && lower.split(/\s+/).some((word) => word.startsWith(wanted));
}

/** Names as they are marked in a text; `me`: those that call our user. */
export interface Names {
  readonly others: readonly string[];
  readonly me: readonly string[];
}

export type MentionToken = { readonly kind: "mention"; readonly text: string; readonly me: boolean };
export type MarkedToken = Exclude<Token, { readonly tokens: readonly Token[] }> | MentionToken | MarkedGroup;
interface MarkedGroup {
  readonly kind: "bold" | "italic";
  readonly text: string;
  readonly tokens: readonly MarkedToken[];
}

/** Puts marks where somebody is named. */
export function withMentions(tokens: readonly Token[], names: Names): MarkedToken[] {
  return tokens.flatMap((token): MarkedToken[] => {
    if ("tokens" in token) return [{ ...token, tokens: withMentions(token.tokens, names) }];
    return token.kind === "text" && token.text.includes("@") ? marked(token.text, names) : [token];
  });
}

function marked(text: string, names: Names): MarkedToken[] {
  const found: MarkedToken[] = [];
  let end = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (at < end || WORD.test(text[at - 1] ?? " ")) continue;
    const named = nameAt(text, at + 1, names);
    if (named === undefined) continue;
    if (at > end) found.push({ kind: "text", text: text.slice(end, at) });
    end = at + 1 + named.length;
    found.push({ kind: "mention", text: text.slice(at, end), me: named.me });
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

/** The longest name that stands there whole. */
function nameAt(text: string, at: number, names: Names): { readonly length: number; readonly me: boolean } | undefined {
  const lower = text.slice(at, at + LONGEST + 1).toLocaleLowerCase();
  const stands = (name: string) =>
    name !== "" && lower.startsWith(name.toLocaleLowerCase()) && !WORD.test(lower.slice(name.length)[0] ?? " ");
  const longest = (of: readonly string[]) => Math.max(0, ...of.filter(stands).map(({ length }) => length));
  const [me, other] = [longest(names.me), longest(names.others)];
  const length = Math.max(me, other);
  return length === 0 ? undefined : { length, me: me >= other };
}
