import { FAKE_CONTACT } from "../../support/fake/values.ts";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Contact, Message } from "../../../ui/api.ts";
import { apply, type StateEvent } from "../../../ui/web/state/apply.ts";
import type { PagePlace } from "../../../ui/web/state/messages.ts";
import { HELD, SLACK } from "../../../ui/web/state/view_window.ts";
import { INITIAL_STATE, type State } from "../../../ui/web/state/model.ts";
import { FAKE_ME } from "../../support/fake_backend.ts";

const KEY = "17.aa";

function contact(change: Partial<Contact> = {}): Contact {
  return {
    key: KEY,
    id: "17",
    root: "aa",
    name: "Boris",
    own_name: "Boris",
    presence: "online",
    presence_reason: null,
    transport: "tcp",
    since: 1,
    blocked: false,
    unread: 0,
    last: null,
    added_at: 1,
    ...FAKE_CONTACT,
    ...change,
  };
}

function message(cursor: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${cursor}`,
    cursor,
    conversation: KEY,
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

const out = (cursor: number, change: Partial<Message> = {}) =>
  message(cursor, { direction: "out", status: "queued", received_at: null, ...change });

function snapshot(...contacts: Contact[]): StateEvent {
  const settings = INITIAL_STATE.settings;
  return { type: "snapshot", snapshot: { me: FAKE_ME, contacts, rooms: [], settings, notices: [] } };
}

function after(...events: StateEvent[]): State {
  return events.reduce(apply, INITIAL_STATE);
}

const conversation = (state: State) => state.conversations.get(KEY)!;
const page = (
  messages: Message[],
  more = false,
  place: PagePlace = "newest",
  newer = false,
  missed = 0,
): StateEvent => ({
  type: "page",
  key: KEY,
  page: { messages, more, newer },
  place,
  missed,
});
const cursors = (state: State) => conversation(state).messages.map(({ cursor }) => cursor);
const came = (cursor: number, change: Partial<Message> = {}): StateEvent => ({
  type: "message",
  message: message(cursor, change),
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

Deno.test("a snapshot opens the link and fills the list", () => {
  const state = after(snapshot(contact()));
  assertEquals(state.link, "open");
  assertEquals(state.contacts.get(KEY)?.name, "Boris");
  assertEquals(state.me?.id, FAKE_ME.id);
});

Deno.test("an incoming message is counted once, whether the contact is told before it or after it", () => {
  const arrived = message(1);
  const told: StateEvent = { type: "contact", contact: contact({ unread: 1, last: arrived }) };
  const came: StateEvent = { type: "message", message: arrived };
  for (const order of [[told, came], [came, told], [came], [came, came]]) {
    const state = after(snapshot(contact()), ...order);
    assertEquals(state.contacts.get(KEY)?.unread, 1);
    assertEquals(state.contacts.get(KEY)?.last?.id, "m1");
  }
});

Deno.test("a connection event in the conversation is not an unread message", () => {
  const event = message(1, { kind: "event", text: "event.paired" });
  assertEquals(after(snapshot(contact()), { type: "message", message: event }).contacts.get(KEY)?.unread, 0);
});

Deno.test("messages stand in the order of their cursors, however they come", () => {
  assertEquals(cursors(after(snapshot(contact()), page([]), ...[3, 1, 2, 3].map((cursor) => came(cursor)))), [1, 2, 3]);
});

Deno.test("an echo stands until the stored message with its id takes its place", () => {
  const echo = out(Number.MAX_SAFE_INTEGER, { id: "e" });
  const written = after(snapshot(contact()), { type: "echo", message: echo });
  assertEquals(conversation(written).echoes.map(({ id }) => id), ["e"]);
  const stored = apply(apply(written, page([])), { type: "message", message: out(5, { id: "e" }) });
  assertEquals(conversation(stored).echoes, []);
  assertEquals(conversation(stored).messages.map(({ id }) => id), ["e"]);
});

Deno.test("an echo that the next page already holds is not shown twice", () => {
  const echo = out(Number.MAX_SAFE_INTEGER, { id: "e" });
  const state = after(snapshot(contact()), { type: "echo", message: echo }, page([out(5, { id: "e" })]));
  assertEquals(conversation(state).echoes, []);
});

Deno.test("a refused message says why and can be discarded", () => {
  const echo = out(Number.MAX_SAFE_INTEGER, { id: "e" });
  const failed = after(snapshot(contact()), { type: "echo", message: echo }, {
    type: "echo_failed",
    key: KEY,
    id: "e",
    error: "limit-exhausted",
  });
  assertEquals(conversation(failed).echoes[0].status, "failed");
  assertEquals(conversation(failed).echoes[0].error, "limit-exhausted");
  assertEquals(conversation(apply(failed, { type: "echo_dropped", key: KEY, id: "e" })).echoes, []);
});

Deno.test("a receipt moves outgoing messages forward up to its cursor, never back, and touches no others", () => {
  const list = [
    out(1, { status: "read", received_at: 7 }),
    message(2),
    out(3),
    out(4, { status: "failed", error: "x" }),
    out(5),
  ];
  const before = after(snapshot(contact({ last: list[4] })), page(list));
  const state = apply(before, { type: "receipt", conversation: KEY, cursor: 4, status: "delivered", at: 9 });
  assertEquals(conversation(state).messages.map(({ status }) => status), [
    "read",
    "received",
    "delivered",
    "failed",
    "queued",
  ]);
  assertEquals(conversation(state).messages[2].received_at, 9);
  assertEquals(conversation(state).messages[0].received_at, 7);
  for (const untouched of [0, 1, 3, 4]) assertStrictEquals(conversation(state).messages[untouched], list[untouched]);
  const read = apply(state, { type: "receipt", conversation: KEY, cursor: 5, status: "read", at: 11 });
  assertEquals(read.contacts.get(KEY)?.last?.status, "read");
  assertEquals(conversation(read).messages[2].received_at, 9, "delivered stays delivered when it was");
});

Deno.test("an older page goes in front and says whether there is more", () => {
  const state = after(
    snapshot(contact()),
    page([message(5), message(6)], true),
    page([message(3), message(4)], false, "before"),
  );
  assertEquals(cursors(state), [3, 4, 5, 6]);
  assertEquals(conversation(state).more, false);
});

Deno.test("after a reconnect the newest page replaces what was there", () => {
  const seen = after(snapshot(contact()), page([out(1), out(2)]), snapshot(contact()));
  assertEquals(conversation(seen).fresh, false);
  const state = apply(seen, page([out(1, { status: "read" }), message(3)]));
  assertEquals(cursors(state), [1, 3]);
  assertEquals(conversation(state).messages[0].status, "read");
});

Deno.test("what came while a page was being fetched is not put behind a gap: there is something newer to fetch", () => {
  const live = after(snapshot(contact()), page([message(1)]), snapshot(contact()), came(4));
  assertEquals(cursors(live), [1]);
  const state = apply(live, page([message(1), message(2)]));
  assertEquals([cursors(state), conversation(state).newer], [[1, 2], true]);
  const whole = apply(state, page([message(3), message(4)], false, "after", false, conversation(state).missed));
  assertEquals([cursors(whole), conversation(whole).newer], [[1, 2, 3, 4], false]);
});

Deno.test("only a part of a long conversation is held, and it follows the reader to both ends", () => {
  let state = after(snapshot(contact()), page(range(1_001, 1_060), true));
  for (let first = 1_000; first > 500; first -= 40) {
    state = apply(state, page(range(first - 39, first), true, "before"));
  }
  assertEquals(conversation(state).messages.length, HELD);
  assertEquals([conversation(state).more, conversation(state).newer], [true, true]);
  const first = cursors(state)[0];
  const last = cursors(state).at(-1)!;
  assertEquals(last - first, HELD - 1, "without gaps");
  state = apply(state, page(range(last + 1, last + 40), true, "after", true));
  assertEquals([cursors(state)[0], cursors(state).at(-1)], [first + 40, last + 40]);
  assertEquals(conversation(state).more, true);
});

Deno.test("a message that comes in while the reader is far back is counted, not shown behind a gap", () => {
  const state = after(snapshot(contact()), page([message(5), message(6)], true, "around", true), came(900));
  assertEquals(cursors(state), [5, 6]);
  assertEquals([state.contacts.get(KEY)?.unread, conversation(state).newer], [1, true]);
});

Deno.test("a conversation nobody looks at does not grow without end", () => {
  const coming = Array.from({ length: 2_000 }, (_, i) => came(i + 1));
  const state = after(snapshot(contact()), page([]), ...coming);
  assertEquals(conversation(state).messages.length, SLACK);
  assertEquals(conversation(state).newer, true);
});

Deno.test("an edit of a message outside the held part changes nothing that is shown", () => {
  const before = after(snapshot(contact()), page([message(5), message(6)], true));
  assertEquals(cursors(apply(before, came(2, { text: "edited" }))), [5, 6]);
});

Deno.test("TXT-4: an edit takes the place of the old text, also where it is quoted", () => {
  const reply = { id: "m1", cursor: 1, direction: "in", text: "text 1" } as const;
  const before = after(snapshot(contact()), page([message(1), message(2, { reply })]));
  const state = apply(before, came(1, { text: "better", edited_at: 9 }));
  assertEquals(conversation(state).messages.map(({ text, reply }) => reply?.text ?? text), ["better", "better"]);
  const gone = apply(state, came(1, { text: "", deleted: true }));
  assertEquals(conversation(gone).messages[1].reply?.deleted, true);
});

Deno.test("TXT-9: what has disappeared leaves in two steps, and a quote of it says that it is gone", () => {
  const reply = { id: "m1", cursor: 1, direction: "in", text: "text 1" } as const;
  const before = after(snapshot(contact({ last: message(1) })), page([message(1), message(2, { reply })]));
  const leaving = apply(before, { type: "removed", conversation: KEY, ids: ["m1"] });
  assertEquals([cursors(leaving), [...conversation(leaving).leaving]], [[1, 2], ["m1"]]);
  const state = apply(leaving, { type: "left", key: KEY, ids: ["m1"] });
  assertEquals([cursors(state), conversation(state).leaving.size], [[2], 0]);
  assertEquals(conversation(state).messages[0].reply, { id: "m1" });
});

Deno.test("TXT-5: typing is shown until its time is over or the message is there", () => {
  const typing = after(snapshot(contact()), { type: "typing", conversation: KEY, until: 100 });
  assertEquals(typing.typing.get(KEY), 100);
  assertStrictEquals(apply(typing, { type: "typing_over", now: 99 }), typing);
  assertEquals(apply(typing, { type: "typing_over", now: 100 }).typing.size, 0);
  assertEquals(apply(typing, came(1)).typing.size, 0);
  assertEquals(apply(typing, { type: "message", message: out(1) }).typing.size, 1);
  assertEquals(apply(typing, { type: "typing", conversation: KEY, until: 0 }).typing.size, 0);
});

Deno.test("LIM-3: what is left is told as it is spent", () => {
  const state = after(snapshot(contact()), { type: "limit", conversation: KEY, messages_left: 7, files_left: null });
  assertEquals([state.contacts.get(KEY)?.messages_left, state.contacts.get(KEY)?.files_left], [7, null]);
});

Deno.test("with more unread than fit, the part that is held begins where they do", () => {
  const list = range(1, 450);
  const state = after(
    snapshot(contact({ unread: 400, last: list[449] })),
    { type: "opened", key: KEY },
    page(list, true),
  );
  assertEquals(conversation(state).new_from, 51);
  assertEquals(conversation(state).messages.length, HELD);
  assert(cursors(state).includes(51) && conversation(state).newer);
});

Deno.test("opening a conversation marks where its new messages begin, leaving it forgets that", () => {
  const unread = snapshot(contact({ unread: 2, last: message(4) }), contact({ key: "18.aa", id: "18" }));
  const opened = after(unread, { type: "opened", key: KEY }, page([message(1), message(2), out(3), message(4)]));
  assertEquals(conversation(opened).new_from, 2);
  const left = apply(apply(opened, { type: "seen", key: KEY }), { type: "opened", key: "18.aa" });
  assertEquals(conversation(left).new_from, null);
  const arrived = apply(left, { type: "message", message: message(5) });
  assertEquals(conversation(apply(arrived, { type: "opened", key: KEY })).new_from, 5);
});

Deno.test("clearing keeps what is still on its way", () => {
  const list = [message(1), out(2, { status: "read" }), out(3)];
  const state = after(snapshot(contact({ unread: 1, last: list[2] })), page(list), {
    type: "cleared",
    conversation: null,
  });
  assertEquals(conversation(state).messages.map(({ cursor }) => cursor), [3]);
  assertEquals(state.contacts.get(KEY)?.unread, 0);
});

Deno.test("a removed contact takes its conversation along and closes it", () => {
  const state = after(snapshot(contact()), page([message(1)]), { type: "opened", key: KEY }, {
    type: "contact_removed",
    key: KEY,
  });
  assertEquals([state.contacts.size, state.conversations.size, state.active], [0, 0, null]);
});

Deno.test("a program that said goodbye stays ended while the page knocks, until it is back", () => {
  const ended = after(snapshot(contact()), { type: "bye" }, { type: "link", link: "lost", retry_at: 5 });
  assertEquals(ended.link, "ended");
  assertEquals(apply(ended, snapshot(contact())).link, "open");
});

Deno.test("an event of a newer program changes nothing", () => {
  const state = after(snapshot(contact()));
  assertStrictEquals(apply(state, { type: "of-the-future" } as unknown as StateEvent), state);
});

Deno.test("a notice is there once, the newest words of it, until it is dismissed", () => {
  const notice = { id: "n", level: "error", text: "notice.storage_io" } as const;
  const state = after({ type: "notice", notice }, { type: "notice", notice: { ...notice, level: "info" } });
  assertEquals(state.notices.map(({ level }) => level), ["info"]);
  assert(apply(state, { type: "notice_dismissed", id: "n" }).notices.length === 0);
});

Deno.test("UI-7: locked, the page knows nothing but how it looks; the next snapshot opens it", () => {
  const dark = { ...INITIAL_STATE.settings, theme: "dark" as const, language: "ru" as const };
  const before = after(
    { type: "snapshot", snapshot: { me: FAKE_ME, contacts: [contact()], rooms: [], settings: dark, notices: [] } },
    { type: "opened", key: KEY },
    { type: "message", message: message(1) },
  );
  const locked = apply(before, { type: "locked", why: "idle" });
  assertEquals(locked, { ...INITIAL_STATE, link: "open", locked: "idle", settings: dark });
  assertEquals(apply(locked, snapshot(contact())).locked, null);
});

Deno.test("who comes to the end from far back gets no line in the middle of what is unread", () => {
  const state = after(
    snapshot(contact({ unread: 300, last: message(900) })),
    { type: "opened", key: KEY },
    page(range(1, 60), true, "around", true),
    page(range(841, 900), true),
  );
  assertEquals(conversation(state).new_from, null);
});
