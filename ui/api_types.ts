/** The values of the API: what a contact, a message, a setting is. Part of `ui/api.ts`, which says how they are asked for. */

import type { Transfer } from "./file_types.ts";
import type { Author, Room } from "./room_types.ts";

export type * from "./file_types.ts";
export type * from "./room_types.ts";

/** `<id>.<root fingerprint>`; a `PeerKey` of `crypto/types.ts`. Names a contact and its conversation. A room has `#<64 hex>`. */
export type PeerKey = string;

/** Milliseconds since the epoch, UTC. */
export type Millis = number;

export type Presence =
  /** A link is up. */
  | "online"
  /** No link. */
  | "offline"
  /** Their program refused us, or ours refused theirs; `presence_reason` says why. */
  | "refused"
  /** We hold their invite and have not reached them yet. */
  | "pairing";

export interface Me {
  id: string;
  name: string;
  /** SHA-256 of my certificate, hex. */
  fingerprint: string;
  root: string;
  /** Subject of the authority that issued my certificate. */
  root_name: string;
  valid_until: Millis;
  port: number;
  /** `host:port`, as others can dial them. */
  addresses: string[];
  version: string;
  data_dir: string;
  /** Absolute path of the downloads folder. */
  downloads: string;
  /** By the agreed time: valid, less than 30 days left, over, or not begun. */
  expiry: "valid" | "soon" | "expired" | "not-yet";
  /** A revocation list of the authority names it: whoever has the list refuses us. */
  revoked: boolean;
  /** "own": this program can renew it by itself. "request": the authority must sign a request. */
  renewal: "own" | "request";
  /** The profile opens with a pass-phrase. */
  passphrase: boolean;
  /** Clock of the peers minus ours, when at least three agree; else null. */
  clock_offset: number | null;
}

export interface Contact {
  key: PeerKey;
  id: string;
  root: string;
  /** Name to show: mine for them if I gave one, else theirs. */
  name: string;
  /** The name in their certificate. */
  own_name: string;
  presence: Presence;
  /** A close code (`net/errors.ts`) while `presence` is "refused"; else null. */
  presence_reason: string | null;
  /** Transport of the link, null when there is none. */
  transport: string | null;
  /** When the presence began. */
  since: Millis | null;
  blocked: boolean;
  /** Counting stops at 1,000. */
  unread: number;
  /** Newest message, for the list: of its text the beginning. */
  last: Message | null;
  added_at: Millis;
  /** "request": a stranger who wants to reach us; not a conversation before it is accepted. */
  state: "active" | "pairing" | "blocked" | "request";
  options: ContactOptions;
  /** The keys they have now were compared (safety number). */
  verified: boolean;
  /** They show other keys than before: nothing is sent or received until the user answers (`key_answer`). */
  key_changed: boolean;
  timer: Timer;
  /** What is written and not sent yet; null when nothing is. */
  draft: Draft | null;
  /** Packets left to send, null is unlimited. */
  messages_left: number | null;
  files_left: number | null;
}

/** Ours alone; they are never told. */
export interface ContactOptions {
  /** Name of the folder in the list, or null. */
  folder: string | null;
  pinned: boolean;
  archived: boolean;
  /** In Spam/closed: later messages land there quietly. */
  closed: boolean;
  muted: boolean;
  /** False: nothing said is written to disk, ever. */
  keep_history: boolean;
  /** Tell them what was seen. */
  read_receipts: boolean;
  /** Tell them that something is being typed. */
  typing: boolean;
}

/** Disappearing messages, in seconds; 0 is off. */
export interface Timer {
  agreed: number;
  /** A proposal that waits for the other side; null when none does. */
  mine: { id: string; seconds: number } | null;
  /** `put_off`: our user said "not now" to it. */
  theirs: { id: string; seconds: number; put_off?: true } | null;
}

export interface Draft {
  text: string;
  /** Id of the message it answers. */
  reply_to: string | null;
}

