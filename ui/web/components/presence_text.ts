import type { Contact, Millis, RoomMember } from "../../api.ts";
import { clockTime, dayWithin, sameDay } from "../format/time.ts";
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
  return t("presence.last_seen", { time: momentText(contact.since) });
}

/** Of a member of a room: who is not linked with us talks through others, so they are known by when they wrote. */
export function memberPresence({ presence, wrote_at }: RoomMember): string {
  if (presence === "online" || wrote_at === null) return t(`presence.${presence}`);
  return t("room.wrote_at", { time: momentText(wrote_at) });
}

/** "14:05", "yesterday, 14:05". */
function momentText(at: Millis): string {
  const time = clockTime(at, language.value);
  if (sameDay(at, Date.now())) return time;
  return t("presence.at_day", { day: dayWithin(at, Date.now(), language.value), time });
}

function wayText(transport: string): string {
  if (transport === "relay") return t("way.relay");
  return transport === "quic" ? t("way.quic") : t("way.direct");
}
