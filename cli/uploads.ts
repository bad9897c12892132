/** Files a window has sent, waiting in the profile folder to be used. */
import { join } from "node:path";
import { ChatError, type Tickets } from "../chat/mod.ts";
import type { Clock } from "../net/types.ts";
import { storageError } from "../store/mod.ts";
import type { Ticket } from "../ui/api.ts";

/** Milliseconds a file waits for its use: time to type a pass-phrase wrong a few times. */
export const UPLOAD_TTL = 10 * 60_000;
/** Files that wait at a time. A window has one; each may be large. */
export const MAX_UPLOADS = 4;

const NAME = /^upload\.[A-Za-z0-9_-]{43}$/;

export class Uploads {
  readonly #dataDir: string;
  readonly #tickets: Tickets;
  readonly #clock: Clock;
  /** Ticket → what ends its waiting. */
  readonly #waiting = new Map<string, () => void>();

  constructor(dataDir: string, tickets: Tickets, clock: Clock) {
    this.#dataDir = dataDir;
    this.#tickets = tickets;
    this.#clock = clock;
  }

  /** @throws ChatError "bad-request" when too many wait */
  begin(): Ticket {
    if (this.#waiting.size >= MAX_UPLOADS) throw new ChatError("bad-request", "files: too many wait to be used");
    return this.#tickets.expect({ file_name: "upload", take: (ticket, body) => this.#take(ticket, body) });
  }

  /** Use a file that is there; it stays for another try until `forget`. @throws ChatError "not-found" */
  async open(ticket: string): Promise<Deno.FsFile> {
    if (!this.#waiting.has(ticket)) throw new ChatError("not-found", "file: none was sent with this ticket");
    return await Deno.open(this.#path(ticket));
  }

  forget(ticket: string): void {
    this.#waiting.get(ticket)?.();
  }

  /** Nothing waits any more, from an earlier run neither. */
  async clear(): Promise<void> {
    for (const forget of [...this.#waiting.values()]) forget();
    for await (const { name } of Deno.readDir(this.#dataDir)) {
      if (NAME.test(name)) await Deno.remove(join(this.#dataDir, name));
    }
  }

  async #take(ticket: string, body: ReadableStream<Uint8Array>): Promise<void> {
    const path = this.#path(ticket);
    const cancel = this.#clock.after(UPLOAD_TTL, () => this.forget(ticket));
    this.#waiting.set(ticket, () => {
      cancel();
      this.#waiting.delete(ticket);
      removeQuietly(path);
    });
    try {
      using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
      for await (const part of body) {
        for (let done = 0; done < part.length;) done += await file.write(part.subarray(done));
      }
    } catch (error) {
      this.forget(ticket);
      throw (error as { code?: unknown })?.code === "too-long" ? error : storageError("taking a file", path, error);
    }
  }

  #path(ticket: string): string {
    return join(this.#dataDir, `upload.${ticket}`);
  }
}

/** On Windows one that is being read cannot go yet: the next start takes it away. */
function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* see above */ }
}
