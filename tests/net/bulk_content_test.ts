/** FILE-4, FILE-5: what may be asked for and answered on a bulk connection; everything else is refused. */
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CHUNK_BYTES as CHUNK_BYTES_OF_FILES } from "../../files/types.ts";
import {
  encodeChunkHead,
  encodeHashes,
  encodeRequest,
  encodeRoot,
  encodeStop,
  MANIFEST_INDEX,
  parseChunk,
  parseHashes,
  parseRequest,
  parseRoot,
  parseStop,
} from "../../net/bulk_content.ts";
import { RequestWindow } from "../../net/bulk_window.ts";
import { encodeMessages, parseMessages } from "../../net/content.ts";
import { LinkError } from "../../net/errors.ts";
import {
  CHUNK_BYTES,
  MAX_CHUNKS,
  MAX_HASHES,
  MAX_OPEN_REQUESTS,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_RANGES,
  MAX_REQUESTED_CHUNKS,
} from "../../net/limits.ts";
import type { FileRequest } from "../../net/types.ts";
import vectors from "../vectors/files-v1.json" with { type: "json" };

const utf8 = new TextEncoder();
const file = "019aa1b2-c3d4-7e5f-8a6b-0123456789ab";
const bytesOf = (value: unknown) => utf8.encode(JSON.stringify(value));

function refused(run: () => unknown, what: string, code = "bad-content"): void {
  assertEquals(assertThrows(run, LinkError, undefined, what).code, code, what);
}

Deno.test("FILE-5 vectors: offers, and what a bulk connection says", () => {
  const { items, ...rest } = parseMessages(utf8.encode(vectors.offers));
  assertEquals(new TextDecoder().decode(encodeMessages({ ...rest, items })).length, vectors.offers.length);
  assertEquals(items.map(({ file }) => file?.type), ["file", "folder", undefined, "file"]);
  assertEquals(items.map(({ forwarded }) => forwarded), [undefined, undefined, undefined, true]);
  const parsers: Record<number, (data: Uint8Array) => unknown> = {
    0x200: parseRequest,
    0x202: parseRoot,
    0x204: parseStop,
  };
  for (const { kind, json } of vectors.bulk) {
    assertEquals(JSON.stringify(parsers[kind](utf8.encode(json))), json);
  }
  const { from, data, hashes } = vectors.hashes;
  assertEquals(encodeHashes(vectors.seal.offer, from, Uint8Array.fromHex(hashes)).toHex(), data);
  assertEquals(parseHashes(Uint8Array.fromHex(data)), {
    file: vectors.seal.offer,
    from,
    hashes: Uint8Array.fromHex(hashes),
  });
  for (const { number, head } of vectors.seal.chunks) {
    assertEquals(encodeChunkHead(vectors.seal.offer, number).toHex(), head);
  }
});

Deno.test("both halves of the program cut content alike", () => assertEquals(CHUNK_BYTES, CHUNK_BYTES_OF_FILES));

Deno.test("FILE-4: the largest request there may be fits", () => {
  const chunks = Array.from({ length: MAX_REQUEST_RANGES }, (_, n): [number, number] => {
    const at = MAX_CHUNKS - 2 * (MAX_REQUEST_RANGES - n);
    return [at, at];
  });
  const requests: FileRequest[] = [{ file, chunks }, { file, hashes: [0, MAX_HASHES - 1] }, {
    file,
    chunks: [[0, MAX_CHUNKS - 1]],
  }];
  for (const request of requests) {
    const data = encodeRequest(request);
    assert(data.length < MAX_REQUEST_BYTES);
    assertEquals(parseRequest(data), request);
  }
});

Deno.test("FILE-4: a request of another shape, or for what no file has, is bad-content", () => {
  const ranges: unknown[] = [
    [],
    {},
    "0-15",
    null,
    [0, 15],
    [[0]],
    [[0, 1, 2]],
    [["0", 1]],
    [[1, 0]],
    [[-1, 0]],
    [[0.5, 1]],
    [[0, null]],
    [[0, MAX_CHUNKS]],
    [[0, 4_294_967_295]],
    [[0, 2 ** 60]],
    [[4, 5], [0, 1]],
    [[0, 5], [5, 6]],
    [[0, 5], [6, 7]],
    [[0, 5], [3, 4]],
    Array.from({ length: MAX_REQUEST_RANGES + 1 }, (_, n) => [2 * n, 2 * n]),
  ];
  const bodies: unknown[] = [
    ...ranges.map((chunks) => ({ file, chunks })),
    ...[[0], [0, MAX_HASHES], [1, 0], [-1, 5], [0, MAX_CHUNKS], "0", null].map((hashes) => ({ file, hashes })),
    ...[false, 1, "true", null].flatMap((value) => [{ file, manifest: value }, { file, root: value }]),
    { file },
    { file, root: true, manifest: true },
    { file, root: true, chunks: [[0, 1]] },
    { file: file.toUpperCase(), root: true },
    { file: "../../etc/passwd", root: true },
    { root: true },
    [],
  ];
  for (const body of bodies) refused(() => parseRequest(bytesOf(body)), JSON.stringify(body));
  assertThrows(() => encodeRequest({ file, chunks: [[1, 0]] }), RangeError);
});

