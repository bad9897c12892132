/** The files in a backup: pure functions over bytes. `docs/specs/backup-v1.md` section 3. */
import { MAX_BACKUP_FILES, MAX_DATABASE_FILE, MAX_NAME_BYTES, MAX_SMALL_FILE } from "./backup_limits.ts";
import { ByteReader } from "./byte_reader.ts";
import { StorageError } from "./storage_error.ts";

/** One file, its name relative to the profile folder. */
export interface BackupFile {
  readonly name: string;
  /** Bytes; `bytes` gives exactly as many. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly changed: number;
  bytes(): AsyncIterable<Uint8Array>;
}

const FILE = 1, END = 0;
const FILE_HEAD_BYTES = 18;

const SMALL = new Set([
  ...["leaf.crt", "leaf.key", "root.crt", "sign.key", "seal.key"].map((name) => `identity/${name}`),
  ...["ca.crt", "ca.key", "ca.crl", "openssl.cnf", "index.txt", "index.txt.attr", "ids.txt", "serial", "crlnumber"]
    .map((name) => `ca/${name}`),
  "store.key",
  "limits.txt",
]);
const ISSUED = /^ca\/issued\/(?:[0-9A-F]{2}){1,32}\.pem$/;
const DATABASE = /^(?:history|limits)\.[1-9][0-9]{0,8}\.(?:snapshot|journal)$/;

/** Largest size of a file of this name; undefined for a name that no profile has. */
export function limitOf(name: string): number | undefined {
  if (SMALL.has(name) || ISSUED.test(name)) return MAX_SMALL_FILE;
  return DATABASE.test(name) ? MAX_DATABASE_FILE : undefined;
}

/** Names that every profile has. */
export const NEEDED: readonly string[] = [...SMALL].filter((name) => name.startsWith("identity/"));

/** The plain text of a backup. */
export async function* encodeFiles(
  files: Iterable<BackupFile> | AsyncIterable<BackupFile>,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const file of files) {
    yield fileHead(file);
    let given = 0;
    for await (const part of file.bytes()) {
      given += part.length;
      yield part;
    }
    if (given !== file.size) throw new StorageError("io", `backing up "${file.name}": it changed meanwhile`);
    count++;
  }
  const end = new Uint8Array(5);
  new DataView(end.buffer).setUint32(1, count);
  end[0] = END;
  yield end;
}

function fileHead({ name, size, changed }: BackupFile): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const head = new Uint8Array(1 + FILE_HEAD_BYTES + bytes.length);
  const view = new DataView(head.buffer);
  head[0] = FILE;
  view.setUint16(1, bytes.length);
  view.setBigUint64(3, BigInt(size));
  view.setBigUint64(11, BigInt(Math.max(0, Math.trunc(changed))));
  head.set(bytes, 1 + FILE_HEAD_BYTES);
  return head;
}

/**
 * The files, in order; the bytes of each must be read to their end before the next is asked for.
 * @throws {StorageError} `corrupt`
 */
export async function* decodeFiles(plain: AsyncIterable<Uint8Array>): AsyncGenerator<BackupFile> {
  const reader = new ByteReader(plain);
  const names = new Set<string>();
  while (await kindOf(reader) === FILE) {
    const file = await readHead(reader);
    if (names.has(file.name)) throw damaged(`"${file.name}" is in it twice`);
    names.add(file.name);
    if (names.size > MAX_BACKUP_FILES) throw damaged("too many files");
    yield file;
  }
  const count = await exactly(reader, 4);
  if (new DataView(count.buffer).getUint32(0) !== names.size) throw damaged("files are missing");
  // Reading on to the end is what proves that the last chunk was the last.
  if (await reader.piece(1) !== undefined) throw damaged("it goes on after its end");
}

async function kindOf(reader: ByteReader): Promise<number> {
  const [kind] = await exactly(reader, 1);
  if (kind !== FILE && kind !== END) throw damaged(`a record of kind ${kind}`);
  return kind;
}

async function readHead(reader: ByteReader): Promise<BackupFile> {
  const head = await exactly(reader, FILE_HEAD_BYTES);
  const view = new DataView(head.buffer);
  const nameBytes = view.getUint16(0);
  if (nameBytes > MAX_NAME_BYTES) throw damaged("a name that is too long");
  const name = new TextDecoder("latin1").decode(await exactly(reader, nameBytes));
  const size = Number(view.getBigUint64(2));
  const limit = limitOf(name);
  if (limit === undefined) throw damaged("a name that no profile has");
  if (size > limit) throw damaged(`"${name}" is larger than it may be`);
  return { name, size, changed: Number(view.getBigUint64(10)), bytes: () => bytesOf(reader, size) };
}

async function* bytesOf(reader: ByteReader, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0;) {
    const piece = await reader.piece(left);
    if (piece === undefined) throw damaged("it ends too early");
    left -= piece.length;
    yield piece;
  }
}

async function exactly(reader: ByteReader, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await reader.upTo(size);
  if (bytes.length < size) throw damaged("it ends too early");
  return new Uint8Array(bytes);
}

function damaged(what: string): StorageError {
  return new StorageError("corrupt", `reading the backup: ${what}`);
}
