import type { Message } from "../../api.ts";
import { html } from "../html.ts";
import { react } from "../state/message_actions.ts";
import { t } from "../state/store.ts";

/** What both thought of it, under the bubble. A press adds one's own, or takes it back. */
export function Reactions({ message, name }: { message: Message; name: string }) {
  const kinds = [...new Set(message.reactions?.map(({ emoji }) => emoji))];
  return html`
    <div class="reactions">
      ${kinds.map((emoji) => {
        const given = message.reactions!.filter((reaction) => reaction.emoji === emoji);
        const mine = given.some((reaction) => reaction.mine);
        const who = given.length > 1 ? "_both" : mine ? "_mine" : "";
        const label = t(`message.reaction${who}`, { emoji, name });
        return html`
          <button key=${emoji} type="button" class="reaction" aria-pressed=${mine} aria-label=${label} title=${label}
            data-count=${given.length > 1 ? given.length : undefined}
            onClick=${() => react(message, emoji)}>${emoji}</button>
        `;
      })}
    </div>
  `;
}
