/** Texts a message had before. */

import type { History, Version } from "../history_types.ts";
import type { Database, Write } from "../types.ts";
import { packId, unpackText } from "./packing.ts";
import { IN_FORCE, type StoredMessage } from "./rows.ts";
import { findConversation } from "./streams.ts";

/** Edits told at once. Of theirs no more are kept: nobody would see them, and a peer can send as many as it likes. */
const MAX_VERSIONS = 200;

/** Bytes of them together; one may have four million, and a window is told all at once. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The same with the text that is shown: the longest there is. */
const KEPT_BYTES = MAX_BYTES + 4 * 1024 * 1024;

/** Edits by the other side of one of its messages, the one that counts first. */
const THEIRS = "SELECT cursor, row_number() OVER newest AS place, sum(octet_length(text)) OVER newest AS bytes " +
  `FROM messages WHERE conversation = ? AND about = ? AND ${IN_FORCE} AND kind = 'edit' AND direction = 0 ` +
  "WINDOW newest AS (ORDER BY id DESC)";

interface Edited {
  readonly original: StoredMessage["text"];
  readonly edit: StoredMessage["id"];
  readonly sent_at: number;
  readonly direction: number;
  /** In a room. */
  readonly author: number | null;
}

/** A write that follows those which store new edits. @param messages of theirs, that were edited now */
export function forgottenVersions(conversation: number, messages: Iterable<string>): Write {
  return {
    sql: `DELETE FROM messages WHERE cursor IN (SELECT cursor FROM (${THEIRS}) ` +
      `WHERE place > ${MAX_VERSIONS + 1} OR place > 1 AND bytes > ${KEPT_BYTES})`,
    rows: Array.from(new Set(messages), (id) => [conversation, packId(id)]),
  };
}

export function versionsPart(db: Database): Pick<History, "versions"> {
  return {
    versions(key, id) {
      const number = findConversation(db, key)?.number;
      const edited = number !== undefined && db.get<Edited>(
        "SELECT original, edit, sent_at, direction, author FROM messages WHERE id = ? AND conversation = ? AND hidden = 0 AND " +
          "edit IS NOT NULL",
        [packId(id), number],
      );
      if (!edited) return [];
      const { original, edit, sent_at, direction, author } = edited;
      const newest = `FROM messages WHERE conversation = ? AND about = ? AND ${IN_FORCE} AND kind = 'edit' ` +
        "AND direction = ? AND author IS ? AND id < ? ORDER BY id DESC LIMIT ?";
      const which = [number, packId(id), direction, author, edit];
      const sizes = db.all<{ bytes: number }>(`SELECT octet_length(text) AS bytes ${newest}`, [...which, MAX_VERSIONS]);
      let fit = 0;
      for (let bytes = 0; fit < sizes.length; fit++) if ((bytes += sizes[fit].bytes) > MAX_BYTES) break;
      const edits = db.all<Pick<StoredMessage, "text" | "sent_at">>(`SELECT text, sent_at ${newest}`, [...which, fit]);
      return [{ text: original, sent_at }, ...edits.reverse()]
        .map(({ text, sent_at }): Version => ({ text: unpackText(text), at: sent_at }));
    },
  };
}
