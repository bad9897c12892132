import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { type MarkedToken, type Names, withMentions } from "../format/mention.ts";
import { richText } from "../format/rich_text.ts";
import { html } from "../html.ts";
import { t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";

/** Longer texts are folded; the reader unfolds what they want to read. */
const FOLD = 3_000;
/** The same for many short lines. */
const FOLD_LINES = 40;

interface Props {
  readonly text: string;
  /** Whom it may name; null outside of rooms. */
  readonly names?: Names | null;
}

/** Text of a peer as elements and text nodes, never as HTML. */
export function MessageText({ text, names = null }: Props) {
  const [whole, setWhole] = useState(false);
  const end = useMemo(() => foldAt(text), [text]);
  const folded = !whole && end < text.length;
  const tokens = useMemo(() => {
    const all = richText(folded ? `${text.slice(0, end).trimEnd()}…` : text);
    return names === null ? all : withMentions(all, names);
  }, [text, folded, end, names]);
  return html`
    ${tokens.map(piece)}
    ${folded &&
      html`<button class="link-button" type="button" onClick=${() => setWhole(true)}>${t("chat.show_all")}</button>`}
  `;
}

/** A little more than the fold is shown whole: unfolding must be worth it. */
function foldAt(text: string): number {
  let [lines, at] = [0, -1];
  while (lines < FOLD_LINES && (at = text.indexOf("\n", at + 1)) >= 0) lines++;
  const end = Math.min(FOLD, at < 0 ? Infinity : at);
  const is_worth = text.length > end * 1.2 && (text.length > FOLD * 1.2 || at >= 0);
  return is_worth ? end : text.length;
}

function piece(token: MarkedToken): string | VNode {
  switch (token.kind) {
    case "text":
      return token.text;
    case "link":
      return html`<a href=${token.href} target="_blank" rel="noopener noreferrer">${token.text}</a>`;
    case "code":
      return html`<code>${token.text}</code>`;
    case "mention":
      return html`<span class="named ${token.me ? "named-me" : ""}">${token.text}</span>`;
    case "bold":
      return html`<strong>${token.tokens.map(piece)}</strong>`;
    case "italic":
      return html`<em>${token.tokens.map(piece)}</em>`;
    case "block":
      return html`
        <span class="code-block"
          dir="ltr"><pre tabindex="0"><code>${token.text}</code></pre><${CopyButton} text=${token
            .text} label=${t("message.copy_code")} /></span>
      `;
  }
}
