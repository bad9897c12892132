/** Rows of the history as the page and the terminal see them. Pure. */
import type { ContactRow, Draft, MessageRow, TimerRow } from "../store/history_types.ts";
import type { Contact, Message, MessageStatus, Presence } from "../ui/api.ts";

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

export function viewMessage(row: MessageRow, sent: number): Message {
  return {
    id: row.id,
    cursor: row.cursor,
    conversation: row.conversation,
    direction: row.direction === "out" ? "out" : "in",
    kind: row.direction === "event" ? "event" : row.kind,
    text: row.text,
    ...(row.args === null ? {} : { args: JSON.parse(row.args) as Record<string, string> }),
    sent_at: row.sent_at,
    received_at: row.received_at,
    ...(row.direction === "out" && row.read_at !== null ? { read_at: row.read_at } : {}),
    status: status(row, sent),
    error: row.error,
  };
}

export function viewContact(
  row: ContactRow,
  live: LiveState,
  conversation: {
    unread: number;
    last: MessageRow | undefined;
    timer: TimerRow;
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
    last: conversation.last === undefined ? null : viewMessage(conversation.last, live.sent),
    added_at: row.added_at,
    state: row.state,
    options: row.options,
    verified: row.keys !== null && row.verified_keys === row.keys && row.new_keys === null,
    key_changed: row.new_keys !== null,
    timer: conversation.timer,
    draft: conversation.draft ?? null,
    messages_left: conversation.left.messages,
    files_left: conversation.left.files,
  };
}
