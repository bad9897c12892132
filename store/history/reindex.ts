/**
 * Changing the text of messages that full text may know already. FTS4 keeps no copy of the texts: it reads the old one where
 * it stands to take its words out, so that must come before the text changes, and the new words after.
 */

import type { Write } from "../types.ts";
import { indexAgain, unindex } from "./full_text.ts";

/** The writes of `change`, which gives these messages other texts, with their words taken out before and put in after. */
export function reindexed(cursors: readonly number[], change: readonly Write[]): Write[] {
  return cursors.length === 0 ? [...change] : [unindex(cursors), ...change, indexAgain(cursors)];
}
