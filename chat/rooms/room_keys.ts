/** The keys of one room: which we have, which to write under, and what an owner must mend. `docs/specs/rooms-v1.md`, section 6. */
import {
  boxRoomKey,
  EVERYONE_KEY_ID,
  everyoneKey,
  newRoomKey,
  openKeyBefore,
  sealKeyBefore,
} from "../../crypto/mod.ts";
import { MAX_ROOM_KEY_BOXES, MAX_ROOM_KEYS_BEFORE } from "../../net/limits.ts";
import { cleanKeys, closedMemberships, givenKeys, type KeyData, openMemberships } from "./given_keys.ts";
import type { EventId, KeyBox, Membership, RoomId, RoomState } from "./types.ts";

/** Boxes made at a time: with all thousand of a large room, nothing else would be done for 200 ms. */
const BOXES_AT_ONCE = 32;

/** Its name, and 32 bytes hex. */
export type KeptKey = readonly [id: string, key: string];

export interface RoomKeysParts {
  readonly room: RoomId;
  /** {@link RoomKeys.orphans} as they were stored. */
  readonly kept?: readonly KeptKey[];
  /** DER of the root whose Everyone it is; null for a private room. */
  readonly everyone: Uint8Array | null;
  /** Open a box with our own seal key; undefined when it does not. */
  readonly open: (at: { readonly room: RoomId; readonly id: string }, box: KeyBox) => Promise<Uint8Array | undefined>;
}

/** What somebody who is an owner should do now. */
export type Mending =
  /** Make a new key. */
  | { readonly kind: "rotate" }
  /** Give this one to those who lack it; when they are many, to some at a time. */
  | { readonly kind: "share"; readonly key: string; readonly for: readonly Membership[] };

export class RoomKeys {
  readonly #parts: RoomKeysParts;
  readonly #known = new Map<string, Uint8Array>();
  /** Boxes and older keys that were looked at: `event membership`, `event key`. What did not open then never does. */
  readonly #tried = new Set<string>();
  /** `event key`: whoever has the key of this event has that one, as we have seen. */
  readonly #behind = new Set<string>();

  constructor(parts: RoomKeysParts) {
    this.#parts = parts;
    if (parts.everyone !== null) this.#known.set(EVERYONE_KEY_ID, everyoneKey(parts.everyone));
    for (const [id, key] of parts.kept ?? []) this.#known.set(id, Uint8Array.fromHex(key));
  }

