/**
 * Full text: SQLite's FTS4 (FTS5 is not in the sql.js build) over the texts themselves.
 *
 * Indexing costs several times an insert, so it is not done when a message arrives but when somebody searches, or when the
 * program is idle: `marks.indexed` says up to which cursor the index reaches.
 */

import type { Saved } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";

/** Rows indexed in one write by a search. */
const SLICE = 2_000;

/** Longer searches are cut: nobody types them, and each word costs a lookup. */
const MAX_WORDS = 16;

export interface Indexed extends Saved {
  /** More is left. */
  readonly more: boolean;
}

/** Index the next `limit` messages. If the disk refuses, the mark goes back with the index and nothing is lost. */
export function indexSome(db: Database, limit: number): Indexed {
  const { indexed } = db.get<{ indexed: number }>("SELECT value AS indexed FROM marks WHERE name = 'indexed'")!;
  const slice = db.get<{ upto: number | null; n: number }>(
    "SELECT max(cursor) AS upto, count(*) AS n FROM " +
      "(SELECT cursor FROM messages WHERE cursor > ? ORDER BY cursor LIMIT ?)",
    [indexed, limit],
  )!;
  if (slice.upto === null) return { ...unchanged(db), more: false };
  const saved = save(db, [
    {
      sql: "INSERT INTO words (docid, text) SELECT rowid, text FROM searchable WHERE rowid > ? AND rowid <= ?",
      rows: [[indexed, slice.upto]],
    },
    { sql: "UPDATE marks SET value = ? WHERE name = 'indexed'", rows: [[slice.upto]] },
  ]);
  return { ...saved, more: slice.n === limit };
}

/** Newest first. Every word must occur, as it is or as the beginning of a longer one. */
export function search<T>(db: Database, conversation: number, text: string, before: number, limit: number): T[] {
  const query = matchQuery(text);
  if (query === "") return [];
  while (indexSome(db, SLICE).more);
  return db.all<T>(
    "SELECT m.* FROM words w CROSS JOIN messages m ON m.cursor = w.docid " +
      "WHERE w.text MATCH ? AND w.docid < ? AND m.conversation = ? ORDER BY w.docid DESC LIMIT ?",
    [query, before, conversation, limit],
  );
}

/**
 * An FTS4 query that means the words and nothing else: only letters, digits and marks get in, each word quoted, so that
 * `OR`, `NEAR`, `*`, quotes and brackets of the user have no power.
 */
export function matchQuery(text: string): string {
  const words = text.normalize("NFC").replaceAll("ё", "е").replaceAll("Ё", "Е").match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.slice(0, MAX_WORDS).map((word) => `"${word}*"`).join(" ");
}

/**
 * Writes that take single messages out of the index. They come before the write that changes or deletes the rows; when a
 * row stays with another text, {@link indexAgain} follows after it. {@link compactIndex} makes the words themselves go.
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
    sql: "INSERT INTO words (docid, text) SELECT rowid, text FROM searchable " +
      "WHERE rowid = ? AND rowid <= (SELECT value FROM marks WHERE name = 'indexed')",
    rows: cursors.map((cursor) => [cursor]),
  };
}

/** FTS4 only marks entries as deleted; merging its segments makes the words themselves go. */
export function compactIndex(): Write {
  return { sql: "INSERT INTO words (words) VALUES ('optimize')" };
}

/**
 * Writes that take messages out of the index; they come before the messages are deleted, because FTS4 reads the old text
 * from there.
 */
export function forgetIndexed(db: Database, conversation?: number, condition = "1"): Write[] {
  const scope = conversation === undefined ? "" : " AND conversation = ?";
  const { indexed } = db.get<{ indexed: number }>("SELECT value AS indexed FROM marks WHERE name = 'indexed'")!;
  return [
    {
      sql: `DELETE FROM words WHERE docid IN (SELECT cursor FROM messages WHERE cursor <= ? AND ${condition}${scope})`,
      rows: [conversation === undefined ? [indexed] : [indexed, conversation]],
    },
    compactIndex(),
  ];
}
