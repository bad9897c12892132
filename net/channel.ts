/**
 * A byte stream after TLS and admission becomes an authenticated channel: hello, keys, then contents both ways until one
 * side says why it ends. What links and bulk connections have in common. `docs/specs/wire-v1.md`, sections 2 to 5 and 9.
 */
import { SealError } from "../crypto/mod.ts";
import { Assembler, type Content } from "./assembler.ts";
import { encodeClose, parseClose } from "./close.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import { associatedBytes, checkAddresses, idNumber, PacketDecoder, type PacketHeader } from "./frame.ts";
import { Handshake, type HandshakeParts } from "./handshake.ts";
import { KIND } from "./kinds.ts";
import { CLOSE_LINGER, HELLO_TIMEOUT, MAX_PACKET_DATA, MAX_PACKETS_PER_SECOND, PACKET_BURST } from "./limits.ts";
import { Liveness, PATIENCE, type Patience } from "./liveness.ts";
import { Probes } from "./probes.ts";
import { RateLimit } from "./rate.ts";
import { type Sealing, SendQueue } from "./send_queue.ts";
import type { ByteStream, Clock, LinkClosed, LinkPeer } from "./types.ts";

export interface ChannelParts extends Omit<HandshakeParts, "now" | "software"> {
  readonly stream: ByteStream;
  readonly clock: Clock;
  /** How long it may be silent; {@link PATIENCE} when nothing is said. */
  readonly patience?: Patience;
  /** Ends it, or the attempt, as `going-away`. */
  readonly signal?: AbortSignal;
  /** Program and version for the peer's logs. */
  readonly software?: string;
}

/** Who uses a channel. Calls never overlap; while a promise is pending nothing is read. */
export interface ChannelUser {
  /**
   * The peer has proved its keys; last moment to refuse before {@link ChannelUser.onOpen}. Whatever it throws ends the
   * channel.
   */
  admit(): void | Promise<void>;
  onOpen(): void;
  /** Still sealed. A LinkError ends the channel with its code, others with `internal`. */
  onContent(content: Content): void | Promise<void>;
  /** Not all of it has come; what has may be written over. */
  onPart?(content: Content): void;
  /** Only after {@link ChannelUser.onOpen}. */
  onClose(why: LinkClosed): void;
}

const EMPTY = new Uint8Array(0);

export class Channel {
  readonly closed: Promise<LinkClosed>;
  readonly #parts: ChannelParts;
  readonly #user: ChannelUser;
  readonly #own: number;
  readonly #other: number;
  readonly #handshake: Handshake;
  readonly #queue: SendQueue;
  readonly #decoder: PacketDecoder;
  readonly #assembler: Assembler;
  readonly #rate: RateLimit;
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<LinkClosed>();
  /** Undo what runs beside the channel: timers, the abort listener. */
  readonly #cancels = new Set<() => void>();
  readonly #probes: Probes;
  #deadline = () => {};
  #liveness: Liveness | undefined;
  #state: "opening" | "open" | "ended" = "opening";
  #since = 0;
  #why: LinkClosed | undefined;
  #told = false;
  /** False while the user, the rate or `admit` makes us wait. */
  #reading = false;
  #pongWaits = false;