  /**
   * Open what there is for us.
   * @param mine our memberships, closed ones, too: what was said then stays readable
   * @returns names of the keys that became known
   */
  async update(state: RoomState, mine: readonly EventId[]): Promise<readonly string[]> {
    const { room, open } = this.#parts;
    const fresh: string[] = [];
    for (const { id, data } of state.keys) {
      for (const box of data.boxes) {
        if (this.#known.has(data.key) || !mine.includes(box.under) || !this.#once(`${id} ${box.under}`)) continue;
        const key = await open({ room, id: data.key }, box);
        if (key !== undefined) this.#learn(data.key, key, fresh);
      }
    }
    // From the newest on, one round is enough for chains that were made in order.
    for (let before = -1; before < fresh.length;) {
      before = fresh.length;
      for (const event of [...state.keys].reverse()) this.#openBefore(event, fresh);
    }
    return fresh;
  }

  /** Keys whose events are gone, because who gave them was removed: nobody finds them in the room again, and messages are under them. */
  orphans(state: RoomState): readonly KeptKey[] {
    const given = new Set(givenKeys(state).flatMap(({ key }) => key));
    const behind = new Set([...this.#behindEach(state).values()].flat());
    return [...this.#known].filter(([id]) => id !== EVERYONE_KEY_ID && !given.has(id) && !behind.has(id))
      .slice(-MAX_ROOM_KEYS_BEFORE).map(([id, key]) => [id, key.toHex()]);
  }

  get(id: string): Uint8Array | undefined {
    return this.#known.get(id);
  }

  /**
   * The key to write under. Who does not have the one that it should be takes the next that nobody has who was removed.
   * @returns undefined when there is none
   */
  writing(state: RoomState): { readonly id: string; readonly key: Uint8Array } | undefined {
    const ids = this.#parts.everyone !== null ? [EVERYONE_KEY_ID] : cleanKeys(state).map(({ key }) => key);
    for (const id of ids) {
      const key = this.#known.get(id);
      if (key !== undefined) return { id, key };
    }
    return undefined;
  }

  mending(state: RoomState): Mending | undefined {
    if (this.#parts.everyone !== null) return undefined;
    const current = cleanKeys(state).at(0);
    if (current === undefined || closedMemberships(state).some(({ id }) => current.boxed(id))) {
      return { kind: "rotate" };
    }
    const without = openMemberships(state).filter(({ id }) => !current.boxed(id)).slice(0, MAX_ROOM_KEY_BOXES);
    const isKnown = this.#known.has(current.key);
    if (without.length === 0 && !(isKnown && this.#isMissed(current.key, state))) return undefined;
    return isKnown ? { kind: "share", key: current.key, for: without } : { kind: "rotate" };
  }

  /** Two rotated while apart: whoever was given the key that counts alone cannot read what was said under the other. */
  #isMissed(current: string, state: RoomState): boolean {
    const apart = new Set(this.#notBehind(current, state));
    if (apart.size === 0) return false;
    const open = openMemberships(state);
    const given = new Map(givenKeys(state).map((one) => [one.key, one]));
    // Of some the event is gone, because who gave it was removed; people have written under it.
    return [...apart].some((key) => open.some(({ id }) => !given.get(key)?.boxed(id)));
  }

  /** A new key for all who are members, known to us at once. In a very large room the rest gets it by {@link mending}. */
  async rotate(state: RoomState): Promise<KeyData> {
    const { id, key } = newRoomKey();
    this.#known.set(id, key);
    return await this.#give(id, key, openMemberships(state).slice(0, MAX_ROOM_KEY_BOXES), state);
  }

  /**
   * A key that we have, for more members.
   * @param memberships at most `MAX_ROOM_KEY_BOXES`
   * @param state with it, older keys that are not behind this one are given along
   * @throws RangeError when we do not have it
   */
  async share(id: string, memberships: readonly Membership[], state?: RoomState): Promise<KeyData> {
    const key = this.#known.get(id);
    if (key === undefined) throw new RangeError(`sharing room key "${id}": it is not known`);
    return await this.#give(id, key, memberships, state);
  }

  async #give(id: string, key: Uint8Array, to: readonly Membership[], state?: RoomState): Promise<KeyData> {
    const { room } = this.#parts;
    const boxes: KeyBox[] = [];
    for (let from = 0; from < to.length; from += BOXES_AT_ONCE) {
      const some = to.slice(from, from + BOXES_AT_ONCE).map(async ({ id: under, seal }) => ({
        under,
        ...await boxRoomKey(seal, { room, id }, key),
      }));
      boxes.push(...await Promise.all(some));
    }
    const before = (state === undefined ? [] : this.#notBehind(id, state)).map((old) => ({
      key: old,
      box: sealKeyBefore(key, { room, id, before: old }, this.#known.get(old)!),
    }));
    return { kind: "key", key: id, boxes, before };
  }

  /** Known keys that are not found by who has this one, newest first, and of them only those that are behind no other. */
  #notBehind(id: string, state: RoomState): string[] {
    const behind = this.#behindEach(state);
    const reached = new Set<string>();
    const reach = (key: string): void => {
      const open = [key];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(...behind.get(next) ?? []);
      }
    };
    reach(id);
    const roots: string[] = [];
    for (const key of new Set([...givenKeys(state).map(({ key }) => key), ...this.#known.keys()])) {
      if (!this.#known.has(key) || reached.has(key)) continue;
      roots.push(key);
      reach(key);
    }
    return roots.slice(0, MAX_ROOM_KEYS_BEFORE);
  }

  /** What stands directly behind each key in events that everybody has. */
  #behindEach(state: RoomState): Map<string, string[]> {
    const behind = new Map<string, string[]>();
    for (const { id, data } of state.keys) {
      const seen = data.before.map(({ key }) => key).filter((key) => this.#behind.has(`${id} ${key}`));
      behind.set(data.key, [...behind.get(data.key) ?? [], ...seen]);
    }
    return behind;
  }

  #openBefore({ id, data }: RoomState["keys"][number], fresh: string[]): void {
    const newKey = this.#known.get(data.key);
    if (newKey === undefined) return;
    for (const { key: before, box } of data.before) {
      const name = `${id} ${before}`;
      if (!this.#once(name)) continue;
      const key = openKeyBefore(newKey, { room: this.#parts.room, id: data.key, before }, box);
      if (key === undefined) continue;
      this.#learn(before, key, fresh);
      if (key.toHex() === this.#known.get(before)!.toHex()) this.#behind.add(name);
    }
  }

  /** The first that opens counts: an owner who gives two keys one name takes nothing away from who has one. */
  #learn(id: string, key: Uint8Array, fresh: string[]): void {
    if (this.#known.has(id)) return;
    this.#known.set(id, key);
    fresh.push(id);
  }

  #once(name: string): boolean {
    return this.#tried.size < this.#tried.add(name).size;
  }
}
