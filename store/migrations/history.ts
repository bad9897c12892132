/** Shape of the `history` database; `docs/specs/history-v1.md` section 8 explains it. */

import type { Migration } from "../migrations.ts";
import { ROOMS } from "./rooms.ts";

const FIRST: Migration = {
  number: 1,
  statements: [
    `CREATE TABLE contacts (
      key TEXT PRIMARY KEY, id TEXT NOT NULL, root TEXT NOT NULL, own_name TEXT NOT NULL, alias TEXT,
      state TEXT NOT NULL, addresses TEXT NOT NULL, fingerprint TEXT, card TEXT, added_at INTEGER NOT NULL
    ) WITHOUT ROWID`,
    // Messages point to a number, not to the key: a key has 77 characters, and there are a million messages.
    `CREATE TABLE conversations (
      number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
      out_stream TEXT NOT NULL, out_seq INTEGER NOT NULL DEFAULT 0,
      out_received INTEGER NOT NULL DEFAULT 0, out_read INTEGER NOT NULL DEFAULT 0,
      in_stream TEXT NOT NULL DEFAULT '', in_received INTEGER NOT NULL DEFAULT 0, in_read INTEGER NOT NULL DEFAULT 0,
      seen_cursor INTEGER NOT NULL DEFAULT 0
    )`,
    `CREATE TABLE messages (
      cursor INTEGER PRIMARY KEY, id BLOB NOT NULL, conversation INTEGER NOT NULL, direction INTEGER NOT NULL,
      kind TEXT NOT NULL, text TEXT NOT NULL, args TEXT, seq INTEGER NOT NULL,
      sent_at INTEGER NOT NULL, received_at INTEGER, read_at INTEGER, error TEXT
    )`,
    // By id within a conversation: what one contact sends can never hide what another sends.
    "CREATE UNIQUE INDEX messages_id ON messages (id, conversation)",
    "CREATE INDEX messages_conversation ON messages (conversation, cursor, direction)",
    "CREATE INDEX messages_outgoing ON messages (conversation, seq) WHERE direction = 1",
    // `cursor_floor`: cursors rise although the newest message may be deleted. `indexed`: full text reaches up to here.
    "CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO marks VALUES ('cursor_floor', 0), ('indexed', 0)",
    // Russian is searched without the dots of ё; unicode61 folds case and Latin accents by itself.
    `CREATE VIEW searchable AS SELECT cursor AS rowid, replace(replace(text, 'ё', 'е'), 'Ё', 'Е') AS text
      FROM messages WHERE direction <> 2`,
    'CREATE VIRTUAL TABLE words USING fts4(content="searchable", text, tokenize=unicode61, order=desc)',
    `CREATE TABLE roots (
      fingerprint TEXT PRIMARY KEY, certificate TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL,
      ids TEXT NOT NULL, added_at INTEGER NOT NULL
    ) WITHOUT ROWID`,
    "CREATE TABLE crls (root TEXT PRIMARY KEY, crl TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID",
    `CREATE TABLE invites (
      id TEXT PRIMARY KEY, secret BLOB NOT NULL, expires_at INTEGER NOT NULL, redeemed_by TEXT
    ) WITHOUT ROWID`,
    `CREATE TABLE pending_invites (
      key TEXT PRIMARY KEY, text TEXT NOT NULL, accepted_at INTEGER NOT NULL
    ) WITHOUT ROWID`,
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
  ],
};

const CONTACTS: Migration = {
  number: 2,
  statements: [
    // What our user chose for a contact, as JSON: members that are missing have their usual value.
    "ALTER TABLE contacts ADD COLUMN options TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE contacts ADD COLUMN keys TEXT",
    "ALTER TABLE contacts ADD COLUMN new_keys TEXT",
    "ALTER TABLE contacts ADD COLUMN verified_keys TEXT",
  ],
};

