/** A file of the user's, for the window to show. */

import { close, read, type Stats } from "node:fs";
import { promisify } from "node:util";
import { openPlain } from "./plain_file.ts";
import { readProblem } from "./problems.ts";
import { FileError, type Readable } from "./types.ts";

const readAsync = promisify(read);
const closeAsync = promisify(close);
/** Bytes read at a time: what a browser takes in one go. */
const STEP = 256 * 1024;

/** @throws FileError "source-gone" or "source-unreadable" */
export async function openReadable(path: string): Promise<Readable> {
  const file = open(path);
  await closeAsync(file.handle);
  return { size: file.stat.size, read: (from, to) => stream(path, from, to) };
}

function open(path: string): { handle: number; stat: Stats } {
  try {
    const opened = openPlain(path, "r");
    if (opened !== undefined) return opened;
  } catch (error) {
    throw readProblem(path, error);
  }
  throw new FileError("source-unreadable", `read "${path}": no file`);
}

/** The file is open only while it is read. */
function stream(path: string, from: number, to: number): ReadableStream<Uint8Array> {
  let handle: number | undefined;
  let at = from;
  const end = async () => {
    const ended = handle;
    handle = undefined;
    if (ended !== undefined) await closeAsync(ended);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        handle ??= open(path).handle;
        const bytes = new Uint8Array(Math.min(STEP, to - at));
        const { bytesRead } = at < to ? await readAsync(handle, bytes, 0, bytes.length, at) : { bytesRead: 0 };
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(bytes.subarray(0, bytesRead));
        if (bytesRead > 0 && at < to) return;
        await end();
        // Fewer bytes than were promised must not look like all of them.
        if (at < to) throw new FileError("changed", `read "${path}": it has become shorter`);
        controller.close();
      } catch (error) {
        await end();
        controller.error(readProblem(path, error));
      }
    },
    cancel: end,
  }, { highWaterMark: 0 });
}
