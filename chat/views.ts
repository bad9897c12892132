/** Rows of the history as the page and the terminal see them. Pure. */
import {
  AMENDMENTS,
  type ContactRow,
  type Draft,
  type History,
  type MessageRow,
  type TimerRow,
} from "../store/history_types.ts";
import type { Author, Contact, Message, MessageStatus, Presence, Quote, Timer, Unsent } from "../ui/api.ts";
import type { Motion } from "./transfers/progress.ts";
import { viewTransfer } from "./transfers/transfer_state.ts";

/** UTF-16 units of a quote: two lines of it are shown. */
const QUOTE_LENGTH = 200;

/** UTF-16 units of the newest message in the list: one line is shown, and a list has many. */
const LAST_LENGTH = 300;

/** What is known of a contact now and forgotten with the process. */
export interface LiveState {
  readonly presence: Presence;
  readonly reason: string | null;
  readonly transport: string | null;
  readonly since: number | null;
  /** Largest sequence number handed to the link that is up; 0 without one. */
  readonly sent: number;
}

export const OFFLINE: LiveState = { presence: "offline", reason: null, transport: null, since: null, sent: 0 };

function status(row: MessageRow, sent: number): MessageStatus {
  if (row.direction !== "out") return "received";
  if (row.error !== null) return "failed";
  if (row.read_at !== null) return "read";
  if (row.received_at !== null) return "delivered";
  return row.seq <= sent ? "sent" : "queued";
}

/** Amendments and what our own program notes for itself are no messages. */
export function isShown({ kind }: Pick<MessageRow, "kind">): boolean {
  return !AMENDMENTS.has(kind);
}

/** What a message shows beside what it says itself. */
export interface Known extends Pick<History, "message"> {
  /** Who wrote something in a room, undefined for our user; and what else only rooms know. Absent where there are none. */
  readonly rooms?: () => KnownRooms | undefined;
  /** How a file moves at the moment; absent where nothing does. */
  motion?(conversation: string, id: string): Motion | undefined;
  /** What was done to it here and refused there; absent where nothing is sent. */
  unsent?(conversation: string, id: string): Unsent | undefined;
}

export interface KnownRooms {
  author(conversation: string, key: string): Author | undefined;
  delivery(conversation: string, id: string): Message["delivery"];
  isMention(text: string): boolean;
}

/** Kinds that may answer a message. */
const ANSWERS: ReadonlySet<string> = new Set(["text", "file"]);

/** @param known where the message it answers is found; events and amendments answer none */
export function viewMessage(row: MessageRow, sent: number, known?: Known): Message {
  const message: Message = {
    id: row.id,
    cursor: row.cursor,
    conversation: row.conversation,
    direction: row.direction === "out" ? "out" : "in",
    kind: row.direction === "event" ? "event" : row.kind,
    text: row.text,
    sent_at: row.sent_at,
    received_at: row.received_at,
    status: status(row, sent),
    error: row.error,
  };
  // Assigned one by one: every message of every conversation passes here, and most have none of these.
  if (row.args !== null) message.args = JSON.parse(row.args) as Record<string, string>;
  if (row.direction === "out" && row.read_at !== null) message.read_at = row.read_at;
  if (known !== undefined && row.about !== null && ANSWERS.has(row.kind)) message.reply = quote(row, known);
  if (row.file !== null) message.file = viewTransfer(row.file, known?.motion?.(row.conversation, row.id));
  const unsent = known?.unsent?.(row.conversation, row.id);
  if (unsent !== undefined) message.unsent = unsent;
  if (row.forwarded) message.forwarded = true;
  if (row.edited_at !== null) message.edited_at = row.edited_at;
  if (row.deleted) message.deleted = true;
  if (row.reactions.length > 0) {
    message.reactions = row.reactions.map(({ direction, emoji, at }) => ({ mine: direction === "out", emoji, at }));
  }
  if (row.author !== null) addRoomMembers(message, row, known?.rooms?.());
  if (row.ttl !== null) message.ttl = row.ttl;
  if (row.expires_at !== null) message.expires_at = row.expires_at;
  return message;
}

