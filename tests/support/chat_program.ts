/**
 * `parley chat` for a terminal test: the real program and terminal, an api of the test's own. Boris answers what he is sent,
 * read as a JSON string, so `\u001b[2J` comes back as a real escape sequence; "later …" is answered on SIGUSR2. On SIGUSR1
 * the events of the file PARLEY_TEST_EVENTS happen, one a line.
 */
import { main } from "../../cli/mod.ts";
import { systemContext } from "../../cli/system_context.ts";
import type { ApiEvent, Contact, Message, Transfer } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, fileMessage, member, message, room, transfer } from "./terminal.ts";

const contacts = [contact("17", "Boris"), contact("18", "Клара 🦊", { presence: "offline", unread: 2 })];
const MIB = 1024 * 1024;
let cursor = 100;
const said: Message[] = [message("17", 1, "hello from before")];

function tell(event: ApiEvent): void {
  if (event.type === "contact") {
    const at = contacts.findIndex(({ key }) => key === event.contact.key);
    if (at < 0) contacts.push(event.contact);
    else contacts[at] = event.contact;
  }
  if (event.type === "message") {
    const at = said.findIndex(({ id }) => id === event.message.id);
    if (at < 0) said.push(event.message);
    else said[at] = event.message;
  }
  if (event.type === "receipt") {
    for (const [at, message] of said.entries()) {
      const concerned = message.direction === "out" && message.conversation === event.conversation;
      if (concerned && message.cursor <= event.cursor) said[at] = { ...message, status: event.status };
    }
  }
  api.emit(event);
}

function reply(text: string): void {
  let answer: string;
  try {
    answer = JSON.parse(`"${text}"`);
  } catch {
    answer = text;
  }
  tell({ type: "message", message: message("17", ++cursor, answer) });
}

function find(id: string): Message {
  const found = said.find((message) => message.id === id);
  if (found === undefined) throw new FakeApiError("not-found", `no message "${id}"`);
  return found;
}

function change(id: string, how: Partial<Message>): Message {
  const changed = { ...find(id), ...how };
  tell({ type: "message", message: changed });
  return changed;
}

function changeFile(id: string, how: Partial<Transfer>): Transfer {
  const { file } = change(id, { file: { ...find(id).file!, ...how } });
  return file!;
}

function changeContact(key: string, how: Partial<Contact>): Contact {
  const changed = { ...contacts.find((contact) => contact.key === key)!, ...how };
  tell({ type: "contact", contact: changed });
  return changed;
}

const has = (text: string) => (message: Message) => message.text.includes(text);
const [old, fresh] = ["01234567890".repeat(6).slice(0, 60), "98765".repeat(12)];

