/**
 * A byte stream after TLS and admission becomes an authenticated link: hello, keys, then sealed contents both ways until
 * one side says why it ends. `docs/specs/wire-v1.md`, sections 2 to 5 and 9.
 */
import { SEAL_TAG_BYTES, SealError } from "../crypto/mod.ts";
import { Assembler, type Content } from "./assembler.ts";
import { encodeClose, parseClose } from "./close.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import { associatedBytes, checkAddresses, idNumber, PacketDecoder, type PacketHeader } from "./frame.ts";
import { Handshake, type HandshakeParts } from "./handshake.ts";
import { isSealedKind, KIND, KIND_MASK, OPTIONAL } from "./kinds.ts";
import { CLOSE_LINGER, HELLO_TIMEOUT, MAX_CONTENT_BYTES, MAX_PACKETS_PER_SECOND, PACKET_BURST } from "./limits.ts";
import { Liveness } from "./liveness.ts";
import { Probes } from "./probes.ts";
import { RateLimit } from "./rate.ts";
import { SendQueue } from "./send_queue.ts";
import type {
  ByteStream,
  Clock,
  Link,
  LinkClosed,
  LinkHandler,
  LinkPeer,
  LinkTap,
  TappedContent,
  TransportKind,
} from "./types.ts";

export interface LinkParts extends Omit<HandshakeParts, "now" | "software"> {
  readonly stream: ByteStream;
  readonly transport: TransportKind;
  readonly clock: Clock;
  /**
   * Hears of the link once it is open. An error thrown by `onContent` closes the link: a LinkError with its code, others
   * with `internal`. While a call is pending nothing is read, so a handler MUST NOT wait for `send` to the same link: two
   * handlers that do wait for each other.
   */
  readonly handler: LinkHandler;
  /**
   * The peer has proved its keys; last moment to refuse (a duplicate, another running copy) before `onOpen`. Whatever it
   * throws closes the link; while it is pending nothing is read.
   */
  readonly admit?: (link: LiveLink) => void | Promise<void>;
  /** Ends the link, or the attempt, as `going-away`. */
  readonly signal?: AbortSignal;
  /** Program and version for the peer's logs. */
  readonly software?: string;
}

/** What `net/` itself needs of a link beside what `chat/` sees. */
export interface LiveLink extends Link {
  /** Ping now. @returns whether the peer answered within `ms` */
  probe(ms: number): Promise<boolean>;
}

/**
 * Say hello, check the peer's, and run the link until it ends.
 *
 * @returns when the peer's `ready` has come and `handler.onOpen` was called
 * @throws LinkError when there is no link: its code, and in `by` who refused. The stream is ended then, too.
 */
export function openLink(parts: LinkParts): Promise<LiveLink> {
  return new ActiveLink(parts).open();
}

const EMPTY = new Uint8Array(0);

class ActiveLink implements LiveLink {
  readonly transport: TransportKind;
  readonly initiator: boolean;
  readonly closed: Promise<LinkClosed>;
  readonly #parts: LinkParts;
  readonly #own: number;
  readonly #other: number;
  readonly #handshake: Handshake;
  readonly #queue: SendQueue;
  readonly #decoder: PacketDecoder;
  readonly #assembler: Assembler;
  readonly #rate: RateLimit;
  readonly #opened = Promise.withResolvers<LiveLink>();
  readonly #closed = Promise.withResolvers<LinkClosed>();
  /** Undo what runs beside the link: timers, the abort listener. */
  readonly #cancels = new Set<() => void>();
  readonly #probes: Probes;
  #deadline = () => {};
  #liveness: Liveness | undefined;
  #state: "opening" | "open" | "ended" = "opening";
  #since = 0;
  #why: LinkClosed | undefined;
  #told = false;
  /** False while the handler, the rate or `admit` makes us wait. */
  #reading = false;
  #pongWaits = false;
  #tap: LinkTap | undefined;

