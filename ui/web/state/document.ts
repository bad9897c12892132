/** What the page does outside its own box: title, language, theme, leaving. */
import type { ApiEvent, Message } from "../../api.ts";
import { messageLine } from "../format/quote.ts";
import { hasUntoldDrafts } from "./drafts.ts";
import { isRestoring } from "./restoring.ts";
import { spokenName } from "./authors.ts";
import { announcement } from "./dialogs.ts";
import { partnerIn } from "./partner.ts";
import { current, language, me, programLink, settings, t, today, unreadTotal, unstored } from "./store.ts";

/** Run as an effect: follows the signals. */
export function keepDocument(): void {
  const unread = unreadTotal.value;
  // With the own name first: whoever runs two profiles has two tabs.
  const name = me.value === null ? t("app.name") : t("app.title", { name: me.value.name });
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
  document.documentElement.lang = language.value;
  document.documentElement.dataset.theme = settings.value.theme;
}

/**
 * Leaving would lose what the program does not have yet; the browser asks in its own words. While the program answers, drafts
 * reach it on the way out.
 */
export function guardLeaving(): void {
  addEventListener("beforeunload", (event) => {
    const untold = programLink.peek() !== "open" && hasUntoldDrafts();
    if (unstored.peek() > 0 || untold || isRestoring()) event.preventDefault();
  });
}

/** "Today" must not be yesterday's: look at the calendar now and then. */
export function keepDay(): void {
  setInterval(() => {
    if (new Date(today.peek()).toDateString() !== new Date().toDateString()) today.value = Date.now();
  }, 30_000);
}

/** The message that was said last. */
let said = "";

/** Screen readers hear who wrote what; what is gone from the conversation is not kept for them either. */
export function announceMessages(event: ApiEvent): void {
  if (event.type === "cleared" || event.type === "locked") announcement.value = "";
  if (event.type === "removed" && event.ids.includes(said)) announcement.value = "";
  if (event.type !== "message" || event.message.direction !== "in") return;
  const { message } = event;
  const partner = partnerIn(current(), message.conversation);
  if (partner === undefined) return;
  const words = messageWords(message, spokenName(message, partner));
  if (words === undefined) return;
  said = message.id;
  announcement.value = words;
}

function messageWords(message: Message, name: string): string | undefined {
  if (message.deleted) return t("message.incoming", { name, text: t("message.deleted") });
  if (message.kind === "text") return t("message.incoming", { name, text: messageLine(message) });
  return message.file?.state === "offered" ? t("file.said_offered", { name, file: messageLine(message) }) : undefined;
}
