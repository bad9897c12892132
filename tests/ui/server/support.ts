/** A fake backend and raw HTTP, so that a test can forge what a browser would never send. */
import { FAKE_PROFILE, FAKE_SETTINGS } from "../../support/fake/values.ts";
import type { ApiBackend, ApiEvent, ApiMethod, Params, Result, Snapshot } from "../../../ui/api.ts";
import { startUiServer, type UiServer, type UiServerOptions } from "../../../ui/server/mod.ts";

export const PEER = `1234567890.${"ab".repeat(32)}`;

export const SNAPSHOT: Snapshot = {
  me: {
    id: "42",
    name: "Ann",
    fingerprint: "cd".repeat(32),
    root: "ab".repeat(32),
    root_name: "Ann's authority",
    valid_until: 2_000_000_000_000,
    port: 7420,
    addresses: ["127.0.0.1:7420"],
    version: "0.1.0",
    data_dir: "/nowhere",
    ...FAKE_PROFILE,
  },
  contacts: [],
  rooms: [],
  settings: FAKE_SETTINGS,
  notices: [],
};

type Answerer = (params: never) => unknown;

/** Remembers every call that got through; answers as told, or with a snapshot or null. */
export class FakeBackend implements ApiBackend {
  readonly calls: { method: string; params: unknown }[] = [];
  readonly answers = new Map<string, Answerer>();
  readonly #listeners = new Set<(event: ApiEvent) => void>();

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    this.calls.push({ method, params });
    const answer = this.answers.get(method);
    if (answer !== undefined) return await answer(params as never) as Result<M>;
    return (method === "snapshot" ? SNAPSHOT : null) as Result<M>;
  }

  subscribe(listener: (event: ApiEvent) => void, _isHeard?: () => boolean): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: ApiEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Calls other than those the server makes for itself. */
  get asked(): string[] {
    return this.calls.map(({ method }) => method).filter((method) => method !== "snapshot");
  }
}

const FILES: Record<string, string> = {
  "index.html": "<!doctype html><title>window</title><script src=./app.js></script>",
  "app.js": "document.title = 'running';",
  "app.css": "body{}",
  "icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
};

export const ASSETS = { read: (name: string) => Promise.resolve(new TextEncoder().encode(FILES[name])) };

export interface Running {
  readonly server: UiServer;
  readonly backend: FakeBackend;
  readonly dataDir: string;
  readonly port: number;
}

/** Start a server on any free port, in a profile folder of its own; stop it after the test. */
export async function withServer(
  test: (running: Running) => Promise<void>,
  options: Partial<UiServerOptions> = {},
): Promise<void> {
  const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "parley-ui-" });
  const backend = new FakeBackend();
  const server = await startUiServer({ backend, port: 0, tries: 20, assets: ASSETS, dataDir, ...options });
  try {
    await test({ server, backend, dataDir, port: server.port });
  } finally {
    await server.stop();
    if (options.dataDir === undefined) await Deno.remove(dataDir, { recursive: true });
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Longest wait for anything in these tests, milliseconds: a deadline, not a measure. */
export const DEADLINE = 45_000;

/** Send bytes as they are, read until the other side closes. Status 0: closed without an answer. */
export async function sendRaw(port: number, parts: Iterable<string | Uint8Array>): Promise<RawAnswer> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), DEADLINE);
  try {
    const writing = writeParts(connection, parts);
    const text = await readAll(connection);
    await writing;
    return parseAnswer(text);
  } finally {
    clearTimeout(timer);
    try {
      connection.close();
    } catch { /* the deadline closed it */ }
  }
}

async function writeParts(connection: Deno.Conn, parts: Iterable<string | Uint8Array>): Promise<void> {
  try {
    for (const part of parts) {
      const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    }
  } catch { /* refused before all of it was sent */ }
}

async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  let text = "";
  try {
    for (let n; (n = await connection.read(buffer)) !== null;) {
      text += decoder.decode(buffer.subarray(0, n), { stream: true });
    }
  } catch { /* reset: what came before counts */ }
  return text;
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  return { status, head: text.slice(0, end < 0 ? 0 : end), body: end < 0 ? "" : text.slice(end + 4) };
}

export interface RawRequest {
  method?: string;
  path?: string;
  /** Replaces the usual ones of the same name; undefined removes one. */
  headers?: Record<string, string | undefined>;
  body?: string;
}

/** A request with the headers a browser sends from our own page, and changes. */
export function request(port: number, { method = "GET", path = "/", headers = {}, body }: RawRequest) {
  const all: Record<string, string | undefined> = {
    "Host": `127.0.0.1:${port}`,
    "Sec-Fetch-Site": "same-origin",
    "Connection": "close",
    ...(body === undefined ? {} : {
      "Content-Type": "application/json",
      "Content-Length": String(new TextEncoder().encode(body).length),
    }),
    ...headers,
  };
  const lines = Object.entries(all).filter(([, value]) => value !== undefined).map(([k, v]) => `${k}: ${v}\r\n`);
  return sendRaw(port, [`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`]);
}

/** The path and query of a launch link. */
export function launchPath(server: UiServer): string {
  const url = new URL(server.launchUrl());
  return url.pathname + url.search;
}

export interface Pass {
  readonly folder: string;
  readonly cookie: string;
}

/** Go through a launch link as a browser does. */
export async function enter(server: UiServer): Promise<Pass> {
  const answer = await request(server.port, { path: launchPath(server), headers: { "Sec-Fetch-Site": "none" } });
  const cookie = /^set-cookie: ([^;]+);/im.exec(answer.head)?.[1];
  const folder = /data-folder="([^"]+)"/.exec(answer.body)?.[1];
  if (cookie === undefined || folder === undefined) throw new Error(`entering: ${answer.status} ${answer.body}`);
  return { folder, cookie };
}

/** Headers that make a WebSocket handshake of our own page. */
export function handshake(port: number, pass: Pass): Record<string, string> {
  return {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Origin": `http://127.0.0.1:${port}`,
    "Cookie": pass.cookie,
  };
}

/** Deno's WebSocket takes headers; the browser's, whose types the project has, does not. */
const WebSocketWithHeaders = WebSocket as unknown as new (
  url: string,
  options: { headers: Record<string, string> },
) => WebSocket;

/** Open a window's WebSocket; messages come through `next`. */
export async function openWindow(port: number, pass: Pass) {
  const socket = new WebSocketWithHeaders(`ws://127.0.0.1:${port}${pass.folder}events`, {
    headers: { "Origin": `http://127.0.0.1:${port}`, "Cookie": pass.cookie },
  });
  const waiting: ((value: unknown) => void)[] = [];
  const ready: unknown[] = [];
  socket.onmessage = ({ data }) => {
    const value: unknown = JSON.parse(data);
    const taker = waiting.shift();
    if (taker === undefined) ready.push(value);
    else taker(value);
  };
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
  });
  socket.onerror = () => {};
  const next = (): Promise<unknown> =>
    ready.length > 0
      ? Promise.resolve(ready.shift())
      : within(new Promise((resolve) => waiting.push(resolve)), "a message");
  return { socket, next, left: () => ready.length, closed: () => within(closed, "the close") };
}

/** Fail when it takes longer than `DEADLINE`. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waiting for ${what}: it did not come`)), DEADLINE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
