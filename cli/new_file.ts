/** A file that is there as a whole or not at all, for its owner alone, and never in the place of another. */

/**
 * Written beside, synced, renamed.
 * @param failed names what the disk said
 * @returns bytes
 */
export async function writeNewFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  failed: (cause: unknown) => Error,
): Promise<number> {
  const beside = `${path}.new`;
  const file = await Deno.open(beside, { write: true, createNew: true, mode: 0o600 }).catch((cause) => {
    throw failed(cause);
  });
  try {
    const size = await writeAll(file, bytes, failed);
    // A link and not a rename: a rename would take the place of a file that came meanwhile.
    await Deno.link(beside, path).catch(async (cause) => {
      if (cause instanceof Deno.errors.AlreadyExists) throw failed(cause);
      await Deno.rename(beside, path); // a disk that knows no links: FAT
    });
    return size;
  } finally {
    await Deno.remove(beside).catch(() => {});
  }
}

async function writeAll(
  file: Deno.FsFile,
  bytes: AsyncIterable<Uint8Array>,
  failed: (cause: unknown) => Error,
): Promise<number> {
  let size = 0;
  try {
    for await (const part of bytes) {
      for (let done = 0; done < part.length;) {
        done += await file.write(part.subarray(done)).catch((cause) => Promise.reject(failed(cause)));
      }
      size += part.length;
    }
    await file.sync().catch((cause) => Promise.reject(failed(cause)));
    return size;
  } finally {
    file.close();
  }
}
