/**
 * What the page and the command line may ask of the program, and what it tells them. The only file that both `ui/web` and
 * `ui/server` (and `cli/`) import; its values are in `ui/api_types.ts`.
 *
 * Two ways in, one table of methods:
 * - `POST /api/<method>` with the parameters as JSON; answers `{"result": …}` or `{"error": ApiError}`.
 * - WebSocket `/events`: client sends `{"id": 1, "method": "…", "params": {…}}`, server answers `{"id": 1, "result": …}` or
 *   `{"id": 1, "error": …}`, and pushes `{"event": ApiEvent}`. The first push is always a `snapshot`.
 *
 * The page uses addresses relative to its own (`new URL("events", location.href)`, `./app.js`): it lives in a folder with
 * a secret name, the only one its cookie is sent to (`docs/specs/local-api-v1.md`).
 */

import type {
  Contact,
  ContactOptions,
  DoctorReport,
  FolderListing,
  IdLookup,
  Invite,
  InvitePreview,
  LimitRow,
  Me,
  Message,
  Millis,
  Notice,
  Page,
  PeerKey,
  Room,
  RoomMember,
  Safety,
  SearchPage,
  Settings,
  Snapshot,
  Status,
  Ticket,
  Transfer,
  TransferPage,
  TrustRow,
  UploadedFile,
} from "./api_types.ts";

export { DEFAULT_SETTINGS } from "./api_types.ts";
export type * from "./api_types.ts";

