/**
 * Two histories in one (TXT-8): what is said goes to the disk or, in a conversation whose history is not kept, only into
 * memory. Contacts, trust, invites and settings are always on the disk; so is what was agreed about disappearing messages.
 *
 * Cursors of both rise together, so that whatever asks about all conversations needs no other order than theirs.
 */

import type { History, MessageRow, Saved, SearchQuery, Stored } from "../history_types.ts";
import { save, savedWhen, unchanged } from "../saved.ts";
import type { Database } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import {
  asNew,
  delivered,
  hasMoreThanTimers,
  hasWaitingTimers,
  putting,
  read,
  removing,
  removingButTimers,
  type Said,
} from "./moving.ts";
import { newestCursor } from "./rows.ts";
import type { searchPart } from "./search.ts";

/** A history over one database. */
export interface Place {
  readonly db: Database;
  readonly history: Omit<History, "keep" | "search"> & ReturnType<typeof searchPart>;
}

/** Some of what was asked for, the newest first, and where it goes on. */
interface Page<T> {
  readonly rows: T[];
  readonly next: string | null;
  /** Of each row; absent where its own `cursor` is meant. */
  readonly cursors?: readonly number[];
}

/** Questions about one conversation go where it is. */
const OF_ONE = [
  ..."streams unacknowledged outgoingId newestReceivedId restream markRead markFailed".split(" "),
  ..."failedAmendments discardAmendment remove withdraw".split(" "),
  ..."message versions page last unread timer draft putDraft".split(" "),
  ..."transfer unansweredOffers putTransfer manifest".split(" "),
] as "streams"[];

/**
 * @param disk where everything is that is kept
 * @param openMemory called when the first conversation is not kept
 */
