/** The API of a running program, also when it runs in another network than the test. */
import type { ApiEvent, ApiMethod, Params, Result } from "../../ui/api.ts";
import { ApiCallError, type ApiClient, connectToNode } from "../../ui/server/mod.ts";
import type { OwnMachine } from "./own_machine.ts";
import { fromFileUrl } from "./paths.ts";
import { LineReader } from "./process_output.ts";

/** Where a program runs, when that is not this machine. */
export interface Place {
  readonly machine: OwnMachine;
  readonly network?: { readonly name: string; readonly address: string };
}

export type Api = Pick<ApiClient, "call" | "events" | "upload" | "close">;

/** @throws Error when no program answers there */
export async function apiOf(dataDir: string, place?: Place): Promise<Api> {
  const api = place === undefined ? await connectToNode(dataDir) : new ApiInside(dataDir, place);
  if (api === undefined) throw new Error(`no program answers on "${dataDir}"`);
  return api;
}

/** The API of a program in another network, by a process that runs there. */
class ApiInside implements Api {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #events: ReadableStream<ApiEvent>;
  #lastId = 0;

  constructor(dataDir: string, { machine, network }: Place) {
    const script = fromFileUrl(new URL("./api_child.ts", import.meta.url));
    const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
    const deno = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--config", config, "-P=test", script, dataDir];
    const [command, ...args] = [...machine.command(network?.name), ...deno];
    this.#child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#events = new ReadableStream({ start: (events) => void this.#read(events) });
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    await this.#writer.write(new TextEncoder().encode(JSON.stringify({ id, method, params }) + "\n"));
    return await answer.promise as Result<M>;
  }

  events(): AsyncIterable<ApiEvent> {
    return this.#events;
  }

  upload(): Promise<never> {
    throw new Error("no window is in that network");
  }

  close(): void {
    this.#writer.close().catch(() => {}); // it has ended with its program
  }

  async #read(events: ReadableStreamDefaultController<ApiEvent>): Promise<void> {
    const lines = new LineReader(this.#child.stdout);
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const { id, result, error, event } = JSON.parse(line);
      if (event !== undefined) events.enqueue(event);
      else if (error === undefined) this.#answers.get(id)?.resolve(result);
      else this.#answers.get(id)?.reject(new ApiCallError(error.code, error.message));
      this.#answers.delete(id);
    }
    for (const answer of this.#answers.values()) answer.reject(new Error("the program has ended"));
    await lines.close();
    await this.#child.status;
    events.close();
  }
}
