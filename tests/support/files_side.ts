/** One person's program as its window sees it: the files that go and come, and what becomes of them. */
import type { ApiEvent, ApiMethod, Message, Params, PeerKey, Result, Transfer, TransferState } from "../../ui/api.ts";
import { type Api, apiOf, type Place } from "./api_inside.ts";
import { pair, Person } from "./node_process.ts";
import { withDeadline } from "./process_output.ts";
import type { Folders } from "./profiles.ts";
import { programCommand } from "./program.ts";

/** Milliseconds anything may take that a test waits for; a busy machine needs a part of it. */
const DEADLINE = 60_000;

export const AT_ITS_END: readonly TransferState[] = ["completed", "declined", "cancelled", "failed"];

interface Waiting {
  readonly wanted: (file: Transfer) => boolean;
  readonly done: (file: Transfer) => void;
}

export interface Two {
  readonly anna: FilesSide;
  readonly boris: FilesSide;
}

/** Two people who are linked; what comes to them is put into `anna-files` and `boris-files`. */
export async function two(
  folders: Folders,
  places: { anna?: Place; boris?: Place } = {},
): Promise<Two & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const started = async (name: "Anna" | "Boris", place: Place | undefined): Promise<Person> => {
    const { dataDir } = await folders.person(name);
    const prefix = place?.machine.command(place.network?.name) ?? [];
    const person = stack.use(new Person(dataDir, name, [...prefix, ...programCommand()]));
    person.listen = place?.network?.address ?? person.listen;
    await person.start();
    return person;
  };
  const [a, b] = await Promise.all([started("Anna", places.anna), started("Boris", places.boris)]);
  await pair(a, b);
  const anna = stack.use(await FilesSide.open(a, folders.path("anna-files"), places.anna));
  const boris = stack.use(await FilesSide.open(b, folders.path("boris-files"), places.boris));
  const running = stack.move();
  return { anna, boris, [Symbol.asyncDispose]: () => running.disposeAsync() };
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
  #curious: (() => void)[] = [];
  #telling = Promise.resolve();

  private constructor(person: Person, place: Place | undefined) {
    this.person = person;
    this.#place = place;
  }

  /** Of a program that runs and has one contact. What comes is put into this folder. */
  static async open(person: Person, downloads: string, place?: Place): Promise<FilesSide> {
    const side = new FilesSide(person, place);
    await side.#open();
    await side.call("settings_set", { downloads });
    return side;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.person.kill();
    await this.#close();
  }

  async stop(): Promise<void> {
    await this.person.stop();
    await this.#close();
  }

  /** Where it was before. */
  async start(...args: string[]): Promise<void> {
    await this.person.start("--port", String(this.person.ready!.port), ...args);
    await this.#open();
  }

  async #open(): Promise<void> {
    this.files.clear();
    this.#api = await apiOf(this.person.dataDir, this.#place);
    const begun = Promise.withResolvers<void>();
    this.#telling = this.#follow(begun);
    await withDeadline(begun.promise, DEADLINE, `events of "${this.person.name}"`);
    const [contact] = await this.call("contacts", {});
    this.key = contact.key;
    for (const file of await this.list()) this.#told(file);
  }

  async #close(): Promise<void> {
    this.#api.close();
    await this.#telling;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.#api.call(method, params);
  }

  /** What a window hands over by a ticket. */
  upload(ticket: string, content: Uint8Array): Promise<void> {
    return this.#api.upload(ticket, ReadableStream.from([content]));
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

  /** The file, once it is as wanted. The deadline is for one that stands still: one that goes on has as long as it takes. */
  async until(id: string, what: string, wanted: (file: Transfer) => boolean, deadline = DEADLINE): Promise<Transfer> {
    const found = Promise.withResolvers<Transfer>();
    const waiting: Waiting = { wanted: (file) => file.id === id && wanted(file), done: found.resolve };
    this.#waiting.add(waiting);
    const now = this.files.get(id);
    if (now !== undefined) this.#told(now);
    try {
      for (let most = now?.done ?? 0;;) {
        try {
          return await withDeadline(found.promise, deadline, `"${this.person.name}" to have ${what}`);
        } catch (error) {
          const file = this.files.get(id);
          if (file === undefined || file.done <= most) {
            throw new Error(`${(error as Error).message}; it is ${JSON.stringify(file)}`, { cause: error });
          }
          most = file.done;
        }
      }
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

  /** The file, once it is whole; for one that goes on after it has failed, which may still be what was told last. */
  whole(id: string): Promise<Transfer> {
    return this.until(id, "the whole file", ({ state }) => state === "completed");
  }

  /** Until the answer is yes; it is asked whenever the program has told something. */
  async untilAsked(what: string, ask: () => Promise<boolean>, deadline = DEADLINE): Promise<void> {
    for (const end = Date.now() + deadline;;) {
      // Listening before asking: what happens in between counts.
      const told = new Promise<void>((wake) => this.#curious.push(wake));
      if (await ask()) return;
      await withDeadline(told, Math.max(0, end - Date.now()), what);
    }
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
    for (const wake of this.#curious.splice(0)) wake();
    if (event.type === "transfer") this.#told(event.transfer);
    else if (event.type === "message" && event.message.file !== undefined) this.#told(event.message.file);
  }

  #told(file: Transfer): void {
    this.files.set(file.id, file);
    for (const { wanted, done } of this.#waiting) if (wanted(file)) done(file);
  }
}
