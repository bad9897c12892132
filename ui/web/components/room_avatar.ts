import type { Room } from "../../api.ts";
import { colourOf, initials } from "../format/person.ts";
import { html } from "../html.ts";
import { Icon } from "./icon.ts";

interface Props {
  readonly room: Pick<Room, "key" | "name" | "everyone">;
  readonly size?: "small" | "normal" | "large";
}

/** A square with initials and, in the corner, two heads; of Everyone the heads alone. */
export function RoomAvatar({ room: { key, name, everyone }, size = "normal" }: Props) {
  if (everyone) {
    return html`
      <span class="avatar avatar-${size} avatar-room avatar-everyone"
        aria-hidden="true"><${Icon} name="people" /></span>
    `;
  }
  return html`
    <span class="avatar avatar-${size} avatar-room avatar-${colourOf(key)}" aria-hidden="true">
      <span class="initials">${initials(name)}</span>
      <span class="room-mark"><${Icon} name="people" /></span>
    </span>
  `;
}
