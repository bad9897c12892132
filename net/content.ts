/** Bodies of the sealed kinds of a conversation. `docs/specs/wire-v1.md`, section 6. */
import { LinkError } from "./errors.ts";
import { type FileOffer, isOfferName, parseFileOffer } from "./file_offer.ts";
import { encodeJson, isJsonObject, type JsonObject, parseJson } from "./json.ts";
import {
  MAX_BATCH_ITEMS,
  MAX_ITEM_KIND_LENGTH,
  MAX_TEXT_BYTES,
  MAX_TIME,
  MAX_TTL_SECONDS,
  MIN_TTL_SECONDS,
} from "./limits.ts";
import { isText } from "./text.ts";
import { isUuid } from "./uuid.ts";

export interface MessageItem {
  /** From 1; rises within a batch and within a stream. */
  readonly seq: number;
  /** UUIDv7, lower case. */
  readonly id: string;
  /** "text"; a newer program may send others. */
  readonly kind: string;
  readonly text: string;
  /** Milliseconds since the epoch, by the author's clock. */
  readonly at: number;
  /** Id of the item it answers or changes. */
  readonly about?: string;
  /** Written elsewhere, passed on. */
  readonly forwarded?: true;
  /** Whole seconds after which it disappears. */
  readonly ttl?: number;
  /** Of a `file`, and only there: `docs/specs/files-v1.md`. */
  readonly file?: FileOffer;
}

export interface MessagesContent {
  /** 32 hex digits. */
  readonly stream: string;
  readonly items: readonly MessageItem[];
}

export interface ReceiptContent {
  readonly stream: string;
  /** Everything up to here is on the reader's disk. */
  readonly received: number;
  /** Everything up to here was seen. */
  readonly read: number;
}

/** `stream` may be "": nothing of the author is known yet. */
export interface SyncContent extends ReceiptContent {
  /** Id of the newest item the reader has; left out when the reader has forgotten it. */
  readonly last?: string;
}

const STREAM = /^[0-9a-f]{32}$/;
/** `event` is what a program writes into its own history: a peer must not speak in its voice. */
const ITEM_KIND = /^(?!event$)[a-z][a-z0-9-]*$/;
/** Kinds that change what is there: they are neither passed on nor do they disappear. */
const AMENDMENT_KINDS: ReadonlySet<string> = new Set(["edit", "delete", "reaction", "timer", "file-state"]);

export function encodeMessages({ stream, items }: MessagesContent): Uint8Array {
  return encodeJson({
    stream,
    // JSON leaves out what is undefined.
    items: items.map(({ seq, id, kind, text, at, about, forwarded, ttl, file }) => (
      { seq, id, kind, text, at, about, forwarded, ttl, file }
    )),
  });
}

export function encodeReceipt({ stream, received, read }: ReceiptContent): Uint8Array {
  return encodeJson({ stream, received, read });
}

export function encodeSync({ stream, received, read, last }: SyncContent): Uint8Array {
  return encodeJson({ stream, received, read, last });
}

/** @throws LinkError "bad-content" */
export function parseMessages(data: Uint8Array): MessagesContent {
  const body = parseJson(data, "bad-content", "reading messages");
  const { items } = body;
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_BATCH_ITEMS) throw bad("messages", "items");
  let last = 0;
  const read = items.map((value: unknown) => {
    const item = readItem(value);
    if (item.seq <= last) throw bad("messages", "seq");
    last = item.seq;
    return item;
  });
  return { stream: readStream(body, "messages"), items: read };
}

/** @throws LinkError "bad-content" */
export function parseReceipt(data: Uint8Array): ReceiptContent {
  const body = parseJson(data, "bad-content", "reading a receipt");
  return { stream: readStream(body, "receipt"), ...readMarks(body, "receipt") };
}

/** @throws LinkError "bad-content" */
export function parseSync(data: Uint8Array): SyncContent {
  const body = parseJson(data, "bad-content", "reading a sync");
  const { last } = body;
  if (last !== undefined && !isUuid(last)) throw bad("sync", "last");
  const stream = body.stream === "" ? "" : readStream(body, "sync");
  return { stream, ...readMarks(body, "sync"), ...(last === undefined ? {} : { last }) };
}

function readItem(value: unknown): MessageItem {
  if (!isJsonObject(value)) throw bad("messages", "items");
  const { seq, id, kind, text, at } = value;
  if (!isCount(seq) || seq === 0) throw bad("messages", "seq");
  if (!isUuid(id)) throw bad("messages", "id");
  if (!isItemKind(kind)) throw bad("messages", "kind");
  if (!isText(text, MAX_TEXT_BYTES)) throw bad("messages", "text");
  if (!isCount(at) || at > MAX_TIME) throw bad("messages", "at");
  const plain = value.about === undefined && value.forwarded === undefined && value.ttl === undefined;
  const item = plain ? { seq, id, kind, text, at } : { seq, id, kind, text, at, ...readOptional(value, kind) };
  if (kind !== "file") return item;
  if (!isOfferName(text)) throw bad("messages", "text");
  return { ...item, file: parseFileOffer(value.file) };
}

type OptionalMembers = Pick<MessageItem, "about" | "forwarded" | "ttl">;

/** Section 6a. What has no meaning for the kind is checked all the same, and left out. */
function readOptional({ about, forwarded, ttl }: JsonObject, kind: string): OptionalMembers {
  if (about !== undefined && !isUuid(about)) throw bad("messages", "about");
  if (forwarded !== undefined && forwarded !== true) throw bad("messages", "forwarded");
  if (ttl !== undefined && !isTtl(ttl)) throw bad("messages", "ttl");
  const isMessage = !isAmendment(kind);
  return {
    ...(about === undefined ? {} : { about }),
    ...(forwarded === true && isMessage ? { forwarded } : {}),
    ...(ttl !== undefined && isMessage ? { ttl } : {}),
  };
}

/** Whether a peer may write items of this kind; we need not know it. */
export function isItemKind(kind: unknown): kind is string {
  return typeof kind === "string" && kind.length <= MAX_ITEM_KIND_LENGTH && ITEM_KIND.test(kind);
}

/** Whether items of this kind change what is there. */
export function isAmendment(kind: string): boolean {
  return AMENDMENT_KINDS.has(kind);
}

function isTtl(value: unknown): value is number {
  return isCount(value) && value >= MIN_TTL_SECONDS && value <= MAX_TTL_SECONDS;
}

function readStream({ stream }: JsonObject, what: string): string {
  if (typeof stream !== "string" || !STREAM.test(stream)) throw bad(what, "stream");
  return stream;
}

function readMarks({ received, read }: JsonObject, what: string): { received: number; read: number } {
  if (!isCount(received)) throw bad(what, "received");
  if (!isCount(read)) throw bad(what, "read");
  return { received, read };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function bad(what: string, member: string): LinkError {
  return new LinkError("bad-content", `reading ${what}: "${member}" is missing or not what it must be`);
}
