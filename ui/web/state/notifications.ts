/** Telling about messages while nobody looks at their conversation (TXT-10). */
import { signal } from "@preact/signals";
import type { ApiEvent, Contact, Message, Settings } from "../../api.ts";
import { firstLine } from "../format/rich_text.ts";
import { openConversation } from "./actions.ts";
import { isHeard } from "./attention.ts";
import { current, t } from "./store.ts";
import { isLookedAt, isSpeaker } from "./windows.ts";

/** What the browser says; "unsupported" where it has none. */
export type NotificationRight = NotificationPermission | "unsupported";

const supported = typeof Notification === "function";

export const notificationRight = signal<NotificationRight>(supported ? Notification.permission : "unsupported");

/** Only after a click: browsers hold it against a page that asks by itself. */
export async function askForNotifications(): Promise<void> {
  if (supported) notificationRight.value = await Notification.requestPermission();
}

/** Changed messages are told of as well, with the same id: what is older than this is not news. */
const NEWS_MS = 60_000;
/** Ids that were told; edits and reactions come with the same ones. */
const MAX_TOLD = 1_000;
const TEXT_LENGTH = 200;

const told = new Set<string>();

/** Pure: whether the user wants to hear of it at all. */
export function isNews(message: Message, contact: Contact | undefined, settings: Settings, now: number): boolean {
  if (!settings.notifications || contact === undefined || !isHeard(contact)) return false;
  if (message.direction !== "in" || message.kind === "event" || message.deleted || message.edited_at) return false;
  return now - (message.received_at ?? 0) <= NEWS_MS;
}

/** Hears every event of the program. */
export function notify(event: ApiEvent): void {
  if (event.type !== "message" || told.has(event.message.id)) return;
  const { message } = event;
  const { contacts, settings } = current();
  const contact = contacts.get(message.conversation);
  if (!isNews(message, contact, settings, Date.now())) return;
  remember(message.id);
  if (!isSpeaker() || isLookedAt(message.conversation) || notificationRight.peek() !== "granted") return;
  // One per person: a newer one takes the place of the older, and the list does not fill up.
  const shown = new Notification(contact!.name, {
    body: settings.notification_text ? firstLine(message.text, TEXT_LENGTH) : t("notification.text"),
    tag: message.conversation,
    icon: "icon.svg",
  });
  shown.onclick = () => {
    focus();
    openConversation(message.conversation);
    shown.close();
  };
}

function remember(id: string): void {
  told.add(id);
  if (told.size > MAX_TOLD) told.delete(told.values().next().value!);
}
