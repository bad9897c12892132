import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  encodeMessages,
  encodeReceipt,
  encodeSync,
  type MessageItem,
  parseMessages,
  parseReceipt,
  parseSync,
} from "../../net/content.ts";
import { parseSignal } from "../../net/signal.ts";
import { LinkError } from "../../net/errors.ts";
import { MAX_BATCH_ITEMS, MAX_TEXT_BYTES } from "../../net/limits.ts";

const utf8 = new TextEncoder();
/** Strings of any code points; fast-check's own "binary" unit takes two seconds to set up. */
const anyText = fc.string({
  unit: fc.nat(0x10ffff).filter((code) => code < 0xd800 || code > 0xdfff).map((code) => String.fromCodePoint(code)),
});
const stream = "0123456789abcdef0123456789abcdef";
const item: MessageItem = {
  seq: 42,
  id: "019aa1b2-c3d4-7e5f-8a6b-0123456789ab",
  kind: "text",
  text: "Привет",
  at: 1763683200000,
};

function bytesOf(value: unknown): Uint8Array {
  return utf8.encode(JSON.stringify(value));
}

Deno.test("messages, receipt and sync are read as they were written", () => {
  const messages = { stream, items: [item, { ...item, seq: 50, kind: "poll", text: "" }] };
  assertEquals(parseMessages(encodeMessages(messages)), messages);
  assertEquals(parseReceipt(encodeReceipt({ stream, received: 42, read: 40 })), { stream, received: 42, read: 40 });
  assertEquals(parseSync(encodeSync({ stream: "", received: 0, read: 0 })), { stream: "", received: 0, read: 0 });
  const last = "01932b5e-0000-7000-8000-000000000001";
  const whole = { stream: "ab".repeat(16), received: 2, read: 1, last };
  assertEquals(parseSync(encodeSync(whole)), whole);
  for (const wrong of ["", 7, null, last.toUpperCase(), `${last}0`]) {
    const data = new TextEncoder().encode(JSON.stringify({ ...whole, last: wrong }));
    assertEquals(assertThrows(() => parseSync(data), LinkError).code, "bad-content");
  }
});

Deno.test("any text a person can write arrives letter by letter", () => {
  const property = fc.property(anyText, (text) => {
    assertEquals(parseMessages(encodeMessages({ stream, items: [{ ...item, text }] })).items[0].text, text);
  });
  fc.assert(property, { numRuns: 100 });
});

Deno.test("a reaction as long as the longest text is read: what it says has no effect, but the link lives", () => {
  const reaction = { ...item, kind: "reaction", about: item.id, text: "👍".repeat(MAX_TEXT_BYTES / 4) };
  assertEquals(parseMessages(encodeMessages({ stream, items: [reaction] })).items, [reaction]);
});

Deno.test("members a later version added are ignored", () => {
  const body = { stream, mood: [{}], items: [{ ...item, reply: { to: "x" } }] };
  assertEquals(parseMessages(bytesOf(body)), { stream, items: [item] });
});

Deno.test("a member that is missing, of another type or out of range is bad-content", () => {
  const items: [string, Record<string, unknown>][] = [
    ...[0, -1, 1.5, "1", null, undefined, 2 ** 53].map((seq): [string, object] => [`seq ${seq}`, { seq }]),
    ...["", "x", item.id.toUpperCase(), item.id.replace("-7", "-4"), item.id + "0", 7].map((
      id,
    ): [string, object] => [`id ${id}`, { id }]),
    ...["", "Text", "a b", "x".repeat(33), 1, undefined, "event"].map((
      kind,
    ): [string, object] => [`kind ${kind}`, { kind }]),
    ...[undefined, null, 5, ["x"], "\ud800", "ж".repeat(MAX_TEXT_BYTES / 2 + 1)].map((
      text,
    ): [string, object] => ["text", { text }]),
    ...[-1, 1.5, 8_640_000_000_000_001, "now", undefined].map((at): [string, object] => [`at ${at}`, { at }]),
  ] as [string, Record<string, unknown>][];
  const bodies: [string, unknown][] = [
    ...items.map(([what, change]): [string, unknown] => [what, { stream, items: [{ ...item, ...change }] }]),
    ["no items", { stream }],
    ["no item", { stream, items: [] }],
    ["items no list", { stream, items: { 0: item, length: 1 } }],
    ["an item that is null", { stream, items: [null] }],
    ["an item that is a list", { stream, items: [[item]] }],
    ["seq that does not rise", { stream, items: [item, item] }],
    ["seq that falls", { stream, items: [item, { ...item, seq: 41 }] }],
    ["no stream", { items: [item] }],
    ["an empty stream", { stream: "", items: [item] }],
    ["a stream in capitals", { stream: stream.toUpperCase(), items: [item] }],
    ["too many items", {
      stream,
      items: Array.from({ length: MAX_BATCH_ITEMS + 1 }, (_, n) => ({ ...item, seq: n + 1 })),
    }],
  ];
  for (const [what, body] of bodies) {
    const error = assertThrows(() => parseMessages(bytesOf(body)), LinkError, undefined, what);
    assertEquals(error.code, "bad-content", what);
  }
});

Deno.test("the longest text and the largest batch pass", () => {
  const text = "ж".repeat(MAX_TEXT_BYTES / 2);
  assertEquals(parseMessages(encodeMessages({ stream, items: [{ ...item, text }] })).items[0].text.length, text.length);
  const items = Array.from({ length: MAX_BATCH_ITEMS }, (_, n) => ({ ...item, seq: n + 1 }));
  assertEquals(parseMessages(encodeMessages({ stream, items })).items.length, MAX_BATCH_ITEMS);
});

Deno.test("a receipt or sync that is not what it must be is bad-content", () => {
  const bodies: unknown[] = [
    {},
    { stream, received: 1 },
    { stream, read: 1 },
    { stream, received: -1, read: 0 },
    { stream, received: "1", read: 0 },
    { stream, received: 1, read: 0.5 },
    { stream, received: 2 ** 60, read: 0 },
    { stream: "x", received: 1, read: 0 },
    { stream: null, received: 1, read: 0 },
  ];
  for (const body of bodies) {
    for (const parse of [parseReceipt, parseSync]) {
      assertEquals(assertThrows(() => parse(bytesOf(body)), LinkError).code, "bad-content");
    }
  }
  assertThrows(() => parseReceipt(bytesOf({ stream: "", received: 1, read: 1 })), LinkError);
});

Deno.test("whatever JSON comes, nothing but a LinkError is thrown", () => {
  const property = fc.property(fc.jsonValue(), fc.constantFrom("stream", "items", "received"), (value, member) => {
    for (const parse of [parseMessages, parseReceipt, parseSync, parseSignal]) {
      const optional = { ...item, about: value, forwarded: value, ttl: value };
      for (
        const body of [
          value,
          { [member]: value },
          { stream, items: [value], received: value, read: value, typing: value },
          { stream, items: [optional] },
        ]
      ) {
        try {
          parse(bytesOf(body));
        } catch (error) {
          assertInstanceOf(error, LinkError);
        }
      }
    }
  });
  fc.assert(property, { numRuns: 100 });
});