/** What a message of a room shows beside: its author, who has it, whom it names. */
function addRoomMembers(message: Message, row: MessageRow, rooms: KnownRooms | undefined): void {
  const { conversation, direction, author, id } = row;
  // Nothing of a room is "sent": it is with others, or it is not.
  if (direction === "out" && row.received_at === null) message.status = "queued";
  if (rooms === undefined) return;
  const from = rooms.author(conversation, author!);
  if (from !== undefined && direction !== "event") message.from = from;
  const delivery = direction === "out" ? rooms.delivery(conversation, id) : undefined;
  if (delivery !== undefined) message.delivery = delivery;
  if (direction === "in" && rooms.isMention(row.text)) message.mention = true;
  if (row.reactions.length === 0) return;
  message.reactions = row.reactions.map(({ direction, author, emoji, at }) => {
    const from = author === undefined ? undefined : rooms.author(conversation, author);
    return { mine: direction === "out", emoji, at, ...(from === undefined ? {} : { from }) };
  });
}

/** Our own copy: nobody can be made to have said something else. */
function quote({ conversation, about }: MessageRow, history: Known): Quote {
  const id = about!;
  const row = history.message(conversation, id);
  if (row === undefined || row.direction === "event" || !isShown(row)) return { id };
  const { cursor, direction } = row;
  const from = row.author === null ? undefined : history.rooms?.()?.author(conversation, row.author);
  const text = cut(row.text, QUOTE_LENGTH);
  const file = row.kind === "file";
  return {
    id,
    cursor,
    direction,
    text,
    ...(from === undefined ? {} : { from }),
    ...(row.deleted ? { deleted: true } : {}),
    ...(file ? { file } : {}),
  };
}

/** With every event about them a contact is told whole: four million letters of theirs each time would be a flood. */
function beginningOf(row: MessageRow): MessageRow {
  return row.text.length <= LAST_LENGTH ? row : { ...row, text: cut(row.text, LAST_LENGTH) };
}

/** Half a surrogate pair at the end is no letter. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** Name of the setting with the id of the proposal that was put off; it goes with the contact. */
export function putOffSetting(key: string): string {
  return `timer_put_off ${key}`;
}

/** A proposal of what is agreed already asks nothing: that is how one is taken back. */
export function openTimer({ agreed, mine, theirs }: TimerRow): Timer {
  const open = (proposal: TimerRow["mine"]) => proposal?.seconds === agreed ? null : proposal;
  return { agreed, mine: open(mine), theirs: open(theirs) };
}

function withPutOff(timer: Timer, putOff: () => string | undefined): Timer {
  const { theirs } = timer;
  return theirs === null || putOff() !== theirs.id ? timer : { ...timer, theirs: { ...theirs, put_off: true } };
}

export function viewContact(
  row: ContactRow,
  live: LiveState,
  conversation: {
    unread: number;
    last: MessageRow | undefined;
    timer: TimerRow;
    /** Id of the proposal that was put off last. */
    putOff: () => string | undefined;
    draft: Draft | undefined;
    left: { messages: number | null; files: number | null };
  },
): Contact {
  return {
    key: row.key,
    id: row.id,
    root: row.root,
    name: row.alias ?? row.own_name,
    own_name: row.own_name,
    presence: row.state === "pairing" && live.presence === "offline" ? "pairing" : live.presence,
    presence_reason: live.reason,
    transport: live.transport,
    since: live.since,
    blocked: row.state === "blocked",
    unread: conversation.unread,
    last: conversation.last === undefined ? null : viewMessage(beginningOf(conversation.last), live.sent),
    added_at: row.added_at,
    state: row.state,
    options: row.options,
    verified: row.keys !== null && row.verified_keys === row.keys && row.new_keys === null,
    key_changed: row.new_keys !== null,
    timer: withPutOff(openTimer(conversation.timer), conversation.putOff),
    draft: conversation.draft ?? null,
    messages_left: conversation.left.messages,
    files_left: conversation.left.files,
  };
}
