/** The files of ours that somebody fetches, kept open while they do. */
import type { FileDisk } from "../../files/types.ts";
import type { Clock } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import { OwnSource, type Sha256 } from "./own_source.ts";

/** Milliseconds after which a file that nobody asks for is closed. */
const REST_AFTER = 10_000;
/** Files whose hashes are remembered at a time, and the bytes of all of them; the hashes of 1 TiB are 32 MiB. */
const MAX_KNOWN = 64;
const MAX_HASH_BYTES = 40 * 1024 * 1024;

export interface SourceBookParts {
  readonly disk: FileDisk;
  readonly history: Pick<History, "manifest">;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

interface Known {
  readonly source: OwnSource;
  used: number;
}

export class SourceBook {
  readonly #parts: SourceBookParts;
  /** By transfer, the least recently used first. */
  readonly #known = new Map<string, Known>();
  /** Chunks given away in this run. */
  readonly #sent = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(parts: SourceBookParts) {
    this.#parts = parts;
  }

  of(row: TransferRow): OwnSource {
    const name = nameOf(row);
    const source = this.#known.get(name)?.source ?? this.#make(row);
    this.#known.delete(name);
    this.#known.set(name, { source, used: this.#parts.clock.now() });
    this.#makeRoom();
    this.#cancel ??= this.#parts.clock.after(REST_AFTER, () => this.#rest());
    return source;
  }

  /** So many chunks of it go out now. @returns how many in all */
  count(row: TransferRow, chunks: number): number {
    const sent = (this.#sent.get(nameOf(row)) ?? 0) + chunks;
    this.#sent.set(nameOf(row), sent);
    return sent;
  }

  /** What is known of it may be wrong, or is not needed any more. */
  forget(conversation: string, id: string): void {
    const name = nameOf({ conversation, id });
    this.#sent.delete(name);
    this.#drop(name);
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const all = [...this.#known.values()];
    this.#known.clear();
    await Promise.all(all.map(({ source }) => source.rest().catch(() => {})));
  }

  #make({ conversation, id, path, offer }: TransferRow): OwnSource {
    const { disk, history, sha256 } = this.#parts;
    const { type, size, modified } = offer;
    const open = () =>
      disk.source({ path: path ?? "", type, size, modified, manifest: history.manifest(conversation, id) });
    return new OwnSource(size, open, sha256);
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const { source } of this.#known.values()) bytes += source.memory;
    for (const [name, { source }] of this.#known) {
      if (this.#known.size === 1 || (this.#known.size <= MAX_KNOWN && bytes <= MAX_HASH_BYTES)) return;
      bytes -= source.memory;
      this.#drop(name);
    }
  }

  #rest(): void {
    const { clock } = this.#parts;
    const since = clock.now() - REST_AFTER;
    let busy = false;
    for (const { source, used } of this.#known.values()) {
      // one from a time to come was used before the clock was set back
      if (used > since && used <= since + REST_AFTER) busy = true;
      else void source.rest().catch(() => {});
    }
    this.#cancel = busy ? clock.after(REST_AFTER, () => this.#rest()) : undefined;
  }

  #drop(name: string): void {
    const known = this.#known.get(name);
    this.#known.delete(name);
    void known?.source.rest().catch(() => {});
  }
}

function nameOf({ conversation, id }: Pick<TransferRow, "conversation" | "id">): string {
  return `${conversation} ${id}`;
}
