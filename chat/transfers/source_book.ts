/** The files of ours that somebody fetches, kept open while they do. */
import type { FileDisk } from "../../files/types.ts";
import type { Clock } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import { OwnSource, type Sha256 } from "./own_source.ts";

/** Milliseconds after which a file that nobody asks for is closed. */
const REST_AFTER = 10_000;
/** Files open at a time, each with a chunk in memory; one more costs opening another one again. */
const MAX_OPEN = 32;
/**
 * Files whose hashes are remembered at a time, and the bytes of all of them; those of 1 TiB are 33 MiB. Of one that is
 * forgotten while it is fetched everything has to be read again for its root, so that more than are fetched must fit.
 */
const MAX_KNOWN = 2_048;
const MAX_HASH_BYTES = 72 * 1024 * 1024;

export interface SourceBookParts {
  readonly disk: FileDisk;
  readonly history: Pick<History, "manifest">;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

interface Known {
  readonly source: OwnSource;
  used: number;
  isOpen: boolean;
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
    this.#known.set(name, { source, used: this.#parts.clock.now(), isOpen: true });
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
    let open = 0;
    for (const { source, isOpen } of this.#known.values()) {
      bytes += source.memory;
      if (isOpen) open++;
    }
    for (const [name, known] of this.#known) {
      const isTooMuch = this.#known.size > MAX_KNOWN || bytes > MAX_HASH_BYTES;
      if (this.#known.size === 1 || (open <= MAX_OPEN && !isTooMuch)) return;
      if (known.isOpen) open--;
      if (isTooMuch) {
        bytes -= known.source.memory;
        this.#drop(name);
      } else closed(known);
    }
  }

  #rest(): void {
    const { clock } = this.#parts;
    const since = clock.now() - REST_AFTER;
    let busy = false;
    for (const known of this.#known.values()) {
      const { used } = known;
      // one from a time to come was used before the clock was set back
      if (used > since && used <= since + REST_AFTER) busy = true;
      else closed(known);
    }
    this.#cancel = busy ? clock.after(REST_AFTER, () => this.#rest()) : undefined;
  }

  #drop(name: string): void {
    const known = this.#known.get(name);
    this.#known.delete(name);
    void known?.source.rest().catch(() => {});
  }
}

/** What is known of it stays. */
function closed(known: Known): void {
  if (known.isOpen) void known.source.rest().catch(() => {});
  known.isOpen = false;
}

function nameOf({ conversation, id }: Pick<TransferRow, "conversation" | "id">): string {
  return `${conversation} ${id}`;
}
