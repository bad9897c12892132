/**
 * The whole program of one profile: web server, gate, and behind it a node that can be closed, changed and started again in
 * place, on the same ports, with its windows open.
 */
import { randomBytes } from "node:crypto";
import { uiAssets } from "../assets.ts";
import { LockGate, type MessengerParts, Tickets } from "../chat/mod.ts";
import { isIdentityEncrypted } from "../crypto/mod.ts";
import { systemClock } from "../net/mod.ts";
import { type FileLock, finishSwap } from "../store/mod.ts";
import type { ApiEvent, ApiMethod, Params, Result, Settings } from "../ui/api.ts";
import { removeTokenFile, startUiServer, type UiServer, writeTokenFile } from "../ui/server/mod.ts";
import type { CliContext } from "./context.ts";
import { lockedStatus } from "./locked_status.ts";
import { type NodeOptions, portsFrom, type RunningNode, startNode } from "./node.ts";
import { passphraseFile, readPassphrase } from "./passphrase.ts";
import {
  createProfile,
  holdProfile,
  openHeld,
  type Profile,
  profileExists,
  tryPassphrase,
  type Unlocked,
  unlockProfile,
} from "./profile.ts";
import { profileMethods } from "./profile_methods.ts";
import { Uploads } from "./uploads.ts";
import { rememberedUiPort, rememberUiPort } from "./ui_port.ts";

export interface ProgramOptions extends NodeOptions {
  /** A window may be asked for the pass-phrase; else it is asked for here, or the start fails. */
  readonly lockable?: boolean;
}

/** Who runs, once it is known. */
export interface ProgramFacts {
  readonly id: string;
  readonly name: string;
  readonly port: number;
}

const DEFAULT_UI_PORT = 7421;

/**
 * Start the program of a profile; a profile is made when there is none.
 * @throws ProfileInUse when it runs already, CommandError, StorageError
 */
export async function startProgram(context: CliContext, options: ProgramOptions): Promise<Program> {
  const exists = await profileExists(context);
  const lock = await holdProfile(context);
  const program = new Program(context, options, lock);
  try {
    await program.begin(exists);
    return program;
  } catch (error) {
    await program.stop();
    throw error;
  }
}

export class Program {
  /** Resolves when the profile is open; later than the start when it is locked. */
  readonly opened: Promise<ProgramFacts>;
  /** Resolves when the user asked for the end, in the window or by a command. */
  readonly shutdownAsked: Promise<void>;
  readonly #context: CliContext;
  readonly #options: ProgramOptions;
  readonly #lock: FileLock;
  readonly #opened = Promise.withResolvers<ProgramFacts>();
  readonly #shutdown = Promise.withResolvers<void>();
  readonly #tickets = new Tickets({
    clock: systemClock,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  readonly #uploads: Uploads;
  readonly #gate: LockGate;
  #ui: UiServer | undefined;
  #profile: Profile | undefined;
  #node: RunningNode | undefined;
  /** Of the first node; kept by those after it. */
  #port: number | undefined;
  #locked = false;
  /** One opening, change or end at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(context: CliContext, options: ProgramOptions, lock: FileLock) {
    this.#context = context;
    this.#options = options;
    this.#lock = lock;
    this.opened = this.#opened.promise;
    this.opened.catch(() => {});
    this.shutdownAsked = this.#shutdown.promise;
    this.#uploads = new Uploads(context.dataDir, this.#tickets, systemClock);
    this.#gate = new LockGate({
      clock: systemClock,
      tickets: this.#tickets,
      status: () => lockedStatus(context.dataDir, { port: this.#node?.network.port ?? 0, uiUrl: this.launchUrl() }),
      begin: (passphrase) => this.#inTurn(() => this.#unlock(passphrase)),
      verify: async (passphrase) => await tryPassphrase(context.dataDir, passphrase) !== undefined,
      shutdown: () => this.#shutdown.resolve(),
    });
    // What is chosen now counts at the next start, however this run ends.
    this.#gate.subscribe((event) => {
      if (event.type === "settings") void this.#rememberUiPort(event.settings);
    }, () => false);
  }

  /** Waits for its pass-phrase. */
  get locked(): boolean {
    return this.#locked;
  }

