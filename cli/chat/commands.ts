/** What a typed line means. Pure. */
export type Command =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "help" | "list" | "back" | "exit" | "invite" }
  | { readonly kind: "history"; readonly count: number }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "accept"; readonly invite: string }
  | { readonly kind: "unknown"; readonly word: string };

const DEFAULT_COUNT = 20;
const MAX_COUNT = 500;
const PLAIN = ["help", "list", "back", "exit", "invite"] as const;
const ALIASES: Record<string, string> = { quit: "exit", q: "exit", "?": "help", contacts: "list" };

export function readCommand(line: string): Command {
  if (line.startsWith("//")) return { kind: "say", text: line.slice(1) };
  const [, typed, rest] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  if (typed === undefined) return { kind: "say", text: line };
  const name = ALIASES[typed] ?? typed;
  const plain = PLAIN.find((known) => known === name);
  if (plain !== undefined && rest === "") return { kind: plain };
  if (name === "history" && /^\d{0,6}$/.test(rest)) {
    return { kind: "history", count: Math.min(MAX_COUNT, Math.max(1, Number(rest || DEFAULT_COUNT))) };
  }
  if (name === "search" && rest !== "") return { kind: "search", query: rest };
  if (name === "accept" && rest !== "") return { kind: "accept", invite: rest };
  return { kind: "unknown", word: line.split(/\s/, 1)[0] };
}
