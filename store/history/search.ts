/**
 * Full text: SQLite's FTS4 (FTS5 is not in the sql.js build) over the texts themselves.
 *
 * Indexing costs several times an insert, so it is not done when a message arrives but when somebody searches, or when the
 * program is idle: `marks.indexed` says up to which cursor the index reaches.
 */

import type { Database, Write } from "../types.ts";

/** Rows indexed in one write; about 15 ms. */
const SLICE = 2_000;

/** Longer searches are cut: nobody types them, and each word costs a lookup. */
const MAX_WORDS = 16;

/** Index the next slice. @returns whether more is left */
export function indexSome(db: Database): boolean {
  const { indexed } = db.get<{ indexed: number }>("SELECT value AS indexed FROM marks WHERE name = 'indexed'")!;
  const slice = db.get<{ upto: number | null; n: number }>(
    "SELECT max(cursor) AS upto, count(*) AS n FROM " +
      "(SELECT cursor FROM messages WHERE cursor > ? ORDER BY cursor LIMIT ?)",
    [indexed, SLICE],
  )!;
  if (slice.upto === null) return false;
  db.write([
    {
      sql: "INSERT INTO words (docid, text) SELECT rowid, text FROM searchable WHERE rowid > ? AND rowid <= ?",
      rows: [[indexed, slice.upto]],
    },
    { sql: "UPDATE marks SET value = ? WHERE name = 'indexed'", rows: [[slice.upto]] },
  ]).catch(() => {/* The mark went back with the index: the next search does it again. */});
  return slice.n === SLICE;
}

/** Newest first. Every word must occur, as it is or as the beginning of a longer one. */
export function search<T>(db: Database, conversation: number, text: string, before: number, limit: number): T[] {
  const query = matchQuery(text);
  if (query === "") return [];
  while (indexSome(db));
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
 * Writes that take messages out of the index; they come before the messages are deleted, because FTS4 reads the old text
 * from there.
 */
export function forgetIndexed(db: Database, conversation?: number, condition = "1"): Write[] {
  const scope = conversation === undefined ? "" : " AND conversation = ?";
  const { indexed } = db.get<{ indexed: number }>("SELECT value AS indexed FROM marks WHERE name = 'indexed'")!;
  return [{
    sql: `DELETE FROM words WHERE docid IN (SELECT cursor FROM messages WHERE cursor <= ? AND ${condition}${scope})`,
    rows: [conversation === undefined ? [indexed] : [indexed, conversation]],
  }];
}
