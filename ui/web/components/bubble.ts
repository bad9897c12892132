import { useLayoutEffect, useRef } from "preact/hooks";
import type { Author, Message, Quote } from "../../api.ts";
import { colourOf } from "../format/person.ts";
import { quotedText } from "../format/quote.ts";
import { clockTime } from "../format/time.ts";
import { html } from "../html.ts";
import { isKey } from "../locales/mod.ts";
import { closeText, errorText } from "../state/errors.ts";
import { goToQuoted } from "../state/jump.ts";
import { LEAVING } from "../state/leaving.ts";
import { discard, retry } from "../state/message_actions.ts";
import { isRoomKey } from "../state/partner.ts";
import { mentionNames } from "../state/room_members.ts";
import { shownAt } from "../state/rows.ts";
import { language, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { FileCard } from "./file_card.ts";
import { Icon } from "./icon.ts";
import { openMessageMenu } from "./message_menu.ts";
import { MessageText } from "./message_text.ts";
import { EditedMark } from "./message_versions.ts";
import { Reactions } from "./reactions.ts";
import { DeliveredTo, StatusMark, statusTitle } from "./status_mark.ts";
import { disappearsText } from "./timer_text.ts";

interface Props {
  readonly message: Message;
  /** Name of whoever else wrote it. */
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
  /** A search led here, or a quote: then it lights up for a moment. */
  readonly hit: "" | "hit" | "flash";
  /** It is gone, and on its way out of sight. */
  readonly leaving: boolean;
}

const ONLY_EMOJI = /^(?:\p{RGI_Emoji}){1,3}$/v;

/** One message. Unchanged ones are not rendered again: components that read signals compare their props. */
export function Bubble({ message, name, first, last, hit, leaving }: Props) {
  const { id, kind, direction, deleted, reply, text } = message;
  const file = deleted ? undefined : message.file;
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (leaving) leave(row.current!);
  }, [leaving]);
  const time = clockTime(shownAt(message), language.value);
  const label = direction === "out" ? t("message.from_you", { time }) : t("message.from", { name, time });
  const { from, mention } = message;
  const place = [
    direction,
    "item",
    first && "first",
    last && "last",
    from !== undefined && "by",
    mention && "mention",
    hit,
  ].filter(Boolean).join(" ");
  const emoji = kind === "text" && !deleted && reply === undefined && ONLY_EMOJI.test(text);
  return html`
    <div class="row ${place}" data-row=${id} ref=${row}>
      ${from !== undefined && last && html`<${Avatar} of=${from.key} name=${from.name} size="tiny" />`}
      <div class="bubble ${emoji
        ? "emoji"
        : file !== undefined
        ? "with-file"
        : ""}" role="article" tabindex="-1" aria-label=${label}
        aria-describedby=${`words-${id}`} data-status=${message.status}>
        ${from !== undefined && first && html`<${AuthorName} author=${from} />`}
        ${message.forwarded && html`<p class="forwarded"><${Icon} name="forward" />${t("message.forwarded")}</p>`}
        ${reply !== undefined && html`<${QuoteButton} reply=${reply} name=${name} of=${message.conversation} />`}
        ${file !== undefined && html`<${FileCard} message=${message} transfer=${file} />`}
        <div class="text" dir="auto">
          ${file === undefined && html`
            <span class="words" id=${`words-${id}`}><${Words} message=${message} /></span>
          `}
          <span class="meta" title=${statusTitle(message)}>
            ${message.ttl !== undefined && html`
              <span class="disappears" role="img" aria-label=${disappearsText(message)} title=${disappearsText(
                message,
              )}>
                <${Icon} name="clock" />
              </span>
            `}
            ${message.edited_at !== undefined && !deleted && html`<${EditedMark} message=${message} />`}
            <time>${time}</time>
            ${direction === "out" &&
              html`
                <${DeliveredTo} message=${message} />
                <${StatusMark} message=${message} />
              `}
          </span>
        </div>
        ${message.reactions !== undefined && message.reactions.length > 0 &&
          html`<${Reactions} message=${message} name=${name} />`}
        <button class="icon-button small tools" type="button" tabindex="-1" aria-label=${t("message.tools")}
          aria-haspopup="menu" onClick=${(event: MouseEvent) => openMessageMenu(event, message)}>
          <${Icon} name="more" />
        </button>
      </div>
      ${(message.status === "failed" || message.unsent) && html`<${Failure} message=${message} />`}
    </div>
  `;
}

/** Each author has a colour of their own, the one of their picture. */
function AuthorName({ author: { key, name } }: { author: Author }) {
  return html`<p class="author author-${colourOf(key)}" dir="auto">${name}</p>`;
}

function Words({ message: { kind, text, deleted, conversation } }: { message: Message }) {
  if (deleted) return html`<em class="gone">${t("message.deleted")}</em>`;
  return kind === "text"
    ? html`<${MessageText} text=${text} names=${isRoomKey(conversation) ? mentionNames.value : null} />`
    : html`<em>${t("chat.unknown_kind", { kind })}</em>`;
}

/** What it answers; a press goes there. */
function QuoteButton({ reply, name, of }: { reply: Quote; name: string; of: string }) {
  const who = reply.direction === "out" ? t("message.you") : reply.from?.name ?? name;
  const words = reply.deleted ? t("message.deleted") : quotedText(reply);
  if (reply.cursor === undefined) return html`<p class="quote missing">${t("message.quote_missing")}</p>`;
  return html`
    <button class="quote" type="button" title=${t("message.quote_go")} onClick=${() => goToQuoted(of, reply)}>
      <strong dir="auto">${who}</strong>
      <span dir="auto">${reply.file && !reply.deleted && html`<${Icon} name="clip" />`}${reply.deleted
        ? html`<em>${words}</em>`
        : words}</span>
    </button>
  `;
}

/** It did not go, or what was done to it did not. */
function Failure({ message }: { message: Message }) {
  const unsent = message.status === "failed" ? undefined : message.unsent;
  const code = unsent?.error ?? message.error ?? "internal";
  const why = isKey(`close.${code}`) ? closeText(code) : errorText(code, message.kind);
  const what = unsent === undefined ? t("status.failed") : t(`message.unsent_${unsent.kind}`);
  const undo = unsent === undefined
    ? "message.discard"
    : unsent.kind === "delete"
    ? "message.leave_so"
    : "message.take_back";
  return html`
    <p class="failure" role="alert">
      <span>${what}: ${why}</span>
      <button class="link-button" type="button" onClick=${() => retry(message)}>${t("message.retry")}</button>
      <button class="link-button" type="button" onClick=${() => discard(message)}>${t(undo)}</button>
    </p>
  `;
}

/** Closes the gap it leaves; what is read stays where it is, the list sees to that. */
function leave(row: HTMLElement): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    row.style.visibility = "hidden";
    return;
  }
  row.style.overflow = "hidden";
  const from = { height: `${row.offsetHeight}px`, marginTop: getComputedStyle(row).marginTop, opacity: 1 };
  const to = { height: "0", marginTop: "0", opacity: 0 };
  row.animate([from, to], { duration: LEAVING, easing: "ease-in-out", fill: "forwards" });
}
