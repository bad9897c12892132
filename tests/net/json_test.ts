import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { LinkError } from "../../net/errors.ts";
import { encodeJson, parseJson } from "../../net/json.ts";
import { MAX_JSON_CONTAINERS, MAX_JSON_DEPTH } from "../../net/limits.ts";

const utf8 = new TextEncoder();
/** Strings of any code points; fast-check's own "binary" unit takes two seconds to set up. */
const anyText = fc.string({
  unit: fc.nat(0x10ffff).filter((code) => code < 0xd800 || code > 0xdfff).map((code) => String.fromCodePoint(code)),
});
const parse = (text: string) => parseJson(utf8.encode(text), "bad-content", "reading a test");

/** An object of this depth. */
function nested(depth: number): string {
  return `{"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
}

Deno.test("what was encoded is parsed as it was, brackets and quotes in texts included", () => {
  const property = fc.property(fc.dictionary(anyText, anyText), (value) => {
    assertEquals({ ...parseJson(encodeJson(value), "bad-content", "reading a test") }, { ...value });
  });
  fc.assert(property, { numRuns: 100 });
});

Deno.test("nesting is allowed up to the limit and not beyond, whatever texts look like", () => {
  parse(nested(MAX_JSON_DEPTH));
  assertThrows(() => parse(nested(MAX_JSON_DEPTH + 1)), LinkError, "nested deeper");
  assertEquals(parse(`{"x":"${"[".repeat(100)}"}`), { x: "[".repeat(100) });
  assertEquals(parse(`{"x":"\\\\","y":"\\"[[[[[[[[[[[[[[[[[[[[[[[["}`), { x: "\\", y: `"${"[".repeat(24)}` });
  assertThrows(() => parse(`{"x":"\\\\","y":${"[".repeat(100)}`), LinkError, "nested deeper");
  assertThrows(() => parse(`{"\\"":${"[".repeat(100)}`), LinkError, "nested deeper");
});

Deno.test("eight megabytes of brackets are refused before they are parsed", () => {
  assertThrows(() => parse("[".repeat(8_000_000)), LinkError, "nested deeper");
  assertThrows(() => parse(`{"x":[${"[],".repeat(2_000_000)}[]]}`), LinkError, "objects and arrays");
  parse(`{"x":[${"{},".repeat(MAX_JSON_CONTAINERS - 3)}{}]}`);
});

Deno.test("what is not one JSON object in plain UTF-8 is refused with the code asked for", () => {
  const table: [string, Uint8Array][] = [
    ["nothing", new Uint8Array(0)],
    ["a byte-order mark", new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ["a lone continuation byte", new Uint8Array([0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ["an overlong slash", new Uint8Array([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ["an encoded surrogate", new Uint8Array([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ["UTF-16", new Uint8Array([0x7b, 0, 0x7d, 0])],
    ["a cut letter", utf8.encode(`{"x":"ж`).subarray(0, -1)],
    ...[
      "[]",
      "null",
      "1",
      `"text"`,
      "true",
      "{",
      `{"a":1}x`,
      "{}{}",
      "{'a':1}",
      "{a:1}",
      `{"a":01}`,
      `{"a":NaN}`,
      `{"a":"\n"}`,
    ]
      .map((text): [string, Uint8Array] => [text, utf8.encode(text)]),
  ];
  for (const [what, bytes] of table) {
    const error = assertThrows(() => parseJson(bytes, "bad-hello", "reading a test"), LinkError, undefined, what);
    assertEquals(error.code, "bad-hello");
  }
});

Deno.test("a byte-order mark is called by its name", () => {
  assertThrows(() => parse("\uFEFF{}"), LinkError, "byte-order mark");
});

Deno.test("a member called __proto__ is a member and nothing else", () => {
  const value = parse(`{"__proto__":{"stream":"x"}}`);
  assertEquals(value.stream, undefined);
});

Deno.test("whatever bytes come, nothing but a LinkError is thrown", () => {
  const signs = fc.string({
    unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", "1", "a", "ж", "\u2028"),
    maxLength: 60,
  });
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), signs.map((text) => utf8.encode(`{${text}`)));
  const property = fc.property(bytes, (data) => {
    try {
      parseJson(data, "bad-content", "reading a test");
    } catch (error) {
      assertInstanceOf(error, LinkError);
    }
  });
  fc.assert(property, { numRuns: 2000 });
});
