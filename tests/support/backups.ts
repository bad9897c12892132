/** Backups of small made-up profiles, and their bytes in pieces. */
import type { BackupFile } from "../../store/backup_entries.ts";

/** Work that takes no time; never in a file a person gets. */
export const CHEAP = { log2N: 4, r: 8, p: 1 };

export async function* pieces(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** The same bytes in pieces of this size. */
export function inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  return pieces(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size)),
  );
}

export async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(ReadableStream.from(source)).arrayBuffer());
}

export function bytesOf(file: BackupFile): Promise<Uint8Array> {
  return gather(file.bytes());
}

export function fileOf(name: string, text: string | Uint8Array, changed = 1_763_720_000_000): BackupFile {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { name, changed, size: bytes.length, bytes: () => pieces([bytes]) };
}

/** The least a profile has. */
export const IDENTITY = ["leaf.crt", "leaf.key", "root.crt", "sign.key", "seal.key"].map((name) =>
  fileOf(`identity/${name}`, `text of ${name}`)
);

export async function* listOf<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

/** Every file below a folder, as text. */
export async function tree(folder: string, below = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory } of [...Deno.readDirSync(`${folder}/${below}`)]) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) Object.assign(found, await tree(folder, path));
    else found[path] = await Deno.readTextFile(`${folder}/${path}`);
  }
  return Object.fromEntries(Object.entries(found).sort());
}