export type MessageStatus =
  /** On my disk, not yet handed to a link. */
  | "queued"
  /** Handed to a link. */
  | "sent"
  /** On the reader's disk. */
  | "delivered"
  | "read"
  /** Will not be sent; `error` says why. */
  | "failed"
  /** Incoming. */
  | "received";

export interface Message {
  /** UUIDv7 by its author. */
  id: string;
  /** Rises within a conversation on this machine; the order to show and the cursor to page with. */
  cursor: number;
  conversation: PeerKey;
  direction: "in" | "out";
  /** "text", "event" (connection events and notices of the program, text is a locale key), or a kind of a newer version. */
  kind: string;
  text: string;
  /** Values for the placeholders of an "event" text. */
  args?: Record<string, string>;
  /** Author's clock. */
  sent_at: Millis;
  /** Incoming: when it was stored here. Outgoing: when the reader had it; null before. */
  received_at: Millis | null;
  /** Outgoing: when the reader told that it was seen. */
  read_at?: Millis;
  status: MessageStatus;
  error: string | null;
  /** What our user did to it last and the other side refused: it is so here and not there. `message_retry`, `message_discard`. */
  unsent?: Unsent;
  /** The message it answers. */
  reply?: Quote;
  /** Written elsewhere, passed on. */
  forwarded?: true;
  /** Author's clock of the edit; the older texts: `message_versions`. */
  edited_at?: Millis;
  /** Deleted for everyone; `text` is "". */
  deleted?: true;
  /** At most one of each person. */
  reactions?: Reaction[];
  /** Seconds it lives, and when it goes; without `expires_at` nothing counts yet. */
  ttl?: number;
  expires_at?: Millis;
  /** Of kind "file": `text` is its name. */
  file?: Transfer;
  /** In a room, of somebody else. */
  from?: Author;
  /** In a room, of ours: how many of how many others have it. */
  delivery?: { to: number; of: number };
  /** In a room, of somebody else: it names our user, or all. */
  mention?: true;
  /** In a room, of ours: the `id` it was sent with, which is not the one it has. */
  client?: string;
}

export interface Unsent {
  kind: "edit" | "reaction" | "delete";
  /** As `error` of a message. */
  error: string;
}

/** Our own copy of what a message answers: nobody can be made to have said something else. */
export interface Quote {
  id: string;
  /** Absent when we do not have it (cleared, or written before we kept it); then there is nothing to jump to. */
  cursor?: number;
  direction?: "in" | "out";
  /** In a room, of somebody else. */
  from?: Author;
  /** First 200 UTF-16 units; "" when deleted. */
  text?: string;
  deleted?: true;
  /** It is a file; `text` is its name. */
  file?: true;
}

export interface Reaction {
  mine: boolean;
  /** In a room, of somebody else. */
  from?: Author;
  emoji: string;
  at: Millis;
}

export interface Page {
  /** Oldest first. */
  messages: Message[];
  /** There are older ones. */
  more: boolean;
  /** There are newer ones; only after `after` or `around`, else false. */
  newer: boolean;
}

export interface SearchPage {
  /** Newest first. */
  messages: Message[];
  /** Where to go on: `after` of the next call; null is the end. */
  next: string | null;
}

export interface Settings {
  /** null: as the browser says. */
  language: "ru" | "en" | null;
  theme: "system" | "light" | "dark";
  /** What sends: Enter, or Ctrl+Enter. */
  send_key: "enter" | "ctrl-enter";
  /** Tell the user about messages while the window is not looked at, and what they say. */
  notifications: boolean;
  notification_text: boolean;
  /** "Show me the bits" (TXT-12). */
  show_bits: boolean;
  /** For conversations to come: `ContactOptions.keep_history`. */
  keep_history: boolean;
  /** Only people in the list may connect; others become requests. */
  allow_list: boolean;
  /** Budgets of a new contact; null is unlimited. */
  limit_messages: number | null;
  limit_files: number | null;
  /** Minutes without the user after which the window asks for the pass-phrase; 0 is never. Needs a pass-phrase. */
  lock_after: number;
  /** Where files are put; null is the usual folder. */
  downloads: string | null;
  /** Megabytes up to which files of contacts are accepted by themselves; 0 is never. */
  auto_accept_mb: number;
  /** KiB a second for the files we send, all together; null is as fast as it goes. */
  speed_limit: number | null;
  /** Find people on the local network, and be found there; from the next start. */
  lan: boolean;
  /** Ports of the next start; null is the usual one. */
  port: number | null;
  ui_port: number | null;
}

