/** ROOM-2: naming somebody in a room. */
import { assertEquals } from "@std/assert";
import { mentions } from "../../../chat/rooms/mentions.ts";
import {
  ALL_NAMES,
  fits,
  type MarkedToken,
  mentionBegun,
  type Names,
  withMentions,
} from "../../../ui/web/format/mention.ts";
import { richText } from "../../../ui/web/format/rich_text.ts";

const NAMES: Names = { others: ["Boris", "Boris Lang", "Анна"], me: ["Anna Weber", ...ALL_NAMES] };

/** The marked parts; ours with a star. */
function marks(text: string): string[] {
  const all = (tokens: readonly MarkedToken[]): string[] =>
    tokens.flatMap((token) =>
      token.kind === "mention" ? [`${token.text}${token.me ? "*" : ""}`] : "tokens" in token ? all(token.tokens) : []
    );
  return all(withMentions(richText(text), NAMES));
}

Deno.test("an @ begins a name at the start of a word, up to the caret, within a line", () => {
  const begun = (text: string) => mentionBegun(text, text.length);
  assertEquals(begun("@"), { from: 0, typed: "" });
  assertEquals(begun("well, @Boris La"), { from: 6, typed: "Boris La" });
  assertEquals(mentionBegun("@Bo and more", 3), { from: 0, typed: "Bo" });
  for (const text of ["", "Boris", "boris@example.org", "@Boris\n", `@${"x".repeat(70)}`]) {
    assertEquals(begun(text), undefined, text);
  }
});

Deno.test("a name fits by the beginning of it or of one of its words, in any case", () => {
  assertEquals(["", "b", "BORIS L", "la"].filter((typed) => fits("Boris Lang", typed)), ["", "b", "BORIS L", "la"]);
  assertEquals(["ng", "Boris Lang ", "x"].filter((typed) => fits("Boris Lang", typed)), []);
});

Deno.test("names are marked whole, the longest that stands there, also inside of emphasis, and not in code or addresses", () => {
  assertEquals(marks("@Boris Lang and @boris, @Анна!"), ["@Boris Lang", "@boris", "@Анна"]);
  assertEquals(marks("**@Anna Weber** @all @все"), ["@Anna Weber*", "@all*", "@все*"]);
  assertEquals(marks("@Borislav a@Boris `@Boris` https://x.example/@Boris @nobody @"), []);
});

Deno.test("what is marked as ours is what the program takes for a mention", () => {
  for (const text of ["@Anna Weber", "hi @ALL!", "@всем", "@Anna", "@allies", "x@all", "@Boris", "(@anna weber)"]) {
    assertEquals(marks(text).some((mark) => mark.endsWith("*")), mentions(text, "Anna Weber"), text);
  }
});

Deno.test("whatever the text, marking it loses nothing of it", () => {
  const pieces = ["@", "Boris", " Lang", "**", "_", "`", "\n", "é@", "@all", "@@", "Anna Weber", "\u{1F600}"];
  let seed = 7;
  for (let run = 0; run < 300; run++) {
    const text = Array.from({ length: 12 }, () => pieces[(seed = Math.imul(seed, 48_271) >>> 1) % pieces.length]).join(
      "",
    );
    const flat = (tokens: readonly { text: string }[]) => tokens.map(({ text }) => text).join("");
    const plain = richText(text);
    assertEquals(flat(withMentions(plain, NAMES)), flat(plain), text);
  }
});
