import { html } from "../html.ts";
import { isRoom, type Partner } from "../state/partner.ts";
import { Avatar } from "./avatar.ts";
import { presenceOf } from "./presence_text.ts";
import { RoomAvatar } from "./room_avatar.ts";

interface Props {
  readonly of: Partner;
  readonly size?: "small" | "normal" | "large";
  /** Of a person: adds the dot. */
  readonly presence?: boolean;
}

/** A person is a circle, a room a square: told apart without reading. */
export function PartnerAvatar({ of, size = "normal", presence = true }: Props) {
  if (isRoom(of)) return html`<${RoomAvatar} room=${of} size=${size} />`;
  return html`
    <${Avatar} of=${of.key} name=${of.name} size=${size} presence=${presence ? presenceOf(of) : undefined} />
  `;
}
