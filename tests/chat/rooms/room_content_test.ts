/** ROOM-3: what members tell each other of a room: read as it was written, anything else is bad-content. */
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeRoomMessage, parseRoomMessage } from "../../../chat/rooms/room_content.ts";
import type { RoomMessage } from "../../../chat/rooms/types.ts";
import { SEAL_TAG_BYTES } from "../../../crypto/mod.ts";
import { MAX_ROOM_BATCH, MAX_ROOM_BYTES, MAX_ROOM_EVENT_BYTES, MAX_ROOM_STREAMS } from "../../../net/limits.ts";
import { LinkError } from "../../../net/mod.ts";

const utf8 = new TextEncoder();
const room = "ab".repeat(32);
const stream = "0123456789abcdef0123456789abcdef";
const head = "0123456789abcdef";
const member = `1099511627775.${"cd".repeat(32)}`;
const signature = new Uint8Array(64).fill(0xfb);
const last = 2 ** 53 - 1;

const messages: Record<string, RoomMessage> = {
  digest: { digest: "0123abcd".repeat(64) },
  have: {
    have: {
      buckets: [0, 7, 63],
      streams: [{ stream, seq: 1, head }, { stream: room.slice(32), seq: last, head }],
      ask: true,
    },
  },
  "have of nothing": { have: { buckets: Array.from({ length: 64 }, (_, n) => n), streams: [], ask: false } },
  events: { events: [{ body: '{"v":1,"x":"\\ud800 Привет"}', signature }, { body: "", signature }] },
  ihave: { ihave: [{ stream, seq: 1 }, { stream, seq: last }] },
  want: { want: [{ stream, seq: 41 }] },
  prune: { prune: true },
  "want of what is new": { want: [] },
  got: { got: [{ member, stream, seq: 3 }] },
};

/** What stands in a content of one member. */
function refused(body: unknown, what = JSON.stringify(body)?.slice(0, 200)): void {
  const data = utf8.encode(JSON.stringify(body));
  assertEquals(assertThrows(() => parseRoomMessage(data), LinkError, undefined, what).code, "bad-content", what);
}

Deno.test("ROOM-3: every message is read as it was written", () => {
  for (const [what, message] of Object.entries(messages)) {
    assertEquals(parseRoomMessage(encodeRoomMessage(room, message)), { room, message }, what);
  }
});

Deno.test("ROOM-3: messages look on the wire as the specification shows them", () => {
  const text = (message: RoomMessage) => new TextDecoder().decode(encodeRoomMessage(room, message));
  const start = `{"room":"${room}",`;
  const have = { buckets: [3], streams: [{ stream, seq: 9, head }], ask: true };
  assertEquals(text({ have }), `${start}"have":{"buckets":[3],"streams":["${stream}:9:${head}"],"ask":true}}`);
  assertEquals(text({ events: [{ body: "{}", signature }] }), `${start}"events":[["{}","${"-_v7".repeat(21)}-w"]]}`);
  assertEquals(text({ want: [{ stream, seq: 9 }] }), `${start}"want":["${stream}:9"]}`);
  assertEquals(text({ got: [{ member, stream, seq: 9 }] }), `${start}"got":["${member}:${stream}:9"]}`);
  assertEquals(text({ prune: true }), `${start}"prune":true}`);
});

Deno.test("ROOM-3: the longest lists pass and fit a content, one more is bad-content", () => {
  const nth = (n: number) => n.toString(16).padStart(32, "0");
  const streams = Array.from({ length: MAX_ROOM_STREAMS }, (_, n) => ({ stream: nth(n), seq: last, head }));
  const numbers = streams.map(({ stream, seq }) => ({ stream, seq }));
  const events = Array.from({ length: MAX_ROOM_BATCH }, () => ({ body: "{}", signature }));
  const longest: RoomMessage[] = [
    { have: { buckets: Array.from({ length: 64 }, (_, n) => n), streams, ask: true } },
    { ihave: numbers },
    { want: numbers },
    { events },
    { events: [{ body: "x".repeat(MAX_ROOM_EVENT_BYTES), signature }] },
    { events: [{ body: '"\\'.repeat(MAX_ROOM_EVENT_BYTES / 2), signature }] },
    { events: [{ body: "\n".repeat(MAX_ROOM_EVENT_BYTES), signature }] },
  ];
  for (const message of longest) {
    const data = encodeRoomMessage(room, message);
    assertEquals(data.length <= MAX_ROOM_BYTES - SEAL_TAG_BYTES, true, Object.keys(message)[0]);
    assertEquals(parseRoomMessage(data).message, message);
  }
  for (const name of ["ihave", "want"]) {
    refused({ room, [name]: [...numbers, numbers[0]].map(() => `${stream}:1`) }, name);
  }
  refused({
    room,
    have: {
      buckets: [],
      streams: Array.from({ length: MAX_ROOM_STREAMS + 1 }, (_, n) => `${nth(n)}:1:${head}`),
      ask: true,
    },
  });
  refused({ room, got: Array(MAX_ROOM_STREAMS + 1).fill(`${member}:${stream}:1`) });
  refused({ room, events: Array(MAX_ROOM_BATCH + 1).fill(["{}", "A".repeat(86)]) });
  refused({ room, events: [["x".repeat(MAX_ROOM_EVENT_BYTES + 1), "A".repeat(86)]] }, "a body that is too long");
});

