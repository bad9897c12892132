/** A message as scripts see it: a line of `history --json`, a member of an exported JSON file. A contract with scripts. */
import type { Message, Reaction, Transfer } from "../../ui/api.ts";

export interface MessageRecord {
  readonly id: string;
  /** Id of who the conversation is with; of a room `#` and its id. */
  readonly peer: string;
  /** Id of who wrote it; in a room the name, "" for a note of the program. */
  readonly from: string;
  /** In a room: id of who wrote it; null for a note of the program. */
  readonly from_id?: string | null;
  readonly direction: "in" | "out";
  readonly kind: string;
  /** As it is now; "" when deleted. */
  readonly text: string;
  readonly args?: Record<string, string>;
  /** Times are ISO 8601 UTC with milliseconds. */
  readonly sent_at: string;
  readonly received_at: string | null;
  readonly status: string;
  readonly error: string | null;
  readonly edited_at: string | null;
  readonly deleted: boolean;
  /** Id of the message it answers. */
  readonly reply_to: string | null;
  readonly forwarded: boolean;
  readonly reactions: readonly ReactionRecord[];
  /** In a room: it names our user, or all. */
  readonly mention?: boolean;
  /** In a room, of ours: how many of how many others have it; null for others' messages. */
  readonly delivered_to?: number | null;
  readonly members_other?: number | null;
  /** Of kind "file": `text` is its name. */
  readonly file?: Pick<Transfer, "type" | "size" | "files" | "state" | "reason" | "path">;
}

/** `from` and `from_id` as of a message. */
export interface ReactionRecord {
  readonly from: string;
  readonly from_id?: string;
  readonly emoji: string;
  readonly at: string;
}

/** Our user. */
export interface RecordOwner {
  readonly id: string;
  readonly name: string;
}

export function messageRecord(message: Message, me: RecordOwner): MessageRecord {
  const { conversation, delivery } = message;
  const isRoom = conversation.startsWith("#");
  const peer = idOf(conversation);
  return {
    id: message.id,
    peer,
    ...(isRoom ? authorOf(message, me) : { from: message.direction === "out" ? me.id : peer }),
    direction: message.direction,
    kind: message.kind,
    text: message.text,
    ...(message.args === undefined ? {} : { args: message.args }),
    sent_at: iso(message.sent_at),
    received_at: message.received_at === null ? null : iso(message.received_at),
    status: message.status,
    error: message.error,
    edited_at: message.edited_at === undefined ? null : iso(message.edited_at),
    deleted: message.deleted === true,
    reply_to: message.reply?.id ?? null,
    forwarded: message.forwarded === true,
    reactions: (message.reactions ?? []).map((reaction) => reactionRecord(reaction, me, isRoom ? undefined : peer)),
    ...(isRoom
      ? {
        mention: message.mention === true,
        delivered_to: delivery?.to ?? null,
        members_other: delivery?.of ?? null,
      }
      : {}),
    ...(message.file === undefined ? {} : { file: fileRecord(message.file) }),
  };
}

/** In a room names tell more than numbers do: its people need not be contacts. */
function authorOf({ kind, direction, from }: Message, me: RecordOwner): { from: string; from_id: string | null } {
  if (from !== undefined) return { from: from.name, from_id: idOf(from.key) };
  return kind !== "event" && direction === "out" ? { from: me.name, from_id: me.id } : { from: "", from_id: null };
}

/** @param peer id of the other side; undefined in a room */
function reactionRecord(
  { mine, from, emoji, at }: Reaction,
  me: RecordOwner,
  peer: string | undefined,
): ReactionRecord {
  const rest = { emoji, at: iso(at) };
  if (peer !== undefined) return { from: mine ? me.id : peer, ...rest };
  if (from === undefined) return { from: me.name, from_id: me.id, ...rest };
  return { from: from.name, from_id: idOf(from.key), ...rest };
}

/** Of a peer key its number, of a room's key all of it. */
function idOf(key: string): string {
  return key.split(".", 1)[0];
}

function fileRecord({ type, size, files, state, reason, path }: Transfer): NonNullable<MessageRecord["file"]> {
  return { type, size, files, state, reason, path };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