  constructor(parts: ChannelParts, user: ChannelUser) {
    const { stream, clock, identity, peer, software = "parley" } = parts;
    this.#parts = parts;
    this.#user = user;
    this.closed = this.#closed.promise;
    this.#own = idNumber(identity.id);
    this.#other = idNumber(peer.leaf.id);
    this.#handshake = new Handshake({ ...parts, now: () => clock.now(), software });
    this.#queue = new SendQueue({
      stream,
      clock,
      source: this.#own,
      destination: this.#other,
      onFailed: (error) => this.#fail(error),
    });
    this.#decoder = new PacketDecoder((header) => this.#check(header));
    this.#assembler = new Assembler((kind) => this.#handshake.mayBegin(kind), (content) => user.onPart?.(content));
    this.#probes = new Probes(clock);
    this.#rate = new RateLimit(clock, MAX_PACKETS_PER_SECOND, PACKET_BURST);
  }

  get state(): "opening" | "open" | "ended" {
    return this.#state;
  }

  get peer(): LinkPeer {
    return this.#handshake.peer;
  }

  /** SHA-256 over both hellos, the dialler's first. */
  get transcript(): Uint8Array {
    return this.#handshake.transcript;
  }

  /** Milliseconds since the epoch, when the peer's `ready` had arrived. */
  get since(): number {
    return this.#since;
  }

  /**
   * Say hello, check the peer's, and run until it ends.
   * @returns when the peer's `ready` has come and `onOpen` was called
   * @throws LinkError its code, and in `by` who refused; the stream is ended then, too
   */
  open(): Promise<void> {
    const { clock, signal } = this.#parts;
    this.#opened.promise.catch(() => {}); // an attempt nobody waits for any more is no crash
    const timeout = () => this.#fail(new LinkError("handshake-timeout", `hello: not done in ${HELLO_TIMEOUT} ms`));
    this.#deadline = clock.after(HELLO_TIMEOUT, timeout);
    const abort = () => this.close("going-away");
    signal?.addEventListener("abort", abort);
    this.#cancels.add(() => signal?.removeEventListener("abort", abort));
    if (signal?.aborted) abort();
    else void this.#queue.send(KIND.hello, this.#handshake.hello);
    void this.#run();
    return this.#opened.promise;
  }

  /** See {@link SendQueue.send}; rejects before it is open. */
  send(type: number, content: Uint8Array | Sealing): Promise<void> {
    if (this.#state === "opening") return Promise.reject(new TypeError("sending: the connection is not open yet"));
    return this.#queue.send(type, content);
  }

  /** Sees what is sealed for sending. MUST NOT throw. */
  tap(tap: SendQueue["tap"]): void {
    this.#queue.tap = tap;
  }

  /** @throws LinkError "bad-seal" */
  unseal({ contentId, type, data }: Content): Uint8Array {
    const head = { source: this.#other, destination: this.#own, contentId, type };
    try {
      return this.#handshake.session.open(contentId, associatedBytes(head), data);
    } catch (cause) {
      if (cause instanceof SealError) {
        throw new LinkError("bad-seal", `content ${contentId}: ${cause.message}`, { cause });
      }
      throw cause;
    }
  }

  /** See {@link Assembler.reuse}. */
  reuse(memory: ArrayBuffer): boolean {
    return this.#assembler.reuse(memory);
  }

  close(code: CloseCode, reason = ""): void {
    this.#end({ code, reason, by: "us" }, encodeClose({ code, reason }));
  }

  /** Ping now. @returns whether the peer answered within `ms` */
  probe(ms: number): Promise<boolean> {
    if (this.#state !== "open") return Promise.resolve(false);
    const answer = this.#probes.begin(ms);
    void this.#queue.send(KIND.ping, EMPTY);
    return answer;
  }

  // -- reading ------------------------------------------------------------------------------------------------------

  async #run(): Promise<void> {
    try {
      while (this.#state !== "ended") {
        const chunk = await this.#read();
        if (this.#isEnded()) break;
        await this.#take(chunk);
        this.#liveness?.heard();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#tellClosed();
    await this.#drain();
  }

  async #read(): Promise<Uint8Array> {
    let chunk: Uint8Array | null;
    this.#reading = true;
    try {
      chunk = await this.#parts.stream.read();
    } catch (cause) {
      throw new LinkError("connection-lost", "reading: the connection broke", { cause, by: "network" });
    } finally {
      this.#reading = false;
    }
    if (chunk !== null) return chunk;
    const where = this.#decoder.inPacket ? "in the middle of a packet" : "without a close";
    throw new LinkError("connection-lost", `reading: the stream ended ${where}`, { by: "network" });
  }

  async #take(chunk: Uint8Array): Promise<void> {
    for (const packet of this.#decoder.push(chunk)) {
      const wait = packet.size === MAX_PACKET_DATA ? 0 : this.#rate.take();
      if (wait > 0) await this.#pause(wait);
      if (this.#isEnded()) return;
      const content = this.#assembler.add(packet);
      if (content === undefined) continue;
      const handled = this.#handle(content);
      if (handled !== undefined) await handled;
      if (this.#isEnded()) return;
    }
  }

  #check(header: PacketHeader): Uint8Array | undefined {
    // A side that refuses may not know whom: before hello its close may go to nobody by number.
    const toAnybody = header.destination === 0 && header.type === KIND.close && this.#handshake.phase === "hello";
    checkAddresses(toAnybody ? { ...header, destination: this.#own } : header, this.#other, this.#own);
    return this.#assembler.check(header);
  }

  #handle(content: Content): void | Promise<void> {
    switch (content.kind) {
      case KIND.hello:
        return this.#onHello(content.data);
      case KIND.ready:
        return this.#onReady(this.unseal(content));
      case KIND.close:
        return this.#end({ ...parseClose(content.data), by: "peer" });
      case KIND.ping:
        return this.#onPing();
      case KIND.pong:
        return this.#probes.settle(true);
      default:
        return this.#user.onContent(content);
    }
  }

  #onHello(data: Uint8Array): void {
    this.#handshake.onHello(data);
    this.#queue.session = this.#handshake.session;
    void this.#queue.send(KIND.ready, new TextEncoder().encode("{}"));
  }

  async #onReady(plain: Uint8Array): Promise<void> {
    this.#handshake.onReady(plain);
    this.#deadline();
    const { clock, patience = PATIENCE } = this.#parts;
    await this.#user.admit();
    if (this.#isEnded()) return;
    this.#state = "open";
    this.#since = clock.now();
    this.#liveness = new Liveness({
      clock,
      patience,
      ping: () => void this.#queue.send(KIND.ping, EMPTY),
      dead: () => this.#fail(new LinkError("stalled", "waiting for the peer: no answer to a ping")),
      isReading: () => this.#reading,
      isWriting: () => this.#queue.writing,
    });
    this.#user.onOpen();
    this.#opened.resolve();
  }

  #onPing(): void {
    if (this.#pongWaits) return; // a flood of pings gets few answers, and none that wait
    this.#pongWaits = true;
    this.#queue.send(KIND.pong, EMPTY).finally(() => this.#pongWaits = false).catch(() => {});
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cancels.add(resolve);
    const cancel = this.#parts.clock.after(ms, resolve);
    await promise;
    cancel();
    this.#cancels.delete(resolve);
  }

  // -- ending -------------------------------------------------------------------------------------------------------

  #isEnded(): boolean {
    return this.#state === "ended";
  }

  #fail(error: unknown): void {
    if (!(error instanceof LinkError)) {
      // what went wrong inside is nobody else's business
      return this.#end(
        { code: "internal", reason: String(error), by: "us" },
        encodeClose({ code: "internal", reason: "" }),
      );
    }
    const { code, message: reason, by } = error;
    this.#end({ code, reason, by }, by === "us" ? encodeClose({ code, reason }) : undefined);
    // who does not read would not read a farewell either
    if (code === "stalled") this.#parts.stream.destroy();
  }

  #end(why: LinkClosed, close?: Uint8Array): void {
    if (this.#state === "ended") return;
    this.#told = this.#state === "opening"; // who never heard of the link hears of no end
    this.#state = "ended";
    this.#why = why;
    this.#deadline();
    this.#liveness?.stop();
    this.#probes.settle(false);
    this.#cancelAll();
    this.#queue.end(new LinkError(why.code, `the link is closed: ${why.reason || why.code}`, { by: why.by }), close);
    this.#opened.reject(new LinkError(why.code, why.reason, { by: why.by }));
    this.#closed.resolve(why);
    this.#cancels.add(this.#parts.clock.after(CLOSE_LINGER, () => this.#parts.stream.destroy()));
    // else the reader is in the middle of something, and tells when that is over: calls of a handler never overlap
    if (this.#reading) queueMicrotask(() => this.#tellClosed());
  }

  /** Once. */
  #tellClosed(): void {
    if (this.#told || this.#why === undefined) return;
    this.#told = true;
    this.#user.onClose(this.#why);
  }

  /** Ending with unread bytes resets a TCP connection, and the peer might never read our close (RFC 1122, 4.2.2.13). */
  async #drain(): Promise<void> {
    const { stream } = this.#parts;
    try {
      while (await stream.read() !== null);
    } catch {
      // it is over either way
    }
    this.#cancelAll();
    stream.destroy();
  }

  #cancelAll(): void {
    for (const cancel of [...this.#cancels]) cancel();
    this.#cancels.clear();
  }
}
