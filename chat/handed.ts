/**
 * Which messages were certainly never handed to a link: only those can vanish without a word when they are cancelled.
 * `docs/specs/wire-v1.md`, section 6a, "Cancel".
 *
 * Two small writes per life of a link instead of one per message: "a link is up" before the first message, and the largest
 * number handed over after the last one. Who died in between is certain of nothing written until then.
 */
import type { PeerKey } from "../crypto/types.ts";
import type { History } from "../store/history_types.ts";

const UP = "up";

interface Mark {
  readonly stream: string;
  /** Everything up to here may have been handed over. */
  readonly seq: number;
}

export class Handed {
  readonly #history: Pick<History, "setting" | "putSetting" | "streams">;
  readonly #marks = new Map<PeerKey, Mark>();
  readonly #up = new Set<PeerKey>();

  constructor(history: Pick<History, "setting" | "putSetting" | "streams">) {
    this.#history = history;
  }

  /** A link is up. On disk with the next flush, which MUST come before the first message. */
  begin(key: PeerKey): void {
    this.#mark(key);
    if (this.#up.has(key)) return;
    this.#up.add(key);
    // Were it refused, the flush of whoever begins the link is refused, too.
    this.#history.putSetting(name(key), UP).saved.catch(() => {});
  }

  /** Everything up to `seq` is on its way to the link. */
  raise(key: PeerKey, stream: string, seq: number): void {
    const mark = this.#mark(key);
    this.#marks.set(key, { stream, seq: mark.stream === stream ? Math.max(mark.seq, seq) : seq });
  }

  /** No link is up any more. */
  end(key: PeerKey): void {
    if (!this.#up.delete(key)) return;
    // Lost or refused: then "up" stays there, and nothing is certain.
    this.#history.putSetting(name(key), JSON.stringify(this.#mark(key))).saved.catch(() => {});
  }

  never(key: PeerKey, seq: number): boolean {
    return seq > this.#mark(key).seq;
  }

  #mark(key: PeerKey): Mark {
    const { out_stream: stream, out_seq, out_received, in_stream } = this.#history.streams(key);
    const known = this.#marks.get(key);
    if (known?.stream === stream) return known;
    const stored = this.#history.setting(name(key));
    const read = stored === undefined || stored === UP ? undefined : JSON.parse(stored) as Mark;
    const isNew = stored === undefined && out_received === 0 && in_stream === "";
    // Numbers of another stream say nothing of these.
    const seq = known === undefined && read?.stream === stream ? read.seq : isNew ? 0 : out_seq;
    const mark = { stream, seq };
    this.#marks.set(key, mark);
    return mark;
  }
}

function name(key: PeerKey): string {
  return `handed ${key}`;
}
