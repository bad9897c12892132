/** FILE-8. Pictures, sound and video of conversations, for the page's `<img>`, `<audio>` and `<video>`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { MediaFile } from "../api.ts";
import { byteRangeOf } from "./byte_range.ts";
import type { Clock } from "./clock.ts";
import { plainAnswer } from "./door.ts";
import { type Answer, sendAnswer } from "./exchange.ts";
import { mediaHeaders } from "./headers.ts";
import { MEDIA_TYPES } from "./media_types.ts";
import { sendBody } from "./send_body.ts";

/** @param file what the program has there; undefined is nothing */
export async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  file: MediaFile | undefined,
  clock: Clock,
): Promise<void> {
  // The program chooses the type by a name a stranger gave; what may reach the window is decided here once more.
  if (file === undefined || !MEDIA_TYPES.has(file.type)) return sendAnswer(request, response, noMedia());
  const isHead = request.method === "HEAD"; // to which a range means nothing (RFC 9110, section 14.2)
  const range = isHead || request.headers["if-range"] !== undefined
    ? undefined
    : byteRangeOf(request.headers.range, file.size);
  if (range === "beyond") return sendAnswer(request, response, beyond(file.size));
  const { from, to } = range ?? { from: 0, to: file.size };
  response.writeHead(range === undefined ? 200 : 206, {
    ...mediaHeaders(),
    "Content-Type": file.type,
    "Content-Length": String(to - from),
    ...(range === undefined ? {} : { "Content-Range": `bytes ${from}-${to - 1}/${file.size}` }),
  });
  if (isHead || from === to) return void response.end();
  await sendBody(response, file.read(from, to), clock, to - from);
}

function noMedia(): Answer {
  return plainAnswer({ status: 404, text: "media: nothing to show" });
}

function beyond(size: number): Answer {
  const answer = plainAnswer({ status: 416, text: "Range: beyond the end" });
  return { ...answer, headers: { ...answer.headers, "Content-Range": `bytes */${size}` } };
}
