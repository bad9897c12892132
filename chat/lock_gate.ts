/**
 * Stands between the windows and the messenger: keeps what is said from them while the program is locked, and lets them
 * wait while it starts again in place. `docs/specs/local-api-v1.md`, "Locked".
 */
import type { Clock } from "../net/types.ts";
import type {
  ApiBackend,
  ApiEvent,
  ApiMethod,
  Download,
  MediaFile,
  Params,
  PeerKey,
  Result,
  Settings,
  Status,
  UploadAnswer,
} from "../ui/api.ts";
import { ChatError, LockedError } from "./errors.ts";
import { EventBus } from "./events.ts";
import type { Tickets } from "./tickets.ts";
import { Tries } from "./tries.ts";

const MINUTE = 60_000;

/** What a window calls by itself: none of it shows that somebody is there. */
const AUTOMATIC: ReadonlySet<ApiMethod> = new Set([
  "snapshot",
  "status",
  "contacts",
  "mark_read",
  "wait",
  "limits",
  "addresses",
  "trust_list",
  "files",
]);

export interface LockGateParts {
  readonly clock: Clock;
  readonly tickets: Tickets;
  /** What may be told while it is locked. */
  readonly status: () => Promise<Status>;
  /** Opens the profile after a locked start, and calls `open`. @returns false for a wrong pass-phrase */
  readonly begin: (passphrase: string) => Promise<boolean>;
  /** Is it the pass-phrase of the profile that is open? */
  readonly verify: (passphrase: string) => Promise<boolean>;
  /** The user asked the program to end. */
  readonly shutdown: () => void;
}

export class LockGate implements ApiBackend {
  readonly #parts: LockGateParts;
  readonly #bus = new EventBus();
  readonly #tries: Tries;
  #backend: ApiBackend | undefined;
  #locked: "start" | "idle" | undefined;
  /** Resolves when there is a backend, or the gate is locked; rejects when there will be none. */
  #settled = Promise.withResolvers<void>();
  #unsubscribe = () => {};
  #hasPassphrase = false;
  #lockAfter = 0;
  #lastSeen = 0;
  #cancelIdle = () => {};

  constructor(parts: LockGateParts) {
    this.#parts = parts;
    this.#tries = new Tries(parts.clock);
    this.#settled.promise.catch(() => {});
  }

  /** The program runs: every window gets a snapshot. Unless it was locked before it began to start again: so it stays. */
  async open(backend: ApiBackend): Promise<void> {
    const snapshot = await backend.call("snapshot", {});
    this.#backend = backend;
    this.#hasPassphrase = snapshot.me.passphrase;
    const isHeard = () => this.#locked === undefined && this.#bus.heard;
    this.#unsubscribe = backend.subscribe((event) => this.#forward(event), isHeard);
    this.#settled.resolve();
    if (this.#locked === "idle" && this.#hasPassphrase) return;
    this.#locked = undefined;
    this.#seen();
    this.#watch(snapshot.settings);
    this.#bus.publish({ type: "snapshot", snapshot });
  }

  /** The program starts again in place: calls wait. */
  pause(): void {
    this.#detach();
    this.#settled = Promise.withResolvers();
    this.#settled.promise.catch(() => {});
  }

  /** The profile waits for its pass-phrase. */
  lockedAtStart(): void {
    this.#detach();
    this.#locked = "start";
    this.#settled.resolve();
    this.#bus.publish({ type: "locked", why: "start" });
  }

  /** There will be no program; whoever waits is told why. */
  fail(error: unknown): void {
    this.#detach();
    this.#settled.reject(error);
  }

  /** The user goes away. @throws ChatError "bad-request" without a pass-phrase */
  lock(): void {
    if (this.#locked !== undefined) return;
    if (!this.#hasPassphrase) throw new ChatError("bad-request", "locking: the profile has no pass-phrase");
    this.#locked = "idle";
    this.#cancelIdle();
    this.#parts.tickets.clear();
    this.#bus.publish({ type: "locked", why: "idle" });
  }

  subscribe(listener: (event: ApiEvent) => void, isHeard?: () => boolean): () => void {
    return this.#bus.subscribe(listener, isHeard);
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    if (method === "unlock") return await this.#unlock((params as Params<"unlock">).passphrase) as Result<M>;
    await this.#settled.promise;
    if (this.#locked !== undefined) return await this.#callLocked(method) as Result<M>;
    if (!AUTOMATIC.has(method)) this.#seen();
    if (method === "active") return null as Result<M>;
    if (method === "lock") return (this.lock(), null) as Result<M>;
    const result = await this.#backend!.call(method, params);
    // Answers that were under way when it was locked stay inside.
    this.#assertUnlocked();
    return result;
  }

  async download(ticket: string): Promise<Download | undefined> {
    return this.#locked === undefined ? await this.#parts.tickets.download(ticket) : undefined;
  }

  async upload(ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean | UploadAnswer> {
    return this.#locked === undefined && await this.#parts.tickets.upload(ticket, body);
  }

  async media(conversation: PeerKey, id: string): Promise<MediaFile | undefined> {
    const file = this.#locked === undefined ? await this.#backend?.media?.(conversation, id) : undefined;
    return this.#locked === undefined ? file : undefined;
  }

  /** No more timers. */
  stop(): void {
    this.#detach();
  }

  async #callLocked(method: ApiMethod): Promise<unknown> {
    if (method === "status") return await this.#parts.status();
    if (method === "shutdown") return (this.#parts.shutdown(), null);
    if (method === "lock") return null;
    return this.#assertUnlocked();
  }

  #assertUnlocked(): void {
    if (this.#locked !== undefined) throw new LockedError(this.#locked);
  }

  async #unlock(passphrase: string): Promise<null> {
    await this.#tries.next(async () => {
      await this.#settled.promise;
      if (this.#locked === "start") return await this.#parts.begin(passphrase);
      if (this.#locked === undefined) return true;
      if (!await this.#parts.verify(passphrase)) return false;
      await this.#reopen();
      return true;
    });
    return null;
  }

  async #reopen(): Promise<void> {
    const backend = this.#backend;
    if (backend === undefined) return;
    const snapshot = await backend.call("snapshot", {});
    this.#locked = undefined;
    this.#seen();
    this.#watch(snapshot.settings);
    this.#bus.publish({ type: "snapshot", snapshot });
  }

  #forward(event: ApiEvent): void {
    if (event.type === "settings") this.#watch(event.settings);
    // The end of the messenger is not the end of the program: it may be starting again.
    if (event.type !== "bye" && this.#locked === undefined) this.#bus.publish(event);
  }

  #detach(): void {
    this.#unsubscribe();
    this.#unsubscribe = () => {};
    this.#cancelIdle();
    this.#backend = undefined;
  }

  #seen(): void {
    this.#lastSeen = this.#parts.clock.now();
  }

  #watch({ lock_after }: Settings): void {
    this.#lockAfter = this.#hasPassphrase ? lock_after * MINUTE : 0;
    this.#checkLater();
  }

  #checkLater(): void {
    this.#cancelIdle();
    if (this.#lockAfter === 0 || this.#locked !== undefined) return;
    const { clock } = this.#parts;
    const left = this.#lastSeen + this.#lockAfter - clock.now();
    if (left <= 0) return this.lock();
    this.#cancelIdle = clock.after(left, () => this.#checkLater());
  }
}
