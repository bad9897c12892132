/** Who is typing (TXT-5): ours is told, theirs is shown for as long as it is so. */
import type { PeerKey } from "../../ui/api.ts";
import type { Api } from "../api.ts";

/** Milliseconds between two words of it to the program; it tells the other side no more often (wire-v1, section 6a). */
const TOLD_EVERY = 3_000;

export interface TypingSignsParts {
  readonly api: Api;
  readonly now: () => number;
  /** Somebody has begun or stopped. */
  readonly changed: () => void;
}

export class TypingSigns {
  readonly #parts: TypingSignsParts;
  /** Where we are typing, and when that was said last. */
  #ours: { readonly key: PeerKey; readonly at: number } | undefined;
  readonly #theirs = new Map<PeerKey, ReturnType<typeof setTimeout>>();

  constructor(parts: TypingSignsParts) {
    this.#parts = parts;
  }

  isTyping(key: PeerKey): boolean {
    return this.#theirs.has(key);
  }

  /** @param until 0: they have stopped */
  theirs(key: PeerKey, until: number): void {
    const { now, changed } = this.#parts;
    clearTimeout(this.#theirs.get(key));
    this.#theirs.delete(key);
    if (until > now()) {
      const end = () => {
        this.#theirs.delete(key);
        changed();
      };
      this.#theirs.set(key, setTimeout(end, until - now()));
    }
    changed();
  }

  /** What is typed for somebody; "" when it is nothing, or for nobody. */
  async editing(key: PeerKey | undefined, line: string): Promise<void> {
    const { now } = this.#parts;
    const before = this.#ours;
    if (before !== undefined && (before.key !== key || line === "")) {
      this.#ours = undefined;
      await this.#tell(before.key, false);
    }
    if (key === undefined || line === "") return;
    if (this.#ours !== undefined && now() - this.#ours.at < TOLD_EVERY) return;
    this.#ours = { key, at: now() };
    await this.#tell(key, true);
  }

  close(): void {
    for (const timer of this.#theirs.values()) clearTimeout(timer);
    this.#theirs.clear();
  }

  /** Of no weight: the link may be gone, or the contact. */
  async #tell(conversation: PeerKey, typing: boolean): Promise<void> {
    await this.#parts.api.call("typing", { conversation, typing }).catch(() => {});
  }
}
