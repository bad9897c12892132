import { join } from "node:path";

/**
 * Write a file only its owner can read, as a whole or not at all: a new file beside it (0600 from the first byte, and
 * `createNew`, so that nobody's prepared file or link is written into), then a rename.
 */
export async function writePrivateFile(folder: string, name: string, text: string): Promise<void> {
  const temporary = `.${name}.${crypto.randomUUID()}.new`;
  try {
    const file = await Deno.open(join(folder, temporary), { write: true, createNew: true, mode: 0o600 });
    try {
      await writeAll(file, new TextEncoder().encode(text));
      await file.syncData();
    } finally {
      file.close();
    }
    await Deno.rename(join(folder, temporary), join(folder, name));
  } catch (error) {
    await removeFile(folder, temporary).catch(() => {});
    throw error;
  }
}

/** Remove a file; one that is not there is fine. */
export async function removeFile(folder: string, name: string): Promise<void> {
  try {
    await Deno.remove(join(folder, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** @returns the text, or undefined when there is no such file */
export async function readFileIfThere(folder: string, name: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(join(folder, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}
