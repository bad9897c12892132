import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Asn1Writer } from "../../crypto/asn1.ts";
import { DerError, DerReader, readDer, Tag } from "../../crypto/der.ts";
import {
  readBoolean,
  readNamedBits,
  readNumber,
  readOid,
  readSerial,
  readText,
  readTime,
  toHex,
} from "../../crypto/der_values.ts";
import { isDisplayName, isPeerId, newPeerId } from "../../crypto/names.ts";
import { MAX_CERTIFICATE_BYTES, MAX_NAME_LENGTH } from "../../crypto/limits.ts";
import * as wire from "../../net/limits.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const one = (...values: number[]) => new DerReader(bytes(...values)).next();

for (
  const [what, input] of Object.entries({
    "nothing": [],
    "a tag alone": [0x30],
    "a length alone": [0x30, 0x82],
    "content cut off": [0x04, 0x02, 0x00],
    "an indefinite length": [0x30, 0x80, 0x00, 0x00],
    "a long length where a short one is due": [0x04, 0x81, 0x01, 0x00],
    "a length with a leading zero": [0x04, 0x82, 0x00, 0x80, ...new Array(128).fill(0)],
    "a length of five octets": [0x04, 0x85, 1, 1, 1, 1, 1],
    "a high tag number": [0x1f, 0x81, 0x01, 0x00],
    "a length of 4 GiB": [0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
  })
) Deno.test(`DER: ${what} is refused`, () => void assertThrows(() => one(...input), DerError));

Deno.test("DER: data behind the value is refused", () => {
  assertThrows(() => readDer(bytes(0x05, 0x00, 0x00), Tag.null), DerError);
  assertThrows(() => readDer(bytes(0x05, 0x00), Tag.sequence), DerError);
});

for (
  const [what, read] of Object.entries({
    "negative serial": () => readSerial(one(2, 1, 0x80)),
    "serial zero": () => readSerial(one(2, 1, 0)),
    "serial of 21 octets": () => readSerial(one(2, 21, ...new Array(21).fill(1))),
    "empty integer": () => readNumber(one(2, 0)),
    "padded integer": () => readNumber(one(2, 2, 0, 1)),
    "integer of 56 bits": () => readNumber(one(2, 7, 1, 1, 1, 1, 1, 1, 1)),
    "boolean 0x01": () => readBoolean(one(1, 1, 1)),
    "oid cut off": () => readOid(one(6, 1, 0x80)),
    "oid padded": () => readOid(one(6, 2, 0x80, 0x01)),
    "oid empty": () => readOid(one(6, 0)),
    "oid arc of 70 bits": () => readOid(one(6, 10, ...new Array(9).fill(0xff), 1)),
    "bits beyond the octet": () => readNamedBits(one(3, 2, 8, 0)),
    "text not in UTF-8": () => readText(one(0x0c, 2, 0xc3, 0x28)),
    "text of another type": () => readText(one(0x1e, 2, 0, 65)),
    "time without seconds": () => readTime(one(0x17, 11, ...new TextEncoder().encode("2601010000Z"))),
    "30 February": () => readTime(one(0x17, 13, ...new TextEncoder().encode("260230000000Z"))),
    "hour 24": () => readTime(one(0x17, 13, ...new TextEncoder().encode("260228240000Z"))),
  })
) Deno.test(`DER values: ${what} is refused`, () => void assertThrows(read, DerError));

Deno.test("what the writer writes, the reader reads: numbers, oids, times, text", async () => {
  const asn1 = await Asn1Writer.load();
  const back = (value: Parameters<typeof asn1.encode>[0]) => new DerReader(asn1.encode(value)).next();
  fc.assert(fc.property(fc.maxSafeNat(), (n) => {
    const number = n % 2 ** 48;
    assertEquals(readNumber(back(asn1.integer(number))), number);
  }));
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 19 }), (serial) => {
    const text = toHex(serial).replace(/^0+/, "");
    if (text !== "") assertEquals(readSerial(back(asn1.integer(toHex(serial)))), text);
  }));
  const date = fc.date({
    min: new Date("1950-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(date, (time) => {
    assertEquals(readTime(back(asn1.time(time))).getTime(), Math.floor(time.getTime() / 1000) * 1000);
  }));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => assertEquals(readText(back(asn1.utf8(text))), text)),
  );
  const arcs = fc.array(fc.nat(2 ** 31 - 1), { maxLength: 6 });
  fc.assert(fc.property(fc.nat(2), fc.nat(39), arcs, (first, second, rest) => {
    const id = [first, second, ...rest].join(".");
    assertEquals(readOid(back(asn1.oid(id))), id);
  }));
});

Deno.test("arbitrary bytes through every reader raise DerError only", () => {
  const readers = [readOid, readNumber, readSerial, readBoolean, readNamedBits, readTime, readText];
  const tags = fc.constantFrom(...Object.values(Tag));
  fc.assert(fc.property(tags, fc.uint8Array({ maxLength: 40 }), (tag, content) => {
    for (const read of readers) {
      try {
        read({ tag, content, raw: content });
      } catch (error) {
        assertInstanceOf(error, DerError);
      }
    }
  }));
});

Deno.test("ids: 1 to 2^40-1 in decimal, nothing else", () => {
  for (const id of ["1", "1099511627775", "42"]) assert(isPeerId(id), id);
  for (const id of ["0", "", "01", "1099511627776", "-1", "1.0", "1e3", " 1", "1\n", "١", 5, null]) {
    assert(!isPeerId(id), String(id));
  }
});

Deno.test("a new id is never one that is taken", () => {
  let asked = 0;
  // the first three it thinks of are taken, whichever they are
  const id = newPeerId({ has: () => ++asked <= 3 });
  assertEquals(asked, 4);
  assert(isPeerId(id));
});

Deno.test("names that cannot be told apart on screen are no display names", () => {
  for (const name of ["Анна", "O'Neil", "王", "👩‍💻", "a b", "x".repeat(64)]) assert(isDisplayName(name), name);
  const bad = [
    "",
    " ",
    " a",
    "a ",
    "a\nb",
    "a\tb",
    "a\0b",
    "\u202eabc",
    "a\u200f",
    "a\u2066",
    "\ufeffa",
    "\ud800",
    "\u0085",
  ];
  for (const name of [...bad, "x".repeat(65)]) assert(!isDisplayName(name), JSON.stringify(name));
});

Deno.test("limits that stand in two folders are equal", () => {
  assertEquals(MAX_CERTIFICATE_BYTES, wire.MAX_CERTIFICATE_BYTES);
  assertEquals(MAX_NAME_LENGTH, wire.MAX_NAME_LENGTH);
});
