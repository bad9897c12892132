/** Budgets of packets: a database of their own. `chat/` sees only these. */
import type { Saved } from "./history_types.ts";

export interface LimitState {
  readonly conversation: string;
  /** Granted in all, null is unlimited. */
  readonly messages: number | null;
  readonly files: number | null;
  readonly messages_spent: number;
  readonly files_spent: number;
}

/** Packets a budget may be given at once: more than anybody sends, and still a number people can read. */
export const MAX_BUDGET = 1_000_000_000;

/** Budgets of packets per peer (LIM-1); a database of its own. What they mean, and who may spend, is for `chat/` to say. */
export interface Limits {
  /** Undefined: nothing was written about this peer yet, it has whatever a new one has. */
  get(conversation: string): LimitState | undefined;
  all(): LimitState[];
  /**
   * Insert or replace, all or none. `relaxed`: survives the death of the process at once, a loss of power with the next
   * write that is not relaxed.
   */
  put(states: readonly LimitState[], options?: { readonly relaxed?: boolean }): Saved;
  remove(conversation: string): Saved;
  close(): Promise<void>;
}
