/**
 * Search: newest first, in steps that are each short. A call does one step and says where the next one goes on; whoever wants
 * more asks again, and the program does other things in between.
 */

import type { Found, SearchQuery } from "../history_types.ts";
import type { Database, SqlValue } from "../types.ts";
import { indexedUpTo, indexSome, SHARD } from "./full_text.ts";
import { unpackText } from "./packing.ts";
import { isRoom } from "./places.ts";
import { AUTHOR, fromStored, MESSAGE_COLUMNS, type StoredMessage } from "./rows.ts";
import { matchQuery, textMatcher, wordsOf } from "./words.ts";

/** Messages a search brings into the index by itself: about 8 ms. */
const INDEXED_A_STEP = 512;
/** Newest messages that are read one by one in a step, because the index does not have them yet: about 8 ms. */
const READ_A_STEP = 1_000;
/** Bytes of them: one message may have four million. */
const BYTES_A_STEP = 4_000_000;
/** Shards asked in a step. One costs 0.1 ms without a hit, less than 1 ms with hits that have to be read to be judged. */
const SHARDS_A_STEP = 16;
/** The same where something beside the message has to be read to judge a hit: 4 ms for a shard that is full of them. */
const JUDGED_SHARDS_A_STEP = 4;

/** What can be asked of every message without its words, as SQL over `messages m`. */
export interface Filter {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** A question, read once. */
interface Asked {
  readonly words: readonly string[];
  /** Words of the column `tags`. */
  readonly tags: readonly string[];
  readonly filter: Filter;
  readonly since: number;
  readonly until: number;
  readonly limit: number;
  readonly conversation: number | undefined;
  /** That are asked in a step. */
  readonly shards: number;
  /** In one room: newest first is the order of the room. */
  readonly inRoom: boolean;
}

interface Step {
  readonly rows: readonly StoredMessage[];
  /** Everything from this cursor on was looked at; undefined when nothing is left. */
  readonly next: number | undefined;
}

const AT = "CASE m.direction WHEN 0 THEN m.received_at ELSE m.sent_at END";
/** By `SearchQuery.kind`. */
const KINDS = {
  text: "m.kind = 'text'",
  file: "m.kind = 'file'",
  link: "m.kind <> 'file' AND (m.text LIKE '%http://%' OR m.text LIKE '%https://%' OR m.text LIKE '%www.%')",
} as const;
const SELECT = `SELECT ${MESSAGE_COLUMNS.replaceAll(/\w+/g, "m.$&")}, m.place, ${AUTHOR} FROM `;

/** What a step found, and where that stands in the order of a search. */
export interface Ordered extends Found {
  /** Of each row; what is told of a row in a room is its place there. */
  readonly cursors: readonly number[];
}

export function searchPart(db: Database): { search(query: SearchQuery): Ordered } {
  const find = searcher(db);
  return {
    search(query) {
      const { rows, next } = find(query);
      return { rows: withConversations(db, rows), cursors: rows.map(({ cursor }) => cursor), next };
    },
  };
}

/** One step of a search. @param also what else must be so of a message `m` */
type Search = (
  query: SearchQuery,
  also?: Filter,
) => { readonly rows: readonly StoredMessage[]; readonly next: string | null };

export function searcher(db: Database): Search {
  let refused = false;
  return (query, also) => {
    const asked = readQuery(db, query, also);
    if (asked === undefined) return { rows: [], next: null };
    // A disk that refuses is no reason not to find.
    if (!refused) indexSome(db, INDEXED_A_STEP).saved.catch(() => refused = true);
    const before = query.after === undefined ? Number.MAX_SAFE_INTEGER : Number(query.after);
    const { rows, next } = step(db, asked, before);
    return { rows, next: next === undefined ? null : String(next) };
  };
}

/** @returns undefined when nothing can be found */
function readQuery(db: Database, query: SearchQuery, also: Filter | undefined): Asked | undefined {
  const { text, direction, kind, since = -Infinity, until = Infinity, limit } = query;
  const words = wordsOf(text);
  if (words.length === 0 && text !== "") return undefined;
  const conversation = query.conversation === undefined ? undefined : numberOf(db, query.conversation);
  if (query.conversation !== undefined && conversation === undefined) return undefined;
  const tags = [
    ...(conversation === undefined ? [] : [`c${conversation}`]),
    ...(direction === undefined ? [] : [direction]),
    ...(kind === "link" || kind === "file" ? [kind] : []),
  ];
  const shards = also === undefined ? SHARDS_A_STEP : JUDGED_SHARDS_A_STEP;
  const inRoom = query.conversation !== undefined && isRoom(query.conversation);
  return {
    words,
    tags,
    filter: filterOf(query, conversation, also),
    since,
    until,
    limit,
    conversation,
    shards,
    inRoom,
  };
}

function numberOf(db: Database, key: string): number | undefined {
  return db.get<{ number: number }>("SELECT number FROM conversations WHERE key = ?", [key])?.number;
}

function filterOf(
  { direction, kind, since, until }: SearchQuery,
  conversation: number | undefined,
  also: Filter | undefined,
): Filter {
  const parts: [sql: string, ...params: SqlValue[]][] = [["m.hidden = 0 AND m.deleted = 0 AND m.direction <> 2"]];
  if (conversation !== undefined) parts.push(["m.conversation = ?", conversation]);
  if (direction !== undefined) parts.push(["m.direction = ?", direction === "in" ? 0 : 1]);
  if (kind !== undefined) parts.push([KINDS[kind]]);
  if (since !== undefined) parts.push([`${AT} >= ?`, since]);
  if (until !== undefined) parts.push([`${AT} <= ?`, until]);
  if (also !== undefined) parts.push([also.sql, ...also.params]);
  return { sql: parts.map(([sql]) => sql).join(" AND "), params: parts.flatMap(([, ...params]) => params) };
}

function step(db: Database, asked: Asked, before: number): Step {
  // The index is in the order of arrival, which in a room is another one: its messages are read.
  if (asked.inRoom) return readTail(db, asked, -1, before);
  const indexed = indexedUpTo(db);
  const tail = before > indexed + 1 ? readTail(db, asked, indexed, before) : { rows: [], next: undefined };
  if (tail.next !== undefined) return tail;
  const rest = askShards(db, { ...asked, limit: asked.limit - tail.rows.length }, Math.min(before, indexed + 1));
  return { rows: [...tail.rows, ...rest.rows], next: rest.next };
}

/**
 * The newest messages behind `from`, which the index has not reached: read and compared. `next` only when this is not all of
 * them.
 */
function readTail(db: Database, asked: Asked, from: number, before: number): Step {
  const { words, filter, limit } = asked;
  const order = orderOf(asked);
  const matches = textMatcher(words);
  const rows: StoredMessage[] = [];
  const slice = newestSlice(db, asked, from, before);
  if (slice === undefined) return { rows, next: undefined };
  const candidates = db.all<{ cursor: number; at: number; text: Uint8Array | string }>(
    `SELECT m.cursor, m.${order} AS at, m.text FROM messages m ` +
      `WHERE m.${order} >= ? AND m.${order} < ? AND ${filter.sql} ORDER BY m.${order} DESC`,
    [slice.from, before, ...filter.params],
  );
  let last = before;
  for (const { cursor, at, text } of candidates) {
    if (!matches(unpackText(text))) continue;
    if (rows.length === limit) return { rows, next: last };
    rows.push(db.get<StoredMessage>(`${SELECT} messages m WHERE m.cursor = ?`, [cursor])!);
    last = at;
  }
  return { rows, next: slice.whole ? undefined : slice.from };
}

/** Where the first of as many messages as are read in one step stands, and whether they are all. */
function newestSlice(db: Database, asked: Asked, from: number, before: number) {
  const { conversation } = asked;
  const order = orderOf(asked);
  const scope = conversation === undefined ? "" : "AND conversation = ? AND hidden = 0 ";
  const newest = db.all<{ at: number; bytes: number }>(
    `SELECT ${order} AS at, octet_length(text) AS bytes FROM messages WHERE ${order} > ? AND ${order} < ? ${scope}` +
      `ORDER BY ${order} DESC LIMIT ?`,
    [from, before, ...(conversation === undefined ? [] : [conversation]), READ_A_STEP],
  );
  let bytes = 0;
  let count = 0;
  while (count < newest.length && (count === 0 || bytes + newest[count].bytes <= BYTES_A_STEP)) {
    bytes += newest[count++].bytes;
  }
  if (count === 0) return undefined;
  return { from: newest[count - 1].at, whole: count === newest.length && count < READ_A_STEP };
}

function orderOf({ inRoom }: Asked): "place" | "cursor" {
  return inRoom ? "place" : "cursor";
}

function askShards(db: Database, asked: Asked, before: number): Step {
  const { since, until, limit } = asked;
  const shards = db.all<{ number: number; since: number; until: number }>(
    "SELECT number, since, until FROM shards WHERE number * ? < ? ORDER BY number DESC",
    [SHARD, before],
  ).filter((shard) => shard.until >= since && shard.since <= until);
  const rows: StoredMessage[] = [];
  for (const [index, { number }] of shards.entries()) {
    if (index === asked.shards) return { rows, next: (number + 1) * SHARD };
    rows.push(...askShard(db, asked, number, before, limit + 1 - rows.length));
    if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]?.cursor ?? before };
  }
  return { rows, next: undefined };
}

