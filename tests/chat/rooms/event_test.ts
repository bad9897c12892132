/** ROOM-3: events, against `tests/vectors/rooms-v1.json`, and what is none. */
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { eventId, makeEvent, parseEvent, signedBytesOf } from "../../../chat/rooms/event.ts";
import type { KnownEventData } from "../../../chat/rooms/event_data.ts";
import { isStreamOf } from "../../../chat/rooms/stream.ts";
import type { RoomEvent } from "../../../chat/rooms/types.ts";
import { signRoomEvent, verifyRoomEvent } from "../../../crypto/mod.ts";
import {
  MAX_ROOM_CUTS,
  MAX_ROOM_EVENT_BYTES,
  MAX_ROOM_ITEM_BYTES,
  MAX_ROOM_KEY_BOXES,
  MAX_ROOM_KEYS_BEFORE,
  MAX_ROOM_REMOVED,
} from "../../../net/limits.ts";
import { LinkError } from "../../../net/mod.ts";
import { privateKeyFromRaw } from "../../support/raw_keys.ts";
import vectors from "../../vectors/rooms-v1.json" with { type: "json" };

const hex = (text: string) => Uint8Array.fromHex(text);
const signature = new Uint8Array(64);
const [anna] = vectors.people;
const uuid = "019aa1b2-c3d4-7e5f-8a6b-0123456789ab";
const room = vectors.events[0].room;
const control = vectors.streams[0].name;
const saidStream = vectors.streams[2].name;

function signer(signPublic: string): (bytes: Uint8Array) => Uint8Array {
  const { sign_private } = vectors.people.find(({ sign }) => sign === signPublic)!;
  return (bytes) => signRoomEvent(privateKeyFromRaw("Ed25519", sign_private), bytes);
}

const read = ({ room, body, signature }: typeof vectors.events[number]) =>
  parseEvent(room, { body, signature: hex(signature) });

Deno.test("ROOM-3 vectors: every event is read, with its id, hash and signature", () => {
  for (const vector of vectors.events) {
    const event = read(vector);
    const body = JSON.parse(vector.body);
    assertEquals([event.id, event.hash], [vector.id, vector.signed_bytes_sha256], vector.title);
    const { author, stream, seq, prev, clock, under, kind } = event;
    assertEquals({ v: 1, author, stream, seq, prev, clock, under, kind, data: body.data, later: body.later }, {
      ...body,
      later: body.later,
    }, vector.title);
    assert(verifyRoomEvent(hex(vector.sign), signedBytesOf(vector.room, event), event.signature), vector.title);
  }
});

Deno.test("ROOM-3 vectors: every event is written again, byte for byte", () => {
  for (const vector of vectors.events.filter(({ remade }) => remade)) {
    const { data, ...event } = read(vector);
    assert(data.kind !== "unknown");
    const inRoom = data.kind === "create" ? "" : vector.room;
    assertEquals(makeEvent(signer(vector.sign), inRoom, { ...event, data }), { ...event, data }, vector.title);
  }
});

Deno.test("ROOM-3 vectors: names of streams say whose they are", () => {
  for (const { of, name } of vectors.streams) {
    assertEquals(isStreamOf(name, of), true);
    assertEquals(isStreamOf(name, uuid), false);
  }
});

Deno.test("ROOM-3: a body of other bytes than ours is kept as its author wrote it", () => {
  const vector = vectors.events.find(({ title }) => title === "other bytes than ours")!;
  const event = read(vector);
  assertEquals(event.body, vector.body);
  assertEquals(event.data, { kind: "rename", name: "К" });
  assert(JSON.stringify(JSON.parse(event.body)) !== event.body);
});

Deno.test("ROOM-3: a kind of a later version is kept, in either sort of stream, and means nothing", () => {
  const vector = vectors.events.find(({ title }) => title === "a kind of a later version")!;
  assertEquals([read(vector).kind, read(vector).data], ["poll", { kind: "unknown" }]);
  for (const stream of [control, saidStream]) {
    for (const kind of ["constructor", "to-string"]) {
      assertEquals(parseEvent(room, { body: bodyOf({ stream, kind, data: { name: 5 } }), signature }).data, {
        kind: "unknown",
      });
    }
  }
});

