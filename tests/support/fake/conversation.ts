/** What the fake program answers about what is said. */
import type { Contact, Message, Page, Params, PeerKey, Quote, SearchPage } from "../../../ui/api.ts";
import { packetsOf } from "../../../ui/web/format/cost.ts";
import { type FakeBackend, FakeRefusal, type Handlers } from "../fake_backend.ts";

/** Texts a message had before, by its id. */
const versions = new Map<string, { text: string; at: number }[]>();

export function conversationHandlers(fake: FakeBackend): Handlers {
  const own = (key: PeerKey, id: string): Message => {
    const message = messageOf(fake, key, id);
    if (message.direction !== "out") throw new FakeRefusal("not-yours");
    return message;
  };
  return {
    history: (params) => page(fake, params),
    search: (params) => search(fake, params),
    send: (params) => send(fake, params),
    mark_read: ({ conversation, cursor }) => {
      const list = listOf(fake, conversation);
      const rest = list.slice(indexOf(list, cursor + 1)).filter(({ direction }) => direction === "in").length;
      fake.change(conversation, { unread: Math.min(fake.partner(conversation).unread, rest), mentions: 0 });
      return null;
    },
    message_edit: ({ conversation, id, text }) => {
      spend(fake, conversation, text);
      const before = own(conversation, id);
      if (before.deleted) throw new FakeRefusal("deleted");
      versions.set(id, [...versions.get(id) ?? [], { text: before.text, at: before.edited_at ?? before.sent_at }]);
      return changeMessage(fake, conversation, id, { text, edited_at: Date.now() });
    },
    message_delete: ({ conversation, id, for: whom }) => {
      if (whom === "me") removeMessages(fake, conversation, [id]);
      else {
        own(conversation, id);
        changeMessage(fake, conversation, id, { text: "", deleted: true, reactions: [] });
      }
      return null;
    },
    message_react: ({ conversation, id, emoji }) => reactTo(fake, conversation, id, emoji, true),
    message_cancel: ({ conversation, id }) => {
      if (own(conversation, id).status !== "queued") throw new FakeRefusal("already-sent");
      removeMessages(fake, conversation, [id]);
      return null;
    },
    message_retry: ({ conversation, id }) =>
      changeMessage(fake, conversation, id, { status: fake.sends_as, error: null, unsent: undefined }),
    message_discard: ({ conversation, id }) => {
      const { unsent } = messageOf(fake, conversation, id);
      if (unsent !== undefined) return (changeMessage(fake, conversation, id, { unsent: undefined }), null);
      removeMessages(fake, conversation, [id]);
      return null;
    },
    message_versions: ({ id }) => versions.get(id) ?? [],
    typing: () => null,
    draft_set: ({ conversation, text, reply_to }) => {
      fake.change(conversation, { draft: text === "" ? null : { text, reply_to } });
      return null;
    },
    timer_set: ({ conversation, seconds, accept }) => {
      const { timer } = contactOf(fake, conversation);
      const next = accept !== undefined
        ? { agreed: seconds, mine: null, theirs: null }
        : { ...timer, mine: { id: crypto.randomUUID(), seconds } };
      return fake.changeContact(conversation, { timer: next });
    },
    timer_put_off: ({ conversation, id }) => {
      const { timer } = contactOf(fake, conversation);
      if (timer.theirs?.id !== id) throw new FakeRefusal("not-found");
      return fake.changeContact(conversation, { timer: { ...timer, theirs: { ...timer.theirs, put_off: true } } });
    },
  };
}

function listOf(fake: FakeBackend, key: PeerKey): Message[] {
  return fake.messages.get(key) ?? [];
}

export function contactOf(fake: FakeBackend, key: PeerKey): Contact {
  const contact = fake.contacts.get(key);
  if (contact === undefined) throw new FakeRefusal("not-found");
  return contact;
}

export function messageOf(fake: FakeBackend, key: PeerKey, id: string): Message {
  const message = listOf(fake, key).findLast((each) => each.id === id);
  if (message === undefined) throw new FakeRefusal("not-found");
  return message;
}

/** First index whose cursor is not below this one; a hundred thousand messages are not walked through. */
function indexOf(list: readonly Message[], cursor: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].cursor < cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}

function page(fake: FakeBackend, { conversation, before, after, around, limit = 50, search }: Params<"history">): Page {
  const all = listOf(fake, conversation);
  const list = search === undefined ? all : all.filter(({ text, kind }) => kind === "text" && hasWords(text, search));
  let to = list.length;
  let from = to - limit;
  if (before !== undefined) [to, from] = [indexOf(list, before), indexOf(list, before) - limit];
  if (after !== undefined) [from, to] = [indexOf(list, after + 1), indexOf(list, after + 1) + limit];
  if (around !== undefined) {
    from = indexOf(list, around) - Math.floor(limit / 2);
    to = from + limit;
  }
  const messages = list.slice(Math.max(0, from), to);
  return { messages, more: from > 0, newer: (after ?? around) !== undefined && to < list.length };
}

