/**
 * HTTP to our own node. `node:http` and not `fetch` or `WebSocket`: those two follow HTTP_PROXY in the environment (seen in
 * Deno 2.9.6), and the token and every message would go to the proxy.
 */
import { type ClientRequest, type IncomingMessage, request } from "node:http";

export interface LocalRequest {
  port: number;
  method: "GET" | "POST" | "PUT";
  path: string;
  bearer?: string;
  /** JSON text. */
  body?: string;
  /** Bytes of a file. */
  file?: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
}

/** @returns the answer's head; its body is yet to be read */
export function localRequest(options: LocalRequest): Promise<IncomingMessage> {
  const body = options.body === undefined ? undefined : new TextEncoder().encode(options.body);
  const headers: Record<string, string> = { connection: "close" };
  if (options.bearer !== undefined) headers.authorization = `Bearer ${options.bearer}`;
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    headers["content-length"] = String(body.length);
  }
  return new Promise((resolve, reject) => {
    const { port, method, path, signal } = options;
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, signal, agent: false }, resolve);
    outgoing.on("error", reject);
    if (options.file === undefined) outgoing.end(body);
    else void sendFile(outgoing, options.file).catch(reject);
  });
}

async function sendFile(outgoing: ClientRequest, file: AsyncIterable<Uint8Array>): Promise<void> {
  const gone = new Promise<void>((resolve) => outgoing.once("close", resolve));
  for await (const part of file) {
    if (outgoing.destroyed) return;
    if (outgoing.write(part)) continue;
    await Promise.race([new Promise<void>((resolve) => outgoing.once("drain", resolve)), gone]);
  }
  outgoing.end();
}

/** The whole body as text. */
export async function bodyText(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of textParts(message)) text += part;
  return text;
}

/** The body as text, piece by piece, characters whole. */
export async function* textParts(message: IncomingMessage): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of message) yield decoder.decode(chunk as Uint8Array, { stream: true });
  yield decoder.decode();
}
