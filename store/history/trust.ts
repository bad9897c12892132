/** Trusted roots and their revocation lists. */

import type { CrlRow, History, RootRow } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";

type StoredRoot = Omit<RootRow, "ids"> & { readonly ids: string };

type TrustPart = Pick<History, "roots" | "putRoot" | "removeRoot" | "crls" | "putCrl">;

export function trustPart(db: Database): TrustPart {
  return {
    roots: () =>
      db.all<StoredRoot>("SELECT * FROM roots ORDER BY added_at, fingerprint")
        .map((row) => ({ ...row, ids: JSON.parse(row.ids) })),

    putRoot: ({ fingerprint, certificate, name, scope, ids, added_at }) =>
      save(db, [{
        sql: "INSERT OR REPLACE INTO roots (fingerprint, certificate, name, scope, ids, added_at) " +
          "VALUES (?, ?, ?, ?, ?, ?)",
        rows: [[fingerprint, certificate, name, scope, JSON.stringify(ids), added_at]],
      }]),

    removeRoot: (fingerprint) =>
      save(db, [
        { sql: "DELETE FROM roots WHERE fingerprint = ?", rows: [[fingerprint]] },
        { sql: "DELETE FROM crls WHERE root = ?", rows: [[fingerprint]] },
      ]),

    crls: () => db.all<CrlRow>("SELECT root, crl, number FROM crls ORDER BY root"),

    putCrl: ({ root, crl, number }) =>
      save(db, [{
        sql: "INSERT INTO crls (root, crl, number) VALUES (?, ?, ?) " +
          "ON CONFLICT (root) DO UPDATE SET crl = excluded.crl, number = excluded.number " +
          "WHERE excluded.number > crls.number",
        rows: [[root, crl, number]],
      }]),
  };
}