function search(
  fake: FakeBackend,
  { text, conversation, direction, kind, since, until, after, limit = 30 }: Params<"search">,
): SearchPage {
  const lists = conversation === undefined ? [...fake.messages.values()] : [listOf(fake, conversation)];
  const found = lists.flat().filter((message) =>
    message.kind === (kind === "file" ? "file" : "text") && !message.deleted && hasWords(message.text, text) &&
    message.direction === (direction ?? message.direction) &&
    (kind !== "link" || /https?:\/\//.test(message.text)) &&
    message.sent_at >= (since ?? 0) && message.sent_at <= (until ?? Infinity)
  ).sort((a, b) => b.cursor - a.cursor);
  const from = Number(after ?? 0);
  const to = from + limit;
  return { messages: found.slice(from, to), next: to < found.length ? String(to) : null };
}

/** Every word wanted begins a word of the text, whatever the case, ё like е. */
function hasWords(text: string, wanted: string): boolean {
  const words = (line: string): string[] => line.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
  const all = words(text);
  return words(wanted).every((beginning) => all.some((word) => word.startsWith(beginning)));
}

function spend(fake: FakeBackend, key: PeerKey, text: string): void {
  if (fake.refuses !== null) throw new FakeRefusal(fake.refuses);
  if (fake.rooms.has(key)) return;
  const { messages_left: left, files_left, key_changed } = contactOf(fake, key);
  if (key_changed) throw new FakeRefusal("key-changed");
  if (left === null) return;
  const rest = left - packetsOf(text);
  if (rest < 0) throw new FakeRefusal("limit-exhausted");
  fake.contacts.set(key, { ...contactOf(fake, key), messages_left: rest });
  fake.push({ type: "limit", conversation: key, messages_left: rest, files_left });
}

function send(fake: FakeBackend, { conversation, text, id, reply_to, forwarded }: Params<"send">): Message {
  const known = listOf(fake, conversation).findLast((message) => message.id === id || message.client === id);
  if (known !== undefined) return known;
  spend(fake, conversation, text);
  const room = fake.rooms.get(conversation);
  const agreed = room === undefined ? contactOf(fake, conversation).timer.agreed : 0;
  const message = fake.wrote(conversation, "out", text, {
    id: id ?? crypto.randomUUID(),
    sent_at: Date.now(),
    status: fake.sends_as,
    // In a room it is named by what was signed.
    ...(room === undefined ? {} : { id: crypto.randomUUID(), client: id, delivery: { to: 0, of: room.members - 1 } }),
    ...(reply_to === undefined ? {} : { reply: quote(fake, conversation, reply_to) }),
    ...(forwarded ? { forwarded } : {}),
    ...(agreed > 0 ? { ttl: agreed } : {}),
  });
  fake.push({ type: "message", message });
  return message;
}

/** As the program shows it: its own copy of what is answered. */
export function quote(fake: FakeBackend, key: PeerKey, id: string): Quote {
  const message = listOf(fake, key).findLast((each) => each.id === id);
  if (message === undefined) return { id };
  const { cursor, direction, from, text, deleted, file } = message;
  return {
    id,
    cursor,
    direction,
    ...(from === undefined ? {} : { from }),
    text: text.slice(0, 200),
    ...(deleted ? { deleted } : {}),
    ...(file === undefined ? {} : { file: true }),
  };
}

/** It looks different now, and the window hears of it. */
export function changeMessage(fake: FakeBackend, key: PeerKey, id: string, change: Partial<Message>): Message {
  const message = { ...messageOf(fake, key, id), ...change };
  const list = listOf(fake, key);
  list[list.findLastIndex((each) => each.id === id)] = message;
  if (fake.partner(key).last?.id === id) fake.keep(key, { last: message });
  fake.push({ type: "message", message });
  return message;
}

/** One of the two reacts; "" takes it back. */
export function reactTo(fake: FakeBackend, key: PeerKey, id: string, emoji: string, mine: boolean): Message {
  const others = messageOf(fake, key, id).reactions?.filter((reaction) => reaction.mine !== mine) ?? [];
  const reactions = emoji === "" ? others : [...others, { mine, emoji, at: Date.now() }];
  return changeMessage(fake, key, id, { reactions });
}

export function removeMessages(fake: FakeBackend, key: PeerKey, ids: readonly string[]): void {
  const list = listOf(fake, key);
  for (const id of ids) list.splice(list.findLastIndex((each) => each.id === id), 1);
  fake.push({ type: "removed", conversation: key, ids: [...ids] });
  fake.change(key, { last: list.at(-1) ?? null });
}
