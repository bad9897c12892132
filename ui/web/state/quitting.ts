/** Ending the program from the window: first what that means for messages that are still on their way is said. */
import type { Message } from "../../api.ts";
import { closeDialog, openDialog } from "./dialogs.ts";
import { tellDrafts } from "./drafts.ts";
import { LARGEST_PAGE } from "./view_window.ts";
import { call } from "./program.ts";
import { current } from "./store.ts";

/** At once when nothing waits; else after asking. */
export async function quit(): Promise<void> {
  closeDialog();
  try {
    const [{ outbox }, lost] = await Promise.all([call("status", {}), countUnkept()]);
    // The program counts both; those of a moment ago may be in one of the counts alone.
    const kept = Math.max(0, outbox - lost);
    if (kept + lost > 0) return openDialog({ kind: "quit", kept, lost });
  } catch { /* it cannot be asked: then it cannot be told more either */ }
  shutdown();
}

export function shutdown(): void {
  closeDialog();
  tellDrafts();
  call("shutdown", {}).catch(() => {/* the line breaks before the answer: that is the answer */});
}

function waits({ direction, kind, status }: Message): boolean {
  return direction === "out" && kind !== "event" && (status === "queued" || status === "sent");
}

/** Messages that are only in the program's memory, because their conversation's history is not kept. */
async function countUnkept(): Promise<number> {
  let count = 0;
  for (const { key, options, state } of current().contacts.values()) {
    if (options.keep_history || state === "request") continue;
    const { messages } = await call("history", { conversation: key, limit: LARGEST_PAGE });
    count += messages.filter(waits).length;
  }
  return count;
}
