/** ROOM-3: who can read what in a room, which key is written under, and what owners mend. */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import type { KeyData } from "../../../chat/rooms/given_keys.ts";
import { RoomKeys } from "../../../chat/rooms/room_keys.ts";
import type { EventId, Membership, RoomState } from "../../../chat/rooms/types.ts";
import {
  boxRoomKey,
  EVERYONE_KEY_ID,
  everyoneKey,
  newRoomKey,
  openRoomKey,
  sealKeyBefore,
} from "../../../crypto/mod.ts";
import { rawPublicKey } from "../../../crypto/raw_keys.ts";
import { MAX_ROOM_KEY_BOXES } from "../../../net/limits.ts";

const ROOM = "ab".repeat(32);

/** Ids rise from call to call. */
let made = 0;
const newId = (): EventId => `019aa1b2-c3d4-7e5f-8a6b-${(++made).toString(16).padStart(12, "0")}`;

/** Somebody with one membership and their own idea of the room's keys. */
class Member {
  readonly id = newId();
  readonly #sealKey = generateKeyPairSync("x25519").privateKey;
  opened = 0;
  keys = this.#newKeys();

  get membership(): Membership {
    const seal = rawPublicKey(this.#sealKey);
    const member = `${parseInt(this.id.slice(-12), 16)}.${"cd".repeat(32)}`;
    return { id: this.id, member, name: "x", role: "owner", sign: new Uint8Array(32), seal, by: member, joined: true };
  }

  /** As after a start. */
  forget(): void {
    this.keys = this.#newKeys();
  }

  async update(state: RoomState): Promise<readonly string[]> {
    return await this.keys.update(state, [this.id]);
  }

  #newKeys(): RoomKeys {
    return new RoomKeys({
      room: ROOM,
      everyone: null,
      open: (at, box) => {
        this.opened++;
        return openRoomKey(this.#sealKey, at, box);
      },
    });
  }
}

/** A state as the control events make it: each change is another one. */
class Room {
  #memberships: Membership[] = [];
  #keys: RoomState["keys"] = [];

  constructor(...members: Member[]) {
    for (const member of members) this.add(member);
  }

