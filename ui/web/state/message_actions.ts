/** What the user does with a message, as calls to the program; what becomes of it comes back as events. */
import type { Message } from "../../api.ts";
import { attempt } from "./people_actions.ts";
import { call } from "./program.ts";
import { dropEcho, isEcho, postAgain } from "./sending.ts";
import { stopSending, tryAgain } from "./uploads.ts";

function of({ conversation, id }: Message) {
  return { conversation, id };
}

/** The same emoji again takes it back. */
export function react(message: Message, emoji: string): Promise<boolean> {
  const mine = message.reactions?.find((reaction) => reaction.mine)?.emoji;
  return attempt(call("message_react", { ...of(message), emoji: mine === emoji ? "" : emoji }));
}

export function edit(message: Message, text: string): Promise<boolean> {
  return attempt(call("message_edit", { ...of(message), text }));
}

export function remove(message: Message, whom: "everyone" | "me"): Promise<boolean> {
  return attempt(call("message_delete", { ...of(message), for: whom }));
}

export function cancel(message: Message): void {
  if (isEcho(message)) forget(message);
  else void attempt(call("message_cancel", of(message)));
}

export function retry(message: Message): void {
  if (isEcho(message)) (message.kind === "file" ? tryAgain : postAgain)(message);
  else void attempt(call("message_retry", of(message)));
}

export function discard(message: Message): void {
  if (isEcho(message)) forget(message);
  else void attempt(call("message_discard", of(message)));
}

function forget(echo: Message): void {
  (echo.kind === "file" ? stopSending : dropEcho)(echo);
}

/** Texts it had before, oldest first. */
export function versionsOf(message: Message) {
  return call("message_versions", of(message));
}
