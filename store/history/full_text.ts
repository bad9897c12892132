/**
 * Full text: SQLite's FTS4 (FTS5 is not in the sql.js build) over the texts themselves. `docs/specs/history-v1.md` section 8.
 *
 * Indexing costs more than an insert, so it is not done when a message arrives but when the program is idle or somebody
 * searches: `marks.indexed` says up to which cursor the index reaches.
 *
 * The index is cut into shards of {@link SHARD} cursors, each an FTS4 "language" with its own lists. A question goes from the
 * newest shard back and stops when it has enough; what it costs does not grow with the history but with what is asked for,
 * and each of its steps is short. Who wrote, where, and whether there is a link are words of a second column, so that a rare
 * one among many hits is found by the index, too.
 */

import type { Saved } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";

/** Cursors of a shard. Half as many: more shards to ask for a rare word. Twice: 40 ms to merge one when it is full. */
export const SHARD = 8_192;

/** Bytes of a message that are indexed at most: its first 32,768 characters, mostly of two bytes or less. */
const INDEXED_BYTES = 65_536;
/** Bytes of a slice, if it has more than one message: about 20 ms. A peer chooses how long messages are. */
const SLICE_BYTES = 131_072;

const INTO = "INSERT INTO words (docid, text, tags, shard) SELECT rowid, text, tags, shard FROM searchable ";

const SPAN = "INSERT INTO shards (number, since, until) SELECT shard, min(at), max(at) FROM searchable WHERE ";
const WIDER =
  " ON CONFLICT (number) DO UPDATE SET since = min(since, excluded.since), until = max(until, excluded.until)";

export interface Indexed extends Saved {
  /** More is left. */
  readonly more: boolean;
}

/** The index reaches up to this cursor. */
export function indexedUpTo(db: Database): number {
  return db.get<{ value: number }>("SELECT value FROM marks WHERE name = 'indexed'")!.value;
}

/** Index the next messages, `limit` at most. If the disk refuses, the mark goes back with the index and nothing is lost. */
export function indexSome(db: Database, limit: number): Indexed {
  const from = indexedUpTo(db);
  const next = db.all<{ cursor: number; bytes: number }>(
    "SELECT cursor, min(octet_length(text), ?) AS bytes FROM messages WHERE cursor > ? ORDER BY cursor LIMIT ?",
    [INDEXED_BYTES, from, limit],
  );
  if (next.length === 0) return { ...unchanged(db), more: false };
  // A slice ends where a shard ends, so that each shard is merged once, when nothing is added to it any more.
  const end = (Math.floor(next[0].cursor / SHARD) + 1) * SHARD - 1;
  let count = 0;
  for (let bytes = 0; count < next.length && next[count].cursor <= end; count++) {
    bytes += next[count].bytes;
    if (count > 0 && bytes > SLICE_BYTES) break;
  }
  const beyond = next.length > count && next[count].cursor > end;
  const upto = beyond ? end : next[count - 1].cursor;
  const saved = save(db, [
    { sql: `${INTO}WHERE rowid > ? AND rowid <= ?`, rows: [[from, upto]] },
    { sql: `${SPAN}rowid > ? AND rowid <= ? GROUP BY shard${WIDER}`, rows: [[from, upto]] },
    { sql: "UPDATE marks SET value = ? WHERE name = 'indexed'", rows: [[upto]] },
    ...(upto === end ? [compactIndex()] : []),
  ]);
  return { ...saved, more: next.length === limit || count < next.length };
}

/**
 * Writes that take single messages out of the index. They come before the write that changes or deletes the rows, because
 * FTS4 reads the old text from there; when a row stays with another text, {@link indexAgain} follows.
 */
export function unindex(cursors: readonly number[]): Write {
  return {
    sql: "DELETE FROM words WHERE docid = ? AND docid <= (SELECT value FROM marks WHERE name = 'indexed')",
    rows: cursors.map((cursor) => [cursor]),
  };
}

/** Puts messages into the index again, as they are now; those the index has not reached yet wait for their turn. */
export function indexAgain(cursors: readonly number[]): Write {
  return {
    sql: `${INTO}WHERE rowid = ? AND rowid <= (SELECT value FROM marks WHERE name = 'indexed')`,
    rows: cursors.map((cursor) => [cursor]),
  };
}

/**
 * FTS4 only marks entries as deleted; merging its segments makes the words themselves go. It costs 20 ms for each shard that
 * was touched since the last time, so it is done behind a deletion and once for many: `forgetOnDisk`.
 */
export function compactIndex(): Write {
  return { sql: "INSERT INTO words (words) VALUES ('optimize')" };
}

/**
 * Writes that take messages out of the index; they come before the messages are deleted.
 *
 * One by one costs 15 µs each. Where all conversations are meant, the index is made anew instead: what stays is little, and
 * is indexed again while nothing happens.
 */
export function forgetIndexed(db: Database, conversation?: number, condition = "1"): Write[] {
  if (conversation === undefined) return beginAgain(db);
  return [{
    sql: "DELETE FROM words WHERE docid IN " +
      `(SELECT cursor FROM messages WHERE cursor <= ? AND ${condition} AND conversation = ?)`,
    rows: [[indexedUpTo(db), conversation]],
  }];
}

function beginAgain(db: Database): Write[] {
  const { sql } = db.get<{ sql: string }>("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'words'")!;
  return [
    { sql: "DROP TABLE words" },
    { sql },
    { sql: "DELETE FROM shards" },
    { sql: "UPDATE marks SET value = 0 WHERE name = 'indexed'" },
  ];
}
