import { assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Assembler, type Content } from "../../net/assembler.ts";
import { LinkError } from "../../net/errors.ts";
import { encodeContent, idFromBytes, idToBytes, type Packet, PacketDecoder } from "../../net/frame.ts";
import { KIND, MORE, OPTIONAL } from "../../net/kinds.ts";
import { MAX_PACKET_DATA } from "../../net/limits.ts";

const utf8 = new TextEncoder();

/** Everything a decoder and an assembler make of these chunks. */
function decode(chunks: Iterable<Uint8Array>): Content[] {
  const assembler = new Assembler(() => {});
  const decoder = new PacketDecoder((header) => assembler.check(header));
  const contents: Content[] = [];
  for (const chunk of chunks) {
    for (const packet of decoder.push(chunk)) {
      const content = assembler.add(packet);
      if (content !== undefined) contents.push({ ...content, data: content.data.slice() });
    }
  }
  return contents;
}

/** Cut at these places, taken modulo what is there. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

Deno.test("any contents in any chunks arrive as they were", () => {
  const content = fc.tuple(
    fc.constantFrom(KIND.messages, KIND.receipt, KIND.signal),
    fc.uint8Array({ maxLength: 500 }),
  );
  const property = fc.property(
    fc.array(content, { minLength: 1, maxLength: 10 }),
    fc.array(fc.nat(), { maxLength: 30 }),
    (contents, places) => {
      const head = { source: 1, destination: 2 };
      const bytes = joined(
        contents.map(([kind, data], index) => encodeContent({ ...head, contentId: index + 1, type: kind }, data)),
      );
      assertEquals(decode(cut(bytes, places)).map(({ kind, data }) => [kind, data]), contents);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

Deno.test("a text whose letters lie across packet borders arrives whole, even byte by byte", () => {
  const text = "Здравствуй, 世界 👩‍👩‍👧‍👦 ".repeat(4000);
  const data = utf8.encode(text);
  const bytes = encodeContent({ source: 1, destination: 2, contentId: 1, type: KIND.messages }, data);
  assertEquals(bytes.length, data.length + 18 * Math.ceil(data.length / MAX_PACKET_DATA));
  for (const size of [1, 17, 18, 19, 65_535, 65_553]) {
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, index) => bytes.subarray(index * size, (index + 1) * size),
    );
    const [content] = decode(chunks);
    assertEquals(new TextDecoder().decode(content.data), text);
  }
});

Deno.test("contents of every size around a packet's border have as many packets as they need", () => {
  for (const [size, packets] of [[0, 1], [1, 1], [65_534, 1], [65_535, 1], [65_536, 2], [131_070, 2], [131_071, 3]]) {
    const data = new Uint8Array(size).fill(9);
    const bytes = encodeContent({ source: 1, destination: 2, contentId: 1, type: KIND.messages }, data);
    assertEquals(bytes.length, size + 18 * packets);
    assertEquals(decode([bytes])[0].data, data);
  }
});

Deno.test("packets of several contents may be mixed; contents come out as they are finished", () => {
  const head = { source: 1, destination: 2 };
  const long = new Uint8Array(MAX_PACKET_DATA + 10).fill(1);
  const first = encodeContent({ ...head, contentId: 1, type: KIND.messages }, long);
  const short = encodeContent({ ...head, contentId: 2, type: KIND.receipt }, utf8.encode("short"));
  const border = 18 + MAX_PACKET_DATA;
  const contents = decode([first.subarray(0, border), short, first.subarray(border)]);
  assertEquals(contents.map(({ contentId, data }) => [contentId, data.length]), [[2, 5], [1, long.length]]);
});

Deno.test("an id is five bytes, big-endian, at both ends of its range", () => {
  for (const [id, hex] of [["1", "0000000001"], ["4294967296", "0100000000"], ["1099511627775", "ffffffffff"]]) {
    assertEquals(idToBytes(id).toHex(), hex);
    assertEquals(idFromBytes(Uint8Array.fromHex(hex)), id);
  }
});

Deno.test("a header that must be refused is refused before its data has come", () => {
  const assembler = new Assembler(() => {});
  const decoder = new PacketDecoder((header) => assembler.check(header));
  const bytes = encodeContent({ source: 1, destination: 2, contentId: 0, type: KIND.messages }, new Uint8Array(100));
  const error = assertThrows(() => [...decoder.push(bytes.subarray(0, 18))], LinkError);
  assertEquals(error.code, "bad-order");
});

Deno.test("contents before a bad packet are handed up before it is refused", () => {
  const good = encodeContent({ source: 1, destination: 2, contentId: 1, type: KIND.messages }, utf8.encode("good"));
  const bad = encodeContent({ source: 1, destination: 2, contentId: 1, type: KIND.messages }, utf8.encode("again"));
  const assembler = new Assembler(() => {});
  const decoder = new PacketDecoder((header) => assembler.check(header));
  const seen: Packet[] = [];
  assertThrows(() => {
    for (const packet of decoder.push(joined([good, bad]))) {
      seen.push(packet);
      assembler.add(packet);
    }
  }, LinkError);
  assertEquals(seen.map(({ contentId }) => contentId), [1]);
});

Deno.test("FILE-6: memory of a chunk that nobody needs any more is used for the next, a few of them, and no other", () => {
  const assembler = new Assembler(() => {});
  const begin = (contentId: number) => {
    const packet = {
      source: 1,
      destination: 2,
      contentId,
      type: KIND.chunk | MORE,
      size: 100,
      data: new Uint8Array(100),
    };
    const { buffer } = assembler.check(packet)!;
    return assembler.add(packet) ?? buffer as ArrayBuffer;
  };
  const first = begin(1) as ArrayBuffer;
  assertEquals(assembler.reuse(new ArrayBuffer(first.byteLength - 1)), false);
  assertEquals(assembler.reuse(first), true);
  assertStrictEquals(begin(2), first);
  const taken = Array.from({ length: 10 }, () => assembler.reuse(new ArrayBuffer(first.byteLength)));
  assertEquals(taken.lastIndexOf(true), 3);
});

Deno.test("a content that is not whole is shown as far as it has come, and not shown when nobody knows its kind", () => {
  const seen: number[] = [];
  const assembler = new Assembler(() => {}, ({ contentId, kind, data }) => seen.push(contentId, kind, data.length));
  const add = (contentId: number, type: number, size: number) => {
    const packet = { source: 1, destination: 2, contentId, type, size, data: new Uint8Array(size) };
    assembler.check(packet);
    return assembler.add(packet);
  };
  add(1, KIND.chunk | MORE, 100);
  add(2, 0x0333 | OPTIONAL | MORE, 100);
  add(1, KIND.chunk | MORE, 50);
  assertEquals(add(1, KIND.chunk, 5)?.data.length, 155);
  assertEquals(add(3, KIND.messages, 7)?.data.length, 7);
  assertEquals(seen, [1, KIND.chunk, 100, 1, KIND.chunk, 150]);
});

Deno.test("an unknown optional content is counted and not kept", () => {
  const assembler = new Assembler(() => {});
  const head = { source: 1, destination: 2, contentId: 1, type: 0x0333 | OPTIONAL };
  const packet = { ...head, type: head.type | MORE, size: 1000, data: new Uint8Array(1000) };
  assembler.check(packet);
  assertEquals(assembler.add(packet), undefined);
  assertEquals(assembler.openBytes, 1000);
  const last = { ...head, size: 1, data: new Uint8Array(1) };
  assembler.check(last);
  assertEquals([assembler.add(last), assembler.openBytes], [undefined, 0]);
});

Deno.test("whatever bytes come, a decoder throws nothing but a LinkError", () => {
  const packet = fc.record({
    id: fc.nat(6),
    type: fc.constantFrom(
      ...[0x100, 0x102, 0x1, 0x4, 0x222].flatMap((kind) => [0, MORE, OPTIONAL].map((f) => kind | f)),
    ),
    size: fc.nat(40),
  });
  const plausible = fc.array(packet, { maxLength: 30 }).map((packets) =>
    joined(
      packets.map(({ id, type, size }) =>
        encodeContent({ source: 1, destination: 2, contentId: id, type }, new Uint8Array(size))
      ),
    )
  );
  const property = fc.property(
    fc.oneof(fc.uint8Array({ maxLength: 400 }), plausible),
    fc.array(fc.nat(), { maxLength: 10 }),
    (bytes, places) => {
      try {
        decode(cut(bytes, places));
      } catch (error) {
        assertInstanceOf(error, LinkError);
      }
    },
  );
  fc.assert(property, { numRuns: 1000 });
});