  get state(): RoomState {
    const memberships = new Map(this.#memberships.map((membership) => [membership.id, membership]));
    return { name: "Кухня", memberships, keys: this.#keys, valid: new Set() };
  }

  add({ membership }: Pick<Member, "membership">): void {
    this.#memberships = [...this.#memberships, membership];
  }

  close({ id }: Member, why: "left" | "removed"): void {
    this.#memberships = this.#memberships.map((each) =>
      each.id === id ? { ...each, closed: { at: id, why, by: "", cuts: new Map() } } : each
    );
  }

  /** A valid `key` event. @returns its id */
  give(data: KeyData, by = newId()): EventId {
    const id = newId();
    this.#keys = [...this.#keys, { id, by, data }];
    return id;
  }

  /** It was beyond a cut. */
  takeBack(event: EventId): void {
    this.#keys = this.#keys.filter(({ id }) => id !== event);
  }
}

const boxedFor = (data: KeyData) => data.boxes.map(({ under }) => under);

Deno.test("ROOM-1: everybody has the one key of Everyone, and nobody mends it", async () => {
  const root = new Uint8Array([1, 2, 3]);
  const keys = new RoomKeys({ room: ROOM, everyone: root, open: () => Promise.reject(new Error("nothing to open")) });
  const { state } = new Room(new Member());
  assertEquals(await keys.update(state, []), []);
  assertEquals(keys.writing(state), { id: EVERYONE_KEY_ID, key: everyoneKey(root) });
  assertEquals(keys.get(EVERYONE_KEY_ID), everyoneKey(root));
  assertEquals(keys.mending(state), undefined);
});

Deno.test("ROOM-3: a new room has no key to write under until its owner makes one, which all members open", async () => {
  const [anna, boris, stranger] = [new Member(), new Member(), new Member()];
  const room = new Room(anna, boris);
  assertEquals([anna.keys.writing(room.state), anna.keys.mending(room.state)], [undefined, { kind: "rotate" }]);
  const data = await anna.keys.rotate(room.state);
  assertEquals(boxedFor(data), [anna.id, boris.id]);
  assert(anna.keys.get(data.key) !== undefined, "its maker has it at once");
  room.give(data);
  assertEquals([await anna.update(room.state), await boris.update(room.state)], [[], [data.key]]);
  assertEquals(boris.keys.get(data.key), anna.keys.get(data.key));
  assertEquals(boris.keys.writing(room.state), { id: data.key, key: anna.keys.get(data.key)! });
  assertEquals([await stranger.update(room.state), stranger.keys.writing(room.state)], [[], undefined]);
  assertEquals([anna.keys.mending(room.state), boris.keys.mending(room.state)], [undefined, undefined]);
});

Deno.test("ROOM-3: after a start, the boxes in the room's events give all keys back", async () => {
  const anna = new Member();
  const room = new Room(anna);
  const first = await anna.keys.rotate(room.state);
  room.give(first);
  await anna.update(room.state);
  const second = await anna.keys.rotate(room.state);
  room.give(second);
  const keys = [first, second].map(({ key }) => anna.keys.get(key)!);
  anna.forget();
  assertEquals([...await anna.update(room.state)].sort(), [first.key, second.key].sort());
  assertEquals([first, second].map(({ key }) => anna.keys.get(key)), keys);
});

Deno.test("ROOM-3: who comes later gets the key, and with it all that were before", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna);
  const old: string[] = [];
  for (let times = 0; times < 4; times++) {
    const data = await anna.keys.rotate(room.state);
    assertEquals(data.before.map(({ key }) => key), old.slice(-1), "the others are behind it");
    old.push(data.key);
    room.give(data);
    await anna.update(room.state);
  }
  room.add(boris);
  const mending = anna.keys.mending(room.state);
  assert(mending?.kind === "share");
  assertEquals([mending.key, mending.for.map(({ id }) => id)], [old.at(-1), [boris.id]]);
  const shared = await anna.keys.share(mending.key, mending.for, room.state);
  assertEquals([boxedFor(shared), shared.before], [[boris.id], []]);
  room.give(shared);
  assertEquals([...await boris.update(room.state)].sort(), [...old].sort());
  for (const key of old) assertEquals(boris.keys.get(key), anna.keys.get(key));
  assertEquals(boris.opened, 1);
  assertEquals(anna.keys.mending(room.state), undefined);
});

Deno.test("ROOM-2 ROOM-3: who was removed does not get the new key, and nobody writes under the old one", async () => {
  const [anna, boris, clara] = [new Member(), new Member(), new Member()];
  const room = new Room(anna, boris, clara);
  const first = await anna.keys.rotate(room.state);
  room.give(first);
  for (const member of [anna, boris, clara]) await member.update(room.state);
  room.close(boris, "removed");
  assertEquals(anna.keys.mending(room.state), { kind: "rotate" });
  assertEquals(clara.keys.writing(room.state)?.id, first.key, "there is no other yet");

  const second = await anna.keys.rotate(room.state);
  assertEquals(boxedFor(second), [anna.id, clara.id]);
  room.give(second);
  await Promise.all([anna, boris, clara].map((member) => member.update(room.state)));
  assertEquals([anna, clara].map(({ keys }) => keys.writing(room.state)?.id), [second.key, second.key]);
  assertEquals([boris.keys.get(second.key), boris.keys.get(first.key)?.length], [undefined, 32], "what was said stays");

  // an owner who had not seen that gives the old key to somebody, later than the new one was made
  const dora = new Member();
  room.add(dora);
  const late = await clara.keys.share(first.key, [dora.membership]);
  room.give(late);
  await dora.update(room.state);
  assertEquals(anna.keys.writing(room.state)?.id, second.key);
  assertEquals(dora.keys.writing(room.state)?.id, undefined, "the one that she has is known to who was removed");
  const mending = clara.keys.mending(room.state);
  assertEquals(mending?.kind === "share" && [mending.key, mending.for.map(({ id }) => id)], [second.key, [dora.id]]);
});

