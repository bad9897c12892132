import type { Message, Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { fullTime } from "../format/time.ts";
import { html } from "../html.ts";
import { authorName } from "../state/authors.ts";
import type { Partner } from "../state/partner.ts";
import { language, t } from "../state/store.ts";
import { wholeSize, wholeStateText } from "./file_text.ts";
import { Modal } from "./modal.ts";
import { Versions } from "./message_versions.ts";
import { statusText } from "./status_mark.ts";
import { timerText } from "./timer_text.ts";

/** What it is, and where it lies. */
function fileRows(file: Transfer): (readonly [string, string])[] {
  return [
    [t("file.info_name"), safeName(file.name)],
    [t("file.info_size"), wholeSize(file)],
    [t("file.info_state"), wholeStateText(file)],
    ...file.path === null ? [] : [[t("file.info_path"), file.path] as const],
  ];
}

/** When it was written, came and was read, and what it said before. */
export function MessageInfo({ partner, message }: { partner: Partner; message: Message }) {
  const { direction, sent_at, received_at, read_at, edited_at, ttl, expires_at } = message;
  const time = (at: number) => fullTime(at, language.value);
  const file = message.deleted ? undefined : message.file;
  const rows: (readonly [string, string] | false)[] = [
    ...file === undefined ? [] : fileRows(file),
    direction === "out" && [t("message.info_state"), statusText(message)],
    [t("message.info_sent"), time(sent_at)],
    received_at !== null &&
    [t(direction === "in" ? "message.info_received" : "message.info_delivered"), time(received_at)],
    read_at !== undefined && [t("message.info_read"), time(read_at)],
    edited_at !== undefined && [t("message.info_edited"), time(edited_at)],
    ttl !== undefined && [
      t("message.info_disappears"),
      expires_at === undefined ? t("message.disappears_after", { time: timerText(ttl) }) : time(expires_at),
    ],
  ];
  return html`
    <${Modal} title=${direction === "out" ? t("message.you") : authorName(message, partner)}>
      <dl>
        ${rows.filter((row) => row !== false).map(([name, value]) =>
          html`
            <dt>${name}</dt>
            <dd>${value}</dd>
          `
        )}
      </dl>
      ${edited_at !== undefined && !message.deleted && html`
        <section>
          <h3>${t("message.versions")}</h3>
          <${Versions} message=${message} />
        </section>
      `}
    <//>
  `;
}
