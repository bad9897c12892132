import type { Message } from "../../api.ts";
import { clockTime } from "../format/time.ts";
import { html } from "../html.ts";
import { isKey } from "../locales/mod.ts";
import { discard, retry } from "../state/actions.ts";
import { closeText, errorText } from "../state/errors.ts";
import { shownAt } from "../state/rows.ts";
import { language, t } from "../state/store.ts";
import { MessageText } from "./message_text.ts";
import { StatusMark, statusTitle } from "./status_mark.ts";

interface Props {
  readonly message: Message;
  /** Name of the other person. */
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
  /** A search led here. */
  readonly found: boolean;
}

const ONLY_EMOJI = /^(?:\p{RGI_Emoji}){1,3}$/v;

/** One message. Unchanged ones are not rendered again: components that read signals compare their props. */
export function Bubble({ message, name, first, last, found }: Props) {
  const time = clockTime(shownAt(message), language.value);
  const label = message.direction === "out" ? t("message.from_you", { time }) : t("message.from", { name, time });
  const place = [message.direction, first && "first", last && "last", found && "hit"].filter(Boolean).join(" ");
  const emoji = message.kind === "text" && ONLY_EMOJI.test(message.text);
  return html`
    <div class="row ${place}" data-row=${message.id}>
      <div class="bubble ${emoji ? "emoji" : ""}" role="article" aria-label=${label} data-status=${message.status}>
        <div class="text" dir="auto">
          ${message.kind === "text"
            ? html`<${MessageText} text=${message.text} />`
            : html`<em>${t("chat.unknown_kind", { kind: message.kind })}</em>`}
          <span class="meta" title=${statusTitle(message)}><time>${time}</time>${message.direction === "out" &&
            html`<${StatusMark} message=${message} />`}</span>
        </div>
      </div>
      ${message.status === "failed" && html`<${Failure} message=${message} />`}
    </div>
  `;
}

function Failure({ message }: { message: Message }) {
  const code = message.error ?? "internal";
  const why = isKey(`close.${code}`) ? closeText(code) : errorText(code);
  const ours = message.cursor === Number.MAX_SAFE_INTEGER;
  return html`
    <p class="failure" role="alert">
      <span>${t("status.failed")}: ${why}</span>
      ${ours && html`
        <button class="link-button" type="button" onClick=${() => retry(message)}>${t("message.retry")}</button>
        <button class="link-button" type="button" onClick=${() => discard(message)}>${t("message.discard")}</button>
      `}
    </p>
  `;
}
