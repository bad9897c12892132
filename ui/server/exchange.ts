/** Reading requests and writing answers of `node:http`. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Buffer } from "node:buffer";
import type { RequestFacts } from "./access.ts";
import type { Clock } from "./clock.ts";
import { MAX_BODY_BYTES, REQUEST_TIMEOUT } from "./limits.ts";

export function factsOf(request: IncomingMessage): RequestFacts {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i].toLowerCase(), request.rawHeaders[i + 1]]);
  }
  const upgrade = request.headers.upgrade !== undefined;
  return { method: request.method ?? "", target: request.url ?? "", headers, upgrade };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

/** Send an answer. What is left of the request's body is not read: then the connection ends. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === "string" ? new TextEncoder().encode(answer.body) : answer.body;
  if (answer.type !== undefined) response.setHeader("Content-Type", answer.type);
  if (body !== undefined) response.setHeader("Content-Length", body.length);
  if (!request.complete) response.setHeader("Connection", "close");
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

/** An answer to a request for an upgrade, which `node:http` leaves to us; then the connection ends. */
export function sendRawAnswer(socket: Socket, { status, headers, type, body = "" }: Answer): void {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, "Content-Type": type ?? "", "Connection": "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}Content-Length: ${bytes.length}\r\n\r\n`);
  socket.end(bytes);
}

/**
 * The body, bytes counted as they come.
 * @returns undefined when it is larger than `MAX_BODY_BYTES`; rejects when the connection breaks or is out of time
 */
export async function readBody(request: IncomingMessage, clock: Clock): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const cancel = clock.after(REQUEST_TIMEOUT, () => request.destroy());
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Uint8Array).length;
      if (size > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk as Uint8Array);
    }
    return Buffer.concat(chunks);
  } finally {
    cancel();
  }
}

/** @returns undefined when it is not JSON in UTF-8 */
export function parseJson(bytes: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}
