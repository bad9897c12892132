/** The rows one call adds, and what they change. */

import {
  AMENDMENTS,
  type IncomingItem,
  type MessageRow,
  type NewItem,
  type OfferRow,
  type Saved,
} from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database, SqlValue, Write } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { meansSomething } from "./amending.ts";
import { Authors } from "./authors.ts";
import { forgottenStates } from "./superseded.ts";
import { NO_STATES } from "./file_states.ts";
import { looseWrites } from "./loose.ts";
import {
  allValues,
  INSERT,
  INSERT_IN_ROOM,
  INSERT_PLAIN,
  INSERT_TEXT,
  isOnlyText,
  plainValues,
  textValues,
} from "./message_values.ts";
import { packId } from "./packing.ts";
import { isRoom, movingWrite, type Placed, placed, placeOf } from "./places.ts";
import {
  AMENDS,
  DIRECTIONS,
  fromStored,
  isOffer,
  MEANS_NOTHING,
  newestCursor,
  ROOM_COLUMNS,
  SHOWN,
  type StoredDirection,
  type StoredMessage,
} from "./rows.ts";
import type { Conversation } from "./streams.ts";
import { Targets } from "./targets.ts";
import { timerOf, timerWrites } from "./timers.ts";
import { forgottenVersions } from "./versions.ts";
import { insertManifests, insertTransfers, newTransfer } from "./transfer_rows.ts";

/** Amendments in a room; other kinds are those of a newer version there. */
const AMENDMENTS_IN_ROOM: ReadonlySet<string> = new Set(["edit", "delete", "reaction"]);

/** Amendments whose text was written by a person. */
const TEXTS: ReadonlySet<string> = new Set(["edit", "reaction"]);

const NONE: MessageRow["reactions"] = [];
const NOT_PLACED: Placed = { places: new Map(), moved: [] };

/** What is known of an item beside what it says. */
interface About {
  readonly received_at: number | null;
  readonly args?: Record<string, string>;
  /** In a room: peer key; and when our user saw it before. */
  readonly author?: string;
  readonly read_at?: number | null;
}

export class Batch {
  /** The new rows in order, as they were said: what goes on the wire. */
  readonly rows: MessageRow[] = [];
  readonly #db: Database;
  readonly #conversation: Conversation;
  /** Where in `rows` an id is. */
  readonly #places = new Map<string, number>();
  /** Of folders that we offer, by cursor. */
  readonly #manifests = new Map<number, Uint8Array>();
  /** Undefined: nothing here or before amends or is amended. */
  #targets: Targets | undefined;
  /** Cursors of the new rows are those above it. */
  readonly #newest: number;
  /** Undefined where it is no room. */
  readonly #authors: Authors | undefined;
  #placed = NOT_PLACED;

  /** @param authors of a room */
  constructor(db: Database, conversation: Conversation, authors?: Authors) {
    this.#db = db;
    this.#conversation = conversation;
    this.#newest = newestCursor(db);
    if (isRoom(conversation.key)) this.#authors = authors ?? new Authors(db);
    if (conversation.orphans > 0) this.#targets = this.#newTargets();
  }

  #newTargets(): Targets {
    const authors = this.#authors;
    return new Targets(this.#db, this.#conversation, authors && { authors, cuts: "[]" });
  }

  known(id: string): boolean {
    return this.#places.has(id) || this.#db.get(
          "SELECT 1 FROM messages WHERE id = ? AND conversation = ?",
          [packId(id), this.#conversation.number],
        ) !== undefined;
  }

