/** Sends bytes as fast as they are taken and no faster, so that a file of any size needs no memory. */
import type { ServerResponse } from "node:http";
import type { Clock } from "./clock.ts";
import { TRANSFER_STALL } from "./limits.ts";

/**
 * After the head was written. When `body` fails, or has not exactly `length` bytes, the connection breaks: half a file with
 * a good end would be taken for a whole one. What a longer one has beyond is not sent.
 * @param length bytes; undefined for as many as there are
 * @throws what `body` fails with
 */
export async function sendBody(
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
  clock: Clock,
  length = Infinity,
): Promise<void> {
  const reader = body.getReader();
  const gone = new Promise<"gone">((resolve) => response.once("close", () => resolve("gone")));
  let left = length;
  try {
    while (left > 0) {
      const part = await reader.read();
      if (part.done) break;
      const bytes = part.value.subarray(0, Math.min(left, part.value.length));
      left -= bytes.length;
      if (response.write(bytes)) continue;
      const drained = new Promise<"drained">((resolve) => response.once("drain", () => resolve("drained")));
      if (await unlessStalled(Promise.race([drained, gone]), clock, () => response.destroy()) === "gone") return;
    }
    if (left > 0 && left !== Infinity) response.destroy();
    else response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** @param stalled ends what we wait for, when it takes longer than `TRANSFER_STALL` */
export async function unlessStalled<T>(what: Promise<T>, clock: Clock, stalled: () => void): Promise<T> {
  const cancel = clock.after(TRANSFER_STALL, stalled);
  try {
    return await what;
  } finally {
    cancel();
  }
}
