/** What is known of files that were offered. `docs/specs/files-v1.md`. */
import type { History } from "../history_types.ts";

type TransfersPart = Pick<History, "transfer" | "transfers" | "unansweredOffers" | "putTransfer" | "manifest">;

export function transfersPart(): TransfersPart {
  return {
    transfer: () => undefined,
    transfers: () => ({ rows: [], next: null }),
    unansweredOffers: () => 0,
    putTransfer: () => ({ saved: Promise.resolve() }),
    manifest: () => undefined,
  };
}
