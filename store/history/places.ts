/**
 * Where a message of a room stands: in the order of the ids, which begin with the clock, not in that of arrival.
 * `docs/specs/rooms-v1.md` section 2.
 */

import type { Database, Write } from "../types.ts";
import { unpackId } from "./packing.ts";
import { SHOWN } from "./rows.ts";

/** 2024-01-01: with 41 bits for milliseconds since then, places are exact numbers until 2093. */
const EPOCH = 1_704_067_200_000;
/** Places of a millisecond: the 12 random bits behind the version of a UUIDv7. */
const PLACES = 4_096;

const UUID7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-/;

/** Whether the conversation of this key is a room. */
export function isRoom(key: string): boolean {
  return key.startsWith("#");
}

/** Where the message of this id stands if no other of its millisecond has the same bits. */
export function placeOf(id: string): number {
  const parts = UUID7.exec(id);
  if (parts === null) throw new TypeError(`placing "${id}": not a UUIDv7`);
  const [, high, low, bits] = parts;
  return (parseInt(high + low, 16) - EPOCH) * PLACES + parseInt(bits, 16);
}

/** A message of a millisecond. */
interface Standing {
  readonly id: string;
  /** By its id. */
  readonly own: number;
  /** Where it stands, and where it is stored; undefined when it is new. */
  readonly place?: number;
  readonly cursor?: number;
}

/** What new messages come to stand at. */
export interface Placed {
  /** By id. What is missing has no room in its millisecond, and is not shown. */
  readonly places: ReadonlyMap<string, number>;
  /** Messages that were here and stand elsewhere now. */
  readonly moved: readonly { readonly cursor: number; readonly id: string; readonly place: number }[];
}

const OF_MILLISECOND = "SELECT cursor, id, place FROM messages WHERE conversation = ? AND place IS NOT NULL AND " +
  `hidden = ${SHOWN} AND place >= ? AND place < ? ORDER BY place`;

/** Places for new messages of one conversation. */
export function placed(db: Database, conversation: number, ids: readonly string[]): Placed {
  const places = new Map<string, number>();
  const moved: { cursor: number; id: string; place: number }[] = [];
  const fresh = ids.map((id): Standing => ({ id, own: placeOf(id) }));
  for (const [start, added] of Map.groupBy(fresh, ({ own }) => own - own % PLACES)) {
    const here = db.all<{ cursor: number; id: Uint8Array | string; place: number }>(OF_MILLISECOND, [
      ...[conversation, start, start + PLACES],
    ]).map(({ id: stored, ...rest }): Standing => {
      const id = unpackId(stored);
      return { ...rest, id, own: placeOf(id) };
    });
    for (const [{ id, cursor, place: before }, place] of spread(start, here, added)) {
      if (cursor === undefined) places.set(id, place);
      else if (place !== before) moved.push({ cursor, id, place });
    }
  }
  return { places, moved };
}

export function movingWrite({ moved }: Placed): Write {
  return {
    sql: "UPDATE messages SET place = ? WHERE cursor = ?",
    rows: moved.map(({ cursor, place }) => [place, cursor]),
  };
}

/**
 * All of one millisecond, each with its place. Where two would have the same, all are spread over it in the order of their ids:
 * that depends on which they are alone, so that all members who have the same messages have the same places.
 */
function spread(start: number, here: readonly Standing[], added: readonly Standing[]): (readonly [Standing, number])[] {
  const fitting = added.toSorted(byId).slice(0, PLACES - here.length);
  const all = [...here, ...fitting].sort(byId);
  const isSpread = all.some(({ own }, index) => index > 0 && all[index - 1].own === own);
  return all.map((one, index) => [one, isSpread ? start + Math.floor(index * PLACES / all.length) : one.own]);
}

const byId = (a: Standing, b: Standing) => a.id < b.id ? -1 : 1;
