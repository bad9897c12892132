/** A message as scripts see it: a line of `history --json`, a member of an exported JSON file. A contract with scripts. */
import type { Message, Transfer } from "../../ui/api.ts";

export interface MessageRecord {
  readonly id: string;
  /** Id of who the conversation is with. */
  readonly peer: string;
  /** Id of who wrote it. */
  readonly from: string;
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
  readonly reactions: readonly { readonly from: string; readonly emoji: string; readonly at: string }[];
  /** Of kind "file": `text` is its name. */
  readonly file?: Pick<Transfer, "type" | "size" | "files" | "state" | "reason" | "path">;
}

/** @param me our id */
export function messageRecord(message: Message, me: string): MessageRecord {
  const peer = message.conversation.slice(0, message.conversation.indexOf("."));
  return {
    id: message.id,
    peer,
    from: message.direction === "out" ? me : peer,
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
    reactions: (message.reactions ?? []).map(({ mine, emoji, at }) => ({ from: mine ? me : peer, emoji, at: iso(at) })),
    ...(message.file === undefined ? {} : { file: fileRecord(message.file) }),
  };
}

function fileRecord({ type, size, files, state, reason, path }: Transfer): NonNullable<MessageRecord["file"]> {
  return { type, size, files, state, reason, path };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