Deno.test("ROOM-2: after a leave there must be a new key, but one may write under the old one until then", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna, boris);
  const first = await anna.keys.rotate(room.state);
  room.give(first);
  room.close(boris, "left");
  assertEquals([anna.keys.mending(room.state), anna.keys.writing(room.state)?.id], [{ kind: "rotate" }, first.key]);
  room.give(await anna.keys.rotate(room.state));
  assertEquals(anna.keys.mending(room.state), undefined);
  assertNotEquals(anna.keys.writing(room.state)?.id, first.key);
});

Deno.test("ROOM-3: who does not have the newest key yet writes under the one before, if nobody has it who was removed", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna, boris);
  const first = await anna.keys.rotate(room.state);
  room.give(first);
  await boris.update(room.state);
  const { key, ...rest } = await anna.keys.rotate(new Room(anna).state);
  room.give({ ...rest, key });
  await boris.update(room.state);
  assertEquals([anna, boris].map(({ keys }) => keys.writing(room.state)?.id), [key, first.key]);
  assertEquals(anna.keys.mending(room.state), { kind: "share", key, for: [boris.membership] });
  assertEquals(boris.keys.mending(room.state), { kind: "rotate" }, "he cannot give what he does not have");
});

Deno.test("ROOM-3: of two keys made at once the one with the larger id is written under, and newcomers read both", async () => {
  const [anna, boris, clara] = [new Member(), new Member(), new Member()];
  const room = new Room(anna, boris);
  const [hers, his] = [await anna.keys.rotate(room.state), await boris.keys.rotate(room.state)];
  room.give(hers);
  room.give(his);
  for (const member of [anna, boris]) {
    await member.update(room.state);
    assertEquals(member.keys.writing(room.state)?.id, his.key);
    assertEquals(member.keys.mending(room.state), undefined);
  }
  room.add(clara);
  const shared = await anna.keys.share(his.key, [clara.membership], room.state);
  assertEquals(shared.before.map(({ key }) => key), [hers.key]);
  room.give(shared);
  assertEquals([...await clara.update(room.state)].sort(), [hers.key, his.key].sort());
  assertEquals((await boris.keys.rotate(room.state)).before.map(({ key }) => key).sort(), [hers.key, his.key].sort());
  await boris.update(room.state);
  const after = (await boris.keys.rotate(room.state)).before.map(({ key }) => key);
  assert(!after.includes(hers.key), "it is behind the other now, as he has seen");
});

Deno.test("ROOM-3: when the event of a key is taken out of the room, what is behind it is given anew", async () => {
  const anna = new Member();
  const room = new Room(anna);
  const first = await anna.keys.rotate(room.state);
  room.give(first);
  await anna.update(room.state);
  const second = await anna.keys.rotate(room.state);
  const event = room.give(second);
  await anna.update(room.state);
  room.takeBack(event);
  assertEquals(anna.keys.writing(room.state)?.id, first.key);
  const third = await anna.keys.rotate(room.state);
  assertEquals(third.before.map(({ key }) => key), [first.key, second.key], "what was said under both stays readable");
});

Deno.test("ROOM-3: keys that claim to be before each other stop nobody, and none is lost", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna);
  const [a, b] = [newRoomKey(), newRoomKey()];
  const box = async (of: typeof a, old: typeof a): Promise<KeyData> => ({
    ...{ kind: "key", key: of.id },
    boxes: [{ under: anna.id, ...await boxRoomKey(anna.membership.seal, { room: ROOM, id: of.id }, of.key) }],
    before: [{ key: old.id, box: sealKeyBefore(of.key, { room: ROOM, id: of.id, before: old.id }, old.key) }],
  });
  room.give(await box(a, b));
  room.give(await box(b, a));
  await anna.update(room.state);
  room.add(boris);
  const data = await anna.keys.rotate(room.state);
  assertEquals(data.before.map(({ key }) => key), [b.id]);
  room.give(data);
  assertEquals([...await boris.update(room.state)].sort(), [a.id, b.id, data.key].sort());
});

