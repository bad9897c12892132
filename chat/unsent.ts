/**
 * What was changed here and is not there: edits, reactions and deletions that the other side refused for good. Few people ever
 * have one, and every message that is shown asks.
 */
import type { PeerKey } from "../crypto/types.ts";
import type { History, MessageRow } from "../store/history_types.ts";
import type { Unsent as Told } from "../ui/api.ts";

const SHOWN: ReadonlySet<string> = new Set<Told["kind"]>(["edit", "reaction", "delete"]);
const NONE: ReadonlyMap<string, MessageRow> = new Map();

export class Unsent {
  readonly #history: Pick<History, "failedAmendments" | "setting" | "putSetting">;
  /** By the message they speak of; the newest of each. */
  readonly #known = new Map<PeerKey, ReadonlyMap<string, MessageRow>>();

  constructor(history: Pick<History, "failedAmendments" | "setting" | "putSetting">) {
    this.#history = history;
  }

  /** Of this message; undefined mostly. */
  of(key: PeerKey, id: string): MessageRow | undefined {
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, known = this.#read(key));
    return known.get(id);
  }

  /** As it is told. */
  told(key: PeerKey, id: string): Told | undefined {
    const row = this.of(key, id);
    return row && { kind: row.kind as Told["kind"], error: row.error! };
  }

  /** This item was refused for good, and is marked so. @returns the message that looks different now */
  failed({ conversation, kind, about }: MessageRow): string | undefined {
    if (!SHOWN.has(kind) || about === null) return undefined;
    // So that a start need not look through all amendments of people of whom it is not so. Lost, it is no worse than before.
    this.#history.putSetting(name(conversation), "1").saved.catch(() => {});
    this.#known.delete(conversation);
    return about;
  }

  /** Something is said or taken back there: what was known may not be so any more. */
  touch(key: PeerKey): void {
    if (this.#known.get(key)?.size) this.#known.delete(key);
  }

  #read(key: PeerKey): ReadonlyMap<string, MessageRow> {
    if (this.#history.setting(name(key)) === undefined) return NONE;
    return new Map(this.#history.failedAmendments(key).map((row) => [row.about!, row]));
  }
}

function name(key: PeerKey): string {
  return `unsent ${key}`;
}
