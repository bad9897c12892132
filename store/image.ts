/** A database as files of its own, made from memory: for a backup, or to be sealed with another key. */
import { encodeHeader, HEADER_BYTES } from "./file_header.ts";
import { pathOf } from "./file_names.ts";
import { fileSeal } from "./seal.ts";
import { snapshotBytes, snapshotPieces } from "./snapshot_file.ts";

export interface ImageFile {
  readonly name: string;
  readonly size: number;
  pieces(): Iterable<Uint8Array>;
}

/**
 * A snapshot, and the empty journal without which recovery would miss something.
 * @param database an SQLite file, of `Database.image`
 * @param name "history" or "limits"
 * @param generation 2 where there is nothing else, above all others where there is: generation 1 has no snapshot
 */
export function databaseFiles(
  database: Uint8Array,
  name: string,
  generation: number,
  key: Uint8Array | undefined,
): ImageFile[] {
  const random = () => crypto.getRandomValues(new Uint8Array(16));
  const [salt, journalSalt] = [random(), random()];
  const seal = fileSeal("snapshot", salt, key);
  const { sealed } = seal;
  const header = encodeHeader({
    ...{ kind: "snapshot", sealed, generation, sequence: 0, length: database.length, salt },
    keyCheck: seal.keyCheck,
  });
  const { keyCheck } = fileSeal("journal", journalSalt, key);
  const journal = encodeHeader({
    ...{ kind: "journal", sealed, generation, sequence: 1, length: 0, salt: journalSalt, keyCheck },
  });
  return [
    {
      name: pathOf(name, generation, "snapshot"),
      size: HEADER_BYTES + snapshotBytes(database.length, seal),
      *pieces() {
        yield header;
        yield* snapshotPieces(database, seal, header);
      },
    },
    { name: pathOf(name, generation, "journal"), size: journal.length, pieces: () => [journal] },
  ];
}
