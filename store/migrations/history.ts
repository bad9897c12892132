/** Shape of the `history` database; `docs/specs/history-v1.md` section 7 explains it. */

import type { Migration } from "../migrations.ts";

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

export const HISTORY_MIGRATIONS: readonly Migration[] = [FIRST, CONTACTS];
