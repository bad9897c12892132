/** ROOM-2, ROOM-3, ROOM-4: what the window makes of what it is told of rooms. */
import { assert, assertEquals } from "@std/assert";
import type { Message, Room } from "../../../ui/api.ts";
import { apply, type StateEvent } from "../../../ui/web/state/apply.ts";
import { INITIAL_STATE, type State } from "../../../ui/web/state/model.ts";
import { FAKE_ME } from "../../support/fake_backend.ts";
import { FAKE_OPTIONS } from "../../support/fake/values.ts";

const ROOM = `#${"ab".repeat(32)}`;

function room(change: Partial<Room> = {}): Room {
  return {
    key: ROOM,
    name: "Team",
    everyone: false,
    state: "joined",
    invited_by: null,
    role: "member",
    members: 3,
    invited: 0,
    online: 2,
    unread: 0,
    mentions: 0,
    last: null,
    added_at: 1,
    options: FAKE_OPTIONS,
    draft: null,
    ...change,
  };
}

function inRoom(...rooms: Room[]): StateEvent {
  const settings = INITIAL_STATE.settings;
  return { type: "snapshot", snapshot: { me: FAKE_ME, contacts: [], rooms, settings, notices: [] } };
}

function message(cursor: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${cursor}`,
    cursor,
    conversation: ROOM,
    direction: "in",
    kind: "text",
    text: `text ${cursor}`,
    sent_at: cursor,
    received_at: cursor,
    status: "received",
    error: null,
    ...change,
  };
}

const out = (cursor: number, change: Partial<Message>) =>
  message(cursor, { direction: "out", status: "queued", received_at: null, ...change });

function after(...events: StateEvent[]): State {
  return events.reduce(apply, INITIAL_STATE);
}

const said = (cursor: number, change: Partial<Message> = {}): StateEvent => ({
  type: "message",
  message: message(cursor, { from: { key: "9.aa", name: "Clara" }, ...change }),
});
const roomPage = (...messages: Message[]): StateEvent => ({
  type: "page",
  key: ROOM,
  page: { messages, more: false, newer: false },
  place: "newest",
  missed: 0,
});
const inIt = (state: State) => state.conversations.get(ROOM)!;
const places = (state: State) => inIt(state).messages.map(({ id, cursor }) => `${id} ${cursor}`);

Deno.test("ROOM-4: what comes late into a room stands in its place, and is not the last said", () => {
  const state = after(inRoom(room()), roomPage(), said(10), said(30), said(20));
  assertEquals(places(state), ["m10 10", "m20 20", "m30 30"]);
  assertEquals([state.rooms.get(ROOM)!.last?.id, state.rooms.get(ROOM)!.unread], ["m30", 2]);
});

Deno.test("ROOM-4: a page that was on its way when something came late is asked for again", () => {
  const before = after(inRoom(room()), roomPage(), said(10), said(30));
  const { missed } = inIt(before);
  assert(inIt(apply(before, said(20))).missed > missed);
  const older = apply(before, {
    type: "page",
    key: ROOM,
    page: { messages: [], more: true, newer: false },
    place: "before",
    missed,
  });
  assert(inIt(apply(older, said(5))).missed > missed, "it is older than what is here, and was not put in");
  assertEquals(places(apply(older, said(5))), ["m10 10", "m30 30"]);
});

Deno.test("ROOM-4: a message whose place changes goes there, and is neither counted nor lost", () => {
  const before = after(inRoom(room()), roomPage(), said(10), said(30, { id: "x" }), said(40));
  const unread = before.rooms.get(ROOM)!.unread;
  const gone: StateEvent = { type: "removed", conversation: ROOM, ids: ["x"] };
  const moved = [gone, said(20, { id: "x" })].reduce(apply, before);
  assertEquals(places(moved), ["m10 10", "x 20", "m40 40"]);
  assertEquals([inIt(moved).leaving.size, moved.rooms.get(ROOM)!.unread], [0, unread]);
  assertEquals(places(apply(moved, { type: "left", key: ROOM, ids: ["x"] })), ["m10 10", "x 20", "m40 40"]);
  assertEquals(
    places(apply(before, said(50, { id: "x" }))),
    ["m10 10", "m40 40", "x 50"],
    "told at its new place alone",
  );
  const last = [{ type: "removed", conversation: ROOM, ids: ["m40"] } as StateEvent, said(41, { id: "m40" })]
    .reduce(apply, moved);
  assertEquals([places(last).at(-1), last.rooms.get(ROOM)!.unread], ["m40 41", unread]);
});

Deno.test("ROOM-3: our own message takes the place of the one it was sent as, told or in a page", () => {
  const echo = out(0, { id: "window", cursor: Number.MAX_SAFE_INTEGER });
  const stored = out(7, { id: "signed", client: "window", status: "sent" });
  for (const event of [{ type: "message", message: stored }, roomPage(stored)] as StateEvent[]) {
    const state = after(inRoom(room()), roomPage(), { type: "echo", message: echo }, event);
    assertEquals([inIt(state).echoes.length, places(state)], [0, ["signed 7"]]);
  }
});

Deno.test("ROOM-2: a room counts what is new and what names us, and reading it clears both", () => {
  const state = after(inRoom(room()), roomPage(), said(1), said(2, { mention: true }));
  assertEquals([state.rooms.get(ROOM)!.unread, state.rooms.get(ROOM)!.mentions], [2, 1]);
  const seen = apply(state, { type: "seen", key: ROOM });
  assertEquals([seen.rooms.get(ROOM)!.unread, seen.rooms.get(ROOM)!.mentions], [0, 0]);
  assertEquals(apply(state, { type: "cleared", conversation: null }).rooms.get(ROOM)!.last, null);
});