  add(
    item: NewItem | IncomingItem,
    direction: StoredDirection,
    seq: number,
    { received_at, args, author, read_at = null }: About,
  ): void {
    const amends = isAmendment(this.#conversation.key, item.kind);
    if (amends) this.#targets ??= this.#newTargets();
    this.#places.set(item.id, this.rows.length);
    const row: MessageRow = {
      cursor: this.#authors === undefined ? this.#cursorAt(this.rows.length) : placeOf(item.id),
      id: item.id,
      conversation: this.#conversation.key,
      direction: DIRECTIONS[direction],
      author: author ?? null,
      kind: item.kind,
      // Half a surrogate pair has no UTF-8; what is stored and sent has U+FFFD there, so the answer has it too.
      text: item.text.toWellFormed(),
      args: args === undefined ? null : JSON.stringify(args),
      seq,
      sent_at: item.sent_at,
      received_at,
      read_at,
      error: null,
      about: item.about ?? null,
      forwarded: item.forwarded === true && !amends,
      edited_at: null,
      deleted: false,
      ttl: amends ? null : item.ttl ?? null,
      expires_at: null,
      file: null,
      reactions: NONE,
    };
    this.rows.push(item.file === undefined ? row : this.#offer(row, item, item.file));
  }

  #offer(row: MessageRow, { path, manifest }: NewItem, file: OfferRow): MessageRow {
    if (!isOffer(row)) return row;
    // Where something lies is for our side alone to say.
    const ours = row.direction === "out";
    if (ours && manifest !== undefined) this.#manifests.set(row.cursor, manifest);
    return { ...row, file: newTransfer(row, file, ours ? path?.toWellFormed() ?? null : null) };
  }

  /** Store them in one write with `more`. */
  save(more: readonly Write[]): Saved {
    if (this.#authors !== undefined) this.#place();
    const amending = this.#targets === undefined ? [] : this.#amend(this.#targets);
    const inserts = this.#authors === undefined ? this.#inserts() : this.#insertsInRoom(this.#authors);
    const saved = save(this.#db, [...inserts, ...amending, ...more].filter(({ rows }) => rows?.length !== 0));
    if (this.#targets?.forgets) forgetOnDisk(this.#db, saved);
    return saved;
  }

  #inserts(): Write[] {
    const { number } = this.#conversation;
    const texts: SqlValue[][] = [];
    const plain: SqlValue[][] = [];
    const others: SqlValue[][] = [];
    for (const [index, row] of this.rows.entries()) {
      const cursor = this.#cursorAt(index);
      if (!this.#isPlain(row)) {
        others.push(allValues(row, cursor, number, hiddenOf(row), this.#targets?.values(row.id)));
      } else if (isOnlyText(row)) texts.push(textValues(row, cursor, number));
      else plain.push(plainValues(row, cursor, number));
    }
    return [
      { sql: INSERT_TEXT, rows: texts },
      { sql: INSERT_PLAIN, rows: plain },
      { sql: INSERT, rows: others },
      ...this.#transfers(),
    ];
  }

  #insertsInRoom(authors: Authors): Write[] {
    const { number } = this.#conversation;
    const rows = this.rows.map((row, index) => [
      ...allValues(row, this.#cursorAt(index), number, this.#hidden(row), this.#targets?.values(row.id)),
      row.author === null ? null : authors.number(row.author),
      row.cursor,
    ]);
    return [authors.write(), movingWrite(this.#placed), { sql: INSERT_IN_ROOM, rows }];
  }

  #place(): void {
    const shown = this.rows.filter((row) => hiddenOf(row) === SHOWN);
    this.#placed = placed(this.#db, this.#conversation.number, shown.map(({ id }) => id));
    for (const { id } of shown) {
      const index = this.#places.get(id)!;
      const place = this.#placed.places.get(id);
      if (place !== undefined) this.rows[index] = { ...this.rows[index], cursor: place };
    }
  }

  #cursorAt(index: number): number {
    return this.#newest + 1 + index;
  }

  /** The new rows with what amendments made of them. */
  get now(): MessageRow[] {
    const rows = this.#authors === undefined
      ? this.rows
      : this.rows.filter((row) => this.#hidden(row) === hiddenOf(row));
    return this.#targets === undefined ? rows : rows.map((row) => this.#targets!.asNow(row));
  }

  /** Messages that look different after this call. @param also those that are new in it */
  changed(also: boolean): MessageRow[] {
    const changed = this.#targets?.changed() ?? [];
    const moved = this.#placed.moved.filter(({ id }) => !changed.some((row) => row.id === id));
    const all = this.#atPlaces([...changed, ...moved.map(({ id }) => this.row(id))]);
    return also ? all : all.filter(({ id }) => !this.#places.has(id));
  }

  /** Where they stand now. */
  #atPlaces(rows: MessageRow[]): MessageRow[] {
    const { moved } = this.#placed;
    if (moved.length === 0) return rows;
    const places = new Map(moved.map(({ id, place }) => [id, place]));
    return rows.map((row) => ({ ...row, cursor: places.get(row.id) ?? row.cursor })).sort((a, b) =>
      a.cursor - b.cursor
    );
  }

  /** A row of this call, or the one that was there before. */
  row(id: string): MessageRow {
    const place = this.#places.get(id);
    if (place !== undefined) return this.rows[place];
    const { number, key } = this.#conversation;
    const sql = `SELECT ${ROOM_COLUMNS} FROM messages WHERE id = ? AND conversation = ?`;
    return fromStored(this.#db, this.#db.get<StoredMessage>(sql, [packId(id), number])!, key);
  }

  /** Those of what is deleted already are not stored, nor are manifests that nobody will ask for. */
  #transfers(): Write[] {
    const offered = this.rows.flatMap(({ id, file }) => {
      const states = this.#targets?.state(id)?.states ?? NO_STATES;
      return file === null || this.#targets?.state(id)?.deleted ? [] : [[file, states] as const];
    });
    if (offered.length === 0) return [];
    const manifests = offered.flatMap(([{ cursor }, { end }]) => {
      const bytes = end === null ? this.#manifests.get(cursor) : undefined;
      return bytes === undefined ? [] : [[cursor, bytes] as const];
    });
    return [insertTransfers(this.#conversation.number, offered), insertManifests(manifests)];
  }

  #amend(targets: Targets): Write[] {
    const { number, orphans } = this.#conversation;
    for (const [index, row] of this.rows.entries()) {
      if (!isAmendment(row.conversation, row.kind)) targets.addNew(row, this.#cursorAt(index), orphans > 0);
    }
    const amending = this.rows.filter((row) => hiddenOf(row) === AMENDS);
    const missing: MessageRow[] = [];
    const edited = new Set<MessageRow>();
    const loose = this.rows.filter((row) => row.direction === "in" && hiddenOf(row) === MEANS_NOTHING);
    for (const row of amending) {
      if (row.kind === "timer") continue;
      const spokenOf = targets.amend(row.about!, row);
      if (spokenOf === undefined) missing.push(row);
      if (row.direction !== "in") continue;
      if (!countsFor(row, spokenOf)) loose.push(row);
      else if (row.kind === "edit") edited.add(row);
    }
    // Older texts and reactions of what is deleted are not even stored.
    for (const row of amending) {
      if (!TEXTS.has(row.kind) || !targets.state(row.about!)?.deleted) continue;
      const blank = { ...row, text: "" };
      this.rows[this.#places.get(row.id)!] = blank;
      if (edited.delete(row)) loose.push(blank);
    }
    return [
      ...targets.writes(),
      { sql: "UPDATE messages SET expires_at = ? WHERE cursor = ?", rows: this.#times(missing) },
      ...timerWrites(this.#db, this.#conversation, amending.filter(({ kind }) => kind === "timer")),
      ...forgottenStates(this.#db, number, amending.filter(({ kind }) => kind === "file-state")),
      {
        sql: "UPDATE conversations SET orphans = max(orphans, 1) WHERE number = ?",
        rows: missing.length > 0 ? [[number]] : [],
      },
      // In a room they are events, which have limits of their own.
      ...(this.#authors === undefined
        ? [
          ...looseWrites(this.#conversation, loose.map(({ text }) => text)),
          forgottenVersions(number, Array.from(edited, ({ about }) => about!)),
        ]
        : []),
    ];
  }

  /**
   * While a time is agreed, an edit of what is not here has it, too: most likely its message was here and has disappeared.
   * @returns when and which
   */
  #times(missing: readonly MessageRow[]): SqlValue[][] {
    const { agreed } = timerOf(this.#conversation);
    if (agreed === 0) return [];
    return missing.filter(({ kind, direction }) => kind === "edit" && direction === "in")
      .map(({ cursor, received_at }) => [received_at! + agreed * 1_000, cursor]);
  }

  #isPlain(row: MessageRow): boolean {
    if (row.about !== null || row.ttl !== null || row.forwarded || isAmendment(row.conversation, row.kind)) {
      return false;
    }
    return this.#targets === undefined || !this.#targets.isAmended(row.id);
  }

  /** What has no room in its millisecond is not shown. */
  #hidden(row: MessageRow): number {
    const hidden = hiddenOf(row);
    return hidden === SHOWN && !this.#placed.places.has(row.id) ? MEANS_NOTHING : hidden;
  }
}

/** @param key of its conversation */
function isAmendment(key: string, kind: string): boolean {
  return (isRoom(key) ? AMENDMENTS_IN_ROOM : AMENDMENTS).has(kind);
}

/** @param spokenOf the message, if it is here */
function countsFor({ kind }: MessageRow, spokenOf: MessageRow | undefined): boolean {
  return spokenOf !== undefined && (kind === "file-state" || kind === "edit" && spokenOf.direction === "in");
}

function hiddenOf({ conversation, kind, text, about }: MessageRow): number {
  if (!isAmendment(conversation, kind)) return SHOWN;
  return meansSomething(kind, text, about) ? AMENDS : MEANS_NOTHING;
}
