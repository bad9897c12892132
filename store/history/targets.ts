/** Messages that the amendments of one call speak of: found, changed, written back. */

import type { MessageRow } from "../history_types.ts";
import type { Database, SqlValue, Write } from "../types.ts";
import { amend, type Amended, type Amendment, amendWithout, looksDifferent } from "./amending.ts";
import type { Authors } from "./authors.ts";
import { NO_STATES, shownStates } from "./file_states.ts";
import { packId, packText, unpackId, unpackText } from "./packing.ts";
import { reindexed } from "./reindex.ts";
import { ended } from "./leaving.ts";
import {
  fromStored,
  IN_FORCE,
  LEAVING,
  MEANS_NOTHING,
  ROOM_COLUMNS,
  shownReactions,
  type StoredMessage,
} from "./rows.ts";
import { readStates, updateTransfers } from "./transfer_rows.ts";
import { newestOfOursBut, storedAt, waitingFor, waitingInRoom } from "./waiting.ts";

type StoredTarget = StoredMessage & {
  readonly hidden: number;
  readonly original: Uint8Array | string | null;
  readonly edit: Uint8Array | string | null;
};

/** What may amend what. */
const AMENDED_BY: Readonly<Record<string, ReadonlySet<string>>> = {
  text: new Set(["edit", "delete", "reaction"]),
  file: new Set(["delete", "reaction", "file-state"]),
};

/** A message while amendments are applied to it. */
interface Target {
  readonly row: MessageRow;
  /** Its place in this database, which is not the cursor that is told in a room. */
  readonly cursor: number;
  readonly isNew: boolean;
  /** An offer that is not seen here any more, and whose file is on its way. */
  readonly isLeaving: boolean;
  readonly before: Amended;
  now: Amended;
}

const READ = `SELECT ${ROOM_COLUMNS}, hidden, original, edit FROM messages ` +
  `WHERE id = ? AND conversation = ? AND (hidden = 0 OR hidden = ${LEAVING} AND kind = 'file') AND direction <> 2`;

const WRITE = "UPDATE messages SET text = ?, original = ?, edit = ?, edited_at = ?, deleted = ?, reactions = ? " +
  "WHERE cursor = ?";

/** What has no effect any more carries no text either. */
const BLANK = `UPDATE messages SET text = '', hidden = ${MEANS_NOTHING} ` +
  `WHERE conversation = ? AND about = ? AND ${IN_FORCE} AND kind IN ('edit', 'reaction')`;

/** They go with their message now. */
const STAY = `UPDATE messages SET expires_at = NULL WHERE conversation = ? AND about = ? AND ${IN_FORCE}`;

/** What is needed where amendments are those of a room. */
export interface TargetsOfRoom {
  readonly authors: Authors;
  /** Events that the same write takes out, as `SpokenInRoom` has them. */
  readonly cuts: string;
}

export class Targets {
  readonly #db: Database;
  readonly #conversation: number;
  readonly #key: string;
  readonly #targets = new Map<string, Target | undefined>();
  readonly #room: TargetsOfRoom | undefined;
  /** New messages whose amendments were here before. */
  readonly #found: string[] = [];

  constructor(db: Database, { number, key }: { readonly number: number; readonly key: string }, room?: TargetsOfRoom) {
    this.#db = db;
    this.#conversation = number;
    this.#key = key;
    this.#room = room;
  }

  /** A message of this call. @param waiting amendments may have come before what they speak of */
  addNew(row: MessageRow, cursor: number, waiting: boolean): void {
    const { text } = row;
    const states = row.file === null ? null : NO_STATES;
    const before = { text, original: null, edit: null, edited_at: null, deleted: false, reactions: [], states };
    const target: Target = { row, cursor, isNew: true, isLeaving: false, before, now: before };
    this.#targets.set(row.id, target);
    if (!waiting) return;
    const amendments = this.#waitingFor(row);
    if (amendments.length > 0) this.#found.push(row.id);
    for (const amendment of amendments) apply(target, amendment);
  }

  /** @returns what it speaks of, if that is here */
  amend(about: string, amendment: MessageRow): MessageRow | undefined {
    const target = this.#find(about);
    if (target !== undefined) apply(target, { ...amendment, stored_at: storedAt(amendment) });
    return target?.row;
  }

