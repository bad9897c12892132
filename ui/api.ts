/**
 * What the page and the command line may ask of the program, and what it tells them. The only file that both `ui/web` and
 * `ui/server` (and `cli/`) import.
 *
 * Two ways in, one table of methods:
 * - `POST /api/<method>` with the parameters as JSON; answers `{"result": …}` or `{"error": ApiError}`.
 * - WebSocket `/events`: client sends `{"id": 1, "method": "…", "params": {…}}`, server answers `{"id": 1, "result": …}` or
 *   `{"id": 1, "error": …}`, and pushes `{"event": ApiEvent}`. The first push is always a `snapshot`.
 *
 * The page uses addresses relative to its own (`new URL("events", location.href)`, `./app.js`): it lives in a folder with
 * a secret name, the only one its cookie is sent to (`docs/specs/local-api-v1.md`).
 */

/** `<id>.<root fingerprint>`; a `PeerKey` of `crypto/types.ts`. Names a contact and its conversation. */
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
  /** Newest message, for the list. */
  last: Message | null;
  added_at: Millis;
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
  status: MessageStatus;
  error: string | null;
}

export interface Page {
  /** Oldest first. */
  messages: Message[];
  /** There are older ones. */
  more: boolean;
}

export interface Settings {
  /** null: as the browser says. */
  language: "ru" | "en" | null;
  theme: "system" | "light" | "dark";
  /** What sends: Enter, or Ctrl+Enter. */
  send_key: "enter" | "ctrl-enter";
}

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
}

export interface Snapshot {
  me: Me;
  contacts: Contact[];
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

/** Every method: its parameters and its result. */
export interface ApiMethods {
  snapshot: { params: Record<string, never>; result: Snapshot };
  status: { params: Record<string, never>; result: Status };
  /** Messages before `before` (newest page without it). `limit` 1…500, 50 without it. `search`: words, prefix match. */
  history: {
    params: { conversation: PeerKey; before?: number; limit?: number; search?: string };
    result: Page;
  };
  /** Durable when it answers. `id`: UUIDv7 of the caller, so that a repeated call adds nothing. */
  send: { params: { conversation: PeerKey; text: string; id?: string }; result: Message };
  /** Answers when all of it is delivered or failed, or after `timeout_ms` (0…600,000) with what is so then. */
  wait: { params: { conversation: PeerKey; id: string; timeout_ms: number }; result: Message };
  /** The user has seen everything up to this cursor. */
  mark_read: { params: { conversation: PeerKey; cursor: number }; result: null };
  clear_history: { params: { conversation?: PeerKey }; result: { removed: number } };
  /** Key of the one contact that `peer` (id, or unique name) means. Errors: `not-found`, `ambiguous`. */
  resolve: { params: { peer: string }; result: { conversation: PeerKey } };
  contacts: { params: Record<string, never>; result: Contact[] };
  contact_rename: { params: { conversation: PeerKey; name: string }; result: Contact };
  contact_remove: { params: { conversation: PeerKey }; result: null };
  contact_block: { params: { conversation: PeerKey; blocked: boolean }; result: Contact };
  /** Stay connected with whoever answers at `host:port` and passes admission. */
  address_add: { params: { address: string }; result: null };
  /** `host:port` texts of `address_add`. */
  addresses: { params: Record<string, never>; result: string[] };
  /** No longer try it; whoever was met there stays a contact. Error: `not-found`. */
  address_remove: { params: { address: string }; result: null };
  /** `ttl_ms` 60,000 … 30 days; 24 h without it. */
  invite_create: { params: { ttl_ms?: number }; result: Invite };
  invite_preview: { params: { invite: string }; result: InvitePreview };
  /** Durable; pairs now if they can be reached, else as soon as they can. */
  invite_accept: { params: { invite: string }; result: Contact };
  settings_set: { params: Partial<Settings>; result: Settings };
  /** Try everybody now. */
  reconnect: { params: Record<string, never>; result: null };
  notice_dismiss: { params: { id: string }; result: null };
  /** `messages`/`files` left, null is unlimited. */
  limits: { params: { conversation?: PeerKey }; result: LimitRow[] };
  limits_grant: {
    params: { conversation: PeerKey; messages?: number | null; files?: number | null };
    result: LimitRow;
  };
  /** A trusted root, or a revocation list of one; PEM. */
  trust_add: { params: { pem: string; members: boolean }; result: { root: string; name: string } };
  trust_crl: { params: { pem: string }; result: { root: string; revoked: number } };
  trust_list: { params: Record<string, never>; result: TrustRow[] };
  /** End the program (the window's "quit", `parley` in tests). */
  shutdown: { params: Record<string, never>; result: null };
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

export type ApiMethod = keyof ApiMethods;
export type Params<M extends ApiMethod> = ApiMethods[M]["params"];
export type Result<M extends ApiMethod> = ApiMethods[M]["result"];

/** Codes callers branch on; `message` is English for logs and the terminal, the page has its own words per code. */
export type ApiErrorCode =
  | "bad-request"
  | "not-found"
  | "ambiguous"
  | "too-long"
  | "empty"
  | "limit-exhausted"
  | "invite-invalid"
  | "invite-expired"
  | "invite-self"
  | "invite-version"
  | "disk-full"
  | "storage"
  | "unauthorized"
  | "internal";

export interface ApiError {
  code: ApiErrorCode;
  message: string;
}

export type ApiEvent =
  | { type: "snapshot"; snapshot: Snapshot }
  /** Added, or its status changed (same `id` and `cursor`). */
  | { type: "message"; message: Message }
  /** Every outgoing message of the conversation up to `cursor` that is not further yet has this status now. */
  | { type: "receipt"; conversation: PeerKey; cursor: number; status: "sent" | "delivered" | "read"; at: Millis }
  | { type: "cleared"; conversation: PeerKey | null }
  | { type: "contact"; contact: Contact }
  | { type: "contact_removed"; key: PeerKey }
  | { type: "me"; me: Me }
  | { type: "settings"; settings: Settings }
  | { type: "notice"; notice: Notice }
  | { type: "notice_dismissed"; id: string }
  /** The program is about to end. */
  | { type: "bye" };

/** What `ui/server` needs behind it; `chat/` implements it, tests fake it. */
export interface ApiBackend {
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  /** @returns a function that stops the events */
  subscribe(listener: (event: ApiEvent) => void): () => void;
}