const api: FakeApi = new FakeApi(
  {
    invite_create: () => ({ text: `parley:${"0123456789".repeat(20)}`, expires_at: Date.now(), qr: [], file_name: "" }),
    history: ({ conversation, around, limit = 50 }) => {
      const all = said.filter((message) => message.conversation === conversation);
      const to = around === undefined ? all.length : all.findIndex((message) => message.cursor === around) + 2;
      return { messages: all.slice(Math.max(0, to - limit), to), more: false, newer: to < all.length };
    },
    search: ({ text, conversation }) => ({
      messages: said.filter(has(text)).filter((hit) => hit.conversation === (conversation ?? hit.conversation))
        .reverse(),
      next: null,
    }),
    send: ({ conversation, text, reply_to, forwarded }) => {
      const id = `out-${++cursor}`;
      const quoted = reply_to === undefined ? undefined : find(reply_to);
      const about = quoted && { id: quoted.id, cursor: quoted.cursor, direction: quoted.direction, text: quoted.text };
      const sent: Message = {
        ...message("17", cursor, text, { id, conversation, direction: "out", status: "queued", received_at: null }),
        ...(about === undefined ? {} : { reply: about }),
        ...(forwarded ? { forwarded } : {}),
      };
      const at = cursor;
      tell({ type: "message", message: sent });
      if (text.startsWith("later ")) {
        Deno.addSignalListener("SIGUSR2", function once() {
          Deno.removeSignalListener("SIGUSR2", once);
          reply(text.slice("later ".length));
          tell({ type: "receipt", conversation, cursor: at, status: "delivered", at: Date.now() });
        });
        tell({ type: "receipt", conversation, cursor: at, status: "sent", at: Date.now() });
      } else {
        tell({ type: "receipt", conversation, cursor: at, status: "delivered", at: Date.now() });
        if (!text.startsWith("quiet ") && conversation === contacts[0].key) reply(text);
      }
      return sent;
    },
    message_retry: ({ id }) => change(id, { unsent: undefined }),
    message_discard: ({ id }) => (change(id, { unsent: undefined, text: "taken back" }), null),
    message_edit: ({ id, text }) => change(id, { text, edited_at: Date.now() }),
    message_delete: ({ conversation, id, for: whom }) => {
      if (whom === "everyone") change(id, { text: "", deleted: true });
      else tell({ type: "removed", conversation, ids: [id] });
      return null;
    },
    message_react: ({ id, emoji }) =>
      change(id, { reactions: emoji === "" ? [] : [{ mine: true, emoji, at: Date.now() }] }),
    timer_set: ({ conversation, seconds, accept }) =>
      changeContact(conversation, {
        timer: accept === undefined
          ? { agreed: 0, mine: { id: "t", seconds }, theirs: null }
          : { agreed: seconds, mine: null, theirs: null },
      }),
    timer_put_off: ({ conversation, id }) =>
      changeContact(conversation, { timer: { agreed: 0, mine: null, theirs: { id, seconds: 86_400, put_off: true } } }),
    contact_options: ({ conversation, options }) => {
      const before = contacts.find(({ key }) => key === conversation)!;
      return changeContact(conversation, { options: { ...before.options, ...options } });
    },
    contact_block: ({ conversation, blocked }) => changeContact(conversation, { blocked }),
    contact_accept: ({ conversation }) => changeContact(conversation, { state: "active" }),
    contact_verify: ({ conversation, verified }) => changeContact(conversation, { verified }),
    safety: ({ conversation }) => {
      const { key_changed, verified } = contacts.find(({ key }) => key === conversation)!;
      const changed = key_changed ? { digits: fresh, text: fresh, qr: [] } : null;
      return { digits: old, text: old, qr: [], verified, changed };
    },
    key_answer: ({ conversation, accept, digits }) => {
      if (digits !== fresh) throw new FakeApiError("key-changed", "other keys");
      return changeContact(conversation, accept ? { key_changed: false } : { key_changed: false, blocked: true });
    },
    clear_history: ({ conversation }) => {
      const removed = said.length;
      said.length = 0;
      api.emit({ type: "cleared", conversation: conversation ?? null });
      return { removed };
    },
    limits: () => [],
    typing: () => null,
    files_cost: ({ paths }) => ({ packets: 12 * paths.length, size: 12 * MIB, files: paths.length, skipped: 0 }),
    files_send: ({ conversation, paths }) =>
      paths.map((path) => {
        const [id, name] = [`file-${++cursor}`, path.slice(path.lastIndexOf("/") + 1)];
        const file = transfer("17", cursor, name, { id, conversation, direction: "out", path });
        const sent = fileMessage(file);
        tell({ type: "message", message: sent });
        return sent;
      }),
    files: ({ conversation }) => {
      const all = said.flatMap(({ file }) => file ?? []);
      return {
        transfers: all.filter((file) => file.conversation === (conversation ?? file.conversation)).reverse(),
        next: null,
      };
    },
    file_accept: ({ id }) => changeFile(id, { state: "waiting" }),
    file_decline: ({ id }) => changeFile(id, { state: "declined", ended_by: "me" }),
    file_cancel: ({ id }) => changeFile(id, { state: "cancelled", ended_by: "me" }),
    file_resume: ({ id }) => changeFile(id, { state: "waiting" }),
    room_members: () => [member("1000", "Anna", { me: true }), member("17", "Boris"), member("19", "Dora Ohm")],
  },
  contacts,
  [room("a1", "Team")],
);

const events = Deno.env.get("PARLEY_TEST_EVENTS");
if (events !== undefined) {
  Deno.addSignalListener("SIGUSR1", () => {
    for (const line of Deno.readTextFileSync(events).trim().split("\n")) tell(JSON.parse(line));
  });
}

const code = await main(Deno.args, (globals, level) => ({
  ...systemContext({ ...globals, data: "/nowhere" }, level),
  open: () => Promise.resolve(api.opened(true)),
  openLive: () => Promise.resolve(api.live()),
}));
Deno.exit(code);
