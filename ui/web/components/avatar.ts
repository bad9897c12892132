import type { Presence } from "../../api.ts";
import { colourOf, initials } from "../format/person.ts";
import { html } from "../html.ts";

interface Props {
  /** Peer key; gives the colour. */
  readonly of: string;
  readonly name: string;
  readonly size?: "tiny" | "small" | "normal" | "large";
  /** Adds the dot; the word stands beside it elsewhere. */
  readonly presence?: Presence | "blocked";
}

export function Avatar({ of, name, size = "normal", presence }: Props) {
  return html`
    <span class="avatar avatar-${size} avatar-${colourOf(of)}" aria-hidden="true">
      <span class="initials">${initials(name)}</span>
      ${presence && html`<span class="dot dot-${presence}"></span>`}
    </span>
  `;
}