const AMENDMENTS: Migration = {
  number: 3,
  statements: [
    // A program that did not know amendments showed them as messages and indexed them.
    `DELETE FROM words WHERE docid IN (SELECT cursor FROM messages
      WHERE direction <> 2 AND kind IN ('edit', 'delete', 'reaction', 'timer')
      AND cursor <= (SELECT value FROM marks WHERE name = 'indexed'))`,
    // The message it answers or (an amendment) speaks of.
    "ALTER TABLE messages ADD COLUMN about BLOB",
    // 0 shown, 1 an amendment, 2 one that means nothing, 3 one of a message that is gone, still to be delivered.
    "ALTER TABLE messages ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN forwarded INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN ttl INTEGER",
    "ALTER TABLE messages ADD COLUMN expires_at INTEGER",
    // Of an edited message: the first text, the edit that counts and its author's clock. `text` is what is shown.
    "ALTER TABLE messages ADD COLUMN original TEXT",
    "ALTER TABLE messages ADD COLUMN edit BLOB",
    "ALTER TABLE messages ADD COLUMN edited_at INTEGER",
    "ALTER TABLE messages ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0",
    // JSON of the newest reaction of each side.
    "ALTER TABLE messages ADD COLUMN reactions TEXT",
    // They came without what they speak of, and mean nothing without it.
    `UPDATE messages SET hidden = 2
      WHERE direction <> 2 AND kind IN ('edit', 'delete', 'reaction', 'timer')`,
    // Id of the item numbered `in_received`, for `sync`: it outlives the item.
    "ALTER TABLE conversations ADD COLUMN in_last BLOB",
    `UPDATE conversations SET in_last = (SELECT id FROM
      (SELECT id, seq FROM messages WHERE conversation = number AND direction = 0 ORDER BY cursor DESC LIMIT 1)
      WHERE seq = in_received)`,
    // Pages and counts walk this: what is hidden costs them nothing.
    "DROP INDEX messages_conversation",
    "CREATE INDEX messages_conversation ON messages (conversation, cursor, direction) WHERE hidden = 0",
    "CREATE INDEX messages_amendments ON messages (conversation, about, hidden, kind, direction, id) " +
    "WHERE hidden <> 0",
    "CREATE INDEX messages_timers ON messages (conversation) WHERE kind = 'timer' AND hidden = 1",
    "CREATE INDEX messages_expiry ON messages (expires_at) WHERE expires_at IS NOT NULL",
    // 1: amendments are here whose message is not.
    "ALTER TABLE conversations ADD COLUMN orphans INTEGER NOT NULL DEFAULT 0",
    // 1: amendments are here that go when they are delivered.
    "ALTER TABLE conversations ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0",
    // What is agreed about disappearing messages, as JSON.
    "ALTER TABLE conversations ADD COLUMN timer TEXT",
    "DROP VIEW searchable",
    `CREATE VIEW searchable AS SELECT cursor AS rowid, replace(replace(text, 'ё', 'е'), 'Ё', 'Е') AS text
      FROM messages WHERE direction <> 2 AND hidden = 0`,
    // 1: deleted text may stand in older files; two snapshots make it go.
    "INSERT INTO marks VALUES ('forget', 0)",
    "CREATE TABLE drafts (conversation TEXT PRIMARY KEY, text TEXT NOT NULL, reply_to TEXT) WITHOUT ROWID",
  ],
};

const SEARCH: Migration = {
  number: 4,
  statements: [
    "DROP TABLE words",
    "DROP VIEW searchable",
    // Beside the text, what a search may ask for: `c` and the number of the conversation, the direction, `link`. `shard`: its
    // part of the full text (`store/history/full_text.ts`). `at`: the time that is shown.
    `CREATE VIEW searchable AS SELECT cursor AS rowid, replace(replace(text, 'ё', 'е'), 'Ё', 'Е') AS text,
      'c' || conversation || CASE direction WHEN 0 THEN ' in' ELSE ' out' END ||
        CASE WHEN text LIKE '%http://%' OR text LIKE '%https://%' OR text LIKE '%www.%' THEN ' link' ELSE '' END AS tags,
      cursor / 8192 AS shard, CASE direction WHEN 0 THEN received_at ELSE sent_at END AS at
      FROM messages WHERE direction <> 2 AND hidden = 0 AND deleted = 0`,
    // Beginnings of two bytes, a Russian letter or two English ones, have lists of their own.
    `CREATE VIRTUAL TABLE words USING fts4(content="searchable", text, tags, tokenize=unicode61, order=desc,
      matchinfo=fts3, languageid="shard", prefix="2")`,
    // From when to when the messages of a part are.
    "CREATE TABLE shards (number INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL)",
    "UPDATE marks SET value = 0 WHERE name = 'indexed'",
  ],
};

