/** Shape of rooms in the `history` database; `docs/specs/history-v1.md` section 8 explains it. */

import type { Migration } from "../migrations.ts";

export const ROOMS: Migration = {
  number: 7,
  statements: [
    // Null where its conversation is no room.
    "ALTER TABLE messages ADD COLUMN author INTEGER",
    "ALTER TABLE messages ADD COLUMN place INTEGER",
    // Pages of rooms; not unique, because the places of a millisecond change one by one.
    "CREATE INDEX messages_place ON messages (conversation, place, direction) WHERE place IS NOT NULL AND hidden = 0",
    "CREATE INDEX messages_unseen ON messages (conversation, place) " +
    "WHERE place IS NOT NULL AND hidden = 0 AND direction = 0 AND read_at IS NULL",
    `CREATE TABLE rooms (
      id TEXT PRIMARY KEY, everyone TEXT, state TEXT NOT NULL, name TEXT NOT NULL, added_at INTEGER NOT NULL,
      options TEXT NOT NULL, control_stream TEXT NOT NULL, said_stream TEXT NOT NULL
    ) WITHOUT ROWID`,
    // Events and messages point to a number: a peer key has 77 characters.
    "CREATE TABLE authors (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    // `seq` is that of the newest event.
    `CREATE TABLE room_streams (
      number INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
      stream BLOB NOT NULL, author INTEGER NOT NULL, seq INTEGER NOT NULL, UNIQUE (conversation, stream)
    )`,
    // `body` is null when it was cleared. `unshown`: -1 control, 1 said, 2 said and seen before, 0 nothing is left to show.
    `CREATE TABLE room_events (
      number INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES room_streams (number) ON DELETE CASCADE,
      seq INTEGER NOT NULL, conversation INTEGER NOT NULL, id BLOB NOT NULL, hash BLOB NOT NULL,
      signature BLOB NOT NULL, client BLOB, unshown INTEGER NOT NULL, body TEXT, UNIQUE (stream, seq)
    )`,
    // Not unique: an id holds 74 bits of a hash, so somebody who wants to can find two events with the same one.
    "CREATE INDEX room_events_id ON room_events (conversation, id)",
    "CREATE INDEX room_events_unshown ON room_events (conversation, id) WHERE unshown > 0",
    "CREATE INDEX room_events_client ON room_events (conversation, client) WHERE client IS NOT NULL",
    // Who has what of our streams.
    `CREATE TABLE room_receipts (
      stream INTEGER NOT NULL REFERENCES room_streams (number) ON DELETE CASCADE, member INTEGER NOT NULL,
      seq INTEGER NOT NULL, PRIMARY KEY (stream, member)
    ) WITHOUT ROWID`,
  ],
};
