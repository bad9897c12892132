import { useState } from "preact/hooks";
import { richText, type Token } from "../format/rich_text.ts";
import { html } from "../html.ts";
import { t } from "../state/store.ts";

/** Longer texts are folded; the reader unfolds what they want to read. */
const FOLD = 3_000;

/** Text of a peer as elements and text nodes, never as HTML. */
export function MessageText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const folded = !whole && text.length > FOLD * 1.2;
  return html`
    ${richText(folded ? `${text.slice(0, FOLD)}…` : text).map(piece)}
    ${folded &&
      html`<button class="link-button" type="button" onClick=${() => setWhole(true)}>${t("chat.show_all")}</button>`}
  `;
}

function piece(token: Token) {
  switch (token.kind) {
    case "text":
      return token.text;
    case "link":
      return html`<a href=${token.href} target="_blank" rel="noopener noreferrer">${token.text}</a>`;
    case "code":
      return html`<code>${token.text}</code>`;
    case "block":
      return html`<pre><code>${token.text}</code></pre>`;
  }
}
