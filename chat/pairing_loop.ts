/** Invites we accepted: try the inviter until it worked, was refused for good, or the invite expired. */
import type { PeerKey } from "../crypto/types.ts";
import { type InviteContent, LinkError } from "../net/mod.ts";
import type { Clock, CloseCode, PairedPeer } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import { ChatError } from "./errors.ts";

const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

/** Answers that another attempt will not change. */
const FINAL: ReadonlySet<CloseCode> = new Set([
  "invite-unknown",
  "invite-used",
  "invite-expired",
  "invite-self",
  "pair-refused",
  "not-allowed",
  "bad-certificate",
  "certificate-version",
  "certificate-is-ca",
  "certificate-usage",
  "certificate-name",
]);

export interface PairingParts {
  readonly history: History;
  readonly clock: Clock;
  readonly read: (text: string) => InviteContent;
  readonly pair: (invite: InviteContent, signal: AbortSignal) => Promise<PairedPeer>;
  readonly paired: (peer: PairedPeer) => Promise<void>;
  /** It ended without a pairing. */
  readonly refused: (key: PeerKey, code: CloseCode) => void;
}

interface Attempt {
  readonly abort: AbortController;
  failures: number;
  cancelTimer?: () => void;
}

export class PairingLoop {
  readonly #parts: PairingParts;
  readonly #attempts = new Map<PeerKey, Attempt>();

  constructor(parts: PairingParts) {
    this.#parts = parts;
  }

  /** Take up everything that is pending on disk; who was blocked meanwhile stays pending. */
  resume(): void {
    const { history } = this.#parts;
    for (const { key } of history.pendingInvites()) {
      if (history.contact(key)?.state !== "blocked") this.tryNow(key);
    }
  }

  /** Try at once, forgetting how often it failed. */
  tryNow(key: PeerKey): void {
    this.cancel(key);
    const attempt: Attempt = { abort: new AbortController(), failures: 0 };
    this.#attempts.set(key, attempt);
    void this.#run(key, attempt);
  }

  cancel(key: PeerKey): void {
    const attempt = this.#attempts.get(key);
    attempt?.cancelTimer?.();
    attempt?.abort.abort();
    this.#attempts.delete(key);
  }

  stop(): void {
    for (const key of [...this.#attempts.keys()]) this.cancel(key);
  }

  async #run(key: PeerKey, attempt: Attempt): Promise<void> {
    const { history, pair, paired, read } = this.#parts;
    const pending = history.pendingInvites().find((row) => row.key === key);
    if (pending === undefined) return this.cancel(key);
    try {
      const peer = await pair(read(pending.text), attempt.abort.signal);
      if (attempt.abort.signal.aborted) return;
      await paired(peer);
      await history.removePendingInvite(key).saved;
      this.#attempts.delete(key);
    } catch (error) {
      if (!attempt.abort.signal.aborted) await this.#failed(key, attempt, error);
    }
  }

  async #failed(key: PeerKey, attempt: Attempt, error: unknown): Promise<void> {
    const code = closeCode(error);
    if (FINAL.has(code)) {
      this.#attempts.delete(key);
      await this.#parts.history.removePendingInvite(key).saved.catch(() => {});
      return this.#parts.refused(key, code);
    }
    const wait = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(attempt.failures++, 10));
    attempt.cancelTimer = this.#parts.clock.after(wait, () => void this.#run(key, attempt));
  }
}

function closeCode(error: unknown): CloseCode {
  // Reading our own stored text again fails for one reason only: time has passed.
  if (error instanceof ChatError) return "invite-expired";
  return error instanceof LinkError ? error.code : "internal";
}
