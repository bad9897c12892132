/** Values of the API about rooms, and what the program finds wrong with its surroundings. */
import type { ContactOptions, Draft, Message, Millis, PeerKey } from "./api_types.ts";

/** A room as a conversation: `docs/specs/rooms-v1.md`. */
export interface Room {
  /** `#` and 64 hex digits: its conversation, wherever a method takes one. */
  key: PeerKey;
  /** Of Everyone the name of the authority. */
  name: string;
  /** The common room of all who share our authority. */
  everyone: boolean;
  /** "invited": our user has not answered; nothing of it is shown yet. "left", "removed": only to read. */
  state: "invited" | "joined" | "left" | "removed";
  /** Name of who added us; null where nobody did. */
  invited_by: string | null;
  role: "owner" | "member";
  /** Open memberships: those who joined (we among them), and those who have not answered yet. */
  members: number;
  invited: number;
  /** Those of `members` who are linked with us, and ourselves. */
  online: number;
  /** Counting stops at 1,000. */
  unread: number;
  /** Unread ones that mention us. */
  mentions: number;
  last: Message | null;
  added_at: Millis;
  /** `keep_history`, `read_receipts` and `typing` have no meaning here. */
  options: ContactOptions;
  draft: Draft | null;
}

export interface RoomMember {
  key: PeerKey;
  id: string;
  /** Our user's name for them, else the one of their certificate. */
  name: string;
  role: "owner" | "member";
  state: "invited" | "joined";
  /** "online" who is linked with us. */
  presence: "online" | "offline";
  /** When they last wrote, by their own clock; null while they have said nothing. Messages of who is not linked come by others. */
  wrote_at: Millis | null;
  me: boolean;
  /** They are in our contacts: one can write to them alone. */
  contact: boolean;
  /** Our user may remove them or change their role. */
  removable: boolean;
}

/** Who wrote a message of a room, or reacted to one. */
export interface Author {
  key: PeerKey;
  name: string;
}

/** What `parley doctor` looked at (NET-10). */
export interface DoctorReport {
  /** In the order to show. */
  checks: DoctorCheck[];
}

export interface DoctorCheck {
  /** What was looked at: `[a-z-]+`; its words are in the locales of window and terminal. */
  id: string;
  result: "ok" | "problem" | "unknown";
  /** What was found: a key of the locales' `doctor.<id>.<finding>`, and its values. `[a-z-]+` */
  finding: string;
  args: Record<string, string>;
}
