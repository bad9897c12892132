/** The history of a profile: its parts over one database. */

import { addingPart } from "./history/adding.ts";
import { contactsPart } from "./history/contacts.ts";
import { draftsPart } from "./history/drafts.ts";
import { forgettingOf } from "./history/forgetting.ts";
import { IdleIndex, type Later } from "./history/idle_index.ts";
import { keptHistory, type Place } from "./history/kept.ts";
import { invitesPart } from "./history/invites.ts";
import { readingPart } from "./history/messages.ts";
import { outboxPart } from "./history/outbox.ts";
import { roomsPart } from "./history/rooms.ts";
import { removingPart } from "./history/removing.ts";
import { searchPart } from "./history/search.ts";
import { settingsPart } from "./history/settings.ts";
import { streamsPart } from "./history/streams.ts";
import { timersPart } from "./history/timers.ts";
import { trustPart } from "./history/trust.ts";
import { transfersPart } from "./history/transfers.ts";
import { unsentPart } from "./history/unsent.ts";
import { versionsPart } from "./history/versions.ts";
import type { History } from "./history_types.ts";
import { memoryDatabase, openMemoryDatabase } from "./memory_database.ts";
import { HISTORY_MIGRATIONS } from "./migrations/history.ts";
import type { Database } from "./types.ts";

export interface HistoryOptions {
  /** A fresh random stream name, 32 hex digits. */
  readonly newStream: () => string;
  /** With it the full text is brought forward while nothing is written ({@link laterByTimer}); else a search does it. */
  readonly later?: Later;
}

/** @param db opened with {@link HISTORY_MIGRATIONS}; it is closed with the history */
export function openHistory(db: Database, options: HistoryOptions): History {
  const memory = () => placeOver(memoryDatabase(HISTORY_MIGRATIONS), options);
  return keptHistory(placeOver(db, options), memory, options.newStream);
}

function placeOver(db: Database, options: HistoryOptions): Place {
  return { db, history: historyOver(db, options) };
}

function historyOver(db: Database, { newStream, later }: HistoryOptions): Place["history"] {
  const index = later && new IdleIndex(db, later);
  const forgetting = forgettingOf(db);
  forgetting.start(later);
  const adding = addingPart(db, newStream);
  return {
    ...contactsPart(db),
    ...streamsPart(db, newStream),
    ...adding,
    addOutgoing(conversation, items) {
      index?.touch();
      return adding.addOutgoing(conversation, items);
    },
    addIncoming(conversation, stream, items, received_at) {
      index?.touch();
      return adding.addIncoming(conversation, stream, items, received_at);
    },
    ...readingPart(db),
    ...searchPart(db),
    ...outboxPart(db),
    ...removingPart(db),
    ...transfersPart(db),
    ...unsentPart(db),
    ...versionsPart(db),
    ...timersPart(db),
    ...draftsPart(db),
    ...trustPart(db),
    ...invitesPart(db),
    ...settingsPart(db),
    ...roomsPart(db),
    flush: () => db.flush(),
    async close() {
      index?.stop();
      await forgetting.stop();
      await db.close();
    },
  };
}

/** A history without a disk. @param newStream names are "stream-1", "stream-2", … without it */
export async function openMemoryHistory(newStream?: () => string): Promise<History> {
  let streams = 0;
  const db = await openMemoryDatabase(HISTORY_MIGRATIONS);
  return openHistory(db, { newStream: newStream ?? (() => `stream-${++streams}`) });
}
