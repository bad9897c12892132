import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Key, KeyDecoder } from "../../cli/chat/keys.ts";
import { LineEditor } from "../../cli/chat/line_editor.ts";
import { cutTo, graphemes, padTo, textWidth, wrap } from "../../cli/width.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const keysOf = (text: string) => new KeyDecoder().push(bytes(text));

/** Keys into a line; what was sent with Enter comes first, the line being typed last. */
function lines(keys: string): string[] {
  const editor = new LineEditor();
  const sent = keysOf(keys).flatMap((key) => {
    const result = editor.handle(key);
    return result.kind === "submit" ? [result.line] : [];
  });
  return [...sent, editor.text];
}

for (
  const [what, keys, expected] of [
    ["text and Enter", "привет\rx", ["привет", "x"]],
    ["backspace takes a whole family", "a👨‍👩‍👧\x7f", ["a"]],
    ["backspace takes a letter with its mark", "ae\u0301\x7f", ["a"]],
    ["a mark typed later joins its letter", "ae\x1b[D\x1b[Cx\x1b[D\u0301", ["ae\u0301x"]],
    ["cursor keys and insertion", "ad\x1b[Dbc", ["abcd"]],
    ["home, end, delete", "abc\x1b[H\x1b[3~\x1b[Fx", ["bcx"]],
    ["kill to the beginning and to the end", "abcd\x1b[D\x1b[D\x15", ["cd"]],
    ["kill to the end", "abcd\x1b[D\x1b[D\x0b", ["ab"]],
    ["delete a word", "one two  \x17x", ["one x"]],
    ["by words", "one two\x1b[1;5D\x1b[1;5Dx\x1b[1;5Cy", ["xoney two"]],
    ["Alt+Enter breaks the line", "a\x1b\rb\r", ["a\nb", ""]],
    ["history comes back, with the draft below it", "one\rtwo\rdraft\x1b[A\x1b[A\x1b[A\x1b[B\x1b[B", [
      "one",
      "two",
      "draft",
    ]],
    ["a recalled line can be sent again", "one\rtwo\r\x1b[A\x1b[A\r", ["one", "two", "one", ""]],
    ["a paste keeps its line breaks", "\x1b[200~a\r\nb\rc\x1b[201~!", ["a\nb\nc!"]],
    ["an escape sequence in a paste is text", "\x1b[200~\x1b[A\x1b[201~", ["\x1b[A"]],
    ["unknown sequences do nothing", "a\x1b[99;5~\x1b[?1;2c\x1bOP\x1bzb", ["ab"]],
  ] as const
) {
  Deno.test(`line editor: ${what}`, () => assertEquals(lines(keys), [...expected]));
}

Deno.test("Ctrl+D ends on an empty line, deletes on another", () => {
  const editor = new LineEditor();
  const press = (name: Key["name"], text = "") => editor.handle({ name, text });
  assertEquals(press("end-of-input").kind, "end");
  press("text", "ab");
  press("home");
  assertEquals([press("end-of-input").kind, editor.text], ["edited", "b"]);
  assertEquals(press("interrupt").kind, "interrupt");
});

Deno.test("keys are the same however the bytes are cut", () => {
  const text = "aя漢👩‍👩‍👧\x1b[A\x1b[1;5C\x1b[200~p\r\nq\x1b[Ax\x1b[201~\x7f\r\x03";
  const whole = (keys: Key[]) => keys.map(({ name, text }) => name === "text" ? text : `<${name}:${text}>`).join("");
  const expected = whole(keysOf(text));
  const all = bytes(text);
  for (let at = 1; at < all.length; at++) {
    const decoder = new KeyDecoder();
    const cut = [...decoder.push(all.subarray(0, at)), ...decoder.push(all.subarray(at))];
    assertEquals(whole(cut), expected, `cut at ${at}`);
  }
  const decoder = new KeyDecoder();
  assertEquals(whole(Array.from(all, (byte) => decoder.push(Uint8Array.of(byte))).flat()), expected);
});

Deno.test("no bytes whatever break decoder and editor, and the cursor stays in the line", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
    const [decoder, editor] = [new KeyDecoder(), new LineEditor()];
    for (const chunk of chunks) for (const key of decoder.push(chunk)) editor.handle(key);
    const [before, after] = editor.around;
    assertEquals(before.join("") + after.join(""), editor.text);
  }));
});

for (
  const [text, width] of [["abc", 3], ["привет", 6], ["漢字", 4], ["é", 1], ["e\u0301", 1], ["👩‍👩‍👧‍👦", 2], ["✓✓", 2], [
    "❤️",
    2,
  ], [
    "한글",
    4,
  ], ["\u200b", 0]] as const
) {
  Deno.test(`"${text}" takes ${width} columns`, () => assertEquals(textWidth(text), width));
}

Deno.test("wrapped rows fit, and nothing but spaces at breaks is lost", () => {
  const squeeze = (text: string) => text.replaceAll(" ", "");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
    const rows = wrap(text, columns);
    for (const row of rows) assertEquals(textWidth(row) <= columns, true, `"${row}"`);
    assertEquals(squeeze(rows.join("")), squeeze(text));
  }));
  assertEquals(wrap("one two three", 8), ["one two", "three"]);
  assertEquals(wrap("", 8), [""]);
});

Deno.test("cut and filled texts have the width asked for", () => {
  assertEquals([cutTo("漢字漢字", 5), padTo("漢", 4), cutTo("abc", 3)], ["漢字…", "漢  ", "abc"]);
  assertEquals(graphemes("a👨‍👩‍👧é").length, 3);
});
