/** Waiting for transfers as a command does it: with a progress bar for the person, and no longer than they want. */
import type { Transfer } from "../ui/api.ts";
import type { CliContext } from "./context.ts";
import { ProgressLine } from "./files_progress.ts";
import { untilEnded, type WaitParts } from "./files_wait.ts";
import { wordsOf } from "./language.ts";

/** @returns how they are when all have ended, or nobody waits any longer */
export async function waitAndShow(
  transfers: readonly Transfer[],
  wait: Pick<WaitParts, "api" | "events" | "time">,
  context: CliContext,
): Promise<Transfer[]> {
  const words = wordsOf(context.lang);
  const line = new ProgressLine(context.terminal, words);
  let hasGone = false;
  const interrupts = context.interrupts();
  try {
    const changed = (now: readonly Transfer[]) => line.show(now);
    return await untilEnded(transfers, { ...wait, stop: interrupts.signal, changed, gone: () => hasGone = true });
  } finally {
    interrupts.dispose();
    line.clear();
    if (hasGone) context.stderr(words("chat.node_ended"));
    // Who presses Ctrl+C may think that this was the end of it.
    else if (interrupts.signal.aborted) context.stderr(words("files.goes_on"));
  }
}
