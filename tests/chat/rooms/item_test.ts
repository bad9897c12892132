/** ROOM-3: what is said, under the seal: read as it was written, and anything else is shown as unreadable. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeItem, parseItem } from "../../../chat/rooms/item.ts";
import type { RoomItem } from "../../../chat/rooms/types.ts";
import { MAX_ROOM_ITEM_BYTES, MAX_ROOM_TEXT_BYTES } from "../../../net/limits.ts";
import vectors from "../../vectors/rooms-v1.json" with { type: "json" };

const utf8 = new TextEncoder();
const bytesOf = (value: unknown) => utf8.encode(JSON.stringify(value));
const uuid = "019aa1b2-c3d4-7e5f-8a6b-0123456789ab";
const item: RoomItem = { kind: "text", text: "Привет", at: 1763683200000 };

Deno.test("ROOM-3 vectors: items are read and written", () => {
  for (const { plain } of vectors.said) {
    const read = parseItem(utf8.encode(plain))!;
    assertEquals(JSON.parse(plain), read);
    assertEquals(new TextDecoder().decode(encodeItem(read)), plain);
  }
});

Deno.test("ROOM-3: every member of an item comes through, what a later version added is ignored", () => {
  const whole: RoomItem = { ...item, about: uuid, forwarded: true, client: uuid };
  assertEquals(parseItem(encodeItem(whole)), whole);
  assertEquals(parseItem(bytesOf({ ...item, mood: [{}] })), item);
  assertEquals(parseItem(bytesOf({ ...item, kind: "poll" }))?.kind, "poll");
  assertEquals(parseItem(bytesOf({ ...item, kind: "edit", about: uuid, forwarded: true })), {
    ...{ ...item, kind: "edit", about: uuid },
  }, "an amendment is not passed on");
});

Deno.test("ROOM-3: an item with a member missing or out of range cannot be shown", () => {
  const wrong: [string, unknown][] = [
    ...["", "Text", "a b", "x".repeat(33), 1, undefined, "event"].map((kind): [string, unknown] => [
      `kind ${kind}`,
      { ...item, kind },
    ]),
    ...[undefined, null, 5, ["x"], "\ud800", "ж".repeat(MAX_ROOM_TEXT_BYTES / 2 + 1)].map((
      text,
    ): [string, unknown] => ["text", { ...item, text }]),
    ...[-1, 1.5, 8_640_000_000_000_001, "now", undefined].map((at): [string, unknown] => [`at ${at}`, { ...item, at }]),
    ...[null, "", uuid.toUpperCase(), uuid.replace("-7", "-4"), 7].flatMap((id): [string, unknown][] => [
      [`about ${id}`, { ...item, about: id }],
      [`client ${id}`, { ...item, client: id }],
    ]),
    ...[false, 1, null].map((forwarded): [string, unknown] => [`forwarded ${forwarded}`, { ...item, forwarded }]),
    ["a list", [item]],
    ["text", "text"],
  ];
  for (const [what, value] of wrong) assertEquals(parseItem(bytesOf(value)), undefined, what);
  for (const bytes of [[], [0xff, 0xfe], [0xef, 0xbb, 0xbf, ...bytesOf(item)], [...bytesOf(item), 0x7d]]) {
    assertEquals(parseItem(new Uint8Array(bytes)), undefined);
  }
});

Deno.test("ROOM-3: the longest text passes; one that JSON makes too long for an event is refused by its author", () => {
  const longest = { ...item, text: "ж".repeat(MAX_ROOM_TEXT_BYTES / 2) };
  assertEquals(parseItem(encodeItem(longest)), longest);
  const lines = { ...item, text: "\n".repeat(MAX_ROOM_TEXT_BYTES) };
  assertThrows(() => encodeItem(lines), RangeError);
  assertEquals(parseItem(bytesOf(lines)), undefined);
  const frame = encodeItem({ ...item, text: "" }).length;
  const fits = { ...item, text: "\n".repeat(Math.floor((MAX_ROOM_ITEM_BYTES - frame) / 2)) };
  assertEquals(parseItem(encodeItem(fits)), fits);
  assertThrows(() => encodeItem({ ...item, text: `${longest.text}ж` }), RangeError);
  assertThrows(() => encodeItem({ ...item, kind: "event" }), RangeError);
});

Deno.test("ROOM-3: whatever was sealed, reading it never throws", () => {
  const members = fc.record({ kind: fc.anything(), text: fc.anything(), at: fc.anything(), about: fc.anything() });
  const property = fc.property(fc.jsonValue(), members, fc.uint8Array(), (value, odd, bytes) => {
    for (const each of [bytesOf(value), bytes, utf8.encode(JSON.stringify({ ...item, ...odd }, plain) ?? "")]) {
      const read = parseItem(each);
      if (read !== undefined) assertEquals(parseItem(encodeItem(read)), read);
    }
  });
  fc.assert(property, { numRuns: 100 });
});

/** fast-check makes big numbers, which JSON does not. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