Deno.test("FILE-5: a root, a stop, a chunk and hashes that are not what they must be are bad-content", () => {
  const root = "ab".repeat(32);
  assertEquals(parseRoot(encodeRoot(file, root)), { file, root });
  for (const value of ["", root.toUpperCase(), root + "0", 5, null, undefined]) {
    refused(() => parseRoot(bytesOf({ file, root: value })), `root ${value}`);
  }
  refused(() => parseRoot(bytesOf({ file: 5, root })), "root of no file");
  assertEquals(parseStop(encodeStop(file, "too-often")), { file, reason: "too-often" });
  for (const value of ["", "Changed", "a b", "x".repeat(33), "<b>", "\u202e", 5, undefined]) {
    refused(() => parseStop(bytesOf({ file, reason: value })), `stop ${value}`);
  }
  const chunk = (index: number, length: number) =>
    new Uint8Array([...encodeChunkHead(file, index), ...new Uint8Array(length)]);
  assertEquals(parseChunk(7, chunk(3, 20)), { file, index: 3, contentId: 7, sealed: new Uint8Array(20) });
  assertEquals(parseChunk(7, chunk(MANIFEST_INDEX, 16)).index, MANIFEST_INDEX);
  refused(() => parseChunk(7, chunk(MAX_CHUNKS, 20)), "a number no file has");
  refused(() => parseChunk(7, chunk(MANIFEST_INDEX - 1, 20)), "nearly the manifest");
  refused(() => parseChunk(7, chunk(0, 15)), "less than a tag");
  refused(() => parseChunk(7, new Uint8Array(0)), "nothing");
  refused(() => parseChunk(7, new Uint8Array(100)), "no file");
  const hashes = (from: number, bytes: number) => encodeHashes(file, from, new Uint8Array(bytes));
  refused(() => parseHashes(hashes(0, 0)), "no hash");
  refused(() => parseHashes(hashes(0, 33)), "a hash and a bit");
  refused(() => parseHashes(hashes(0, 32 * (MAX_HASHES + 1))), "too many hashes");
  refused(() => parseHashes(hashes(MAX_CHUNKS - 1, 64)), "hashes beyond the last chunk");
  refused(() => parseHashes(new Uint8Array(52)), "hashes of no file");
});

Deno.test("FILE-4: whatever comes, nothing but a LinkError is thrown", () => {
  const parsers = [parseRequest, parseRoot, parseStop, parseHashes, (data: Uint8Array) => parseChunk(1, data)];
  const range = fc.tuple(fc.integer(), fc.integer());
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ file: fc.constant(file), chunks: fc.oneof(fc.array(range), fc.jsonValue()) }),
    fc.record({ file: fc.constant(file), hashes: fc.oneof(range, fc.jsonValue()) }),
  ).map(bytesOf);
  const property = fc.property(fc.oneof(body, fc.uint8Array({ maxLength: 200 })), (data) => {
    for (const parse of parsers) {
      try {
        parse(data);
      } catch (error) {
        assertInstanceOf(error, LinkError);
      }
    }
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("FILE-4: no more is asked for at a time than may be, and asking again for the same costs nothing", () => {
  const window = new RequestWindow();
  window.add({ file, chunks: [[0, MAX_REQUESTED_CHUNKS - 1]] });
  for (let time = 0; time < 3; time++) window.add({ file, chunks: [[3, 9]] });
  assertEquals(window.chunks, MAX_REQUESTED_CHUNKS);
  window.answerChunk(file, 0);
  window.answerChunk(file, 0);
  window.answerChunk("019aa1b2-c3d4-7e5f-8a6b-000000000000", 1);
  window.add({ file, chunks: [[MAX_REQUESTED_CHUNKS, MAX_REQUESTED_CHUNKS]] });
  refused(() => window.add({ file, chunks: [[100, 100]] }), "one more", "flood");
  refused(() => new RequestWindow().add({ file, chunks: [[0, MAX_CHUNKS - 1]] }), "everything at once", "flood");
  window.stop(file);
  assertEquals(window.chunks, 0);
});

Deno.test("FILE-4: roots, manifests and hashes that nobody answers do not gather", () => {
  const window = new RequestWindow();
  for (let n = 0; n < MAX_OPEN_REQUESTS; n++) window.add({ file, hashes: [n, n] });
  window.add({ file, hashes: [0, 5] });
  refused(() => window.add({ file, root: true }), "one more", "flood");
  const answered = new RequestWindow();
  for (let n = 0; n < 2 * MAX_OPEN_REQUESTS; n++) {
    answered.add({ file, manifest: true });
    answered.answerOther(file, "manifest");
  }
});
