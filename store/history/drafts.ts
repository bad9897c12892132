/** What is written and not sent yet, one a conversation. */

import type { History } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";
import { packId, packText, unpackId, unpackText } from "./packing.ts";

interface StoredDraft {
  readonly text: Uint8Array | string;
  readonly reply_to: Uint8Array | string | null;
}

export function draftsPart(db: Database): Pick<History, "draft" | "putDraft"> {
  return {
    draft(key) {
      const row = db.get<StoredDraft>("SELECT text, reply_to FROM drafts WHERE conversation = ?", [key]);
      return row && { text: unpackText(row.text), reply_to: row.reply_to === null ? null : unpackId(row.reply_to) };
    },

    putDraft(key, draft) {
      const forget = { sql: "DELETE FROM drafts WHERE conversation = ?", rows: [[key]] };
      if (draft === undefined) return save(db, [forget], { relaxed: true });
      const reply = draft.reply_to === null ? null : packId(draft.reply_to);
      return save(db, [{
        sql: "INSERT OR REPLACE INTO drafts (conversation, text, reply_to) VALUES (?, ?, ?)",
        rows: [[key, packText(draft.text.toWellFormed()), reply]],
      }], { relaxed: true });
    },
  };
}
