/** People we know. */

import { type ContactOptions, type ContactRow, DEFAULT_OPTIONS, type History } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { forgetIndexed } from "./full_text.ts";
import { Remembered } from "./remembered.ts";

type StoredContact = Omit<ContactRow, "addresses" | "options"> & {
  readonly addresses: string;
  readonly options: string;
};

const PUT = "INSERT OR REPLACE INTO contacts (key, id, root, own_name, alias, state, addresses, fingerprint, card, " +
  "added_at, options, keys, new_keys, verified_keys) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

export function contactsPart(db: Database): Pick<History, "contacts" | "contact" | "putContact" | "removeContact"> {
  const known = new Remembered(db, "contacts", (key) => {
    const row = db.get<StoredContact>("SELECT * FROM contacts WHERE key = ?", [key]);
    return row && fromStored(row);
  });
  return {
    contacts: () => db.all<StoredContact>("SELECT * FROM contacts ORDER BY added_at, key").map(fromStored),

    contact: (key) => known.get(key),

    putContact: (row) =>
      save(db, [{
        sql: PUT,
        rows: [[
          row.key,
          row.id,
          row.root,
          row.own_name,
          row.alias,
          row.state,
          JSON.stringify(row.addresses),
          row.fingerprint,
          row.card,
          row.added_at,
          JSON.stringify(row.options),
          row.keys,
          row.new_keys,
          row.verified_keys,
        ]],
      }]),

    removeContact(key) {
      const conversation = db.get<{ number: number }>("SELECT number FROM conversations WHERE key = ?", [key])?.number;
      const forget = conversation === undefined ? [] : [
        ...forgetIndexed(db, conversation),
        { sql: "DELETE FROM messages WHERE conversation = ?", rows: [[conversation]] },
        { sql: "DELETE FROM conversations WHERE number = ?", rows: [[conversation]] },
      ];
      const saved = save(db, [
        ...forget,
        { sql: "DELETE FROM drafts WHERE conversation = ?", rows: [[key]] },
        { sql: "DELETE FROM pending_invites WHERE key = ?", rows: [[key]] },
        // The invite that let them in would let them in again.
        { sql: "DELETE FROM invites WHERE redeemed_by = ?", rows: [[key]] },
        // Those whose names end with a contact are about that one.
        { sql: "DELETE FROM settings WHERE key LIKE ?", rows: [[`% ${key}`]] },
        { sql: "DELETE FROM contacts WHERE key = ?", rows: [[key]] },
      ]);
      if (forget.length > 0) forgetOnDisk(db, saved);
      return saved;
    },
  };
}

function fromStored(row: StoredContact): ContactRow {
  return {
    ...row,
    addresses: JSON.parse(row.addresses),
    options: { ...DEFAULT_OPTIONS, ...JSON.parse(row.options) as Partial<ContactOptions> },
  };
}
