/** A bulk connection: a channel that carries the chunks of files. `docs/specs/files-v1.md`, section 4. */
import { type OpenedChunk, release } from "../crypto/mod.ts";
import type { Content } from "./assembler.ts";
import {
  encodeHashes,
  encodeRequest,
  encodeRoot,
  encodeStop,
  MANIFEST_INDEX,
  parseChunk,
  parseHashes,
  parseRequest,
  parseRoot,
  parseStop,
} from "./bulk_content.ts";
import { RequestWindow } from "./bulk_window.ts";
import { Channel, type ChannelParts } from "./channel.ts";
import { ChunkOpenings } from "./chunk_openings.ts";
import { ChunkSeals } from "./chunk_seal.ts";
import type { CloseCode } from "./errors.ts";
import { IdleTimer } from "./idle_timer.ts";
import { isBulkKind, KIND } from "./kinds.ts";
import { BULK_IDLE, BULK_PATIENCE, MAX_PACKET_DATA, MAX_QUEUED_CHUNKS } from "./limits.ts";
import { Slots } from "./slots.ts";
import type { BulkHandler, BulkLink, FileRequest, LinkClosed, LinkPeer, SealedChunk } from "./types.ts";

export interface BulkParts extends Omit<ChannelParts, "carries"> {
  readonly handler: BulkHandler;
  /** Last moment to refuse. */
  readonly admit?: (bulk: LiveBulk) => void | Promise<void>;
}

/** What `net/` itself needs of a bulk connection beside what `chat/` sees. */
export interface LiveBulk extends BulkLink {
  /** Milliseconds since the epoch, when it was open. */
  readonly since: number;
}

/**
 * Say hello, check the peer's, and run the connection until it ends.
 * @returns when `handler.onBulkOpen` was called
 * @throws LinkError when there is no connection; the stream is ended then, too
 */
export async function openBulk(parts: BulkParts): Promise<LiveBulk> {
  const bulk = new ActiveBulk(parts);
  await bulk.start();
  return bulk;
}

class ActiveBulk implements LiveBulk {
  readonly initiator: boolean;
  readonly closed: Promise<LinkClosed>;
  readonly #channel: Channel;
  readonly #handler: BulkHandler;
  readonly #window = new RequestWindow();
  readonly #slots = new Slots(MAX_QUEUED_CHUNKS);
  readonly #idle: IdleTimer;
  /** Answers that we wait for, by file. */
  readonly #expected = new Map<string, number>();
  /** Contents of ours that the socket has not taken. */
  #sending = 0;
  /** How often in a row nothing had happened for {@link BULK_IDLE}. */
  #quiet = 0;
  #seals: ChunkSeals | undefined;
  #openings: ChunkOpenings | undefined;

