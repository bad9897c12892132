/** What parameters each method takes: nothing else gets behind the web server. */
import type { ApiMethod } from "../api.ts";
import {
  boolean,
  type Check,
  integer,
  list,
  object,
  oneOf,
  orNull,
  pattern,
  record,
  type Shape,
  text,
} from "./shapes.ts";

const DAY = 24 * 3_600_000;
/** UTF-16 units. Text longer than this is refused by size before; whether a text is too long is for `chat/` to say. */
const ANY_TEXT = 16 * 1024 * 1024;
/** UTF-16 units. An invite is about 2 KB with its certificate. */
const MAX_INVITE = 64 * 1024;
/** UTF-16 units. A revocation list of 10,000 certificates is about 500 KB as PEM. */
const MAX_PEM = 2 * 1024 * 1024;
const MAX_COUNT = 1_000_000_000;
/** UTF-16 units of a path on this machine: what Windows takes at most. */
const MAX_PATH = 32_767;
/** Bytes of one file or folder, and its entries: `docs/specs/files-v1.md`. */
const MAX_FILE_BYTES = 2 ** 40;
const MAX_ENTRIES = 50_000;

const contact = pattern(/^(?:0|[1-9]\d{0,12})\.[0-9a-f]{64}$/, "a contact's key");
const room = pattern(/^#[0-9a-f]{64}$/, "a room's key");
const conversation = pattern(/^(?:#|(?:0|[1-9]\d{0,12})\.)[0-9a-f]{64}$/, "a key of a contact or room");
const uuid = pattern(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a UUID in lower case");
/** What goes to a peer under it: another version a reader refuses, and closes the link over it. */
const uuid7 = pattern(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  "a UUIDv7 in lower case",
);
const cursor = integer(0, Number.MAX_SAFE_INTEGER);
const budget = orNull(integer(0, MAX_COUNT));
const time = integer(0, 8_640_000_000_000_000);
const YEAR_SECONDS = 31_536_000;
const port = orNull(integer(1, 65_535));
const peerId = pattern(/^[1-9]\d{0,12}$/, "a contact's number");
const root = pattern(/^[0-9a-f]{64}$/, "a fingerprint");
const ticket = pattern(/^[A-Za-z0-9_-]{43}$/, "a ticket");
/** UTF-16 units. Whether it is long enough to protect anything is for the profile to say. */
const passphrase = text(1, 1_024);
const bytes = integer(0, MAX_FILE_BYTES);
const uploadedFile = record({ name: text(1, 512), size: bytes }, {
  entries: list(record({ path: text(1, 1_024), size: bytes }, { modified: time }), 0, MAX_ENTRIES),
});
const contactOptions = object({
  folder: orNull(text(1, 60)),
  pinned: boolean,
  archived: boolean,
  closed: boolean,
  muted: boolean,
  keep_history: boolean,
  read_receipts: boolean,
  typing: boolean,
});

function shape(required: Record<string, Check>, optional: Record<string, Check> = {}): Shape {
  return { required, optional };
}

const SHAPES: Readonly<Record<ApiMethod, Shape>> = {
  snapshot: shape({}),
  status: shape({}),
  history: shape({ conversation }, {
    before: cursor,
    after: cursor,
    around: cursor,
    limit: integer(1, 500),
    search: text(0, 1_000),
  }),
  search: shape({ text: text(0, 1_000) }, {
    conversation,
    direction: oneOf("in", "out"),
    kind: oneOf("text", "link", "file"),
    since: time,
    until: time,
    after: text(1, 200),
    limit: integer(1, 100),
  }),
  send: shape({ conversation, text: text(0, ANY_TEXT) }, { id: uuid7, reply_to: uuid7, forwarded: boolean }),
  files_send: shape({ conversation: contact, paths: list(text(1, MAX_PATH), 1, 100) }, {
    reply_to: uuid7,
    forwarded: boolean,
  }),
  files_upload: shape({ conversation: contact, file: uploadedFile }, { reply_to: uuid7 }),
  files_cost: shape({ paths: list(text(1, MAX_PATH), 1, 100) }),
  files_list: shape({ path: text(0, MAX_PATH) }),
  files: shape({}, {
    conversation,
    direction: oneOf("in", "out"),
    state: oneOf("open", "completed", "ended"),
    text: text(0, 1_000),
    after: text(1, 200),
    limit: integer(1, 200),
  }),
  file_accept: shape({ conversation: contact, id: uuid }),
  file_decline: shape({ conversation: contact, id: uuid }),
  file_cancel: shape({ conversation: contact, id: uuid }),
  file_resume: shape({ conversation: contact, id: uuid }),
  file_reveal: shape({ conversation: contact, id: uuid }),
  file_fetch: shape({ conversation: contact, id: uuid }),
  message_edit: shape({ conversation, id: uuid, text: text(0, ANY_TEXT) }),
  message_delete: shape({ conversation, id: uuid, for: oneOf("everyone", "me") }),
  message_react: shape({ conversation, id: uuid, emoji: text(0, 64) }),
  message_cancel: shape({ conversation, id: uuid }),
  message_retry: shape({ conversation, id: uuid }),
  message_discard: shape({ conversation, id: uuid }),
  message_versions: shape({ conversation, id: uuid }),
  typing: shape({ conversation, typing: boolean }),
  draft_set: shape({ conversation, text: text(0, ANY_TEXT), reply_to: orNull(uuid) }),
  timer_put_off: shape({ conversation: contact, id: uuid }),
  timer_set: shape({ conversation: contact, seconds: integer(0, YEAR_SECONDS) }, { accept: uuid }),
  history_export: shape({ format: oneOf("html", "json") }, { conversation, language: oneOf("ru", "en") }),
  wait: shape({ conversation, id: uuid, timeout_ms: integer(0, 600_000) }),
  mark_read: shape({ conversation, cursor }),
  clear_history: shape({}, { conversation }),
  resolve: shape({ peer: text(1, 200) }),
  contacts: shape({}),
  contact_rename: shape({ conversation: contact, name: text(0, 200) }),
  contact_remove: shape({ conversation: contact }),
  contact_block: shape({ conversation: contact, blocked: boolean }),
  contact_options: shape({ conversation: contact, options: contactOptions }),
  contact_accept: shape({ conversation: contact }),
  contact_lookup: shape({ id: text(0, 200) }),
  contact_add: shape({ id: peerId, root }, { address: text(1, 300), name: text(0, 200) }),
  safety: shape({ conversation: contact }),
  contact_verify: shape({ conversation: contact, verified: boolean }),
  key_answer: shape({ conversation: contact, accept: boolean }, { digits: text(60, 60) }),
  address_add: shape({ address: text(1, 300) }),
  addresses: shape({}),
  address_remove: shape({ address: text(1, 300) }),
  invite_create: shape({}, { ttl_ms: integer(60_000, 30 * DAY) }),
  invite_preview: shape({ invite: text(1, MAX_INVITE) }),
  invite_accept: shape({ invite: text(1, MAX_INVITE) }),
  settings_set: shape({}, {
    language: oneOf("ru", "en", null),
    theme: oneOf("system", "light", "dark"),
    send_key: oneOf("enter", "ctrl-enter"),
    notifications: boolean,
    notification_text: boolean,
    show_bits: boolean,
    keep_history: boolean,
    allow_list: boolean,
    limit_messages: budget,
    limit_files: budget,
    lock_after: integer(0, 24 * 60),
    downloads: orNull(text(1, MAX_PATH)),
    auto_accept_mb: integer(0, 1_000_000),
    speed_limit: orNull(integer(1, 10_000_000)),
    lan: boolean,
    port,
    ui_port: port,
  }),
  reconnect: shape({}),
  notice_dismiss: shape({ id: text(1, 200) }),
  limits: shape({}, { conversation: contact }),
  limits_grant: shape({ conversation: contact }, { messages: budget, files: budget }),
  trust_add: shape({ pem: text(1, MAX_PEM), members: boolean }),
  trust_crl: shape({ pem: text(1, MAX_PEM) }),
  trust_list: shape({}),
  identity_renew: shape({}, { name: text(1, 200) }),
  identity_request: shape({}),
  identity_install: shape({ pem: text(1, MAX_PEM) }),
  identity_export: shape({ passphrase }),
  identity_import: shape({ ticket, passphrase }),
  backup: shape({ passphrase }),
  upload_begin: shape({}),
  restore: shape({ ticket, passphrase }),
  passphrase_set: shape({ next: orNull(passphrase) }, { current: passphrase }),
  unlock: shape({ passphrase }),
  active: shape({}),
  lock: shape({}),
  rooms: shape({}),
  room_create: shape({ name: text(1, 200) }, { members: list(contact, 0, 1_000) }),
  room_add: shape({ conversation: room, members: list(contact, 1, 1_000) }),
  room_join: shape({ conversation: room }),
  room_leave: shape({ conversation: room }),
  room_forget: shape({ conversation: room }),
  room_remove: shape({ conversation: room, member: contact }),
  room_role: shape({ conversation: room, member: contact, role: oneOf("owner", "member") }),
  room_rename: shape({ conversation: room, name: text(1, 200) }),
  room_options: shape({ conversation: room, options: contactOptions }),
  room_members: shape({ conversation: room }),
  doctor: shape({}),
  shutdown: shape({}),
};

/** Shape of a method's parameters; undefined when there is no such method. */
export function methodShape(method: string): Shape | undefined {
  return Object.hasOwn(SHAPES, method) ? SHAPES[method as ApiMethod] : undefined;
}
