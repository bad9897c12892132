/** What parameters each method takes: nothing else gets behind the web server. */
import type { ApiMethod } from "../api.ts";
import { boolean, type Check, integer, oneOf, orNull, pattern, type Shape, text } from "./shapes.ts";

const DAY = 24 * 3_600_000;
/** UTF-16 units. Text longer than this is refused by size before; whether a text is too long is for `chat/` to say. */
const ANY_TEXT = 16 * 1024 * 1024;
/** UTF-16 units. An invite is about 2 KB with its certificate. */
const MAX_INVITE = 64 * 1024;
/** UTF-16 units. A revocation list of 10,000 certificates is about 500 KB as PEM. */
const MAX_PEM = 2 * 1024 * 1024;
const MAX_COUNT = 1_000_000_000;

const conversation = pattern(/^(?:0|[1-9]\d{0,12})\.[0-9a-f]{64}$/, "a contact's key");
const uuid = pattern(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a UUID in lower case");
const cursor = integer(0, Number.MAX_SAFE_INTEGER);
const budget = orNull(integer(0, MAX_COUNT));

function shape(required: Record<string, Check>, optional: Record<string, Check> = {}): Shape {
  return { required, optional };
}

const SHAPES: Readonly<Record<ApiMethod, Shape>> = {
  snapshot: shape({}),
  status: shape({}),
  history: shape({ conversation }, { before: cursor, limit: integer(1, 500), search: text(0, 1_000) }),
  send: shape({ conversation, text: text(0, ANY_TEXT) }, { id: uuid }),
  wait: shape({ conversation, id: uuid, timeout_ms: integer(0, 600_000) }),
  mark_read: shape({ conversation, cursor }),
  clear_history: shape({}, { conversation }),
  resolve: shape({ peer: text(1, 200) }),
  contacts: shape({}),
  contact_rename: shape({ conversation, name: text(0, 200) }),
  contact_remove: shape({ conversation }),
  contact_block: shape({ conversation, blocked: boolean }),
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
  }),
  reconnect: shape({}),
  notice_dismiss: shape({ id: text(1, 200) }),
  limits: shape({}, { conversation }),
  limits_grant: shape({ conversation }, { messages: budget, files: budget }),
  trust_add: shape({ pem: text(1, MAX_PEM), members: boolean }),
  trust_crl: shape({ pem: text(1, MAX_PEM) }),
  trust_list: shape({}),
  shutdown: shape({}),
};

/** Shape of a method's parameters; undefined when there is no such method. */
export function methodShape(method: string): Shape | undefined {
  return Object.hasOwn(SHAPES, method) ? SHAPES[method as ApiMethod] : undefined;
}