  constructor(parts: BulkParts) {
    const { initiator, handler, admit, clock } = parts;
    this.initiator = initiator;
    this.#handler = handler;
    this.#idle = new IdleTimer(clock, BULK_IDLE, () => this.#onIdle());
    this.#channel = new Channel({ ...parts, carries: isBulkKind }, {
      admit: () => admit?.(this),
      onOpen: () => {
        this.#idle.start();
        handler.onBulkOpen(this);
      },
      onContent: (content) => this.#onContent(content),
      onPart: (content) => void (content.kind === KIND.chunk && this.#openings?.came(content)),
      onClose: (why) => handler.onBulkClose(this, why),
    });
    this.closed = this.#channel.closed;
    void this.closed.then(() => {
      this.#idle.stop();
      this.#openings?.close();
    });
  }

  get peer(): LinkPeer {
    return this.#channel.peer;
  }

  get since(): number {
    return this.#channel.since;
  }

  start(): Promise<void> {
    return this.#channel.open();
  }

  request(request: FileRequest, key?: Uint8Array): Promise<void> {
    const { file } = request;
    if (key !== undefined) this.#expectChunks(file, key);
    this.#expected.set(file, (this.#expected.get(file) ?? 0) + answersTo(request));
    return this.#send(KIND.request, () => encodeRequest(request));
  }

  async chunk(file: string, key: Uint8Array, index: number, plain: Uint8Array): Promise<void> {
    await this.#slots.take();
    try {
      if (index === MANIFEST_INDEX) this.#window.answerOther(file, "manifest");
      else this.#window.answerChunk(file, index);
      await this.#send(KIND.chunk, () => this.#chunkSeals.seal(file, key, index, plain));
    } finally {
      this.#slots.give();
    }
  }

  root(file: string, root: string): Promise<void> {
    this.#window.answerOther(file, "root");
    return this.#send(KIND.root, () => encodeRoot(file, root));
  }

  hashes(file: string, from: number, hashes: Uint8Array): Promise<void> {
    this.#window.answerOther(file, `hashes ${from}`);
    return this.#send(KIND.hashes, () => encodeHashes(file, from, hashes));
  }

  stop(file: string, reason: string): Promise<void> {
    this.#window.stop(file);
    this.#expected.delete(file);
    return this.#send(KIND.stop, () => encodeStop(file, reason));
  }

  open(key: Uint8Array, chunk: SealedChunk): OpenedChunk {
    return (this.#openings ?? this.#chunkSeals).open(key, chunk);
  }

  reclaim(plain: Uint8Array): void {
    const { buffer } = plain; // with the head and the tag around it
    if (buffer instanceof ArrayBuffer && !this.#channel.reuse(buffer)) release(new Uint8Array(buffer));
  }

  close(code: CloseCode, reason?: string): void {
    this.#channel.close(code, reason);
  }

  /** Made when it is first needed: after both hellos. */
  get #chunkSeals(): ChunkSeals {
    return this.#seals ??= new ChunkSeals(this.#channel.transcript);
  }

  #expectChunks(file: string, key: Uint8Array): void {
    this.#chunkSeals.expect(file, key);
    if (this.#channel.state === "open") this.#openings ??= new ChunkOpenings(this.#chunkSeals);
  }

  async #send(kind: number, content: () => Parameters<Channel["send"]>[1]): Promise<void> {
    this.#touch();
    this.#sending++;
    try {
      await this.#channel.send(kind, content());
    } finally {
      this.#sending--;
    }
    this.#touch();
  }

  #touch(): void {
    this.#quiet = 0;
    this.#idle.touch();
  }

  /** A slow line, or a limit of speed, is no reason to begin anew: what was half-sent would be lost every time. */
  #onIdle(): void {
    const isAsked = this.#sending > 0 || this.#window.chunks > 0 || this.#window.others > 0 || this.#expected.size > 0;
    if (isAsked && ++this.#quiet < BULK_PATIENCE / BULK_IDLE) this.#idle.start();
    else this.close("going-away", "nothing was asked for, or came");
  }

  /** It has come, or a part of it. */
  #came(file: string): void {
    const left = (this.#expected.get(file) ?? 0) - 1;
    if (left > 0) this.#expected.set(file, left);
    else this.#expected.delete(file);
  }

  #onContent(content: Content): void | Promise<void> {
    this.#touch();
    if (content.kind === KIND.chunk) return this.#onChunk(content);
    const plain = this.#channel.unseal(content);
    switch (content.kind) {
      case KIND.request:
        return this.#onRequest(parseRequest(plain));
      case KIND.root: {
        const { file, root } = parseRoot(plain);
        this.#came(file);
        return this.#handler.onRoot(this, file, root);
      }
      case KIND.hashes: {
        const { file, from, hashes } = parseHashes(plain);
        this.#came(file);
        return this.#handler.onHashes(this, file, from, hashes);
      }
      default: {
        const { file, reason } = parseStop(plain);
        this.#window.stop(file); // a reader that does not want it any more waits for nothing of it
        this.#expected.delete(file);
        return this.#handler.onStop(this, file, reason);
      }
    }
  }

  #onChunk({ contentId, data }: Content): void | Promise<void> {
    const chunk = parseChunk(contentId, ownBytes(data));
    this.#came(chunk.file);
    const handled = this.#handler.onChunk(this, chunk);
    if (handled !== undefined) return handled.finally(() => this.#openings?.drop(contentId));
    this.#openings?.drop(contentId);
  }

  #onRequest(request: FileRequest): void | Promise<void> {
    this.#window.add(request);
    return this.#handler.onRequest(this, request);
  }
}

function answersTo(request: FileRequest): number {
  return "chunks" in request ? request.chunks.reduce((sum, [first, last]) => sum + last - first + 1, 0) : 1;
}

/** A chunk in one packet is a view of what was read, which is read over; its receiver may keep it. */
function ownBytes(data: Uint8Array): Uint8Array {
  return data.length <= MAX_PACKET_DATA ? data.slice() : data;
}
