/** Telling about messages while nobody looks at their conversation (TXT-10). */
import { signal } from "@preact/signals";
import type { ApiEvent, Message, PeerKey, Room, Settings } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { firstLine } from "../format/rich_text.ts";
import { sizeText } from "../format/size.ts";
import { openConversation } from "./actions.ts";
import { announcement } from "./dialogs.ts";
import { isHeard } from "./attention.ts";
import { current, language, t } from "./store.ts";
import { type Partner, partnerIn } from "./partner.ts";
import { spokenName } from "./authors.ts";
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
export function isNews(message: Message, partner: Partner | undefined, settings: Settings, now: number): boolean {
  if (!settings.notifications || partner === undefined || !calls(message, partner)) return false;
  if (message.direction !== "in" || message.kind === "event" || message.deleted || message.edited_at) return false;
  return now - (message.file?.ended_at ?? message.received_at ?? 0) <= NEWS_MS;
}

/** Whoever is named in a room is called, also when they have muted it. */
function calls({ mention }: Message, partner: Partner): boolean {
  return isHeard(mention ? { ...partner, options: { ...partner.options, muted: false } } : partner);
}

/**
 * Pure: what is told once. Of a file that it is offered, when the user is to answer, and that it has come; what lies between
 * is for who looks.
 */
export function newsOf({ id, file }: Message): string | null {
  if (file === undefined || file.state === "offered") return id;
  return file.state === "completed" ? `${id} came` : null;
}

function wordsOf({ text, file }: Message, shown: boolean): string {
  if (file === undefined) return shown ? firstLine(text, TEXT_LENGTH) : t("notification.text");
  const what = file.state === "completed" ? "came" : "offer";
  if (!shown) return t(`notification.file_${what}_hidden`);
  const name = safeName(file.name).slice(0, TEXT_LENGTH);
  return t(`notification.file_${what}`, { file: name, size: sizeText(file.size, language.peek()) });
}

/** Pure: somebody has just invited us to a room. */
export function isInvitation({ state, added_at }: Room, settings: Settings, now: number): boolean {
  return settings.notifications && state === "invited" && now - added_at <= NEWS_MS;
}

/** Hears every event of the program. */
export function notify(event: ApiEvent): void {
  if (event.type === "message") notifyMessage(event.message);
  else if (event.type === "room") notifyInvitation(event.room);
}

function notifyInvitation(room: Room): void {
  const { key, name, invited_by } = room;
  if (!isInvitation(room, current().settings, Date.now()) || told.has(key)) return;
  remember(key);
  const body = invited_by === null ? t("room.state_invited") : t("room.invited_by", { name: invited_by });
  announcement.value = `${name}: ${body}`;
  show(key, name, body);
}

function notifyMessage(message: Message): void {
  const { settings } = current();
  const partner = partnerIn(current(), message.conversation);
  const news = newsOf(message);
  if (news === null || told.has(news) || !isNews(message, partner, settings, Date.now())) return;
  remember(news);
  show(message.conversation, spokenName(message, partner!), wordsOf(message, settings.notification_text));
}

/** One per conversation: a newer one takes the place of the older, and the list does not fill up. */
function show(key: PeerKey, title: string, body: string): void {
  if (!isSpeaker() || isLookedAt(key) || notificationRight.peek() !== "granted") return;
  const shown = new Notification(title, { body, tag: key, icon: "icon.svg" });
  shown.onclick = () => {
    focus();
    openConversation(key);
    shown.close();
  };
}

function remember(id: string): void {
  told.add(id);
  if (told.size > MAX_TOLD) told.delete(told.values().next().value!);
}