/** Every method: its parameters and its result. */
export interface ApiMethods {
  snapshot: { params: Record<string, never>; result: Snapshot };
  status: { params: Record<string, never>; result: Status };
  /**
   * Messages before `before`, after `after`, around `around` (half older, half newer, itself among them) or the newest; at
   * most one of the three. `limit` 1…500, 50 without it; fewer when they are very long: `more` and `newer` tell. `search`:
   * words, prefix match, with `before` or the newest.
   */
  history: {
    params: {
      conversation: PeerKey;
      before?: number;
      after?: number;
      around?: number;
      limit?: number;
      search?: string;
    };
    result: Page;
  };
  /** In one conversation or all. `limit` 1…100, 30 without it. Text may be "" when another filter is given. */
  search: {
    params: {
      text: string;
      conversation?: PeerKey;
      direction?: "in" | "out";
      kind?: "text" | "link" | "file";
      since?: Millis;
      until?: Millis;
      after?: string;
      limit?: number;
    };
    result: SearchPage;
  };
  /**
   * Durable when it answers. `id`: UUIDv7 of the caller, so that a repeated call adds nothing. Errors: `limit-exhausted`,
   * `key-changed`, `not-found` (also a request), `too-long`, `empty`.
   */
  send: {
    params: { conversation: PeerKey; text: string; id?: string; reply_to?: string; forwarded?: boolean };
    result: Message;
  };
  /**
   * Offer what lies at these absolute paths, each a file or a folder, without copying; durable when it answers. Costs one file
   * packet per MiB begun. All or none. Errors: those of `send`, `bad-file` with a `reason` (`source-gone`,
   * `source-unreadable`, `not-a-file`, `private`, `too-many`).
   */
  files_send: {
    params: { conversation: PeerKey; paths: string[]; reply_to?: string; forwarded?: boolean };
    result: Message[];
  };
  /**
   * A place to `PUT` what was dropped or pasted; it is offered when all of it is there. The answer of the upload:
   * `{"result": {"message": Message}}`. Errors as of `files_send`.
   */
  files_upload: { params: { conversation: PeerKey; file: UploadedFile; reply_to?: string }; result: Ticket };
  /** What sending this would cost: `files_send` of these paths. */
  files_cost: {
    params: { paths: string[] };
    result: { packets: number; size: number; files: number; skipped: number };
  };
  /** For the picker. "" is the home of the user. Errors: `not-found`, `bad-file`. */
  files_list: { params: { path: string }; result: FolderListing };
  /** All conversations or one. `limit` 1…200, 50 without it. */
  files: {
    params: {
      conversation?: PeerKey;
      direction?: "in" | "out";
      state?: "open" | "completed" | "ended";
      text?: string;
      after?: string;
      limit?: number;
    };
    result: TransferPage;
  };
  /** An offer that waits for us. Errors: `not-found`, `ended`, `no-space`. */
  file_accept: { params: { conversation: PeerKey; id: string }; result: Transfer };
  file_decline: { params: { conversation: PeerKey; id: string }; result: Transfer };
  /** Not for one that is at its end: `ended`. */
  file_cancel: { params: { conversation: PeerKey; id: string }; result: Transfer };
  /** After `failed`. Errors: `ended`, `no-space`, `folder-gone` (a disk that is not connected), and of our own file `bad-file`. */
  file_resume: { params: { conversation: PeerKey; id: string }; result: Transfer };
  /** Show it in the system's file manager. Errors: `not-found`. */
  file_reveal: { params: { conversation: PeerKey; id: string }; result: null };
  /** A single completed (or own) file, for the browser to save. Error `not-found`. */
  file_fetch: { params: { conversation: PeerKey; id: string }; result: Ticket };
  /** Own text messages. Costs like sending. Errors: `not-yours`, `deleted`, `not-found`, and those of `send`. */
  message_edit: { params: { conversation: PeerKey; id: string; text: string }; result: Message };
  /** "everyone": own ones (`not-yours`); a mark stays. "me": vanishes here, whoever wrote it. */
  message_delete: { params: { conversation: PeerKey; id: string; for: "everyone" | "me" }; result: null };
  /** One emoji, "" takes it back. Costs nothing. */
  message_react: { params: { conversation: PeerKey; id: string; emoji: string }; result: Message };
  /** While it is queued: it vanishes. Error `already-sent` when it is not. */
  message_cancel: { params: { conversation: PeerKey; id: string }; result: null };
  /**
   * A failed one is queued again, at the end and under a new cursor, or thrown away; of one with `unsent` that is sent again, or
   * taken back (a deletion brings nothing back).
   */
  message_retry: { params: { conversation: PeerKey; id: string }; result: Message };
  message_discard: { params: { conversation: PeerKey; id: string }; result: null };
  /** Texts it had before, oldest first. */
  message_versions: { params: { conversation: PeerKey; id: string }; result: { text: string; at: Millis }[] };
  /** Our user is typing, or has stopped; told to the other side if the contact's options allow. */
  typing: { params: { conversation: PeerKey; typing: boolean }; result: null };
  /** What is written and not sent; "" forgets it. */
  draft_set: { params: { conversation: PeerKey; text: string; reply_to: string | null }; result: null };
  /** Propose seconds (0 is off), or with `accept` agree to the proposal with this id. */
  timer_set: { params: { conversation: PeerKey; seconds: number; accept?: string }; result: Contact };
  /** "Not now" to their proposal with this id; it can still be agreed to. Error `not-found` when it is not open any more. */
  timer_put_off: { params: { conversation: PeerKey; id: string }; result: Contact };
  /** One conversation or all, as a file to download; in this language, else in the one that is set. */
  history_export: {
    params: { conversation?: PeerKey; format: "html" | "json"; language?: "ru" | "en" };
    result: Ticket;
  };
  /** Answers when all of it is delivered or failed, or after `timeout_ms` (0…600,000) with what is so then. */
  wait: { params: { conversation: PeerKey; id: string; timeout_ms: number }; result: Message };
  /** The user has seen everything up to this cursor. */
  mark_read: { params: { conversation: PeerKey; cursor: number }; result: null };
  clear_history: { params: { conversation?: PeerKey }; result: { removed: number } };
  /** Key of the one contact that `peer` (id, or unique name) means, or of the room (`#name`). Errors: `not-found`, `ambiguous`. */
  resolve: { params: { peer: string }; result: { conversation: PeerKey } };
  contacts: { params: Record<string, never>; result: Contact[] };
  contact_rename: { params: { conversation: PeerKey; name: string }; result: Contact };
  contact_remove: { params: { conversation: PeerKey }; result: null };
  contact_block: { params: { conversation: PeerKey; blocked: boolean }; result: Contact };
  contact_options: { params: { conversation: PeerKey; options: Partial<ContactOptions> }; result: Contact };
  /** A request becomes a contact. (`contact_remove` forgets it, `contact_block` keeps it away.) */
  contact_accept: { params: { conversation: PeerKey }; result: Contact };
  /** What is wrong with a number, and who has it. */
  contact_lookup: { params: { id: string }; result: IdLookup };
  /** A member of an authority whose members are trusted. `address` is `host:port`. Errors: `bad-request`, `not-found`. */
  contact_add: { params: { id: string; root: string; address?: string; name?: string }; result: Contact };
  /** Error `not-found` before the first link: there are no keys to compare. */
  safety: { params: { conversation: PeerKey }; result: Safety };
  contact_verify: { params: { conversation: PeerKey; verified: boolean }; result: Contact };
  /**
   * True: go by their new keys from now on. False: block them. `digits`: those of `Safety.changed` that the user saw; other
   * keys may have been shown since, then `key-changed`. `bad-request` when there is nothing to answer.
   */
  key_answer: { params: { conversation: PeerKey; accept: boolean; digits?: string }; result: Contact };
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
  /** Error `bad-file`: nothing can be put into `downloads`. */
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
  /** New certificate for the same keys, by our own authority; in place. `name`: with another name. Error `not-yours`. */
  identity_renew: { params: { name?: string }; result: Me };
  /** PEM of a request to sign (PKCS#10, RFC 2986), and what came of it. Error `bad-file` with the reason. */
  identity_request: { params: Record<string, never>; result: { pem: string } };
  identity_install: { params: { pem: string }; result: Me };
  /** PKCS#12 under this pass-phrase. */
  identity_export: { params: { passphrase: string }; result: Ticket };
  /** The whole profile in one sealed file: `docs/specs/backup-v1.md`. */
  backup: { params: { passphrase: string }; result: Ticket };
  /** A place to `PUT` a backup or a PKCS#12 file. */
  upload_begin: { params: Record<string, never>; result: Ticket };
  /** Only while nothing was said yet (no contacts): the program starts again with it. Errors: `wrong-passphrase`, `bad-file`, `not-empty`. */
  restore: { params: { ticket: string; passphrase: string }; result: null };
  identity_import: { params: { ticket: string; passphrase: string }; result: null };
  /** Null takes it off. The program starts again with it. Error `wrong-passphrase`. */
  passphrase_set: { params: { current?: string; next: string | null }; result: null };
  /** Answers while the program is locked, as do `shutdown` and `status` (without contents); all others: `locked`. */
  unlock: { params: { passphrase: string }; result: null };
  /** Error `bad-request` without a pass-phrase. */
  lock: { params: Record<string, never>; result: null };
  /** The user is there: keys or pointer moved. At most once a minute, and only with `lock_after`; calls say it as well. */
  active: { params: Record<string, never>; result: null };
  rooms: { params: Record<string, never>; result: Room[] };
  /** A private room; these people are invited. Errors: those of `room_add`, `bad-request` without a name. */
  room_create: { params: { name: string; members?: PeerKey[] }; result: Room };
  /** Contacts. Errors: `not-yours` when we are no owner, `not-found`, `never-linked`: nobody was ever linked with them. */
  room_add: { params: { conversation: PeerKey; members: PeerKey[] }; result: Room };
  /** Take an invitation. Error `ended` when there is none any more. */
  room_join: { params: { conversation: PeerKey }; result: Room };
  /** Leave, or decline an invitation. Not Everyone: `bad-request`. */
  room_leave: { params: { conversation: PeerKey }; result: null };
  /** A room that we left, declined or were removed from vanishes from the list, with what was said. */
  room_forget: { params: { conversation: PeerKey }; result: null };
  /** Error `not-yours` when we are no owner, or they are a senior one. */
  room_remove: { params: { conversation: PeerKey; member: PeerKey }; result: Room };
  room_role: { params: { conversation: PeerKey; member: PeerKey; role: "owner" | "member" }; result: Room };
  room_rename: { params: { conversation: PeerKey; name: string }; result: Room };
  room_options: { params: { conversation: PeerKey; options: Partial<ContactOptions> }; result: Room };
  /** Owners first, then by name. */
  room_members: { params: { conversation: PeerKey }; result: RoomMember[] };
  /** Takes some seconds. */
  doctor: { params: Record<string, never>; result: DoctorReport };
  /** End the program (the window's "quit", `parley` in tests). */
  shutdown: { params: Record<string, never>; result: null };
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
  | "key-changed"
  | "already-sent"
  | "not-yours"
  | "deleted"
  | "locked"
  | "wrong-passphrase"
  | "bad-file"
  | "not-empty"
  | "ended"
  | "no-space"
  | "folder-gone"
  | "never-linked"
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
  /** Everything of it (null: of all) is to be read again: cleared, or moved on or off the disk. */
  | { type: "cleared"; conversation: PeerKey | null }
  /** These are gone: cancelled, discarded, deleted for me, disappeared. */
  | { type: "removed"; conversation: PeerKey; ids: string[] }
  /** How far it has come, a few times a second; its state changes come as `message`. */
  | { type: "transfer"; transfer: Transfer }
  /** They are typing; until then, 0: they have stopped. */
  | { type: "typing"; conversation: PeerKey; until: Millis }
  /** What is left; told at most a few times a second. */
  | { type: "limit"; conversation: PeerKey; messages_left: number | null; files_left: number | null }
  /** Real bytes of a message (TXT-12), base64, at most 64 each: the text in UTF-8, and the same place in the sealed content. */
  | { type: "bits"; conversation: PeerKey; direction: "in" | "out"; plain: string; sealed: string; length: number }
  /** Comes first instead of a snapshot, or any time: only `unlock` answers. "start": the program waits for it to begin. */
  | { type: "locked"; why: "start" | "idle" }
  | { type: "contact"; contact: Contact }
  | { type: "contact_removed"; key: PeerKey }
  /** New, or something about it or its members has changed. */
  | { type: "room"; room: Room }
  | { type: "room_removed"; key: PeerKey }
  | { type: "me"; me: Me }
  | { type: "settings"; settings: Settings }
  | { type: "notice"; notice: Notice }
  | { type: "notice_dismissed"; id: string }
  /** The program is about to end. */
  | { type: "bye" };

/** What `ui/server` needs behind it; `chat/` implements it, tests fake it. */
export interface ApiBackend {
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  /**
   * @param isHeard false while nobody sees what the listener is told: then events that cost work may be left out
   * @returns a function that stops the events
   */
  subscribe(listener: (event: ApiEvent) => void, isHeard?: () => boolean): () => void;
  /** What a download ticket stands for; undefined when it is unknown, used or old. */
  download?(ticket: string): Promise<Download | undefined>;
  /** Takes the bytes for an upload ticket; false when it is unknown, used or old. */
  upload?(ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean | UploadAnswer>;
  /** A picture, sound or video that may be shown: `GET media/CONVERSATION/ID`; undefined for everything else. */
  media?(conversation: PeerKey, id: string): Promise<MediaFile | undefined>;
}

/** What the sender of an upload is told beside that it arrived. */
export interface UploadAnswer {
  readonly message: Message;
}

/** Served with this type and nothing else, in ranges (RFC 9110, section 14), in a sandbox. */
export interface MediaFile {
  /** Media type, one of a short list. */
  readonly type: string;
  readonly size: number;
  /** @param to excluded */
  read(from: number, to: number): ReadableStream<Uint8Array>;
}

export interface Download {
  readonly file_name: string;
  /** Media type. */
  readonly type: string;
  readonly body: ReadableStream<Uint8Array>;
}
