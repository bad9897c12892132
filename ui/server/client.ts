/** How the command line talks to the running node of a profile; `docs/specs/local-api-v1.md`. */
import type { ApiError, ApiErrorCode, ApiEvent, ApiMethod, Params, Result } from "../api.ts";
import { bodyText, type LocalRequest, localRequest, textParts } from "./local_request.ts";
import { aliveProof, randomToken, sameSecret } from "./secrets.ts";
import { type NodeFile, readTokenFile } from "./token_file.ts";

/** Milliseconds a node may take to prove that it is alive; a busy one needs a few. */
const ALIVE_TIMEOUT = 3_000;

export interface ApiClient {
  /** @throws ApiCallError */
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  /**
   * A snapshot, then what happens. Ends when the node ends, the signal fires or the client is closed.
   * @throws ApiCallError when the node does not give events
   */
  events(signal?: AbortSignal): AsyncIterable<ApiEvent>;
  /** The bytes behind a ticket. @throws ApiCallError `not-found` when it is unknown, used or old */
  download(ticket: string): AsyncIterable<Uint8Array>;
  /** @throws ApiCallError */
  upload(ticket: string, file: AsyncIterable<Uint8Array>): Promise<void>;
  /** Ends calls and events under way. */
  close(): void;
}

/** The node answered with an error, or not at all (`internal`, with the `cause`). */
export class ApiCallError extends Error {
  override readonly name = "ApiCallError";
  constructor(readonly code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** @returns undefined when no node runs on this profile */
export async function connectToNode(dataDir: string): Promise<ApiClient | undefined> {
  const node = await readTokenFile(dataDir);
  if (node === undefined || !await isOurNode(node)) return undefined;
  return new LocalApiClient(node);
}

/**
 * After a crash `node.json` stays, and another user's program may listen on that port by now. So the other side proves
 * that it knows the token before it gets to see the token, or a message.
 */
async function isOurNode(node: NodeFile): Promise<boolean> {
  const nonce = randomToken();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ALIVE_TIMEOUT);
  try {
    const answer = await localRequest({
      port: node.ui_port,
      method: "GET",
      path: `/alive?nonce=${nonce}`,
      signal: deadline.signal,
    });
    let proof = "";
    for await (const part of textParts(answer)) {
      proof += part;
      if (proof.length > 64) return false;
    }
    return sameSecret(proof, aliveProof(node.token, nonce));
  } catch {
    return false; // nobody listens there, or nobody who speaks HTTP
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
}

class LocalApiClient implements ApiClient {
  readonly #node: NodeFile;
  readonly #closed = new AbortController();

  constructor(node: NodeFile) {
    this.#node = node;
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = await this.#request("POST", `/api/${method}`, `calling "${method}"`, {
      body: JSON.stringify(params),
    });
    if ("error" in answer) throw new ApiCallError(answer.error.code, answer.error.message);
    return answer.result as Result<M>;
  }

  async *events(signal?: AbortSignal): AsyncGenerator<ApiEvent> {
    const ended = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    if (ended.aborted) return;
    const { ui_port: port, token: bearer } = this.#node;
    try {
      const answer = await localRequest({ port, method: "GET", path: "/events", bearer, signal: ended });
      if (answer.statusCode !== 200) throw refused(await bodyText(answer));
      for await (const line of lines(textParts(answer))) yield (JSON.parse(line) as { event: ApiEvent }).event;
    } catch (error) {
      if (error instanceof ApiCallError) throw error;
      if (!ended.aborted && !isConnectionEnd(error)) throw unreachable("following events", error);
    }
  }

  async *download(ticket: string): AsyncGenerator<Uint8Array> {
    const { ui_port: port, token: bearer } = this.#node;
    const path = `/download/${ticket}`;
    try {
      const answer = await localRequest({ port, method: "GET", path, bearer, signal: this.#closed.signal });
      if (answer.statusCode === 404) throw new ApiCallError("not-found", (await bodyText(answer)).trim());
      if (answer.statusCode !== 200) throw refused(await bodyText(answer));
      for await (const part of answer) yield part as Uint8Array;
      if (!answer.complete) throw new Error("the answer ended early");
    } catch (error) {
      throw error instanceof ApiCallError ? error : unreachable("fetching a file", error);
    }
  }

  async upload(ticket: string, file: AsyncIterable<Uint8Array>): Promise<void> {
    const answer = await this.#request("PUT", `/upload/${ticket}`, "sending a file", { file });
    if ("error" in answer) throw new ApiCallError(answer.error.code, answer.error.message);
  }

  close(): void {
    this.#closed.abort();
  }

  async #request(
    method: "POST" | "PUT",
    path: string,
    doing: string,
    content: Pick<LocalRequest, "body" | "file">,
  ): Promise<Answer> {
    const { ui_port: port, token: bearer } = this.#node;
    try {
      const answer = await localRequest({ port, method, path, bearer, ...content, signal: this.#closed.signal });
      return parseAnswer(await bodyText(answer));
    } catch (error) {
      throw unreachable(doing, error);
    }
  }
}

type Answer = { result: unknown } | { error: ApiError };

function parseAnswer(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { error: { code: "internal", message: text.trim() } }; // a refusal of the web server is plain text
  }
}

function refused(text: string): ApiCallError {
  const answer = parseAnswer(text);
  return "error" in answer
    ? new ApiCallError(answer.error.code, answer.error.message)
    : new ApiCallError("internal", "following events: the node gave none");
}

function unreachable(doing: string, cause: unknown): ApiCallError {
  return new ApiCallError("internal", `${doing}: the running program does not answer`, { cause });
}

/** The node went away while we read: for events that is an end, not an error. */
function isConnectionEnd(error: unknown): boolean {
  return (error as { code?: unknown }).code === "ECONNRESET";
}

async function* lines(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of parts) {
    const pieces = part.split("\n");
    pieces[0] = rest + pieces[0];
    rest = pieces.pop() ?? "";
    yield* pieces;
  }
}
