/** The people of a room: who is in it, who is linked and may hear of it, and what they are called. */
import type { PeerKey } from "../../crypto/types.ts";
import type { Link } from "../../net/types.ts";
import type { RoomRow } from "../../store/history_types.ts";
import { peerKey } from "../peer_key.ts";
import type { RoomLog } from "./log_types.ts";
import type { RoomParts } from "./room_parts.ts";
import type { RoomPeer } from "./spreading_types.ts";

export interface AudienceParts extends Pick<RoomParts, "me" | "history" | "links" | "linkTo"> {
  readonly row: () => RoomRow;
  readonly log: () => RoomLog;
}

export class Audience {
  readonly #parts: AudienceParts;

  constructor(parts: AudienceParts) {
    this.#parts = parts;
  }

  /** Joined people, ourselves among them. */
  joined(): PeerKey[] {
    const keys = new Set<PeerKey>();
    for (const { member, joined, closed } of this.#parts.log().state.memberships.values()) {
      if (joined && closed === undefined) keys.add(member);
    }
    return [...keys];
  }

  /** Who is linked and may hear of this room. */
  peers(): RoomPeer[] {
    return this.#parts.links().flatMap((link) => this.#peerOf(link) ?? []);
  }

  /** The same of one: contents ask for it, and there may be a thousand links. */
  peer(key: PeerKey): RoomPeer | undefined {
    const link = this.#parts.linkTo(key);
    return link && this.#peerOf(link);
  }

  /** As our user calls them, else as their certificate does. */
  nameOf(member: PeerKey): string {
    const { me, history, log } = this.#parts;
    if (member === me.key) return me.name;
    const alias = history.contact(member)?.alias;
    if (alias) return alias;
    return log().credential(member)?.name ??
      [...log().state.memberships.values()].find((one) => one.member === member)?.name ??
      member.split(".")[0];
  }

  #peerOf(link: Link): RoomPeer | undefined {
    const key = peerKey(link.peer);
    if (this.#parts.row().state === "removed" || key === this.#parts.me.key) return undefined;
    const joined = this.#mayHear(key, link);
    return joined === undefined ? undefined : { key, joined };
  }

  /** True for those who joined, false for invited ones, undefined for others. */
  #mayHear(key: PeerKey, { peer }: Link): boolean | undefined {
    const { everyone } = this.#parts.row();
    if (everyone !== null) return peer.root === everyone ? true : undefined;
    const open = this.#parts.log().open(key);
    return open.length === 0 ? undefined : open.some(({ joined }) => joined);
  }
}
