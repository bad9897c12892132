import type { Message } from "../../api.ts";
import { html } from "../html.ts";
import { react } from "../state/message_actions.ts";
import { language, t } from "../state/store.ts";

/** What people thought of it, under the bubble. A press adds one's own, or takes it back. @param name of who has no other */
export function Reactions({ message, name }: { message: Message; name: string }) {
  const kinds = [...new Set(message.reactions?.map(({ emoji }) => emoji))];
  return html`
    <div class="reactions">
      ${kinds.map((emoji) => {
        const given = message.reactions!.filter((reaction) => reaction.emoji === emoji);
        const mine = given.some((reaction) => reaction.mine);
        const others = given.filter((reaction) => !reaction.mine).map(({ from }) => from?.name ?? name);
        const who = !mine ? "" : others.length > 0 ? "_both" : "_mine";
        const label = t(`message.reaction${who}`, { emoji, name: listText(others) });
        return html`
          <button key=${emoji} type="button" class="reaction" aria-pressed=${mine} aria-label=${label} title=${label}
            data-count=${given.length > 1 ? given.length : undefined}
            onClick=${() => react(message, emoji)}>${emoji}</button>
        `;
      })}
    </div>
  `;
}

/** "Anna, Boris and Clara", as the language has it. */
function listText(names: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: "conjunction" }).format(names);
}
