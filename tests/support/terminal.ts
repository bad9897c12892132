/** Runs a command line of `cli/` in this process, with an api and a terminal of the test's own. */
import { FAKE_CONTACT, FAKE_OPTIONS, FAKE_PROFILE, FAKE_SETTINGS } from "./fake/values.ts";
import type { LiveApi, OpenedApi } from "../../cli/api.ts";
import type { CliContext } from "../../cli/context.ts";
import { eventQueue } from "../../cli/event_queue.ts";
import { languageOf } from "../../cli/language.ts";
import { Logs } from "../../cli/log.ts";
import { main } from "../../cli/mod.ts";
import type { Size, Terminal } from "../../cli/terminal.ts";
import type {
  ApiErrorCode,
  ApiEvent,
  ApiMethod,
  Contact,
  Me,
  Message,
  Params,
  Result,
  Room,
  RoomMember,
  Transfer,
} from "../../ui/api.ts";

const ROOT = "ab".repeat(32);
/** 2026-01-02T03:04:05.678Z */
export const NOW = 1_767_323_045_678;

export const ME: Me = {
  id: "1000",
  name: "Anna",
  fingerprint: "cd".repeat(32),
  root: ROOT,
  root_name: "Anna's authority",
  valid_until: NOW + 1_000,
  port: 7420,
  addresses: ["192.0.2.1:7420"],
  version: "0.1.0",
  data_dir: "/profile",
  ...FAKE_PROFILE,
};

export function contact(id: string, name: string, change: Partial<Contact> = {}): Contact {
  return {
    key: `${id}.${ROOT}`,
    id,
    root: ROOT,
    name,
    own_name: name,
    presence: "online",
    presence_reason: null,
    transport: "tcp",
    since: NOW,
    blocked: false,
    unread: 0,
    last: null,
    added_at: NOW,
    ...FAKE_CONTACT,
    ...change,
  };
}

/** A room of three that we have joined; its key is made of the two digits. */
export function room(digits: string, name: string, change: Partial<Room> = {}): Room {
  return {
    key: `#${digits.repeat(32)}`,
    name,
    everyone: false,
    state: "joined",
    invited_by: null,
    role: "member",
    members: 3,
    invited: 0,
    online: 2,
    unread: 0,
    mentions: 0,
    last: null,
    added_at: NOW,
    options: FAKE_OPTIONS,
    draft: null,
    ...change,
  };
}

export function member(id: string, name: string, change: Partial<RoomMember> = {}): RoomMember {
  return {
    ...{ key: `${id}.${ROOT}`, id, name, role: "member", state: "joined", presence: "online" },
    ...{ me: false, contact: true, removable: false, wrote_at: null },
    ...change,
  };
}

export function message(peer: string, cursor: number, text: string, change: Partial<Message> = {}): Message {
  return {
    id: `0190-${cursor}`,
    cursor,
    conversation: `${peer}.${ROOT}`,
    direction: "in",
    kind: "text",
    text,
    sent_at: NOW,
    received_at: NOW + 1,
    status: "received",
    error: null,
    ...change,
  };
}

/** A file of 12 MiB, offered to us unless `change` says otherwise. */
export function transfer(peer: string, cursor: number, name: string, change: Partial<Transfer> = {}): Transfer {
  return {
    id: `01920000-0000-7000-8000-${String(cursor).padStart(12, "0")}`,
    cursor,
    conversation: `${peer}.${ROOT}`,
    direction: "in",
    name,
    type: "file",
    size: 12 * 1024 * 1024,
    files: 1,
    media: null,
    state: "offered",
    reason: null,
    ended_by: null,
    done: 0,
    speed: null,
    left_ms: null,
    average: null,
    offered_at: NOW,
    ended_at: null,
    path: null,
    ...change,
  };
}

/** The message of a transfer. */
export function fileMessage(file: Transfer, change: Partial<Message> = {}): Message {
  const { id, cursor, conversation, direction, name } = file;
  const status = direction === "in" ? "received" : "sent";
  return { ...message("", cursor, name, { id, conversation, direction, status, kind: "file", file }), ...change };
}

/** What an api throws, in this process or over HTTP. */
export class FakeApiError extends Error {
  constructor(readonly code: ApiErrorCode, message: string) {
    super(message);
  }
}

export type Handlers = { [M in ApiMethod]?: (params: Params<M>) => Result<M> | Promise<Result<M>> };

/** Answers with the handlers, knows the contacts given, and writes down what it was asked. */
export class FakeApi {
  readonly calls: [string, unknown][] = [];
  readonly contacts: Contact[];
  closed = 0;
  #listeners = new Set<(event: ApiEvent) => void>();

