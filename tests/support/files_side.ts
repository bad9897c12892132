/** One person's program as its window sees it: the files that go and come, and what becomes of them. */
import { ApiCallError, type ApiClient, connectToNode } from "../../ui/server/mod.ts";
import type { ApiEvent, ApiMethod, Message, Params, PeerKey, Result, Transfer, TransferState } from "../../ui/api.ts";
import type { Person } from "./node_process.ts";
import type { OwnMachine } from "./own_machine.ts";
import { fromFileUrl } from "./paths.ts";
import { LineReader, withDeadline } from "./process_output.ts";

/** Milliseconds anything may take that a test waits for; a busy machine needs a part of it. */
const DEADLINE = 60_000;

export const AT_ITS_END: readonly TransferState[] = ["completed", "declined", "cancelled", "failed"];

type Api = Pick<ApiClient, "call" | "events" | "close">;

interface Waiting {
  readonly wanted: (file: Transfer) => boolean;
  readonly done: (file: Transfer) => void;
}

/** Where a program runs, when that is not this machine. */
export interface Place {
  readonly machine: OwnMachine;
  readonly network?: string;
}

export class FilesSide implements AsyncDisposable {
  readonly person: Person;
  /** The conversation with the only contact. */
  key: PeerKey = "";
  /** As they were told last. */
  readonly files = new Map<string, Transfer>();
  readonly #place: Place | undefined;
  readonly #waiting = new Set<Waiting>();
  #api!: Api;
  #telling = Promise.resolve();

  private constructor(person: Person, place: Place | undefined) {
    this.person = person;
    this.#place = place;
  }

  /** Of a program that runs and has one contact. */
  static async open(person: Person, place?: Place): Promise<FilesSide> {
    const side = new FilesSide(person, place);
    await side.reopen();
    return side;
  }

  /** After the program was started again. */
  async reopen(): Promise<void> {
    await this.close();
    this.#api = await apiOf(this.person, this.#place);
    const begun = Promise.withResolvers<void>();
    this.#telling = this.#follow(begun);
    await withDeadline(begun.promise, DEADLINE, `events of "${this.person.name}"`);
    const [contact] = await this.call("contacts", {});
    this.key = contact.key;
    for (const file of await this.list()) this.#told(file);
  }

  /** Stops listening; the program goes on. */
  async close(): Promise<void> {
    this.#api?.close();
    await this.#telling;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.#api.call(method, params);
  }

  async list(): Promise<Transfer[]> {
    return (await this.call("files", { limit: 200 })).transfers;
  }

  async offer(...paths: string[]): Promise<Transfer[]> {
    const sent: Message[] = await this.call("files_send", { conversation: this.key, paths });
    return sent.map(({ file }) => file!);
  }

  answer(method: "file_accept" | "file_decline" | "file_cancel" | "file_resume", id: string): Promise<Transfer> {
    return this.call(method, { conversation: this.key, id });
  }

  /** The file, once it is as wanted. */
  async until(id: string, what: string, wanted: (file: Transfer) => boolean, deadline = DEADLINE): Promise<Transfer> {
    const found = Promise.withResolvers<Transfer>();
    const waiting: Waiting = { wanted: (file) => file.id === id && wanted(file), done: found.resolve };
    this.#waiting.add(waiting);
    const now = this.files.get(id);
    if (now !== undefined) this.#told(now);
    try {
      return await withDeadline(found.promise, deadline, `"${this.person.name}" to have ${what}`);
    } catch (error) {
      throw new Error(`${(error as Error).message}; it is ${JSON.stringify(this.files.get(id))}`, { cause: error });
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** The file, once it is in this state. Ends at once when it has come to another end. */
  async reach(id: string, state: TransferState, deadline = DEADLINE): Promise<Transfer> {
    const wanted = (file: Transfer) => file.state === state || AT_ITS_END.includes(file.state);
    const file = await this.until(id, `the file ${state}`, wanted, deadline);
    if (file.state === state) return file;
    throw new Error(`"${this.person.name}" has the file ${file.state} (${file.reason}) and not ${state}`);
  }

  /** Answers what they offer. @returns the transfer as it was before the answer */
  async take(id: string, method: "file_accept" | "file_decline" = "file_accept"): Promise<Transfer> {
    const offered = await this.reach(id, "offered");
    await this.answer(method, id);
    return offered;
  }

  async #follow(begun: PromiseWithResolvers<void>): Promise<void> {
    try {
      for await (const event of this.#api.events()) {
        begun.resolve();
        this.#heard(event);
      }
    } catch {
      /* the program was killed */
    } finally {
      begun.reject(new Error(`"${this.person.name}" tells no events`));
    }
  }

  #heard(event: ApiEvent): void {
    if (event.type === "transfer") this.#told(event.transfer);
    else if (event.type === "message" && event.message.file !== undefined) this.#told(event.message.file);
  }

  #told(file: Transfer): void {
    this.files.set(file.id, file);
    for (const { wanted, done } of this.#waiting) if (wanted(file)) done(file);
  }
}

async function apiOf(person: Person, place: Place | undefined): Promise<Api> {
  const api = place === undefined ? await connectToNode(person.dataDir) : new ApiInside(person.dataDir, place);
  if (api === undefined) throw new Error(`the program of "${person.name}" does not answer`);
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
    const [command, ...args] = [...machine.command(network), ...deno];
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