  constructor(parts: LinkParts) {
    const { stream, clock, identity, peer, transport, initiator, software = "parley" } = parts;
    this.#parts = parts;
    this.transport = transport;
    this.initiator = initiator;
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
    this.#assembler = new Assembler((kind) => this.#handshake.mayBegin(kind));
    this.#probes = new Probes(clock);
    this.#rate = new RateLimit(clock, MAX_PACKETS_PER_SECOND, PACKET_BURST);
  }

  get peer(): LinkPeer {
    return this.#handshake.peer;
  }

  get since(): number {
    return this.#since;
  }

  open(): Promise<LiveLink> {
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

  send(kind: number, data: Uint8Array): Promise<void> {
    if (kind !== (kind & KIND_MASK) || kind === KIND.ready || !isSealedKind(kind)) {
      return Promise.reject(new TypeError(`sending kind "${kind}": not a kind of conversation`));
    }
    if (data.length > MAX_CONTENT_BYTES - SEAL_TAG_BYTES) {
      return Promise.reject(new RangeError(`sending "${data.length}" bytes: more than one content may have`));
    }
    if (this.#state === "opening") return Promise.reject(new TypeError("sending: the link is not open yet"));
    return this.#queue.send(kind === KIND.signal ? kind | OPTIONAL : kind, data);
  }

  tap(tap: LinkTap | undefined): void {
    this.#tap = tap;
    this.#queue.tap = tap && ((kind, plain, sealed) => this.#show({ direction: "out", kind, plain, sealed }));
  }

  close(code: CloseCode, reason = ""): void {
    this.#end({ code, reason, by: "us" }, encodeClose({ code, reason }));
  }

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
      const wait = this.#rate.take();
      if (wait > 0) await this.#pause(wait);
      if (this.#isEnded()) return;
      const content = this.#assembler.add(packet);
      if (content === undefined) continue;
      const handled = this.#handle(content);
      if (handled !== undefined) await handled;
      if (this.#isEnded()) return;
    }
  }

  #check(header: PacketHeader): void {
    // A side that refuses may not know whom: before hello its close may go to nobody by number.
    const toAnybody = header.destination === 0 && header.type === KIND.close && this.#handshake.phase === "hello";
    checkAddresses(toAnybody ? { ...header, destination: this.#own } : header, this.#other, this.#own);
    this.#assembler.check(header);
  }

  #handle(content: Content): void | Promise<void> {
    switch (content.kind) {
      case KIND.hello:
        return this.#onHello(content.data);
      case KIND.ready:
        return this.#onReady(this.#unseal(content));
      case KIND.close:
        return this.#end({ ...parseClose(content.data), by: "peer" });
      case KIND.ping:
        return this.#onPing();
      case KIND.pong:
        return this.#probes.settle(true);
      default:
        return this.#parts.handler.onContent(this, content.kind, this.#open(content));
    }
  }

  #open(content: Content): Uint8Array {
    const plain = this.#unseal(content);
    if (this.#tap !== undefined) this.#show({ direction: "in", kind: content.kind, plain, sealed: content.data });
    return plain;
  }

  #show(content: TappedContent): void {
    try {
      this.#tap?.(content);
    } catch {
      // who only looks must not disturb
    }
  }

  #unseal({ contentId, type, data }: Content): Uint8Array {
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

  #onHello(data: Uint8Array): void {
    this.#handshake.onHello(data);
    this.#queue.session = this.#handshake.session;
    void this.#queue.send(KIND.ready, new TextEncoder().encode("{}"));
  }

  async #onReady(plain: Uint8Array): Promise<void> {
    this.#handshake.onReady(plain);
    this.#deadline();
    const { clock, admit, handler } = this.#parts;
    await admit?.(this);
    if (this.#isEnded()) return;
    this.#state = "open";
    this.#since = clock.now();
    this.#liveness = new Liveness({
      clock,
      ping: () => void this.#queue.send(KIND.ping, EMPTY),
      dead: () => this.#fail(new LinkError("stalled", "waiting for the peer: no answer to a ping")),
      isReading: () => this.#reading,
    });
    handler.onOpen(this);
    this.#opened.resolve(this);
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
    this.#parts.handler.onClose(this, this.#why);
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
