import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { neutralise, safeJson, safeLines } from "../../cli/safe_text.ts";

for (
  const [what, text, shown] of [
    ["clear screen", "\x1b[2J", "␛[2J"],
    ["8-bit CSI", "\x9b2J", "<U+009B>2J"],
    ["window title and bell", "\x1b]0;x\x07", "␛]0;x␇"],
    ["overwriting by carriage return", "pay 10\rpay 99", "pay 10␍pay 99"],
    ["backspaces", "ab\b\bxy", "ab␈␈xy"],
    ["shift out", "\x0e", "␎"],
    ["delete", "a\x7f", "a␡"],
    ["override", "\u202egpj.exe", "<U+202E>gpj.exe"],
    ["isolate", "\u2066a\u2069", "<U+2066>a<U+2069>"],
    ["line separator", "a\u2028b", "a<U+2028>b"],
    ["lone surrogate", "a\ud83dz", "a\ufffdz"],
  ] as const
) {
  Deno.test(`${what} is shown, not obeyed`, () => assertEquals(neutralise(text), shown));
}

for (const text of ["привет", "漢字", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "שלום \u200fabc", "e\u0301", "न्‍"]) {
  Deno.test(`honest text stays as it is: ${text}`, () => assertEquals(neutralise(text), text));
}

Deno.test("whatever the text, nothing that a terminal obeys is left", () => {
  // deno-lint-ignore no-control-regex
  const obeyed = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assertEquals(obeyed.test(neutralise(text)), false);
    assertEquals(safeLines(text).some((line) => obeyed.test(line)), false);
  }));
});

Deno.test("line breaks of every system break lines, tabs become spaces", () => {
  assertEquals(safeLines("a\r\nb\nc\rd\te"), ["a", "b", "c", "d    e"]);
});

Deno.test("JSON for scripts says the same and moves no terminal", () => {
  // deno-lint-ignore no-control-regex
  const obeyed = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const json = safeJson(JSON.stringify({ text }));
    assertEquals([JSON.parse(json), obeyed.test(json)], [{ text }, false]);
  }));
  assertEquals(safeJson(JSON.stringify("\x9b2J")), String.raw`"\u009b2J"`);
});
