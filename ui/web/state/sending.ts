/** Messages on their way from this page to the program: shown at once, and posted again until it has them. */
import type { ApiEvent, Message, PeerKey, Quote } from "../../api.ts";
import { errorCode } from "./errors.ts";
import { conversationOf, loadNewest } from "./pages.ts";
import { call } from "./program.ts";
import { current, dispatch } from "./store.ts";
import { uuid7 } from "./uuid7.ts";

/** Cursor of a message that the program does not have yet: after all others. */
export const LAST = Number.MAX_SAFE_INTEGER;

export function isEcho(message: Message): boolean {
  return message.cursor === LAST;
}

export interface Written {
  readonly text: string;
  /** What it answers. */
  readonly reply?: Quote;
  readonly forwarded?: boolean;
}

/** The program's own message takes its place when it is on disk. */
export function sendText(key: PeerKey, { text, reply, forwarded }: Written): void {
  void loadNewest(key); // whoever writes wants to see what they wrote
  void post({
    id: uuid7(),
    cursor: LAST,
    conversation: key,
    direction: "out",
    kind: "text",
    text,
    sent_at: Date.now(),
    received_at: null,
    status: "queued",
    error: null,
    ...(reply === undefined ? {} : { reply }),
    ...(forwarded ? { forwarded } : {}),
  });
}

/** The same id again: the program adds nothing that it has already. */
export function postAgain(message: Message): void {
  void post({ ...message, status: "queued", error: null });
}

async function post(echo: Message): Promise<void> {
  const { conversation, id, text, reply, forwarded } = echo;
  dispatch({ type: "echo", message: echo });
  try {
    const message = await call("send", {
      conversation,
      id,
      text,
      ...(reply === undefined ? {} : { reply_to: reply.id }),
      ...(forwarded ? { forwarded } : {}),
    });
    // Usually its event came first, and by now perhaps a receipt that this answer does not know of.
    if (conversationOf(conversation).echoes.some((waiting) => waiting.id === id)) {
      dispatch({ type: "message", message });
    }
  } catch (error) {
    const code = errorCode(error);
    // Without the program the message waits here and is posted again by `postWaiting`.
    if (code !== "lost") dispatch({ type: "echo_failed", key: conversation, id, error: code });
  }
}

/** The program is back: hand over what was written meanwhile. */
export function postWaiting(event: ApiEvent): void {
  if (event.type !== "snapshot") return;
  for (const { echoes } of current().conversations.values()) {
    for (const echo of echoes) if (echo.status === "queued" && echo.kind === "text") void post(echo);
  }
}

export function dropEcho(message: Message): void {
  dispatch({ type: "echo_dropped", key: message.conversation, id: message.id });
}
