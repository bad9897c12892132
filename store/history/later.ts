/** Placeholders; they go as each is built. */
import type { History } from "../history_types.ts";
import { unchanged } from "../saved.ts";
import type { Database } from "../types.ts";

type LaterPart = Pick<
  History,
  | "retry"
  | "remove"
  | "versions"
  | "timer"
  | "expire"
  | "nextExpiry"
  | "keep"
  | "draft"
  | "putDraft"
  | "restreamAll"
>;

export function laterPart(db: Database): LaterPart {
  return {
    retry: notBuilt,
    remove: notBuilt,
    versions: notBuilt,
    timer: () => ({ agreed: 0, mine: null, theirs: null }),
    expire: () => ({ ...unchanged(db), gone: new Map() }),
    nextExpiry: () => undefined,
    keep: notBuilt,
    draft: () => undefined,
    putDraft: notBuilt,
    restreamAll: notBuilt,
  };
}

function notBuilt(): never {
  throw new Error("not built yet");
}
