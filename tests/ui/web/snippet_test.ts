import { assert, assertEquals } from "@std/assert";
import { snippet } from "../../../ui/web/format/snippet.ts";

const marked = (text: string, query: string) =>
  snippet(text, query).map(({ text, hit }) => hit ? `[${text}]` : text).join("");

Deno.test("a snippet marks the words that were looked for, whatever their case, accents and ё", () => {
  assertEquals(marked("Café at Three", "CAFE thr"), "[Café] at [Three]");
  assertEquals(marked("Ёлка и елка", "ёлк"), "[Ёлка] и [елка]");
  assertEquals(marked("scatter the cat", "cat"), "scatter the [cat]");
});

Deno.test("a snippet of a long text is cut around the first word that was found", () => {
  const long = `${"before ".repeat(60)}needle${" after".repeat(60)}`;
  const shown = marked(long, "needle");
  assert(shown.startsWith("…before ") && shown.includes(" [needle] after"), shown);
  assert(shown.endsWith("…") && shown.length < 200, shown);
});

Deno.test("a snippet begins with the word itself when what is before it has no gap", () => {
  assertEquals(marked("-".repeat(300) + "needle", "needle"), "…[needle]");
});

Deno.test("a snippet is one line, and never cuts a character", () => {
  assertEquals(marked("a\n\n  b\tc", "b"), "a [b] c");
  const shown = marked("x ".repeat(3) + "😀".repeat(300), "x");
  assert(shown.isWellFormed(), shown);
});

Deno.test("what was looked for is words, not a pattern", () => {
  assertEquals(marked("a.b (c) [d]", ".*"), "a.b (c) [d]");
  assertEquals(marked("a (c) d", "(c"), "a ([c]) d");
});