function askShard(db: Database, { words, tags, filter }: Asked, shard: number, before: number, limit: number) {
  const query = [matchQuery(words), ...tags.map((tag) => `tags:${tag}`)].join(" ").trim();
  // Without words of any column it is a walk through the shard.
  if (query === "") {
    return db.all<StoredMessage>(
      `${SELECT} messages m WHERE m.cursor >= ? AND m.cursor < ? AND ${filter.sql} ORDER BY m.cursor DESC LIMIT ?`,
      [shard * SHARD, Math.min(before, (shard + 1) * SHARD), ...filter.params, limit],
    );
  }
  return db.all<StoredMessage>(
    `${SELECT} words w CROSS JOIN messages m ON m.cursor = w.docid ` +
      `WHERE w.text MATCH ? AND w.shard = ? AND w.docid < ? AND ${filter.sql} ORDER BY w.docid DESC LIMIT ?`,
    [query, shard, before, ...filter.params, limit],
  );
}

function withConversations(db: Database, rows: readonly StoredMessage[]): Found["rows"] {
  const keys = new Map<number, string>();
  return rows.map((row) => {
    let key = keys.get(row.conversation);
    if (key === undefined) {
      key = db.get<{ key: string }>("SELECT key FROM conversations WHERE number = ?", [row.conversation])!.key;
      keys.set(row.conversation, key);
    }
    return fromStored(db, row, key);
  });
}
