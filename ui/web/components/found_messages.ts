import type { Message } from "../../api.ts";
import { fullTime, listTime } from "../format/time.ts";
import { html } from "../html.ts";
import { errorText } from "../state/errors.ts";
import { failure, findMore, found, peopleFound, searching } from "../state/global_search.ts";
import { openMessage } from "../state/jump.ts";
import { query } from "../state/list_view.ts";
import { shownAt } from "../state/rows.ts";
import { language, partnerOf, t, today } from "../state/store.ts";
import { FoundText } from "./found_text.ts";
import { MoreLine } from "./more_line.ts";
import { PartnerAvatar } from "./partner_avatar.ts";

/** Messages of all conversations, below the people that are called so. The next page comes as one scrolls. */
export function FoundMessages() {
  if (!searching.value) return null;
  const now = found.value;
  const messages = now?.messages ?? [];
  return html`
    ${failure.value !== null && html`<p class="problem" role="alert">${errorText(failure.value)}</p>`}
    ${messages.length > 0 && html`
      <section class="found-messages" aria-label=${t("chat.search_found")}>
        <h2>${t("search.messages")}</h2>
        ${messages.map((message) => html`<${Hit} key=${message.id} message=${message} words=${now!.words} />`)}
        ${now!.next !== null && html`<${MoreLine} key=${now!.next} within=".contact-list" onMore=${findMore} />`}
      </section>
    `}
    <p class="none-found" role="status">${now !== null && messages.length === 0 && peopleFound.value.length === 0
      ? query.value.trim() === "" ? t("search.none_filtered") : t("chat.search_none", { query: query.value.trim() })
      : ""}</p>
  `;
}

function Hit({ message, words }: { message: Message; words: string }) {
  const { conversation, direction } = message;
  const partner = partnerOf(conversation);
  if (partner === undefined) return null; // removed a moment ago
  const { name } = partner;
  const at = shownAt(message);
  return html`
    <button class="contact found-message" type="button" onClick=${() => openMessage(message)}>
      <${PartnerAvatar} of=${partner} presence=${false} />
      <span class="contact-text">
        <span class="contact-line">
          <span class="contact-name" dir="auto">${name}</span>
          <span class="contact-time" title=${fullTime(at, language.value)}>${listTime(
            at,
            today.value,
            language.value,
          )}</span>
        </span>
        <span class="snippet" dir="auto">
          ${direction === "out" && html`<span class="you">${t("list.you")} </span>`}
          ${message.from !== undefined &&
            html`<span class="you">${t("list.author", { name: message.from.name })} </span>`}
          <${FoundText} message=${message} words=${words} />
        </span>
      </span>
    </button>
  `;
}
