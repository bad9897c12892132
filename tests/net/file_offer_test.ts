/** FILE-1, FILE-7: what an offer may be, and that nothing else gets past the wire. */
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeMessages, type MessageItem, parseMessages } from "../../net/content.ts";
import { LinkError } from "../../net/errors.ts";
import { type FileOffer, parseFileOffer } from "../../net/file_offer.ts";
import {
  MAX_FILE_BYTES,
  MAX_FILE_NAME_LENGTH,
  MAX_MANIFEST_BYTES,
  MAX_MANIFEST_ENTRIES,
  MAX_TIME,
} from "../../net/limits.ts";

const key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const file: FileOffer = { type: "file", size: 1_073_741_824, files: 1, key, modified: 1763683200000 };
const folder: FileOffer = {
  type: "folder",
  size: 40_960_000,
  files: 10_000,
  key,
  manifest: "ab".repeat(32),
  manifest_size: 734_211,
};
const stream = "0123456789abcdef0123456789abcdef";
const item: MessageItem = {
  seq: 1,
  id: "019aa1b2-c3d4-7e5f-8a6b-0123456789ab",
  kind: "file",
  text: "отпуск.jpg",
  at: 1763683200000,
  file,
};

function read(change: Record<string, unknown>): MessageItem {
  const body = JSON.stringify({ stream, items: [{ ...item, ...change }] });
  return parseMessages(new TextEncoder().encode(body)).items[0];
}

Deno.test("FILE-1: offers of files and of folders are read as they were written, with what a message may have", () => {
  const about = "01932b5e-0000-7000-8000-000000000001";
  const items: MessageItem[] = [
    item,
    { ...item, seq: 2, file: folder, text: "x".repeat(MAX_FILE_NAME_LENGTH) },
    { ...item, seq: 3, about, forwarded: true, ttl: 60 },
    { ...item, seq: 4, file: { type: "file", size: 0, files: 1, key } },
    { ...item, seq: 5, file: { ...folder, size: MAX_FILE_BYTES, files: 0, manifest_size: 2 } },
    { ...item, seq: 6, file: { ...folder, files: MAX_MANIFEST_ENTRIES, manifest_size: MAX_MANIFEST_BYTES } },
    { ...item, seq: 7, file: { ...file, modified: MAX_TIME } },
  ];
  assertEquals(parseMessages(encodeMessages({ stream, items })).items, items);
});

Deno.test("FILE-7: an offer with a member that is missing, of another type or out of range is bad-content", () => {
  const files: unknown[] = [
    undefined,
    null,
    "file",
    [file],
    ...["", "link", "File", null, undefined].map((type) => ({ ...file, type })),
    ...[-1, 0.5, "5", null, undefined, MAX_FILE_BYTES + 1, 2 ** 53, 1e300].map((size) => ({ ...file, size })),
    ...[0, 2, "1", null, undefined].map((files) => ({ ...file, files })),
    ...["", key.slice(1), `${key}A`, `${key}=`, key.replace("A", "+"), null, undefined].map((key) => ({
      ...file,
      key,
    })),
    ...[-1, 0.5, "now", null, MAX_TIME + 1].map((modified) => ({ ...file, modified })),
    ...[-1, 1.5, "1", undefined, MAX_MANIFEST_ENTRIES + 1].map((files) => ({ ...folder, files })),
    ...["", "AB".repeat(32), "ab".repeat(31), 5, undefined].map((manifest) => ({ ...folder, manifest })),
    ...[0, 1, 2.5, "2", undefined, MAX_MANIFEST_BYTES + 1].map((manifest_size) => ({ ...folder, manifest_size })),
    // a folder must not pass as a file, nor the other way round
    { ...folder, type: "file" },
    { ...file, type: "folder" },
  ];
  for (const file of files) {
    const error = assertThrows(() => read({ file }), LinkError, undefined, JSON.stringify(file));
    assertEquals(error.code, "bad-content", JSON.stringify(file));
  }
  for (const text of ["", "x".repeat(MAX_FILE_NAME_LENGTH + 1), "\ud800"]) {
    assertEquals(assertThrows(() => read({ text }), LinkError).code, "bad-content");
  }
});

Deno.test("FILE-7: members that mean nothing for an offer, and offers where none belongs, are left out", () => {
  assertEquals(read({ file: { ...file, manifest: 5, path: "/etc/passwd" } }), item);
  assertEquals(read({ file: { ...folder, modified: "x" } }).file, folder);
  for (const kind of ["text", "poll", "file-state"]) assertEquals(read({ kind }).file, undefined);
});

Deno.test("FILE-2: a state is an amendment: it is neither passed on nor does it disappear", () => {
  const about = item.id;
  const { forwarded, ttl, ...rest } = read({ kind: "file-state", text: "accepted", about, forwarded: true, ttl: 60 });
  assertEquals([forwarded, ttl, rest.about], [undefined, undefined, about]);
});

Deno.test("FILE-7: whatever is offered, nothing but a LinkError is thrown, and what passes is what it says", () => {
  const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom("file", "folder", key, "ab".repeat(32)));
  const name = fc.constantFrom(...Object.keys({ ...file, ...folder }));
  const property = fc.property(fc.constantFrom(file, folder), name, value, (offer, name, value) => {
    const body = JSON.stringify({ ...offer, [name]: value });
    try {
      const read = parseFileOffer(JSON.parse(body));
      assertEquals(parseFileOffer(JSON.parse(JSON.stringify(read))), read);
    } catch (error) {
      assertInstanceOf(error, LinkError);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
