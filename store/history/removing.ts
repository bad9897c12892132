/** Taking messages out of this history: all of a conversation, one, or those whose time is over. */

import type { History, Saved } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { packId, unpackId } from "./packing.ts";
import { reindexed } from "./reindex.ts";
import { amendmentsLeave, messageLeaves } from "./leaving.ts";
import { AMENDS, LEAVING, newestCursor, UNDELIVERED, WAITING } from "./rows.ts";
import { forgetIndexed } from "./full_text.ts";
import { clearedBodies } from "./rooms_clearing.ts";
import { findConversation } from "./streams.ts";
import { IN_PROGRESS, OFFERED_AND_OPEN } from "./transfer_rows.ts";

type RemovingPart = Pick<History, "clear" | "remove" | "withdraw" | "expire" | "nextExpiry">;

/** A message that goes. */
interface Going {
  readonly cursor: number;
  readonly id: Uint8Array | string;
  readonly conversation: number;
  readonly key: string;
  readonly hidden: number;
  /** 1: nobody else has it, so nobody needs what speaks of it. */
  readonly waiting: 0 | 1;
}

const GOING = `SELECT m.cursor, m.id, m.conversation, c.key, m.hidden, (${WAITING}) AS waiting ` +
  "FROM messages m JOIN conversations c ON c.number = m.conversation ";

const ONE = `${GOING} WHERE m.hidden = 0 AND m.id = ? AND c.key = ?`;

/** Of ours, and its reader still gets something of it. */
const UNDER_WAY = `(${WAITING} OR direction = 1 AND error IS NULL AND ${OFFERED_AND_OPEN})`;

/** A setting of the conversation, not something said. */
const TIMER = `(kind = 'timer' AND hidden = ${AMENDS})`;

/** What clearing takes of the messages and their amendments. */
const CLEARED = `NOT (${UNDELIVERED}) AND NOT (hidden IN (0, ${LEAVING}) AND error IS NULL AND ${IN_PROGRESS})`;

/** What of ours still has to be said about a message whose time is over: everything but its texts. */
const EDITS_NEVER = "kind <> 'edit'";

/** Messages that go in one write: about 100 ms. */
const MAX_EXPIRED = 1_000;

export function removingPart(db: Database): RemovingPart {
  return {
    clear(key) {
      const number = key === undefined ? undefined : findConversation(db, key)?.number;
      if (key !== undefined && number === undefined) return { ...unchanged(db), removed: 0 };
      const scope = number === undefined ? "" : " AND conversation = ?";
      const params = number === undefined ? [] : [number];
      const removed = db.get<{ n: number }>(
        `SELECT count(*) AS n FROM messages WHERE hidden = 0 AND ${CLEARED}${scope}`,
        params,
      )!.n;
      const hidden = db.get(`SELECT 1 FROM messages WHERE hidden <> 0 AND NOT ${TIMER}${scope} LIMIT 1`, params);
      const bodies = clearedBodies(db, number);
      if (removed === 0 && hidden === undefined && bodies.length === 0) return { ...unchanged(db), removed };
      const saved = save(db, [
        ...forgetIndexed(db, number, CLEARED),
        { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
        { sql: `DELETE FROM messages WHERE ${CLEARED} AND NOT ${TIMER}${scope}`, rows: [params] },
        ...orphaned(scope, params),
        ...bodies,
      ]);
      forgetOnDisk(db, saved);
      return { ...saved, removed };
    },

    remove(key, id) {
      const going = db.get<Going>(ONE, [packId(id), key]);
      if (going === undefined) return { ...unchanged(db), removed: false };
      const underWay = db.get(`SELECT 1 FROM messages WHERE cursor = ? AND ${UNDER_WAY}`, [going.cursor]);
      if (underWay === undefined) return { ...removeAll(db, [going]), removed: true };
      const saved = save(db, messageLeaves(going));
      forgetOnDisk(db, saved);
      return { ...saved, removed: true };
    },

    withdraw(key, id) {
      const going = db.all<Going>(ONE, [packId(id), key]);
      if (going.length === 0) return { ...unchanged(db), removed: false };
      return { ...removeAll(db, going), removed: true };
    },

    expire(now) {
      // By time: an order of cursors would make SQLite look at every message.
      const going = db.all<Going>(
        `${GOING} WHERE m.expires_at IS NOT NULL AND m.expires_at <= ? ORDER BY m.expires_at LIMIT ?`,
        [now, MAX_EXPIRED],
      );
      const gone = new Map<string, string[]>();
      if (going.length === 0) return { ...unchanged(db), gone };
      for (const { key, id, hidden } of going) {
        if (hidden !== 0) continue;
        const ids = gone.get(key) ?? [];
        ids.push(unpackId(id));
        gone.set(key, ids);
      }
      return { ...removeAll(db, going, EDITS_NEVER), gone };
    },

    nextExpiry() {
      const next = db.get<{ at: number | null }>(
        "SELECT min(expires_at) AS at FROM messages WHERE expires_at IS NOT NULL",
      )!;
      return next.at ?? undefined;
    },
  };
}

/** @param later what of ours still has to be said about them */
function removeAll(db: Database, going: readonly Going[], later?: string): Saved {
  const about = (list: readonly Going[]) => list.map(({ conversation, id }) => [conversation, id]);
  const known = about(going.filter(({ waiting }) => waiting === 0));
  const unheard = about(going.filter(({ waiting }) => waiting === 1));
  const cursors = going.map(({ cursor }) => cursor);
  const saved = save(
    db,
    [
      { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
      ...reindexed(cursors, [{ sql: "DELETE FROM messages WHERE cursor = ?", rows: cursors.map((one) => [one]) }]),
      { sql: "DELETE FROM messages WHERE conversation = ? AND about = ? AND hidden <> 0", rows: unheard },
      ...amendmentsLeave(known, later),
    ].filter(({ rows }) => rows?.length !== 0),
  );
  forgetOnDisk(db, saved);
  return saved;
}

/** After messages went: amendments that are still to be delivered have lost what they speak of. */
function orphaned(scope: string, params: readonly number[]): Write[] {
  const gone = "NOT EXISTS " +
    "(SELECT 1 FROM messages m WHERE m.id = messages.about AND m.conversation = messages.conversation)";
  const left = `SELECT 1 FROM messages WHERE conversation = number AND direction = 1 AND hidden = ${LEAVING}`;
  return [
    {
      sql: `UPDATE messages SET hidden = ${LEAVING} WHERE hidden <> 0 AND kind <> 'timer' AND ${WAITING}${scope} ` +
        `AND ${gone}`,
      rows: [params],
    },
    // In a room events are delivered, not rows.
    { sql: `DELETE FROM messages WHERE hidden <> 0 AND place IS NOT NULL${scope} AND ${gone}`, rows: [params] },
    {
      sql: `UPDATE conversations SET orphans = 0, leaving = EXISTS (${left})` +
        (scope === "" ? "" : " WHERE number = ?"),
      rows: [params],
    },
  ];
}
