/** The local web server: who gets in, and what each address does. `docs/specs/local-api-v1.md`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ApiBackend } from "../api.ts";
import { aliveAnswer, assetAnswer, enterAnswer, gateAnswer, gateScriptAnswer, usedUpAnswer } from "./answers.ts";
import { type Asset, type AssetSource, loadAssets } from "./assets.ts";
import { callMethod, failure, type Outcome } from "./call.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ConnectionGate } from "./connection_gate.ts";
import { type Admitted, Door, plainAnswer } from "./door.ts";
import { type Answer, factsOf, parseJson, readBody, sendAnswer, sendRawAnswer } from "./exchange.ts";
import { Followers } from "./followers.ts";
import { plainHeaders } from "./headers.ts";
import { removeLaunchFile } from "./launch_file.ts";
import { LaunchTokens } from "./launch_tokens.ts";
import { CLOSE_GRACE } from "./limits.ts";
import { type Listening, listenLoopback } from "./listen.ts";
import { noLog, type UiLog } from "./log.ts";
import { sendMedia } from "./media.ts";
import { randomToken } from "./secrets.ts";
import { sendDownload, takeUpload } from "./transfers.ts";
import { windowKey, WindowPass } from "./window_pass.ts";

export interface UiServerOptions {
  readonly backend: ApiBackend;
  /** First port to try; 0: any free one. */
  readonly port: number;
  /** How many ports from there to try. */
  readonly tries: number;
  readonly assets: AssetSource;
  /** The profile folder: `ui.key` is kept in it, `open.html` removed from it. */
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly log?: UiLog;
}

export interface UiServer {
  readonly port: number;
  /** Bearer token of the command line, new at every start; for `writeTokenFile`. */
  readonly token: string;
  /** A link that opens the window once, within five minutes. */
  launchUrl(): string;
  /** Tell every window that the program is about to end. */
  notifyBye(): void;
  /** Say bye, close every window and listener. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Listen on loopback and serve the window and the command line.
 * @throws Deno.errors.AddrInUse when all the ports are taken
 */
export async function startUiServer(options: UiServerOptions): Promise<UiServer> {
  const server = new LocalServer(options, await loadAssets(options.assets));
  await server.start(await windowKey(options.dataDir));
  return server;
}

class LocalServer implements UiServer {
  readonly token = randomToken();
  readonly #backend: ApiBackend;
  readonly #log: UiLog;
  readonly #clock: Clock;
  readonly #launches: LaunchTokens;
  readonly #gate = new ConnectionGate();
  readonly #followers: Followers;
  #listening!: Listening;
  #pass!: WindowPass;
  #door!: Door;
  readonly #answering = new Set<Promise<void>>();
  #stopping: Promise<void> | undefined;

  constructor(private readonly options: UiServerOptions, private readonly assets: ReadonlyMap<string, Asset>) {
    this.#backend = options.backend;
    this.#log = options.log ?? noLog;
    this.#clock = options.clock ?? systemClock;
    this.#launches = new LaunchTokens(this.#clock);
    this.#followers = new Followers({ backend: this.#backend, clock: this.#clock, log: this.#log });
  }

  get port(): number {
    return this.#listening.port;
  }