  constructor(
    readonly handlers: Handlers = {},
    contacts: Contact[] = [contact("17", "Boris"), contact("18", "Клара")],
    readonly rooms: Room[] = [],
  ) {
    this.contacts = contacts;
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    this.calls.push([method, params]);
    const handler = (this.handlers[method] ?? this.#defaults[method]) as
      | ((params: Params<M>) => Result<M> | Promise<Result<M>>)
      | undefined;
    if (handler === undefined) throw new FakeApiError("internal", `the test did not expect "${method}"`);
    return await handler(params);
  }

  emit(event: ApiEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Of the method, in order. */
  asked<M extends ApiMethod>(method: M): Params<M>[] {
    return this.calls.filter(([name]) => name === method).map(([, params]) => params as Params<M>);
  }

  opened(running: boolean): OpenedApi {
    return { running, ...this.live() };
  }

  live(): LiveApi {
    return {
      call: (method, params) => this.call(method, params),
      events: (signal) => this.#events(signal),
      close: () => this.#close(),
    };
  }

  #events(signal: AbortSignal): AsyncIterable<ApiEvent> {
    return eventQueue(signal, (push) => {
      this.#listeners.add(push);
      this.heard();
      return Promise.resolve(() => void this.#listeners.delete(push));
    });
  }

  /** Called when somebody begins to listen. */
  heard: () => void = () => {};

  readonly #defaults: Handlers = {
    snapshot: () => ({
      me: ME,
      contacts: this.contacts,
      rooms: this.rooms,
      settings: FAKE_SETTINGS,
      notices: [],
    }),
    contacts: () => this.contacts,
    rooms: () => this.rooms,
    resolve: ({ peer }) => {
      const found = this.contacts.filter(({ id, name }) => id === peer || name === peer);
      if (found.length === 1) return { conversation: found[0].key };
      throw new FakeApiError(found.length === 0 ? "not-found" : "ambiguous", `peer "${peer}"`);
    },
    history: () => ({ messages: [], more: false, newer: false }),
    mark_read: () => null,
  };

  #close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

export interface TerminalOptions {
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly size?: Size;
}

/** Pipes, or a terminal whose keys the test presses; keeps what was written to it. */
export class FakeTerminal implements Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly color: boolean;
  raw = false;
  written = "";
  writtenError = "";
  readonly #size: Size;
  readonly #input: Uint8Array[] = [];
  #ended = false;
  #wake = () => {};

  constructor({ stdin, tty = false, size = { columns: 80, rows: 24 } }: TerminalOptions = {}) {
    this.stdinIsTerminal =
      this.stdoutIsTerminal =
      this.stderrIsTerminal =
      this.color =
        tty;
    this.#size = size;
    if (stdin !== undefined) this.press(stdin);
    if (!tty && stdin !== undefined) this.end();
  }

  press(keys: string | Uint8Array): void {
    this.#input.push(typeof keys === "string" ? new TextEncoder().encode(keys) : keys);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  size(): Size {
    return this.#size;
  }

  setRaw(on: boolean): void {
    this.raw = on;
  }

  async *input(signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const abort = () => this.#wake();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      while (!signal?.aborted) {
        const bytes = this.#input.shift();
        if (bytes !== undefined) yield bytes;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  write(text: string): void {
    this.written += text;
  }

  writeError(text: string): void {
    this.writtenError += text;
  }

  onResize(): () => void {
    return () => {};
  }
}

export interface RunOptions extends TerminalOptions {
  readonly api?: FakeApi;
  readonly running?: boolean;
  readonly env?: Record<string, string>;
  readonly terminal?: FakeTerminal;
  readonly secrets?: readonly string[];
  readonly dataDir?: string;
  /** As SIGHUP or SIGTERM would. */
  readonly signal?: AbortSignal;
  /** Called with each line of stdout as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string[];
  readonly stderr: string[];
  readonly api: FakeApi;
  /** stdout as JSON, one value per line. */
  json(): Record<string, unknown>[];
}

/** Run a whole command line, as a shell would hand it over. */
export async function runCommand(args: string[], options: RunOptions = {}): Promise<Ran> {
  const { api = new FakeApi(), running = true, env = {}, terminal = new FakeTerminal(options) } = options;
  const [stdout, stderr, secrets] = [[] as string[], [] as string[], [...(options.secrets ?? [])]];
  const code = await main(args, (globals, level): CliContext => {
    const language = globals.lang ?? languageOf((name) => env[name], undefined);
    return {
      stdout: (line) => {
        stdout.push(line);
        options.onLine?.(line);
      },
      stderr: (line) => void stderr.push(line),
      env: (name) => env[name],
      secret: () => Promise.resolve(secrets.shift()),
      interrupts: () => ({ signal: options.signal ?? new AbortController().signal, dispose: () => {} }),
      terminal,
      logs: new Logs({ level: globals.logLevel ?? level, color: false, write: (line) => void stderr.push(line) }),
      json: globals.json,
      lang: language ?? "en",
      langGiven: language !== undefined,
      dataDir: globals.data ?? options.dataDir ?? "/profile",
      open: () => Promise.resolve(api.opened(running)),
      openLive: () => Promise.resolve(api.live()),
      now: () => NOW,
    };
  });
  return { code, stdout, stderr, api, json: () => stdout.map((line) => JSON.parse(line)) };
}
