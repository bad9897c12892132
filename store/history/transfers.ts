/** What is known of files and folders that were offered: questions, pages, and what a transfer writes down on its way. */

import type { History, TransferQuery, TransferRow } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database, Write } from "../types.ts";
import { packId, unpackId, unpackText } from "./packing.ts";
import { DIRECTIONS, LEAVING } from "./rows.ts";
import { type Filter, searcher } from "./search.ts";
import { findConversation } from "./streams.ts";
import { OPEN, storedStates, type StoredTransfer, TRANSFER_COLUMNS, transferOf } from "./transfer_rows.ts";

type TransfersPart = Pick<History, "transfer" | "transfers" | "unansweredOffers" | "putTransfer" | "manifest">;

interface Offered extends StoredTransfer {
  readonly cursor: number;
  readonly id: Uint8Array | string;
  readonly key: string;
  readonly direction: 0 | 1;
  readonly hidden: number;
  readonly text: Uint8Array | string;
  readonly sent_at: number;
  readonly received_at: number | null;
}

const OFFERED =
  `SELECT m.cursor, m.id, c.key, m.direction, m.hidden, m.text, m.sent_at, m.received_at, ${TRANSFER_COLUMNS} FROM messages m ` +
  "JOIN transfers t ON t.message = m.cursor JOIN conversations c ON c.number = m.conversation WHERE ";

const BY_ID = "m.id = ? AND m.conversation = (SELECT number FROM conversations WHERE key = ?)";

/** The transfer of one message. */
const OF_MESSAGE = `(SELECT t.message FROM messages m JOIN transfers t ON t.message = m.cursor WHERE ${BY_ID})`;

export function transfersPart(db: Database): TransfersPart {
  const find = searcher(db);
  return {
    transfer(key, id) {
      const offered = db.get<Offered>(OFFERED + BY_ID, [packId(id), key]);
      return offered && told(offered);
    },

    transfers(query) {
      if (query.text !== undefined && query.text !== "") {
        const { rows, next } = find({ ...query, text: query.text, kind: "file" }, inState(query.state));
        return { rows: tell(db, rows.map(({ cursor }) => cursor)), next };
      }
      const cursors = newest(db, query);
      const page = cursors.slice(0, query.limit);
      return { rows: tell(db, page), next: cursors.length > page.length ? String(page.at(-1) ?? "") : null };
    },

    unansweredOffers(key) {
      return db.get<{ n: number }>(
        "SELECT count(*) AS n FROM transfers WHERE conversation = (SELECT number FROM conversations WHERE key = ?) " +
          "AND direction = 0 AND state = 0 AND mine = ''",
        [key],
      )!.n;
    },

    putTransfer(key, id, { path, done, moving_ms, manifest }) {
      const which = [packId(id), key];
      const writes: Write[] = [{
        sql: "UPDATE transfers SET path = ifnull(?, path), done = ifnull(?, done), moving_ms = ifnull(?, moving_ms) " +
          `WHERE message = ${OF_MESSAGE}`,
        rows: [[path?.toWellFormed() ?? null, rounded(done), rounded(moving_ms), ...which]],
      }];
      if (manifest !== undefined) {
        writes.push({
          sql:
            `INSERT OR REPLACE INTO manifests SELECT message, ? FROM transfers WHERE state = ${OPEN} AND message = ` +
            OF_MESSAGE,
          rows: [[manifest, ...which]],
        });
      }
      // How far it has come is found again on the reader's disk, and nobody misses a second of how long it took.
      return save(db, writes, { relaxed: path === undefined && manifest === undefined });
    },

    manifest: (key, id) =>
      db.get<{ bytes: Uint8Array }>(`SELECT bytes FROM manifests WHERE message = ${OF_MESSAGE}`, [packId(id), key])
        ?.bytes,
  };
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}

/** The newest cursors that are asked for, one more than its limit. */
function newest(db: Database, { conversation, direction, state, after, limit }: TransferQuery): number[] {
  const number = conversation === undefined ? undefined : findConversation(db, conversation)?.number;
  if (conversation !== undefined && number === undefined) return [];
  const scope = number === undefined ? "" : "conversation = ? AND ";
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
  const directions = direction === undefined ? [0, 1] : [DIRECTIONS.indexOf(direction)];
  // Each pair is a range of an index that is in the order of cursors already.
  const pairs = directions.flatMap((one) => storedStates(state).map((stored) => [one, stored]));
  return pairs.flatMap((pair) =>
    db.all<{ message: number }>(
      `SELECT message FROM transfers WHERE ${scope}direction = ? AND state = ? AND message < ? ` +
        "ORDER BY message DESC LIMIT ?",
      [...(number === undefined ? [] : [number]), ...pair, before, limit + 1],
    )
  ).map(({ message }) => message).sort((a, b) => b - a).slice(0, limit + 1);
}

function inState(state: TransferQuery["state"]): Filter {
  const states = storedStates(state);
  const among = states.map(() => "?").join(", ");
  return { sql: `(SELECT state FROM transfers WHERE message = m.cursor) IN (${among})`, params: states };
}

function tell(db: Database, cursors: readonly number[]): TransferRow[] {
  const which = "m.cursor IN (SELECT value FROM json_each(?)) ORDER BY m.cursor DESC";
  return db.all<Offered>(OFFERED + which, [JSON.stringify(cursors)]).map(told);
}

function told(row: Offered): TransferRow {
  const { cursor, id, key, direction, text, sent_at } = row;
  const message = { cursor, id: unpackId(id), conversation: key, text: unpackText(text), sent_at };
  const transfer = transferOf({ ...message, direction: DIRECTIONS[direction] }, row);
  if (row.hidden !== LEAVING) return transfer;
  return { ...transfer, leaving: true, ...(row.received_at === null ? {} : { delivered: true }) };
}
