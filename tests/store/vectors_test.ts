/** `tests/vectors/history-v1.json` against the code: neither changes without the other. */

import { assertEquals } from "@std/assert";
import vectors from "../vectors/history-v1.json" with { type: "json" };
import { decodeHeader, encodeHeader, HEADER_BYTES } from "../../store/file_header.ts";
import { decodeFrame, encodeFrame } from "../../store/journal_file.ts";
import { unwrapKey, wrapKey } from "../../store/keyfile.ts";
import { fileSeal } from "../../store/seal.ts";
import { decodeSnapshot, snapshotPieces } from "../../store/snapshot_file.ts";
import { decodeWrites, encodeRows, encodeWrite, StatementNames } from "../../store/write_codec.ts";

const hex = (text: string) => Uint8Array.fromHex(text);

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

for (const vector of vectors.journals) {
  Deno.test(`vector: ${vector.name}`, () => {
    const seal = fileSeal("journal", hex(vector.salt), vector.key ? hex(vector.key) : undefined);
    const fields = {
      kind: "journal" as const,
      sealed: seal.sealed,
      generation: vector.generation,
      sequence: vector.first,
      length: 0,
      salt: hex(vector.salt),
      keyCheck: seal.keyCheck,
    };
    const header = encodeHeader(fields);
    const names = new StatementNames();
    const frames = vector.frames.map(({ writes, nonce }, index) => {
      const body = concat(writes.map((write) => concat(encodeWrite(write.map(encodeRows), names))));
      return encodeFrame({ sequence: vector.first + index, nonce: hex(nonce), body }, seal, header);
    });
    const file = concat([header, ...frames]);
    assertEquals(file.toHex(), vector.file);

    const read = hex(vector.file);
    assertEquals(decodeHeader(read, "journal", "v"), fields);
    const readNames = new StatementNames();
    let end = HEADER_BYTES;
    for (const { writes } of vector.frames) {
      const frame = decodeFrame(read, end, seal);
      if (typeof frame === "string") throw new Error(frame);
      assertEquals([...decodeWrites(frame.body, readNames)], writes);
      end = frame.end;
    }
    assertEquals(end, read.length);
  });
}

for (const vector of vectors.snapshots) {
  Deno.test(`vector: ${vector.name}`, () => {
    const seal = fileSeal("snapshot", hex(vector.salt), vector.key ? hex(vector.key) : undefined);
    const database = hex(vector.database);
    const fields = {
      kind: "snapshot" as const,
      sealed: seal.sealed,
      generation: vector.generation,
      sequence: vector.last,
      length: database.length,
      salt: hex(vector.salt),
      keyCheck: seal.keyCheck,
    };
    const header = encodeHeader(fields);
    assertEquals(concat([header, ...snapshotPieces(database, seal, header)]).toHex(), vector.file);
    const read = hex(vector.file);
    assertEquals(decodeHeader(read, "snapshot", "v"), fields);
    assertEquals(decodeSnapshot(read, fields, seal)?.toHex(), vector.database);
  });
}

for (const vector of vectors.key_files) {
  Deno.test(`vector: ${vector.name}`, async () => {
    const { log2N, r, p } = vector;
    const parts = { salt: hex(vector.salt), nonce: hex(vector.nonce), cost: { log2N, r, p } };
    assertEquals((await wrapKey(hex(vector.key), vector.passphrase, parts)).toHex(), vector.file);
    assertEquals((await unwrapKey(hex(vector.file), vector.passphrase, "v")).toHex(), vector.key);
  });
}
