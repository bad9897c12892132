import { signal } from "@preact/signals";
import { html } from "../html.ts";
import { askForNotifications, notificationRight } from "../state/notifications.ts";
import { contacts, settings, t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** Answered, whatever the answer: it is not offered again in this browser. */
const ANSWERED = "parley.notifications-offered";

const answered = signal(read());

function read(): boolean {
  try {
    return localStorage.getItem(ANSWERED) !== null;
  } catch {
    return true; // where nothing can be kept it would come with every start
  }
}

function answer(): void {
  answered.value = true;
  try {
    localStorage.setItem(ANSWERED, "1");
  } catch { /* then it comes again with the next start */ }
}

/** One calm line below the list, once somebody has written: browsers let a page ask only after a click. */
export function NotificationOffer() {
  if (answered.value || !settings.value.notifications || notificationRight.value !== "default") return null;
  if (![...contacts.value.values()].some(({ last }) => last?.direction === "in" && last.kind !== "event")) return null;
  const allow = () => {
    answer();
    void askForNotifications();
  };
  return html`
    <aside class="offer" aria-label=${t("notification.offer")}>
      <p>${t("notification.offer")}</p>
      <button class="link-button" type="button" onClick=${allow}>${t("settings.notifications_allow")}</button>
      <button class="icon-button small" type="button" aria-label=${t("notification.not_now")}
        title=${t("notification.not_now")} onClick=${answer}><${Icon} name="close" /></button>
    </aside>
  `;
}
