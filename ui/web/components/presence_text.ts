import type { Contact } from "../../api.ts";
import { clockTime, dayName, sameDay } from "../format/time.ts";
import { html } from "../html.ts";
import { language, programLink, t } from "../state/store.ts";

/** Nobody is online while the program behind the page is gone: what was known of them is of the past. */
export function presenceOf(contact: Contact): Contact["presence"] | "blocked" {
  if (contact.blocked) return "blocked";
  const gone = programLink.value !== "open" && programLink.value !== "connecting";
  return gone && contact.presence === "online" ? "offline" : contact.presence;
}

/** The word for the list. */
export function PresenceWord({ contact }: { contact: Contact }) {
  const presence = presenceOf(contact);
  return html`<span class="presence presence-${presence}">${t(`presence.${presence}`)}</span>`;
}

/** The line in the header: the word, since when, and the way messages go. */
export function PresenceLine({ contact }: { contact: Contact }) {
  const presence = presenceOf(contact);
  const way = presence === "online" && contact.transport !== null ? wayText(contact.transport) : null;
  return html`
    <span class="presence presence-${presence}">${presenceText(contact)}</span>
    ${way !== null && html`<span class="way" title=${t("way.hint", { way })}> · ${way}</span>`}
  `;
}

function presenceText(contact: Contact): string {
  const presence = presenceOf(contact);
  if (presence !== "offline" || contact.presence === "online" || contact.since === null) {
    return t(`presence.${presence}`);
  }
  const time = clockTime(contact.since, language.value);
  if (sameDay(contact.since, Date.now())) return t("presence.last_seen", { time });
  const day = dayName(contact.since, Date.now(), language.value).toLocaleLowerCase(language.value);
  return t("presence.last_seen", { time: t("presence.at_day", { day, time }) });
}

function wayText(transport: string): string {
  if (transport === "relay") return t("way.relay");
  return transport === "quic" ? t("way.quic") : t("way.direct");
}