export function keptHistory(disk: Place, openMemory: () => Place, newStream: () => string): History {
  const kept = new Kept(disk, openMemory, newStream);
  const ofOne = Object.fromEntries(OF_ONE.map((name) => [
    name,
    (key: string, ...rest: []) => kept.at(key).history[name](key, ...rest),
  ])) as unknown as History;
  return {
    ...disk.history,
    ...ofOne,
    putContact(row) {
      const { saved } = disk.history.putContact(row);
      return both(saved, kept.keep(row.key, row.options.keep_history).saved);
    },
    removeContact: (key) => kept.remove(key),
    addOutgoing: (key, items) => kept.adding(key, (place) => place.history.addOutgoing(key, items)),
    addIncoming: (key, stream, items, at) =>
      kept.adding(key, (place) => place.history.addIncoming(key, stream, items, at)),
    acknowledge: (key, received, read, at) => kept.acknowledge(key, received, read, at),
    addEvent: (key, event) => kept.rising(key, (place) => place.history.addEvent(key, event)),
    retry: (key, id) => kept.rising(key, (place) => place.history.retry(key, id)),
    outbox: (key) => key === undefined ? kept.sum((one) => one.outbox()) : kept.at(key).history.outbox(key),
    conversationsWithOutbox: () => kept.places().flatMap(({ history }) => history.conversationsWithOutbox()).sort(),
    search(query) {
      const { rows, next } = kept.newest(query, (history) => history.search(query));
      return { rows, next };
    },
    transfers: (query) => kept.newest(query, (history) => history.transfers(query)),
    addRoomEvents: (room, events, at) =>
      kept.rising(`#${room}`, (place) => place.history.addRoomEvents(room, events, at)),
    showRoomEvents: (room, items, at) =>
      kept.rising(`#${room}`, (place) => place.history.showRoomEvents(room, items, at)),
    clear: (key) => kept.clear(key),
    expire(now) {
      const answers = kept.places().map(({ history }) => history.expire(now));
      const gone = new Map(answers.flatMap((answer) => [...answer.gone]));
      return { ...both(...answers.map(({ saved }) => saved)), gone };
    },
    nextExpiry() {
      const times = kept.places().map(({ history }) => history.nextExpiry()).filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    keep: (key, isKept) => kept.keep(key, isKept),
    async close() {
      await kept.memory?.history.close();
      await disk.history.close();
    },
  };
}

class Kept {
  memory: Place | undefined;
  readonly #disk: Place;
  readonly #openMemory: () => Place;
  readonly #newStream: () => string;
  readonly #unkept = new Set<string>();
  /** Not kept, and the other side does not have all our timers. */
  readonly #waitingTimers = new Set<string>();
  /** To be kept, and only in memory all the same: the disk refused. It is asked again before anything is added. */
  readonly #stranded = new Set<string>();
  /** The disk is being asked to forget; in the end it has forgotten, or has all of it again. */
  readonly #leaving = new Map<string, Promise<void>>();

  constructor(disk: Place, openMemory: () => Place, newStream: () => string) {
    this.#disk = disk;
    this.#openMemory = openMemory;
    this.#newStream = newStream;
    for (const { key, options } of disk.history.contacts()) if (!options.keep_history) this.#begin(key);
  }

  at(key: string): Place {
    return this.#unkept.has(key) ? this.memory! : this.#disk;
  }

  places(): Place[] {
    return this.memory === undefined ? [this.#disk] : [this.#disk, this.memory];
  }

  sum(count: (history: Place["history"]) => number): number {
    return this.places().reduce((sum, { history }) => sum + count(history), 0);
  }

  /** Something is added: with a cursor above all others, wherever they are. */
  rising<T>(key: string, add: (place: Place) => T): T {
    // In the queue before what is added: refused together.
    if (this.#stranded.has(key)) this.#toDisk(key);
    const place = this.at(key);
    if (this.memory !== undefined) {
      const newest = this.#newest();
      if (newestCursor(place.db) < newest) {
        const floor = { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newest]] };
        save(place.db, [floor], { relaxed: true });
      }
    }
    return add(place);
  }

  adding(key: string, add: (place: Place) => Stored): Stored {
    const stored = this.rising(key, add);
    const timers = this.#unkept.has(key) ? stored.rows.filter(({ kind }) => kind === "timer") : [];
    const others = [
      ...(timers.length === 0 ? [] : [this.#rememberTimers(key, timers).saved]),
      ...(this.#leaving.has(key) ? [this.#leaving.get(key)!] : []),
    ];
    return others.length === 0 ? stored : { ...stored, ...both(stored.saved, ...others) };
  }

  acknowledge(...args: Parameters<History["acknowledge"]>): ReturnType<History["acknowledge"]> {
    const [key] = args;
    const place = this.at(key);
    const answer = place.history.acknowledge(...args);
    if (!this.#waitingTimers.has(key)) return answer;
    const saved = save(this.#disk.db, [delivered(place.db, this.#disk.db, key)], { relaxed: true });
    if (!hasWaitingTimers(place.db, key)) this.#waitingTimers.delete(key);
    return { ...answer, ...both(answer.saved, saved.saved) };
  }

  keep(key: string, kept: boolean): Saved {
    if (kept !== this.#unkept.has(key)) return unchanged(this.#disk.db);
    return kept ? this.#toDisk(key) : this.#toMemory(key);
  }

  remove(key: string): Saved {
    const saved = [this.#disk.history.removeContact(key).saved];
    this.#stranded.delete(key);
    this.#leaving.delete(key);
    if (this.#unkept.delete(key)) saved.push(save(this.memory!.db, removing(this.memory!.db, key)).saved);
    return both(...saved);
  }

  clear(key: string | undefined): ReturnType<History["clear"]> {
    const answers = key === undefined
      ? this.places().map(({ history }) => history.clear())
      : [this.at(key).history.clear(key)];
    const removed = answers.reduce((sum, answer) => sum + answer.removed, 0);
    return { ...both(...answers.map(({ saved }) => saved)), removed };
  }

  /** Both are asked for their newest; of what they found, that counts which neither may still have something newer than. */
  newest<T extends Pick<MessageRow, "cursor">>(
    { conversation, limit }: Pick<SearchQuery, "conversation" | "limit">,
    ask: (history: Place["history"]) => Page<T>,
  ): Page<T> {
    if (conversation !== undefined) return ask(this.at(conversation).history);
    if (this.memory === undefined) return ask(this.#disk.history);
    const found = this.places().map(({ history }) => ask(history));
    const frontier = Math.max(...found.map(({ next }) => next === null ? 0 : Number(next)));
    const hits = found.flatMap(({ rows, cursors }) =>
      rows.map((row, index) => ({ row, cursor: cursors?.[index] ?? row.cursor }))
    ).filter(({ cursor }) => cursor >= frontier).sort((a, b) => b.cursor - a.cursor);
    const rows = hits.map(({ row }) => row).slice(0, limit);
    if (hits.length > limit) return { rows, next: String(hits[limit - 1]?.cursor ?? Number.MAX_SAFE_INTEGER) };
    return { rows, next: frontier === 0 ? null : String(frontier) };
  }

  /** The program starts: what was said is over, except what a death between two writes left on the disk. */
  #begin(key: string): void {
    const { db } = this.#disk;
    const unfinished = hasMoreThanTimers(db, key);
    const said = asNew(read(db, key), this.#newStream);
    this.#intoMemory(key, said);
    if (unfinished) forgetOnDisk(db, save(db, removingButTimers(db, key, this.#newStream)));
  }

  #toMemory(key: string): Saved {
    const { db } = this.#disk;
    this.#intoMemory(key, read(db, key));
    if (!hasMoreThanTimers(db, key)) return unchanged(db);
    const taken = save(db, removingButTimers(db, key, this.#newStream));
    forgetOnDisk(db, taken);
    const leaving = taken.saved.catch(() => this.#takeBack(key));
    this.#leaving.set(key, leaving);
    const left = () => void (this.#leaving.get(key) === leaving && this.#leaving.delete(key));
    leaving.then(left, left);
    return taken;
  }

  /** A disk that refused to forget still has all of it: then it is kept, as it was. */
  async #takeBack(key: string): Promise<void> {
    if (this.#unkept.has(key) && this.#isToBeKept(key)) await this.#toDisk(key).saved;
  }

  /** By the choice that is stored. */
  #isToBeKept(key: string): boolean {
    return this.#disk.history.contact(key)?.options.keep_history ?? true;
  }

  #toDisk(key: string): Saved {
    const memory = this.#memory();
    const said = read(memory.db, key);
    const moved = this.#put(this.#disk, key, said);
    this.#unkept.delete(key);
    this.#stranded.delete(key);
    this.#leaving.delete(key);
    this.#waitingTimers.delete(key);
    save(memory.db, removing(memory.db, key));
    // A disk that refuses does not take it from memory either.
    const back = () => {
      this.#intoMemory(key, said);
      if (this.#isToBeKept(key)) this.#stranded.add(key);
    };
    return savedWhen(moved.saved.catch((error) => (back(), Promise.reject(error))));
  }

  #intoMemory(key: string, said: Said): void {
    const memory = this.#memory();
    this.#put(memory, key, said);
    this.#unkept.add(key);
    if (hasWaitingTimers(memory.db, key)) this.#waitingTimers.add(key);
  }

  #put({ db }: Place, key: string, said: Said): Saved {
    return save(db, putting(db, key, said, this.#newest()));
  }

  /** Only what was agreed: not which numbers the items had. */
  #rememberTimers(key: string, timers: readonly MessageRow[]): Saved {
    const { db, history } = this.#disk;
    const items = timers.map((row, index) => ({
      ...row,
      about: row.about ?? undefined,
      ttl: undefined,
      file: undefined,
      seq: index + 1,
    }));
    for (const direction of ["in", "out"] as const) {
      const own = items.filter((item) => item.direction === direction);
      if (own.length === 0) continue;
      if (direction === "out") history.addOutgoing(key, own);
      else history.addIncoming(key, this.#newStream(), own, own[0].received_at ?? own[0].sent_at);
    }
    if (timers.some(({ direction }) => direction === "out")) this.#waitingTimers.add(key);
    return save(db, removingButTimers(db, key, this.#newStream));
  }

  #memory(): Place {
    return this.memory ??= this.#openMemory();
  }

  #newest(): number {
    return Math.max(...this.places().map(({ db }) => newestCursor(db)));
  }
}

function both(...saved: readonly Promise<void>[]): Saved {
  return savedWhen(Promise.all(saved).then(() => {}));
}
