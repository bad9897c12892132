/** Invites we made, invites we accepted. */

import type { History, InviteRow, PendingInviteRow } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";

type InvitesPart = Pick<
  History,
  | "invites"
  | "invite"
  | "putInvite"
  | "dropExpiredInvites"
  | "pendingInvites"
  | "putPendingInvite"
  | "removePendingInvite"
>;

export function invitesPart(db: Database): InvitesPart {
  return {
    invites: () => db.all<InviteRow>("SELECT * FROM invites ORDER BY expires_at, id"),
    invite: (id) => db.get<InviteRow>("SELECT * FROM invites WHERE id = ?", [id]),
    putInvite: ({ id, secret, expires_at, redeemed_by }) =>
      save(db, [{
        sql: "INSERT OR REPLACE INTO invites (id, secret, expires_at, redeemed_by) VALUES (?, ?, ?, ?)",
        rows: [[id, secret, expires_at, redeemed_by]],
      }]),
    dropExpiredInvites: (now) => save(db, [{ sql: "DELETE FROM invites WHERE expires_at < ?", rows: [[now]] }]),

    pendingInvites: () => db.all<PendingInviteRow>("SELECT * FROM pending_invites ORDER BY accepted_at, key"),
    putPendingInvite: ({ key, text, accepted_at }) =>
      save(db, [{
        sql: "INSERT OR REPLACE INTO pending_invites (key, text, accepted_at) VALUES (?, ?, ?)",
        rows: [[key, text, accepted_at]],
      }]),
    removePendingInvite: (key) => save(db, [{ sql: "DELETE FROM pending_invites WHERE key = ?", rows: [[key]] }]),
  };
}