Deno.test("ROOM-3: ids order events by clock, then by hash, and are UUIDv7", () => {
  const id = eventId(1763683200000, "f1e2d3c4b5a69788" + "ab".repeat(24));
  assertEquals(id, "019aa3b5-ec00-7f1e-8b4f-12d69a5e22ae");
  const smallest = eventId(1763683200000, "00".repeat(32));
  const largest = eventId(1763683200000, "ff".repeat(32));
  assertEquals([smallest, largest], ["019aa3b5-ec00-7000-8000-000000000000", "019aa3b5-ec00-7fff-bfff-ffffffffffff"]);
  assert(largest < eventId(1763683200001, "00".repeat(32)));
});

/** A `rename`, with these members instead of its own. */
function bodyOf(change: Record<string, unknown>): string {
  return JSON.stringify({
    ...{ v: 1, author: anna.member, stream: control, seq: 2, prev: "ab".repeat(32), clock: 1763683200000, under: uuid },
    ...{ kind: "rename", data: { name: "Кухня" } },
    ...change,
  });
}

function refused(body: string, what: string, shown = signature, inRoom = room): void {
  const error = assertThrows(() => parseEvent(inRoom, { body, signature: shown }), LinkError, undefined, what);
  assertEquals(error.code, "bad-content", what);
}

Deno.test("ROOM-3: an event with a member missing, of another type or out of range is bad-content", () => {
  assertEquals(parseEvent(room, { body: bodyOf({}), signature }).kind, "rename");
  const root = anna.member.slice(3);
  const wrong: Record<string, unknown[]> = {
    v: [undefined, 0, 2, "1"],
    author: [undefined, "", "17", root, `17.${root.slice(1)}`, `017.${root}`, `17.${root.toUpperCase()}`, `0.${root}`],
    stream: [undefined, "", control.slice(2), control.toUpperCase(), `${control}00`, saidStream],
    seq: [undefined, 0, -1, 1.5, "2", 2 ** 53],
    prev: [undefined, null, "", "AB".repeat(32), "ab".repeat(31)],
    clock: [undefined, -1, 0, 1_704_067_199_999, 2 ** 48, 1763683200000.5, "1763683200000"],
    under: [undefined, null, "", uuid.toUpperCase(), uuid.replace("-7", "-4"), `${uuid}0`],
    kind: [undefined, "", "Rename", "event", "x".repeat(33), 7],
    data: [undefined, null, [], "x", 7],
  };
  for (const [member, values] of Object.entries(wrong)) {
    for (const value of values) refused(bodyOf({ [member]: value }), `${member} ${value}`);
  }
  refused(bodyOf({ seq: 1 }), "a first one that follows something");
  for (const bytes of [new Uint8Array(0), new Uint8Array(63), new Uint8Array(65)]) {
    refused(bodyOf({}), "a signature of another size", bytes);
  }
});

Deno.test("ROOM-3: a body that is no JSON object, has no UTF-8 or is too long is bad-content", () => {
  const bodies = ["", "{", "[]", "null", "7", `\ufeff${bodyOf({})}`, `${bodyOf({})}}`];
  for (const body of bodies) refused(body, body);
  refused(bodyOf({ data: { name: "Кухня", x: "?" } }).replace("?", "\ud800"), "a lone surrogate in the text itself");
  assertEquals(
    parseEvent(room, { body: bodyOf({ later: "\ud800" }), signature }).kind,
    "rename",
    "an escaped one is text",
  );
  const pad = (bytes: number) => bodyOf({}) + " ".repeat(bytes - new TextEncoder().encode(bodyOf({})).length);
  assertEquals(parseEvent(room, { body: pad(MAX_ROOM_EVENT_BYTES), signature }).kind, "rename");
  refused(pad(MAX_ROOM_EVENT_BYTES + 1), "one byte too many");
  refused(bodyOf({ later: "ж".repeat(MAX_ROOM_EVENT_BYTES / 2) }), "too many bytes in fewer letters");
  refused(bodyOf({ data: JSON.parse("[".repeat(40) + "]".repeat(40)) }), "too deep");
  refused(bodyOf({ later: Array.from({ length: 5_000 }, () => []) }), "too many lists");
});

