import { useEffect, useState } from "preact/hooks";
import type { Contact, Millis } from "../../api.ts";
import { clockTime } from "../format/time.ts";
import { html } from "../html.ts";
import { language, t } from "../state/store.ts";
import { presenceOf } from "./presence_text.ts";

/**
 * What became of the connection, as the last line of the conversation (TXT-14): one line that changes, so that a bad
 * network does not fill the history.
 */
export function ConnectionLine({ contact }: { contact: Contact }) {
  const presence = presenceOf(contact);
  const [was, setWas] = useState<{ presence: typeof presence; back_at: Millis | null }>({ presence, back_at: null });
  useEffect(() => {
    if (was.presence === presence) return;
    setWas({ presence, back_at: presence === "online" && was.presence === "offline" ? Date.now() : null });
  }, [presence]);
  const text = presence === "offline"
    ? t("connection.offline", { name: contact.name })
    : presence === "online" && was.back_at !== null
    ? t("connection.back", { name: contact.name, time: clockTime(was.back_at, language.value) })
    : null;
  if (text === null) return null;
  return html`<div class="event connection" data-row="connection" role="status"><span class="pill">${text}</span></div>`;
}