Deno.test("ROOM-3: boxes that do not open are tried once, and take nothing away from other ones", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna, boris);
  const good = await anna.keys.rotate(room.state);
  const noise = () => crypto.getRandomValues(new Uint8Array(48));
  const bad: KeyData = {
    ...good,
    boxes: good.boxes.map((box) => ({ ...box, box: noise() })),
    before: [{ key: "ef".repeat(16), box: crypto.getRandomValues(new Uint8Array(60)) }],
  };
  room.give(bad);
  for (const _ of [1, 2, 3]) assertEquals(await boris.update(room.state), []);
  assertEquals(boris.opened, 1);
  room.give(good);
  assertEquals(await boris.update(room.state), [good.key]);
  assertEquals(await boris.update(room.state), []);
  assertEquals(boris.opened, 2);
  assertEquals(boris.keys.get("ef".repeat(16)), undefined);
  // he has the key and finds nothing behind it: it is no reason to leave another out
  const next = await boris.keys.rotate(room.state);
  assertEquals(next.before.map(({ key }) => key), [good.key]);
});

Deno.test("ROOM-3: an owner who gives another key the same name takes nothing away from who has one", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna, boris);
  const good = await anna.keys.rotate(room.state);
  room.give(good);
  await boris.update(room.state);
  const had = boris.keys.get(good.key);
  const other = await boxRoomKey(boris.membership.seal, { room: ROOM, id: good.key }, newRoomKey().key);
  room.give({ ...good, boxes: [{ under: boris.id, ...other }], before: [] });
  assertEquals(await boris.update(room.state), []);
  assertEquals(boris.keys.get(good.key), had);
});

Deno.test("ROOM-3: a false key under the name of an older one does not hide the true one from newcomers", async () => {
  const [anna, clara] = [new Member(), new Member()];
  const room = new Room(anna);
  const old = await anna.keys.rotate(room.state);
  room.give(old);
  await anna.update(room.state);
  const next = await anna.keys.rotate(room.state);
  const at = { room: ROOM, id: next.key, before: old.key };
  const box = sealKeyBefore(anna.keys.get(next.key)!, at, newRoomKey().key);
  room.give({ ...next, before: [{ key: old.key, box }] });
  await anna.update(room.state);
  room.add(clara);
  const shared = await anna.keys.share(next.key, [clara.membership], room.state);
  assertEquals(shared.before.map(({ key }) => key), [old.key]);
});

Deno.test("ROOM-3: a member whose seal key is none gets a box all the same: nobody mends for ever", async () => {
  const [anna, odd] = [new Member(), new Member()];
  const room = new Room(anna);
  room.add({ membership: { ...odd.membership, seal: new Uint8Array(32) } });
  const data = await anna.keys.rotate(room.state);
  assertEquals(boxedFor(data), [anna.id, odd.id]);
  room.give(data);
  assertEquals(anna.keys.mending(room.state), undefined);
  assertEquals(await odd.update(room.state), []);
});

Deno.test("ROOM-5: in a room of more members than one event has boxes, the rest is given the key by mending", async () => {
  const [anna, boris] = [new Member(), new Member()];
  const room = new Room(anna);
  const seal = new Uint8Array(32); // costs next to nothing
  for (let count = 1; count < MAX_ROOM_KEY_BOXES; count++) {
    room.add({ membership: { ...boris.membership, id: newId(), seal } });
  }
  room.add({ membership: { ...boris.membership, id: newId() } });
  const data = await anna.keys.rotate(room.state);
  assertEquals([data.boxes.length, data.boxes[0].under], [MAX_ROOM_KEY_BOXES, anna.id]);
  room.give(data);
  const mending = anna.keys.mending(room.state);
  assert(mending?.kind === "share");
  assertEquals(mending.for.length, 1);
  room.give(await anna.keys.share(mending.key, mending.for, room.state));
  assertEquals(anna.keys.mending(room.state), undefined);
});

Deno.test("ROOM-3: a key that we do not have cannot be given", async () => {
  const anna = new Member();
  await assertRejects(() => anna.keys.share("ab".repeat(16), [anna.membership]), RangeError);
});
