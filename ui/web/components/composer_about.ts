import { quotedText } from "../format/quote.ts";
import { firstLine } from "../format/rich_text.ts";
import { html } from "../html.ts";
import { authorName } from "../state/authors.ts";
import { dropReply, editing, endEdit, replyOf } from "../state/composing.ts";
import { goTo, goToQuoted } from "../state/jump.ts";
import type { Partner } from "../state/partner.ts";
import { activeConversation, t } from "../state/store.ts";
import { Icon, type IconName } from "./icon.ts";

/** Above the field: the message that is answered, or changed. */
export function AboutBar({ partner }: { partner: Partner }) {
  const { key } = partner;
  const changed = editing.value;
  void activeConversation.value; // what is answered may have been edited
  if (changed?.conversation === key) {
    return html`
      <${Bar} icon="pencil" title=${t("composer.edit")} text=${firstLine(changed.text, 200)} onClose=${endEdit}
        close=${t("composer.edit_cancel")} onGo=${() => void goTo(key, changed)} />
    `;
  }
  const quote = replyOf(key);
  if (quote === undefined) return null;
  const title = quote.direction === undefined
    ? t("composer.reply_to_earlier")
    : quote.direction === "out"
    ? t("composer.reply_to_you")
    : t("composer.reply_to", { name: authorName(quote, partner) });
  const text = quote.deleted ? t("message.deleted") : quotedText(quote);
  return html`
    <${Bar} icon=${quote.file ? "clip" : "reply"} title=${title} text=${text} onClose=${() => dropReply(key)}
      close=${t("composer.reply_cancel")} onGo=${() => goToQuoted(key, quote)} />
  `;
}

interface BarProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly close: string;
  readonly onClose: () => void;
  readonly onGo: () => void;
}

function Bar({ icon, title, text, close, onClose, onGo }: BarProps) {
  return html`
    <div class="about">
      <${Icon} name=${icon} />
      <button class="about-text" type="button" onClick=${onGo}>
        <strong dir="auto">${title}</strong>
        ${text !== "" && html`<span dir="auto">${text}</span>`}
      </button>
      <button class="icon-button small" type="button" aria-label=${close} title=${close} onClick=${onClose}>
        <${Icon} name="close" />
      </button>
    </div>
  `;
}
