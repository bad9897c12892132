/** What comes over the connections for files, handed to whoever asked for it or has it. */
import type { PeerKey } from "../../crypto/types.ts";
import type { FileDisk } from "../../files/types.ts";
import type { BulkHandler, BulkLink, FileRequest, SealedChunk } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import { peerKey } from "../peer_key.ts";
import { CHUNK_BYTES, chunkSize } from "./chunks.ts";
import type { Motions } from "./motions.ts";
import { Receiving } from "./receiving.ts";
import { Sending } from "./sending.ts";
import type { SourceBook } from "./source_book.ts";
import type { SpeedLimit } from "./speed_limit.ts";
import { failureOf, isMovable } from "./transfer_state.ts";

/** They do not know it, or know that we have answered what we do not remember: one of us was put back from a copy. */
const FORGOTTEN: ReadonlySet<string> = new Set(["unknown", "completed", "declined"]);

export interface BulkSideParts {
  readonly history: History;
  readonly disk: FileDisk;
  readonly motions: Motions;
  readonly sources: SourceBook;
  readonly limit: SpeedLimit;
  /** Somebody we talk to, under the keys we know. */
  readonly isUsable: (key: PeerKey) => boolean;
  /** Something of it will lie on the disk. @returns false when it may not: its id is that of another's */
  readonly begun: (row: TransferRow) => boolean;
  /** Whatever is accepted may be asked for. */
  readonly opened: (key: PeerKey) => void;
  readonly finished: (row: TransferRow, path: string) => void;
  readonly failed: (row: TransferRow, reason: string, error?: unknown) => void;
}

interface Peer {
  readonly receiving: Receiving;
  readonly sendings: Map<BulkLink, Sending>;
  /** Everything up to this number must be at the peer before it is asked for anything: that we accept is among it. */
  told: number;
}

export class BulkSide implements BulkHandler {
  readonly #parts: BulkSideParts;
  readonly #peers = new Map<PeerKey, Peer>();

  constructor(parts: BulkSideParts) {
    this.#parts = parts;
  }

  /** It is accepted: ask for what is lacking whenever it can be asked for. */
  want(row: TransferRow): void {
    const peer = this.#peer(row.conversation);
    peer.told = this.#parts.history.streams(row.conversation).out_seq;
    if (!this.#parts.begun(row)) return this.#parts.failed(row, "unknown");
    peer.receiving.want(row);
  }

  /** Nothing of it goes or comes any more. Resolves when the disk is left alone. */
  async stopOne(key: PeerKey, id: string, reason: string): Promise<void> {
    const peer = this.#peers.get(key);
    if (peer === undefined) return;
    for (const [bulk, sending] of peer.sendings) if (sending.drop(id)) bulk.stop(id, reason).catch(() => {});
    await peer.receiving.unwant(id, reason);
  }

  /** Bytes that will still be written to the disk for what moves. */
  get reserved(): number {
    let sum = 0;
    for (const { receiving } of this.#peers.values()) sum += receiving.reserved;
    return sum;
  }

  /** What the peer has of ours has changed. */
  poke(key: PeerKey): void {
    this.#peers.get(key)?.receiving.poke();
  }

  async stop(): Promise<void> {
    const peers = [...this.#peers.values()];
    for (const { sendings } of peers) for (const sending of sendings.values()) sending.close();
    await Promise.all(peers.map(({ receiving }) => receiving.close()));
  }

  onBulkOpen(bulk: BulkLink): void {
    const key = peerKey(bulk.peer);
    if (!this.#parts.isUsable(key)) return bulk.close("going-away", "no files now");
    const { history, sources, limit, motions, failed } = this.#parts;
    const peer = this.#peer(key);
    const sending = new Sending({
      ...{ bulk, history, sources, limit },
      sent: (row, index) => {
        // Readers ask in rising order for what they lack: whatever lies before is there.
        const done = Math.min((index + 1) * CHUNK_BYTES, row.offer.size);
        motions.moved(row, chunkSize(row.offer.size, index), Math.max(done, motions.done(row)));
      },
      failed: (row, reason, error) => {
        bulk.stop(row.id, reason).catch(() => {});
        failed(row, reason, error);
      },
    });
    peer.sendings.set(bulk, sending);
    peer.receiving.connected(bulk);
    this.#parts.opened(key);
  }

  onBulkClose(bulk: BulkLink): void {
    const key = peerKey(bulk.peer);
    const peer = this.#peers.get(key);
    peer?.sendings.get(bulk)?.close();
    peer?.sendings.delete(bulk);
    peer?.receiving.disconnected(bulk);
    if (peer?.sendings.size === 0) this.#parts.motions.pauseAll(key);
  }

  onRequest(bulk: BulkLink, request: FileRequest): void {
    const key = peerKey(bulk.peer);
    const row = this.#parts.history.transfer(key, request.file);
    const refusal = this.#refusal(key, row);
    if (refusal !== undefined) return void bulk.stop(request.file, refusal).catch(() => {});
    this.#parts.motions.begin(row!);
    this.#peers.get(key)?.sendings.get(bulk)?.request(row!, request);
  }

  async onChunk(bulk: BulkLink, chunk: SealedChunk): Promise<void> {
    await this.#peers.get(peerKey(bulk.peer))?.receiving.onChunk(bulk, chunk);
  }

  onRoot(bulk: BulkLink, file: string, root: string): void {
    this.#peers.get(peerKey(bulk.peer))?.receiving.onRoot(bulk, file, root);
  }

  onHashes(bulk: BulkLink, file: string, from: number, hashes: Uint8Array): void {
    this.#peers.get(peerKey(bulk.peer))?.receiving.onHashes(bulk, file, from, hashes);
  }

  onStop(bulk: BulkLink, file: string, reason: string): void {
    const key = peerKey(bulk.peer);
    const peer = this.#peers.get(key);
    if (this.#parts.history.transfer(key, file)?.direction === "out") {
      peer?.sendings.get(bulk)?.drop(file);
      // Its reader may ask for it again after this, and knows that nothing of before comes any more.
      bulk.stop(file, reason).catch(() => {});
    } else peer?.receiving.onStop(bulk, file, reason);
  }

  /** Why nothing of it is given away; undefined when it is. */
  #refusal(key: PeerKey, row: TransferRow | undefined): string | undefined {
    if (row?.direction !== "out" || !this.#parts.isUsable(key)) return "unknown";
    if (row.final !== null) return row.final;
    return isMovable(row) ? undefined : failureOf(row)?.reason ?? "unknown";
  }

  #peer(key: PeerKey): Peer {
    const known = this.#peers.get(key);
    if (known !== undefined) return known;
    const { history, disk, motions, finished, failed } = this.#parts;
    const peer: Peer = {
      sendings: new Map(),
      told: 0,
      receiving: new Receiving({
        ...{ history, disk, finished, failed },
        reserved: () => this.reserved,
        isTold: () => history.streams(key).out_received >= peer.told,
        began: ({ row, done }) => motions.begin(row, done),
        moved: ({ row, done }, bytes) => motions.moved(row, bytes, done),
        refused: (row, reason) => {
          // Else they say why in the conversation, or have said so already.
          if (FORGOTTEN.has(reason)) failed(row, "unknown");
          void peer.receiving.unwant(row.id);
        },
      }),
    };
    this.#peers.set(key, peer);
    return peer;
  }
}