/** Those of a fresh profile; also what a page goes by before it knows better. */
export const DEFAULT_SETTINGS: Settings = {
  language: null,
  theme: "system",
  send_key: "enter",
  notifications: true,
  notification_text: true,
  show_bits: false,
  keep_history: true,
  allow_list: false,
  limit_messages: 1_000,
  limit_files: 1_000,
  lock_after: 0,
  downloads: null,
  auto_accept_mb: 0,
  speed_limit: null,
  lan: true,
  port: null,
  ui_port: null,
};

export interface Invite {
  /** `parley:…`, for any other messenger. */
  text: string;
  expires_at: Millis;
  /** SVG-free QR code: rows of "0" and "1", dark is "1". */
  qr: string[];
  /** Name of a `.parley` file holding `text`. */
  file_name: string;
}

export interface InvitePreview {
  id: string;
  name: string;
  root: string;
  addresses: string[];
  expires_at: Millis;
  /** Already in the contacts. */
  known: boolean;
}

export interface LinkStatus {
  peer: string;
  name: string;
  transport: string;
  /** ISO 8601 UTC with milliseconds. */
  since: string;
}

/** `parley status --json`; field names are a contract with scripts. */
export interface Status {
  id: string;
  name: string;
  fingerprint: string;
  port: number;
  addresses: string[];
  /** Opens the window: carries a fresh one-time token. */
  ui_url: string;
  links: LinkStatus[];
  /** Messages not yet on their reader's disk. */
  outbox: number;
  /** Things the user should read: clock off, files set aside, disk full. */
  notices: Notice[];
  pid: number;
  version: string;
  running: boolean;
  /** {@link Me}; false while the profile is locked. */
  revoked: boolean;
}

/** What two people compare: `docs/specs/identity-v1.md`, section "Safety number". */
export interface Safety {
  /** 60 digits, the same on both sides. */
  digits: string;
  /** What the QR code says, the same on both sides. */
  text: string;
  /** Rows of "0" and "1". */
  qr: string[];
  verified: boolean;
  /** With the keys they show now and the user has not answered; null without a change. */
  changed: { digits: string; text: string; qr: string[] } | null;
}

/** A file that waits to be fetched from, or sent to, the local server: `GET download/TICKET`, `PUT upload/TICKET`. */
export interface Ticket {
  /** 43 characters of base64url; good once, for a minute. */
  ticket: string;
  file_name: string;
}

export interface IdLookup {
  /** Why this number cannot be added, or null. */
  problem: "empty" | "not-digits" | "too-long" | "out-of-range" | "self" | null;
  /** Contacts and requests with this number, under any authority. */
  found: Contact[];
  /** Authorities whose members may be added by number alone. */
  roots: TrustRow[];
}

export interface Snapshot {
  me: Me;
  contacts: Contact[];
  rooms: Room[];
  settings: Settings;
  /** Things the user should read: files set aside, clock off. Locale key and values. */
  notices: Notice[];
}

export interface Notice {
  id: string;
  level: "info" | "warning" | "error";
  text: string;
  args?: Record<string, string>;
}

export interface LimitRow {
  conversation: PeerKey;
  peer: string;
  name: string;
  messages: number | null;
  files: number | null;
  messages_spent: number;
  files_spent: number;
}

export interface TrustRow {
  root: string;
  name: string;
  scope: "members" | "only";
  ids: string[];
}