const BEGINNINGS: Migration = {
  number: 5,
  statements: [
    "DROP TABLE words",
    "DROP VIEW searchable",
    // Of a message its first 32,768 characters: four million of a stranger's would stop the program for seconds.
    `CREATE VIEW searchable AS SELECT cursor AS rowid, replace(replace(begin, 'ё', 'е'), 'Ё', 'Е') AS text,
      'c' || conversation || CASE direction WHEN 0 THEN ' in' ELSE ' out' END ||
        CASE WHEN begin LIKE '%http://%' OR begin LIKE '%https://%' OR begin LIKE '%www.%' THEN ' link' ELSE '' END
        AS tags,
      cursor / 8192 AS shard, CASE direction WHEN 0 THEN received_at ELSE sent_at END AS at
      FROM (SELECT *, substr(text, 1, 32768) AS begin FROM messages)
      WHERE direction <> 2 AND hidden = 0 AND deleted = 0`,
    `CREATE VIRTUAL TABLE words USING fts4(content="searchable", text, tags, tokenize=unicode61, order=desc,
      matchinfo=fts3, languageid="shard", prefix="2")`,
    "DELETE FROM shards",
    "UPDATE marks SET value = 0 WHERE name = 'indexed'",
  ],
};

const OFFERS = `SELECT cursor FROM messages WHERE direction <> 2 AND hidden = 0 AND kind IN ('file', 'file-state')
  AND cursor <= (SELECT value FROM marks WHERE name = 'indexed')`;

const FILES: Migration = {
  number: 6,
  statements: [
    // A program that did not know offers and their states showed both as messages of a newer version, and indexed them.
    `DELETE FROM words WHERE docid IN (${OFFERS})`,
    "DROP VIEW searchable",
    // The name of a file is no address of a page, whatever it looks like.
    `CREATE VIEW searchable AS SELECT cursor AS rowid, replace(replace(begin, 'ё', 'е'), 'Ё', 'Е') AS text,
      'c' || conversation || CASE direction WHEN 0 THEN ' in' ELSE ' out' END ||
        CASE WHEN kind = 'file' THEN ' file'
          WHEN begin LIKE '%http://%' OR begin LIKE '%https://%' OR begin LIKE '%www.%' THEN ' link' ELSE '' END
        AS tags,
      cursor / 8192 AS shard, CASE direction WHEN 0 THEN received_at ELSE sent_at END AS at
      FROM (SELECT *, substr(text, 1, 32768) AS begin FROM messages)
      WHERE direction <> 2 AND hidden = 0 AND deleted = 0`,
    // Their offers were not kept: they mean nothing.
    "UPDATE messages SET hidden = 2 WHERE direction <> 2 AND kind = 'file-state'",
    `INSERT INTO words (docid, text, tags, shard) SELECT rowid, text, tags, shard FROM searchable
      WHERE rowid IN (${OFFERS})`,
    // One row an offer that is shown; it goes with its message, and follows it to another cursor. `offer` is JSON as it
    // came. `state`: 0 open, 1 completed, 2 declined, 3 cancelled. `ended_by`: 0 them, 1 us.
    `CREATE TABLE transfers (
      message INTEGER PRIMARY KEY REFERENCES messages (cursor) ON DELETE CASCADE ON UPDATE CASCADE,
      conversation INTEGER NOT NULL, direction INTEGER NOT NULL, offer TEXT NOT NULL, path TEXT,
      mine TEXT NOT NULL DEFAULT '', mine_id BLOB, theirs TEXT NOT NULL DEFAULT '', theirs_id BLOB,
      state INTEGER NOT NULL DEFAULT 0, ended_by INTEGER, ended_id BLOB, ended_at INTEGER,
      done INTEGER NOT NULL DEFAULT 0, moving_ms INTEGER NOT NULL DEFAULT 0
    )`,
    // Pages of all, and of one conversation: one look-up for each direction and state.
    "CREATE INDEX transfers_state ON transfers (direction, state, message)",
    "CREATE INDEX transfers_conversation ON transfers (conversation, direction, state, message)",
    `CREATE INDEX transfers_unanswered ON transfers (conversation) WHERE direction = 0 AND state = 0 AND mine = ''`,
    // Of folders on their way: up to eight million bytes, so not in the row.
    `CREATE TABLE manifests (
      message INTEGER PRIMARY KEY REFERENCES transfers (message) ON DELETE CASCADE ON UPDATE CASCADE,
      bytes BLOB NOT NULL
    )`,
  ],
};

export const HISTORY_MIGRATIONS: readonly Migration[] = [FIRST, CONTACTS, AMENDMENTS, SEARCH, BEGINNINGS, FILES, ROOMS];