  /** As if an amendment of ours had not been made. */
  takeBack({ id, kind, about }: MessageRow): void {
    const target = this.#find(about!);
    if (target === undefined) return;
    const message = { conversation: this.#conversation, id: about! };
    target.now = amendWithout(target.now, { id, kind }, newestOfOursBut(this.#db, message, kind, id));
  }

  /** As if what is here about a message had come only now. @returns what it comes to, undefined when it is not here */
  rebuild(id: string): Amended | undefined {
    const target = this.#find(id);
    if (target === undefined) return undefined;
    const { text, original, states } = target.now;
    const first = original ?? text;
    target.now = { text: first, original: null, edit: null, edited_at: null, deleted: false, reactions: [], states };
    for (const amendment of this.#waitingFor(target.row)) apply(target, amendment);
    return target.now;
  }

  /** A message of this call or one that was amended by it. */
  state(id: string): Amended | undefined {
    return this.#targets.get(id)?.now;
  }

  /** Whether an amendment changed it, or its reactions. */
  isAmended(id: string): boolean {
    const target = this.#targets.get(id);
    return target !== undefined && target.now !== target.before;
  }

  /** Values of the columns text, original, edit, edited_at, deleted, reactions; undefined for what is no target. */
  values(id: string): SqlValue[] | undefined {
    const state = this.state(id);
    return state && amendedValues(state);
  }

  /** The message with what amendments made of it. */
  asNow(row: MessageRow): MessageRow {
    const state = this.state(row.id);
    if (state === undefined) return row;
    const { text, edited_at, deleted, reactions, states } = state;
    const file = row.file && states && { ...row.file, ...shownStates(states) };
    return { ...row, text, edited_at, deleted, reactions: shownReactions(reactions), file };
  }

  /** Messages that look different now, those of this call among them. */
  changed(): MessageRow[] {
    return this.#all().filter(({ isLeaving, before, now }) => !isLeaving && looksDifferent(before, now))
      .map(({ row }) => this.asNow(row))
      .sort((a, b) => a.cursor - b.cursor);
  }

  /** Whether a text that may stand on the disk is gone now. */
  get forgets(): boolean {
    return this.#deleted().length > 0;
  }

  /** What must be written beside the rows of this call. */
  writes(): Write[] {
    const changed = this.#all().filter(({ isNew, before, now }) => !isNew && before !== now);
    const update = changed.filter(({ before, now }) => !isSame(before, now))
      .map(({ cursor, now }) => [...amendedValues(now), cursor]);
    const texts = changed.filter(({ before, now }) => before.text !== now.text).map(({ cursor }) => cursor);
    const transfers = changed.filter(({ before, now }) => before.states !== now.states)
      .map(({ cursor, now }) => [cursor, now.states] as const);
    return [
      ...(update.length === 0 ? [] : reindexed(texts, [{ sql: WRITE, rows: update }])),
      ...updateTransfers(transfers),
      ...ended(
        changed.filter(({ isLeaving, now }) => isLeaving && now.states?.end)
          .map(({ row }) => ({ conversation: this.#conversation, id: packId(row.id) })),
      ),
      { sql: STAY, rows: this.#found.map((id) => [this.#conversation, packId(id)]) },
      // With the rows of this call: they are stored by now.
      { sql: BLANK, rows: this.#deleted().map(({ row }) => [this.#conversation, packId(row.id)]) },
    ];
  }

  #all(): Target[] {
    return [...this.#targets.values()].filter((target) => target !== undefined);
  }

  #deleted(): Target[] {
    return this.#all().filter(({ before, now }) => now.deleted && !before.deleted);
  }

  #find(id: string): Target | undefined {
    if (this.#targets.has(id)) return this.#targets.get(id);
    const stored = this.#db.get<StoredTarget>(READ, [packId(id), this.#conversation]);
    if (stored === undefined) {
      this.#targets.set(id, undefined);
      return undefined;
    }
    const row = fromStored(this.#db, stored, this.#key);
    const { cursor } = stored;
    const before = stateOf(stored, row.file === null ? null : readStates(this.#db, cursor));
    const target: Target = { row, cursor, isNew: false, isLeaving: stored.hidden === LEAVING, before, now: before };
    this.#targets.set(id, target);
    return target;
  }

  #waitingFor({ id, author }: MessageRow): Amendment[] {
    const message = { conversation: this.#conversation, id };
    if (this.#room === undefined) return waitingFor(this.#db, message);
    const { authors, cuts } = this.#room;
    return waitingInRoom(this.#db, { ...message, author: authors.find(author ?? "") ?? null, cuts });
  }
}

function apply(target: Target, amendment: Amendment): void {
  const { row, now, isLeaving } = target;
  if (isLeaving && amendment.kind !== "file-state") return;
  // Not a notice.
  if (row.direction === "event") return;
  if (AMENDED_BY[row.kind]?.has(amendment.kind)) target.now = amend(now, row, amendment);
}

function stateOf(row: StoredTarget, states: Amended["states"]): Amended {
  return {
    text: unpackText(row.text),
    original: row.original === null ? null : unpackText(row.original),
    edit: row.edit === null ? null : unpackId(row.edit),
    edited_at: row.edited_at,
    deleted: row.deleted === 1,
    reactions: row.reactions === null ? [] : JSON.parse(row.reactions),
    states,
  };
}

/** Whether the row of the message says the same; states of a file stand in its transfer. */
function isSame(before: Amended, now: Amended): boolean {
  return before.text === now.text && before.edit === now.edit && before.deleted === now.deleted &&
    before.reactions === now.reactions;
}

function amendedValues({ text, original, edit, edited_at, deleted, reactions }: Amended): SqlValue[] {
  return [
    packText(text),
    original === null ? null : packText(original),
    edit === null ? null : packId(edit),
    edited_at,
    deleted ? 1 : 0,
    reactions.length === 0 ? null : JSON.stringify(reactions),
  ];
}
