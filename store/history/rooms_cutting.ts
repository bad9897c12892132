/** Events that count no more are taken out of a room, with everything they did. `docs/specs/rooms-v1.md` section 4. */

import type { RoomHistory } from "../room_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";
import { Authors } from "./authors.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { packId, unpackId } from "./packing.ts";
import { reindexed } from "./reindex.ts";
import { SAID_UNSHOWN, SEEN_UNSHOWN } from "./rooms_adding.ts";
import { findRoom, findStream } from "./rooms_streams.ts";
import { newestCursor, SHOWN } from "./rows.ts";
import { Targets } from "./targets.ts";

/** What an event that goes has said. */
interface Going {
  readonly cursor: number;
  readonly id: Uint8Array | string;
  readonly about: Uint8Array | string | null;
  readonly hidden: number;
  readonly deleted: 0 | 1;
}

/** A stream by its number, and what stays of it. */
type Cut = readonly [stream: number, seq: number];

const SAID = "SELECT m.cursor, m.id, m.about, m.hidden, m.deleted FROM room_events e " +
  "CROSS JOIN messages m ON m.id = e.id AND m.conversation = e.conversation WHERE e.stream = ? AND e.seq > ?";

/** Its deletion is gone, and so is its text: what is here about it is asked for again, with itself. */
interface Lost {
  readonly cursor: number;
  readonly id: Uint8Array | string;
  readonly read_at: number | null;
}

export function roomsCutting(db: Database): Pick<RoomHistory, "cutRoom"> {
  return {
    cutRoom(room, asked) {
      const state = findRoom(db, room);
      const cuts = state === undefined ? [] : asked.flatMap(({ stream, seq }): Cut[] => {
        const found = findStream(db, state.number, stream);
        return found === undefined || found.seq <= seq ? [] : [[found.number, seq]];
      });
      if (cuts.length === 0) return { ...unchanged(db), removed: [], changed: [] };
      const { number } = state!;
      const going = cuts.flatMap((cut) => db.all<Going>(SAID, cut));
      const targets = new Targets(db, state!, { authors: new Authors(db), cuts: JSON.stringify(cuts) });
      const lost = rebuild(db, number, targets, going);
      const shown = going.filter(({ hidden }) => hidden === SHOWN);
      const saved = save(
        db,
        [
          { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
          ...taking(going.map(({ cursor }) => cursor)),
          ...askingAgain(number, lost, shown.filter(({ deleted }) => deleted === 1)),
          ...targets.writes(),
          ...cutting(cuts),
          // It may come again, and finds what was said about it.
          { sql: "UPDATE conversations SET orphans = 1 WHERE number = ?", rows: shown.length === 0 ? [] : [[number]] },
        ].filter(({ rows }) => rows?.length !== 0),
      );
      forgetOnDisk(db, saved);
      const removed = [...shown, ...lost].map(({ id }) => unpackId(id));
      return { ...saved, removed, changed: targets.changed().filter(({ id }) => !removed.includes(id)) };
    },
  };
}

/** Messages that were amended by what goes come to what is left. @returns those whose text is not here any more */
function rebuild(db: Database, conversation: number, targets: Targets, going: readonly Going[]): Lost[] {
  const gone = new Set(going.map(({ id }) => unpackId(id)));
  const spoken = new Set(
    going.filter(({ hidden, about }) => hidden !== SHOWN && about !== null).map(({ about }) => unpackId(about!)),
  );
  return [...spoken].filter((id) => !gone.has(id)).flatMap((id) => {
    const before = db.get<Lost & { deleted: 0 | 1 }>(
      `SELECT cursor, id, read_at, deleted FROM messages WHERE id = ? AND conversation = ? AND hidden = ${SHOWN}`,
      [packId(id), conversation],
    );
    if (before === undefined) return [];
    const now = targets.rebuild(id);
    return before.deleted === 1 && now?.deleted === false ? [before] : [];
  });
}

function taking(cursors: readonly number[]): Write[] {
  return reindexed(cursors, [{
    sql: "DELETE FROM messages WHERE cursor = ?",
    rows: cursors.map((cursor) => [cursor]),
  }]);
}

/** @param deleted they go, and what others said about them has no text any more */
function askingAgain(conversation: number, lost: readonly Lost[], deleted: readonly Going[]): Write[] {
  const about = "FROM messages WHERE conversation = ?1 AND about = ?2 AND hidden <> 0";
  const rows = [...lost, ...deleted].map(({ id }) => [conversation, id]);
  return [
    {
      sql: `UPDATE room_events SET unshown = ${SAID_UNSHOWN} WHERE conversation = ?1 AND id IN (SELECT id ${about})`,
      rows,
    },
    { sql: `DELETE ${about}`, rows },
    {
      sql: "UPDATE room_events SET unshown = ? WHERE conversation = ? AND id = ?",
      rows: lost.map(({ id, read_at }) => [read_at === null ? SAID_UNSHOWN : SEEN_UNSHOWN, conversation, id]),
    },
    { sql: "DELETE FROM messages WHERE cursor = ?", rows: lost.map(({ cursor }) => [cursor]) },
  ];
}

function cutting(cuts: readonly Cut[]): Write[] {
  const whole = cuts.filter(([, seq]) => seq === 0).map(([stream]) => [stream]);
  const parts = cuts.filter(([, seq]) => seq > 0);
  return [
    { sql: "DELETE FROM room_streams WHERE number = ?", rows: whole },
    { sql: "DELETE FROM room_events WHERE stream = ? AND seq > ?", rows: parts },
    { sql: "UPDATE room_streams SET seq = ?2 WHERE number = ?1", rows: parts },
    { sql: "UPDATE room_receipts SET seq = ?2 WHERE stream = ?1 AND seq > ?2", rows: parts },
  ];
}