Deno.test("ROOM-3: what is said and what rules are in streams of their own", () => {
  const said = JSON.parse(vectors.events.find(({ title }) => title === "said")!.body);
  refused(JSON.stringify({ ...said, stream: control }), "said in a control stream");
  for (const vector of vectors.events.filter(({ title }) => !/said|later/.test(title))) {
    const { room, body, title } = vector;
    refused(JSON.stringify({ ...JSON.parse(body), stream: saidStream }), title, signature, room);
  }
});

Deno.test("ROOM-3: a create is of the room that its hash names, and of no other", () => {
  const [create] = vectors.events;
  refused(create.body, "another room", hex(create.signature), vectors.everyone.room);
  refused(`${create.body} `, "other bytes", hex(create.signature), create.room);
  const second = { ...read(create), seq: 2, prev: "ab".repeat(32), data: read(create).data as KnownEventData };
  assertThrows(() => makeEvent(() => signature, "", second), LinkError, undefined, "not the first of its stream");
});

Deno.test("ROOM-1: only a join of one's own Everyone and a create stand under nothing", () => {
  const join = vectors.events.find(({ title }) => title === "join of Everyone")!;
  const body = JSON.parse(join.body);
  const with_ = (change: object) => JSON.stringify({ ...body, ...change });
  assertEquals(parseEvent(join.room, { body: join.body, signature }).under, "");
  refused(join.body, "in a private room");
  refused(with_({ author: `17.${"ab".repeat(32)}` }), "of another root", signature, join.room);
  refused(with_({ under: uuid }), "under something", signature, join.room);
  refused(with_({ kind: "rename", data: { name: "x" } }), "another kind", signature, join.room);
});

Deno.test("ROOM-3: data that is not what its kind must have is bad-content", () => {
  const dataOf = (kind: string) =>
    JSON.parse(vectors.events.find((each) => JSON.parse(each.body).kind === kind)!.body).data;
  const [add, key, said] = ["add", "key", "said"].map(dataOf);
  const box = key.boxes[0];
  const before = key.before[0];
  const names = [undefined, 7, "", " x", "a\nb", "x".repeat(65), "\u202e", "\ud800"];
  const wrong: Record<string, unknown[]> = {
    rename: [{}, ...names.map((name) => ({ name }))],
    join: [{}, { credential: null }, { credential: {} }],
    leave: [{ credential: null }, { credential: 7 }],
    add: [
      {},
      ...names.map((name) => ({ ...add, name })),
      ...["", "17", undefined].map((member) => ({ ...add, member })),
      ...["Owner", "admin", undefined].map((role) => ({ ...add, role })),
      ...[undefined, "", "AAAA", `${add.sign}A`, `${add.sign}=`].flatMap((bad) => [
        { ...add, sign: bad },
        { ...add, seal: bad },
      ]),
    ],
    remove: [
      {},
      { under: [uuid] },
      { cuts: [] },
      { under: [7], cuts: [] },
      { under: { 0: uuid }, cuts: [] },
      ...[[control], [control, -1], [control, 1.5], [control, 1, 2], ["", 1], null, [control, "1"]].map((cut) => ({
        under: [uuid],
        cuts: [cut],
      })),
      { under: Array(MAX_ROOM_REMOVED + 1).fill(uuid), cuts: [] },
      { under: [uuid], cuts: Array(MAX_ROOM_CUTS + 1).fill([control, 1]) },
    ],
    key: [
      {},
      { ...key, key: "" },
      { ...key, key: key.key.toUpperCase() },
      { ...key, boxes: undefined },
      { ...key, before: undefined },
      ...[[], box.slice(1), [...box, 1], ["", box[1], box[2]], [box[0], box[2], box[2]], [box[0], box[1], box[1]], 7]
        .map(
          (bad) => ({ ...key, boxes: [bad] }),
        ),
      ...[[], before.slice(1), ["", before[1]], [before[0], box[2]], [before[0], 7]].map((bad) => ({
        ...key,
        before: [bad],
      })),
      { ...key, boxes: Array(MAX_ROOM_KEY_BOXES + 1).fill(box) },
      { ...key, before: Array(MAX_ROOM_KEYS_BEFORE + 1).fill(before) },
    ],
  };
  for (const [kind, values] of Object.entries(wrong)) {
    for (const data of values) refused(bodyOf({ kind, data }), `${kind} ${JSON.stringify(data)?.slice(0, 100)}`);
  }
  for (
    const data of [{}, { ...said, key: "x" }, { ...said, nonce: "AAAA" }, { ...said, box: "AAAA" }, { ...said, box: 7 }]
  ) {
    refused(bodyOf({ stream: saidStream, kind: "said", data }), `said ${JSON.stringify(data)}`);
  }
});

