/** Files in either direction, by ticket: streamed, so that a backup of any size needs no memory. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiBackend, ApiErrorCode, Download } from "../api.ts";
import { failure, type Outcome, outcomeOf } from "./call.ts";
import type { Clock } from "./clock.ts";
import { plainHeaders } from "./headers.ts";
import { MAX_UPLOAD_BYTES } from "./limits.ts";
import type { UiLog } from "./log.ts";
import { sendBody, unlessStalled } from "./send_body.ts";

/** Always an attachment: nothing that is fetched here runs in the window's origin. */
export async function sendDownload(response: ServerResponse, file: Download, clock: Clock): Promise<void> {
  response.writeHead(200, {
    ...plainHeaders(),
    "Content-Type": file.type,
    "Content-Disposition": attachment(file.file_name),
    "Connection": "close",
  });
  await sendBody(response, file.body, clock);
}

/** @returns the answer for the sender; what is wrong with the file is for the call that uses it */
export async function takeUpload(
  backend: ApiBackend,
  log: UiLog,
  ticket: string,
  request: IncomingMessage,
  clock: Clock,
): Promise<Outcome> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_UPLOAD_BYTES) return failure("too-long", TOO_LARGE);
  let size = 0;
  const body = bodyOf(request, clock, (bytes) => (size += bytes) <= MAX_UPLOAD_BYTES);
  return await outcomeOf("taking a file", log, async () => {
    const taken = await backend.upload?.(ticket, body) ?? false;
    if (taken === false) throw coded("not-found", "ticket: unknown, used or older than a minute");
    return taken === true ? { bytes: size } : { bytes: size, message: taken.message };
  });
}

const TOO_LARGE = "file: larger than 1 TiB";

function coded(code: ApiErrorCode, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The body with its bytes counted; ends with an error when none come for too long, or too many. */
function bodyOf(
  request: IncomingMessage,
  clock: Clock,
  count: (bytes: number) => boolean,
): ReadableStream<Uint8Array> {
  const chunks = request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await unlessStalled(chunks.next(), clock, () => request.destroy());
      if (next.done) return controller.close();
      const bytes = next.value as Uint8Array;
      if (!count(bytes.length)) return controller.error(coded("too-long", TOO_LARGE));
      controller.enqueue(bytes);
    },
  }, { highWaterMark: 0 });
}

/** RFC 6266 with the name in RFC 8187's way, and letters of ASCII for those who read nothing else. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