  async start(key: string): Promise<void> {
    this.#listening = await listenLoopback(this.options.port, this.options.tries, {
      onConnection: (socket) => this.#gate.admit(socket),
      onRequest: (request, response) => void this.#track(request, response),
      onUpgrade: (request, socket, head) => this.#upgrade(request, socket, head),
    });
    this.#pass = new WindowPass(key, this.port, this.#clock);
    this.#door = new Door(this.port, this.#pass, this.token);
  }

  launchUrl(): string {
    return `http://127.0.0.1:${this.port}/launch?token=${this.#launches.issue()}`;
  }

  notifyBye(): void {
    this.#followers.sayBye();
  }

  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#followers.sayBye();
    this.#listening.stop();
    await Promise.all([this.#followers.stop(), this.#finishAnswers()]);
    await this.#gate.dropAll();
    await removeLaunchFile(this.options.dataDir);
  }

  /** What asked for the stop (`shutdown`) should read its answer; calls that wait long are cut off. */
  async #finishAnswers(): Promise<void> {
    const grace = Promise.withResolvers<void>();
    const cancel = this.#clock.after(CLOSE_GRACE, grace.resolve);
    await Promise.race([Promise.all(this.#answering), grace.promise]);
    cancel();
  }

  async #track(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const over = new Promise<void>((resolve) => response.once("close", resolve));
    this.#answering.add(over);
    await this.#serve(request, response);
    await over;
    this.#answering.delete(over);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const admitted = this.#door.judge(factsOf(request));
      if (!("route" in admitted)) return sendAnswer(request, response, admitted);
      if (admitted.secret) this.#gate.trust(request.socket);
      if (admitted.route.kind === "events") return this.#stream(request, response);
      if (admitted.route.kind === "download" && admitted.facts.method === "GET") {
        return await this.#download(admitted.route.ticket, request, response);
      }
      if (admitted.route.kind === "media") return await this.#media(admitted.route, request, response);
      sendAnswer(request, response, await this.#answer(admitted, request));
    } catch (error) {
      // A connection that breaks while we read is no news; there is nobody left to tell.
      if (!request.destroyed) this.#log.error(`answering a request: ${String(error)}`);
      response.destroy();
    }
  }

  async #answer(admitted: Admitted, request: IncomingMessage): Promise<Answer> {
    const { route, facts } = admitted;
    if (route.kind === "call") return await this.#call(route.method, request);
    if (route.kind === "upload") return await this.#upload(route.ticket, request);
    if (route.kind === "download") return wrongMethod("GET");
    if (facts.method !== "GET" && facts.method !== "HEAD") return wrongMethod("GET");
    switch (route.kind) {
      case "gate":
        return gateAnswer();
      case "gate-script":
        return gateScriptAnswer();
      case "alive":
        return aliveAnswer(this.token, route.query);
      case "launch":
        return facts.method === "GET" ? await this.#launch(route.query) : wrongMethod("GET");
      default:
        return this.#asset(admitted);
    }
  }

  async #launch(query: string): Promise<Answer> {
    const token = /^token=([\w-]{43})$/.exec(query)?.[1];
    if (token === undefined || !this.#launches.redeem(token)) return usedUpAnswer();
    await removeLaunchFile(this.options.dataDir, token);
    return enterAnswer(this.#pass);
  }

  #asset({ route, facts, renewPass }: Admitted): Answer {
    const name = route.kind === "window" ? route.rest ?? "" : "";
    const answer = assetAnswer(this.assets, name, facts);
    if (!renewPass || name !== "") return answer;
    return { ...answer, headers: { ...answer.headers, "Set-Cookie": this.#pass.setCookie() } };
  }

  async #call(method: string, request: IncomingMessage): Promise<Answer> {
    if (request.method !== "POST") return wrongMethod("POST");
    return jsonAnswer(await this.#outcome(method, request));
  }

  async #download(ticket: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = await this.#backend.download?.(ticket);
    if (file === undefined) return sendAnswer(request, response, noSuchTicket());
    await sendDownload(response, file, this.#clock);
  }

  async #media(
    { conversation, id }: { conversation: string; id: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return sendAnswer(request, response, wrongMethod("GET"));
    }
    await sendMedia(request, response, await this.#backend.media?.(conversation, id), this.#clock);
  }

  async #upload(ticket: string, request: IncomingMessage): Promise<Answer> {
    if (request.method !== "PUT") return wrongMethod("PUT");
    return jsonAnswer(await takeUpload(this.#backend, this.#log, ticket, request, this.#clock));
  }

  async #outcome(method: string, request: IncomingMessage): Promise<Outcome> {
    if (!/^application\/json(?:\s*;|$)/i.test(request.headers["content-type"] ?? "")) {
      return failure("bad-request", "Content-Type: not application/json", 415);
    }
    const body = await readBody(request, this.#clock);
    if (body === undefined) return failure("too-long", "body: larger than 8 MiB");
    const json = parseJson(body);
    if (json === undefined) return failure("bad-request", "body: not JSON in UTF-8");
    return await callMethod(this.#backend, this.#log, method, json.value);
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "GET") return sendAnswer(request, response, wrongMethod("GET"));
    if (!this.#followers.addStream(response)) sendAnswer(request, response, tooMany());
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Uint8Array): void {
    try {
      const admitted = this.#door.judge(factsOf(request));
      if (!("route" in admitted)) return sendRawAnswer(socket, admitted);
      if (admitted.route.kind !== "events") {
        return sendRawAnswer(socket, plainAnswer({ status: 400, text: "Upgrade: not at this address" }));
      }
      if (this.#followers.addWindow(request, socket, head)) this.#gate.release(socket);
      else sendRawAnswer(socket, tooMany());
    } catch {
      sendRawAnswer(socket, plainAnswer({ status: 400, text: "Upgrade: not a WebSocket handshake" }));
    }
  }
}

function jsonAnswer({ status, answer }: Outcome): Answer {
  return { status, headers: plainHeaders(), type: "application/json", body: JSON.stringify(answer) };
}

function wrongMethod(allowed: string): Answer {
  const answer = plainAnswer({ status: 405, text: `method: only ${allowed} here` });
  return { ...answer, headers: { ...answer.headers, "Allow": allowed } };
}

function noSuchTicket(): Answer {
  return plainAnswer({ status: 404, text: "ticket: unknown, used or older than a minute" });
}

function tooMany(): Answer {
  return plainAnswer({ status: 503, text: "windows: too many are open" });
}
