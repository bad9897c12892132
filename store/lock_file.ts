/** A lock that the operating system releases when its process ends, however it ends. */

export interface FileLock {
  release(): void;
}

/**
 * Take the exclusive lock on a file, which is made when it is not there and stays.
 * @returns undefined when somebody else holds it
 * @throws what the operating system says when the file cannot be made
 */
export function lockFile(path: string): FileLock | undefined {
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  try {
    if (file.tryLockSync(true)) return { release: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}
