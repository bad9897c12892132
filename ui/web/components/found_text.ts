import type { Message } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { snippet } from "../format/snippet.ts";
import { html } from "../html.ts";
import { Icon } from "./icon.ts";

/** The part of a message around the words that were looked for; of a file its name. */
export function FoundText({ message: { kind, text }, words }: { message: Message; words: string }) {
  const pieces = snippet(kind === "file" ? safeName(text) : text, words);
  return html`
    ${kind === "file" && html`<${Icon} name="file" />`}
    ${pieces.map(({ text, hit }) => hit ? html`<mark>${text}</mark>` : text)}
  `;
}