Deno.test("ROOM-3: a content that is of no room, says nothing or two things at once is bad-content", () => {
  for (const wrong of [undefined, "", room.slice(2), room.toUpperCase(), 7, null]) {
    refused({ room: wrong, prune: true });
  }
  refused({ room });
  refused({ room, later: true });
  refused({ room, prune: true, want: [] });
  refused({ room, ihave: [], want: [] });
  refused([room]);
  assertEquals(parseRoomMessage(utf8.encode(JSON.stringify({ room, prune: true, later: 1 }))).message, { prune: true });
  for (const data of [[], [0xff], [0xef, 0xbb, 0xbf, ...encodeRoomMessage(room, { prune: true })]]) {
    const error = assertThrows(() => parseRoomMessage(new Uint8Array(data)), LinkError);
    assertEquals(error.code, "bad-content");
  }
});

Deno.test("ROOM-3: a member that is not what it must be is bad-content", () => {
  const numbers = [
    ...["", ":", stream, `${stream}:`, `${stream}:0`, `${stream}:-1`, `${stream}:01`, `${stream}:1.5`, `${stream}:1e3`],
    ...[
      `${stream}:9007199254740992`,
      `${stream}:1:`,
      `${stream}:1:2`,
      `x${stream.slice(1)}:1`,
      `${stream}: 1`,
      7,
      null,
      [],
    ],
  ];
  const wrong: Record<string, unknown[]> = {
    digest: ["", "0".repeat(511), "0".repeat(513), "G".repeat(512), 7, null, []],
    prune: [false, null, 1, "true"],
    ihave: [null, {}, "x", ...numbers.map((each) => [each])],
    want: [null, {}, "x", ...numbers.map((each) => [each])],
    got: [null, ...numbers.map((each) => [each]), ...numbers.map((each) => [`${member}:${each}`]), [`17:${stream}:1`]],
    events: [
      ...[null, {}, [null], ["{}"], [["{}"]], [["{}", "A".repeat(86), 1]], [[7, "A".repeat(86)]]],
      ...[[["{}", "A".repeat(84)]], [["{}", "A".repeat(90)]], [["{}", `${"A".repeat(85)}B`]], [[
        "\ud800",
        "A".repeat(86),
      ]]],
    ],
    have: [
      ...[null, [], {}, { buckets: [], streams: [] }, { buckets: [], ask: true }, { streams: [], ask: true }],
      ...[[64], [-1], [0.5], ["1"], [1, 1], null, Array(65).fill(0)].map((buckets) => ({
        buckets,
        streams: [],
        ask: true,
      })),
      ...[`${stream}:1`, `${stream}:1:`, `${stream}:1:${head}0`, `${stream}:0:${head}`, `${stream}:1:${head}:`, 7, null]
        .map(
          (each) => ({ buckets: [1], streams: [each], ask: true }),
        ),
      { buckets: [1], streams: [1, 2].map((seq) => `${stream}:${seq}:${head}`), ask: true },
      ...[1, null, "yes"].map((ask) => ({ buckets: [], streams: [], ask })),
    ],
  };
  for (const [name, values] of Object.entries(wrong)) for (const value of values) refused({ room, [name]: value });
});

Deno.test("ROOM-3: whatever JSON comes as a room's content, nothing but a LinkError is thrown", () => {
  const names = fc.constantFrom("room", "digest", "have", "events", "ihave", "want", "prune", "got");
  const property = fc.property(fc.jsonValue(), fc.string(), names, (value, text, name) => {
    const lists = [[value], [text], [[text, value]], { buckets: value, streams: [text], ask: true }];
    for (const each of [value, ...lists]) {
      for (const body of [each, { room, [name]: each }]) {
        try {
          parseRoomMessage(utf8.encode(JSON.stringify(body)));
        } catch (error) {
          assertInstanceOf(error, LinkError);
        }
      }
    }
  });
  fc.assert(property, { numRuns: 200 });
});
