/** OPS-3: `tests/vectors/backup-v1.json` against the code: neither changes without the other. */
import { assertEquals } from "@std/assert";
import vectors from "../vectors/backup-v1.json" with { type: "json" };
import { decodeFiles, encodeFiles } from "../../store/backup_entries.ts";
import { BACKUP_HEADER_BYTES, makeBackupKey, openBackupKey } from "../../store/backup_header.ts";
import { openStream, sealStream } from "../../store/stream_cipher.ts";
import { bytesOf, gather, pieces } from "../support/backups.ts";

const hex = (text: string) => Uint8Array.fromHex(text);

for (const { passphrase, salt, header, key, ...cost } of vectors.headers) {
  Deno.test(`vector: header with 2^${cost.log2N} and "${passphrase}"`, async () => {
    const made = await makeBackupKey(passphrase, hex(salt), cost);
    assertEquals([made.header.toHex(), made.key.toHex()], [header, key]);
    assertEquals((await openBackupKey(hex(header), passphrase)).toHex(), key);
  });
}

for (const { name, key, step, length, stored_bytes, sha256, last_tag } of vectors.streams) {
  Deno.test(`vector: stream of ${name}`, async () => {
    const plain = Uint8Array.from({ length }, (_, at) => at * step + step);
    const stored = await gather(sealStream(pieces([plain]), hex(key)));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", stored));
    assertEquals([stored.length, digest.toHex(), stored.slice(-16).toHex()], [stored_bytes, sha256, last_tag]);
    assertEquals(await gather(openStream(pieces([stored]), hex(key))), plain);
  });
}

Deno.test("vector: files", async () => {
  for (const { files, plain } of vectors.plain) {
    const sources = files.map(({ name, changed, bytes }) => ({
      ...{ name, changed, size: bytes.length / 2 },
      bytes: () => pieces([hex(bytes)]),
    }));
    assertEquals((await gather(encodeFiles(sources))).toHex(), plain);
    const read = [];
    for await (const file of decodeFiles(pieces([hex(plain)]))) {
      read.push({ name: file.name, changed: file.changed, bytes: (await bytesOf(file)).toHex() });
    }
    assertEquals(read, files);
  }
});

Deno.test("vector: a whole file", async () => {
  for (const { passphrase, file } of vectors.files) {
    const bytes = hex(file);
    const key = await openBackupKey(bytes.subarray(0, BACKUP_HEADER_BYTES), passphrase);
    const plain = await gather(openStream(pieces([bytes.subarray(BACKUP_HEADER_BYTES)]), key));
    assertEquals(plain.toHex(), vectors.plain[0].plain);
  }
});