  /** @param exists there is a profile */
  async begin(exists: boolean): Promise<void> {
    await this.#uploads.clear();
    const locked = exists && await this.#asksInWindow();
    const unlocked = locked
      ? undefined
      : exists
      ? await unlockProfile(this.#context)
      : await createProfile(this.#context, this.#options.name);
    if (unlocked !== undefined) this.#profile = await openHeld(this.#context, unlocked);
    this.#ui = await startUiServer({
      backend: this.#gate,
      assets: uiAssets(),
      dataDir: this.#context.dataDir,
      ...portsFrom(this.#options.uiPort ?? await rememberedUiPort(this.#context.dataDir), DEFAULT_UI_PORT),
      log: this.#context.logs.part("ui"),
    });
    if (unlocked !== undefined) await this.#start();
    else await this.#lockAtStart();
  }

  /** A fresh one-time link that opens the window. */
  launchUrl(): string {
    return this.#ui?.launchUrl() ?? "";
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.#gate.call(method, params);
  }

  subscribe(listener: (event: ApiEvent) => void): () => void {
    return this.#gate.subscribe(listener);
  }

  /** The profile as it is now. @throws when it is closed */
  get profile(): Profile {
    if (this.#profile === undefined) throw new Error("the profile is not open");
    return this.#profile;
  }

  /**
   * Close the profile, change its files, open it again. When the change fails the program goes on with what there was.
   * @param passphrase opens it afterwards; without it the window is asked
   */
  restart(change: () => Promise<void>, passphrase?: string): Promise<void> {
    return this.#inTurn(() => this.#restart(change, passphrase));
  }

  stop(): Promise<void> {
    return this.#stopping ??= this.#inTurn(() => this.#stop());
  }

  async #restart(change: () => Promise<void>, passphrase: string | undefined): Promise<void> {
    const before = this.#profile?.passphrase;
    this.#gate.pause();
    let failure: { error: unknown } | undefined;
    try {
      await this.#close();
      await change().catch((error) => failure = { error });
      finishSwap(this.#context.dataDir);
      await this.#reopen(failure === undefined ? passphrase : before);
    } catch (error) {
      // Nothing to go on with: better no program than one that answers nothing.
      this.#gate.fail(error);
      this.#context.logs.part("cli").error("starting again failed", { error: String(error) });
      this.#shutdown.resolve();
      throw error;
    }
    if (failure !== undefined) throw failure.error;
  }

  async #reopen(passphrase: string | undefined): Promise<void> {
    const unlocked = await this.#unlockedBy(passphrase);
    if (unlocked === undefined) return await this.#lockAtStart();
    this.#profile = await openHeld(this.#context, unlocked);
    await this.#start();
  }

  /** @returns undefined when somebody must be asked */
  async #unlockedBy(passphrase: string | undefined): Promise<Unlocked | undefined> {
    const { dataDir } = this.#context;
    if (!await isIdentityEncrypted(dataDir)) return await unlockProfile(this.#context);
    const prepared = passphraseFile(this.#context) === undefined ? undefined : await readPassphrase(this.#context, "");
    for (const given of [passphrase, prepared]) {
      const unlocked = given === undefined ? undefined : await tryPassphrase(dataDir, given);
      if (unlocked !== undefined) return unlocked;
    }
    return undefined;
  }

  async #unlock(passphrase: string): Promise<boolean> {
    const { dataDir } = this.#context;
    const unlocked = await tryPassphrase(dataDir, passphrase);
    if (unlocked === undefined) return false;
    this.#profile = await openHeld(this.#context, unlocked);
    try {
      await this.#start();
    } catch (error) {
      // It stays locked; another try may find the port free or the disk there again.
      await this.#close();
      throw error;
    }
    return true;
  }

  async #start(): Promise<void> {
    const { profile } = this;
    const program = {
      uiUrl: () => this.launchUrl(),
      shutdown: () => this.#shutdown.resolve(),
      tickets: this.#tickets,
      profile: this.#methods(),
    };
    const node = await startNode(this.#context, { ...this.#options, ...this.#samePort() }, profile, program);
    this.#node = node;
    this.#port = node.network.port;
    this.#locked = false;
    await this.#writeTokenFile();
    await this.#gate.open(node.messenger);
    await this.#rememberUiPort((await node.messenger.call("snapshot", {})).settings);
    const { id, name } = profile.identity;
    this.#opened.resolve({ id, name, port: node.network.port });
  }

  #methods(): MessengerParts["profile"] {
    return profileMethods({
      context: this.#context,
      tickets: this.#tickets,
      uploads: this.#uploads,
      profile: () => this.profile,
      restart: (change, passphrase) => this.restart(change, passphrase),
      me: async () => (await this.#gate.call("snapshot", {})).me,
    });
  }

  async #lockAtStart(): Promise<void> {
    this.#locked = true;
    await this.#writeTokenFile();
    this.#gate.lockedAtStart();
  }

  async #asksInWindow(): Promise<boolean> {
    if (this.#options.lockable !== true || passphraseFile(this.#context) !== undefined) return false;
    return await isIdentityEncrypted(this.#context.dataDir);
  }

  async #rememberUiPort({ ui_port }: Settings): Promise<void> {
    try {
      await rememberUiPort(this.#context.dataDir, ui_port);
    } catch (error) {
      this.#context.logs.part("ui").warn("the port for the next start cannot be kept", { error: String(error) });
    }
  }

  #samePort(): { port?: number } {
    return this.#port === undefined ? {} : { port: this.#port };
  }

  async #writeTokenFile(): Promise<void> {
    const { port: ui_port, token } = this.#ui!;
    await writeTokenFile(this.#context.dataDir, { pid: Deno.pid, ui_port, token, port: this.#node?.network.port ?? 0 });
  }

  async #close(): Promise<void> {
    const [node, profile] = [this.#node, this.#profile];
    this.#node = undefined;
    this.#profile = undefined;
    await node?.stop();
    await profile?.close();
  }

  async #stop(): Promise<void> {
    this.#gate.stop();
    this.#tickets.clear();
    const ui = this.#ui;
    try {
      if (ui !== undefined) await removeTokenFile(this.#context.dataDir, ui.token);
      await ui?.stop();
      await this.#close();
      await this.#uploads.clear();
    } finally {
      this.#gate.fail(new Error("the program has ended"));
      this.#opened.reject(new Error("the program has ended"));
      this.#lock.release();
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
