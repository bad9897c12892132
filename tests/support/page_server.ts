/**
 * Serves the built window with a backend behind it: the page's half of the protocol without the checks of `ui/server`,
 * which have tests of their own. The headers are the real ones, so a violated policy shows up here.
 */
import { buildUi } from "../../tools/build_ui.ts";
import type { ApiBackend, ApiError, ApiEvent, ApiMethod, Params } from "../../ui/api.ts";
import { windowHeaders } from "../../ui/server/headers.ts";

const DIST = new URL("../../ui/dist/", import.meta.url);
const FOLDER = "/w/0123456789abcdef0123456789abcdef/";
const TYPES: Record<string, string> = {
  "index.html": "text/html; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "app.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/**
 * Below those that systems give to whoever asks for any (on Linux from 32768 on): while the program is gone, no test that
 * runs beside this one gets its port, and a browser that knocks there does not meet itself.
 */
const [LOWEST_PORT, HIGHEST_PORT] = [20_000, 26_000];

/** Once for all tests of a file: nobody changes the sources meanwhile. */
let built: Promise<boolean> | undefined;

interface Served extends ApiBackend {
  /** What a window hears first. */
  greeting(): ApiEvent;
}

export class PageServer {
  /** The program does not know this browser any more. */
  unauthorized = false;
  readonly #backend: Served;
  readonly #sockets = new Map<WebSocket, Promise<void>>();
  #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(backend: Served) {
    this.#backend = backend;
    this.#server = this.#serveSomewhere();
  }

  static async start(backend: Served): Promise<PageServer> {
    await (built ??= buildUi());
    return new PageServer(backend);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}${FOLDER}`;
  }

  /** The program dies; the port stays known. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.close();
    await Promise.all(this.#sockets.values());
    await this.#server.shutdown();
  }

  /** It is started again on the same port. */
  restart(): void {
    this.#server = this.#serve(this.#server.addr.port);
  }

  #serveSomewhere(): Deno.HttpServer<Deno.NetAddr> {
    for (let taken = 0;; taken++) {
      try {
        return this.#serve(LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT)));
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrInUse) || taken === 20) throw error;
      }
    }
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const options = { hostname: "127.0.0.1", port, onListen: () => {} };
    return Deno.serve(options, (request) => this.#answer(request));
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(FOLDER)) return new Response(null, { status: 404 });
    const name = url.pathname.slice(FOLDER.length) || "index.html";
    if (this.unauthorized && !(name in TYPES)) return new Response(null, { status: 401 });
    if (name === "events") return this.#events(request);
    if (name === "api/status") return Response.json({ result: {} });
    if (name.startsWith("download/")) return await this.#download(name.slice("download/".length));
    if (name.startsWith("upload/") && request.body !== null) {
      return await this.#upload(name.slice("upload/".length), request.body);
    }
    if (name.startsWith("media/")) return await this.#media(name.slice("media/".length));
    if (!(name in TYPES)) return new Response(null, { status: 404 });
    const headers = { ...windowHeaders(url.host), "content-type": TYPES[name] };
    return new Response(await Deno.readFile(new URL(name, DIST)), { headers });
  }

  async #download(ticket: string): Promise<Response> {
    const file = await this.#backend.download?.(ticket);
    if (file === undefined) return new Response(null, { status: 404 });
    const disposition = `attachment; filename="${file.file_name}"`;
    return new Response(file.body, { headers: { "content-type": file.type, "content-disposition": disposition } });
  }

  async #upload(ticket: string, body: ReadableStream<Uint8Array>): Promise<Response> {
    try {
      const taken = await this.#backend.upload?.(ticket, body);
      if (!taken) return new Response(null, { status: 404 });
      return Response.json({ result: typeof taken === "object" ? taken : {} });
    } catch (error) {
      return Response.json({ error }, { status: 400 });
    }
  }

  async #media(path: string): Promise<Response> {
    const [key, id] = path.split("/");
    const file = await this.#backend.media?.(key, id);
    if (file === undefined) return new Response(null, { status: 404 });
    return new Response(file.read(0, file.size), { headers: { "content-type": file.type } });
  }

  #events(request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const tell = (frame: unknown) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    };
    let unsubscribe = () => {};
    socket.onopen = () => {
      tell({ event: this.#backend.greeting() });
      unsubscribe = this.#backend.subscribe((event) => tell({ event }));
    };
    socket.onmessage = async ({ data }) => tell(await this.#call(JSON.parse(data)));
    const closed = new Promise<void>((resolve) => {
      socket.onclose = () => {
        unsubscribe();
        this.#sockets.delete(socket);
        resolve();
      };
    });
    this.#sockets.set(socket, closed);
    return response;
  }

  async #call({ id, method, params }: { id: number; method: ApiMethod; params: Params<ApiMethod> }) {
    try {
      return { id, result: await this.#backend.call(method, params) };
    } catch (error) {
      return { id, error: JSON.parse(JSON.stringify(error)) as ApiError };
    }
  }
}