Deno.test("ROOM-5: the largest events that we make fit: keys for thousands of members, long removals, the longest item", () => {
  const fields: Omit<RoomEvent, "data"> = parseEvent(room, {
    body: bodyOf({
      ...{ author: `1099511627775.${anna.member.slice(3)}`, seq: 2 ** 53 - 1, clock: 2 ** 48 - 1 },
    }),
    signature,
  });
  const made = (stream: string, data: Parameters<typeof makeEvent>[2]["data"]) =>
    makeEvent(() => signature, room, { ...fields, stream, data }).data;
  const bytes = (size: number) => new Uint8Array(size).fill(0xff);
  const key = {
    ...{ kind: "key", key: "f".repeat(32) } as const,
    boxes: Array.from({ length: MAX_ROOM_KEY_BOXES }, () => ({ under: uuid, enc: bytes(32), box: bytes(48) })),
    before: Array.from({ length: MAX_ROOM_KEYS_BEFORE }, () => ({ key: "f".repeat(32), box: bytes(60) })),
  };
  assertEquals(made(control, key), key);
  const remove = {
    kind: "remove" as const,
    under: Array<string>(MAX_ROOM_REMOVED).fill(uuid),
    cuts: Array.from({ length: MAX_ROOM_CUTS }, () => ({ stream: control, seq: 2 ** 53 - 1 })),
  };
  assertEquals(made(control, remove), remove);
  const said = { kind: "said" as const, key: "f".repeat(32), nonce: bytes(12), box: bytes(MAX_ROOM_ITEM_BYTES + 16) };
  assertEquals(made(saidStream, said), said);
});

Deno.test("ROOM-3: whatever comes, nothing but a LinkError is thrown", () => {
  const kinds = fc.constantFrom("create", "add", "join", "leave", "remove", "rename", "key", "said", "poll");
  const members = fc.constantFrom("v", "author", "stream", "seq", "prev", "clock", "under", "kind", "data");
  const property = fc.property(fc.jsonValue(), fc.string(), kinds, members, (value, text, kind, member) => {
    const stream = kind === "said" ? saidStream : control;
    const known = JSON.parse(vectors.events.find(({ body }) => JSON.parse(body).kind === kind)!.body);
    const names = Object.keys(known.data);
    const bodies = [
      text,
      JSON.stringify(value),
      bodyOf({ [member]: value }),
      bodyOf({ stream, kind, data: value }),
      ...names.map((name) => JSON.stringify({ ...known, data: { ...known.data, [name]: value } })),
      ...names.map((name) => JSON.stringify({ ...known, data: { ...known.data, [name]: [value, [value]] } })),
    ];
    for (const body of bodies) {
      try {
        parseEvent(room, { body, signature });
      } catch (error) {
        assertInstanceOf(error, LinkError);
      }
    }
  });
  fc.assert(property, { numRuns: 200 });
});
