/** A program behind the window that does what a test says: people without network, certificates or disk. */
import { encode } from "uqr";
import { FAKE_CONTACT, FAKE_PROFILE, FAKE_SETTINGS } from "./fake/values.ts";
import { conversationHandlers } from "./fake/conversation.ts";
import { fileHandlers, offerUpload, shownFile } from "./fake/files.ts";
import { peopleHandlers } from "./fake/people.ts";
import { programHandlers } from "./fake/program.ts";
import { roomHandlers } from "./fake/rooms.ts";
import { Watch } from "./fake/watch.ts";
import type {
  ApiBackend,
  ApiError,
  ApiErrorCode,
  ApiEvent,
  ApiMethod,
  Contact,
  Download,
  Invite,
  InvitePreview,
  Me,
  MediaFile,
  Message,
  MessageStatus,
  Notice,
  Params,
  PeerKey,
  Result,
  Room,
  RoomMember,
  Settings,
  Snapshot,
  Ticket,
  UploadAnswer,
} from "../../ui/api.ts";

export const FAKE_NOW = Date.parse("2026-11-21T14:05:00");

const ROOT = "9f2c".repeat(16);

export const FAKE_ME: Me = {
  id: "482915037264",
  name: "Anna Weber",
  fingerprint: "5ae19c04d7b3f826a1c0e94f7d2b6830c5f1a7e29b4d8063fe17a2c95d0b4e68",
  root: ROOT,
  root_name: "Anna Weber's authority",
  valid_until: FAKE_NOW + 340 * 86_400_000,
  port: 7420,
  addresses: ["192.168.1.20:7420"],
  version: "0.1.0",
  data_dir: "C:\\Users\\Anna\\AppData\\Local\\Parley",
  ...FAKE_PROFILE,
};

/** Refusal with a code, as the real program gives them. */
export class FakeRefusal extends Error {
  constructor(readonly code: ApiErrorCode) {
    super(`refused: ${code}`);
  }
  toJSON(): ApiError {
    return { code: this.code, message: this.message };
  }
}

/** What answers while it is locked. */
const WHILE_LOCKED: readonly ApiMethod[] = ["unlock", "shutdown", "status"];

export type Handlers = { [M in ApiMethod]?: (params: Params<M>) => Result<M> | Promise<Result<M>> };

export class FakeBackend implements ApiBackend {
  me: Me = { ...FAKE_ME };
  settings: Settings = { ...FAKE_SETTINGS };
  notices: Notice[] = [];
  /** What a sent message becomes at once. */
  sends_as: MessageStatus = "sent";
  /** What `send` answers with instead. */
  refuses: ApiErrorCode | null = null;
  now = Date.now();
  /** Only `unlock` helps then; `lock` in `fake/program.ts` begins it. */
  locked: "start" | "idle" | null = null;
  readonly contacts = new Map<PeerKey, Contact>();
  readonly rooms = new Map<PeerKey, Room>();
  /** Who is in them. */
  readonly members = new Map<PeerKey, RoomMember[]>();
  readonly messages = new Map<PeerKey, Message[]>();
  /** What each method does; a test may put its own. */
  readonly handlers: Handlers;
  /** Every call, in order. */
  readonly calls: { method: ApiMethod; params: unknown }[] = [];
  /** By ticket: what can be fetched, and what was given. */
  readonly files = new Map<string, { file_name: string; text: string }>();
  /** By ticket: what the window is about to hand over. */
  readonly uploads = new Map<string, Params<"files_upload">>();
  /** By message: the pictures, sounds and videos there are. */
  readonly shown = new Map<string, { type: string; bytes: Uint8Array<ArrayBuffer> }>();
  readonly #listeners = new Set<(event: ApiEvent) => void>();
  readonly #watch = new Watch();
  #cursor = 0;

  constructor() {
    this.handlers = {
      ...this.#basic,
      ...conversationHandlers(this),
      ...peopleHandlers(this),
      ...programHandlers(this),
      ...fileHandlers(this),
      ...roomHandlers(this),
    };
  }

  async call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    this.calls.push({ method, params });
    this.#watch.look();
    if (this.locked !== null && !WHILE_LOCKED.includes(method)) throw new FakeRefusal("locked");
    const handler = this.handlers[method] as ((params: Params<M>) => Result<M> | Promise<Result<M>>) | undefined;
    if (handler === undefined) throw new FakeRefusal("bad-request");
    try {
      const answer = handler(params);
      this.#watch.look(); // what it did before it waits for anything
      return await answer;
    } finally {
      this.#watch.look();
    }
  }

  /** Waits until the window has asked for what makes it so. */
  until(is: () => boolean): Promise<void> {
    return this.#watch.until(is);
  }

  subscribe(listener: (event: ApiEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  push(event: ApiEvent): void {
    if (this.locked !== null && event.type !== "locked" && event.type !== "bye") return;
    for (const listener of this.#listeners) listener(event);
  }

  /** A contact in the list, online unless said otherwise. */
  person(name: string, change: Partial<Contact> = {}): Contact {
    const id = change.id ?? String(100_000_000_000 + this.contacts.size * 7_919_281_733 % 900_000_000_000);
    const root = change.root ?? ROOT;
    const contact: Contact = {
      key: `${id}.${root}`,
      id,
      root,
      name,
      own_name: name,
      presence: "online",
      presence_reason: null,
      transport: "tcp",
      since: this.now - 3_600_000,
      blocked: false,
      unread: 0,
      last: null,
      added_at: this.now - 86_400_000,
      ...FAKE_CONTACT,
      ...change,
    };
    this.contacts.set(contact.key, contact);
    return contact;
  }

  /** Put into the history without telling the window. */
  wrote(key: PeerKey, direction: "in" | "out", text: string, change: Partial<Message> = {}): Message {
    const sent_at = change.sent_at ?? this.now;
    const message: Message = {
      id: crypto.randomUUID(),
      cursor: ++this.#cursor,
      conversation: key,
      direction,
      kind: "text",
      text,
      sent_at,
      received_at: direction === "in" ? sent_at + 400 : null,
      status: direction === "in" ? "received" : "read",
      error: null,
      ...change,
    };
    this.#of(key).push(message);
    this.keep(key, { last: message });
    return message;
  }

  /** Arrives now, and the window hears of it. */
  receive(key: PeerKey, text: string, change: Partial<Message> = {}): Message {
    const message = this.wrote(key, "in", text, { sent_at: Date.now(), ...change });
    this.push({ type: "message", message });
    this.change(key, { unread: this.partner(key).unread + 1 });
    return message;
  }

  /** The other side has, or has read, everything so far. */
  receipt(key: PeerKey, status: "sent" | "delivered" | "read"): void {
    const at = Date.now();
    const list = this.#of(key);
    list.forEach((message, i) => {
      if (message.direction === "out") list[i] = { ...message, status, received_at: message.received_at ?? at };
    });
    this.push({ type: "receipt", conversation: key, cursor: this.#cursor, status, at });
  }

  changeContact(key: PeerKey, change: Partial<Contact>): Contact {
    this.change(key, change);
    return this.contacts.get(key)!;
  }

  /** A ticket for a file with this text, or for one to come. */
  ticket(file_name: string, text = ""): Ticket {
    const ticket = `${this.files.size}`.padStart(43, "t");
    this.files.set(ticket, { file_name, text });
    return { ticket, file_name };
  }

  download(ticket: string): Promise<Download | undefined> {
    const file = this.files.get(ticket);
    if (file === undefined) return Promise.resolve(undefined);
    const body = new Blob([file.text]).stream();
    return Promise.resolve({ file_name: file.file_name, type: "application/octet-stream", body });
  }

  async upload(ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean | UploadAnswer> {
    const file = this.files.get(ticket);
    if (file === undefined) return false;
    const bytes = new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
    file.text = new TextDecoder().decode(bytes);
    const wanted = this.uploads.get(ticket);
    return wanted === undefined ? true : { message: offerUpload(this, wanted, bytes) };
  }

  media(key: PeerKey, id: string): Promise<MediaFile | undefined> {
    return Promise.resolve(shownFile(this, key, id));
  }

  /** What a window hears first. */
  greeting(): ApiEvent {
    return this.locked === null
      ? { type: "snapshot", snapshot: this.snapshot() }
      : { type: "locked", why: this.locked };
  }

  snapshot(): Snapshot {
    return {
      me: this.me,
      contacts: [...this.contacts.values()],
      rooms: [...this.rooms.values()],
      settings: this.settings,
      notices: this.notices,
    };
  }

  #of(key: PeerKey): Message[] {
    let list = this.messages.get(key);
    if (list === undefined) this.messages.set(key, list = []);
    return list;
  }

  /** A person or a room. */
  partner(key: PeerKey): Contact | Room {
    const partner = this.contacts.get(key) ?? this.rooms.get(key);
    if (partner === undefined) throw new FakeRefusal("not-found");
    return partner;
  }

  /** What people and rooms have alike, told to the window. */
  change(key: PeerKey, change: Partial<Contact> | Partial<Room>): void {
    this.keep(key, change);
    const [contact, room] = [this.contacts.get(key), this.rooms.get(key)];
    if (contact !== undefined) this.push({ type: "contact", contact });
    else if (room !== undefined) this.push({ type: "room", room });
  }

  /** The same, which the window does not hear of. */
  keep(key: PeerKey, change: Partial<Contact> | Partial<Room>): void {
    const partner = { ...this.partner(key), ...change };
    if (this.rooms.has(key)) this.rooms.set(key, partner as Room);
    else this.contacts.set(key, partner as Contact);
  }

  #preview(invite: string): InvitePreview {
    if (invite === "parley:old") throw new FakeRefusal("invite-expired");
    const name = /^parley:from-(.+)$/u.exec(invite)?.[1]?.replaceAll("_", " ");
    if (name === undefined) throw new FakeRefusal("invite-invalid");
    const id = "731904658210";
    const known = [...this.contacts.values()].some((contact) => contact.id === id);
    return { id, name, root: "ab".repeat(32), addresses: ["10.0.0.7:7420"], expires_at: this.now + 8.64e7, known };
  }

  #accept(invite: string): Contact {
    const { id, name, root } = this.#preview(invite);
    const contact = this.person(name, { id, root, presence: "pairing", transport: null });
    this.push({ type: "contact", contact });
    return contact;
  }

  #invite(): Invite {
    // 131 characters are about what a real one has; the letters are the same each time for the sake of screenshots.
    let seed = 20_261_121;
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const body = Array.from({ length: 131 }, () => letters[(seed = Math.imul(seed, 48_271) >>> 1) % 64]).join("");
    const text = `parley:${body}`;
    const qr = encode(text, { ecc: "L", border: 4 }).data.map((row) => row.map((dark) => dark ? "1" : "0").join(""));
    return { text, expires_at: this.now + 86_400_000, qr, file_name: "anna-weber.parley" };
  }

  readonly #basic: Handlers = {
    snapshot: () => this.snapshot(),
    clear_history: ({ conversation }) => {
      const removed = this.#of(conversation!).splice(0).length;
      this.keep(conversation!, { last: null });
      this.push({ type: "cleared", conversation: conversation! });
      return { removed };
    },
    contact_rename: ({ conversation, name }) => this.changeContact(conversation, { name }),
    contact_block: ({ conversation, blocked }) => this.changeContact(conversation, { blocked }),
    contact_remove: ({ conversation }) => {
      this.contacts.delete(conversation);
      this.push({ type: "contact_removed", key: conversation });
      return null;
    },
    invite_create: () => this.#invite(),
    invite_preview: ({ invite }) => this.#preview(invite),
    invite_accept: ({ invite }) => this.#accept(invite),
    settings_set: (change) => {
      this.settings = { ...this.settings, ...change };
      if (change.downloads !== undefined) {
        this.me = { ...this.me, downloads: change.downloads ?? FAKE_PROFILE.downloads };
        this.push({ type: "me", me: this.me });
      }
      this.push({ type: "settings", settings: this.settings });
      return this.settings;
    },
    notice_dismiss: ({ id }) => {
      this.notices = this.notices.filter((notice) => notice.id !== id);
      this.push({ type: "notice_dismissed", id });
      return null;
    },
    shutdown: () => {
      this.push({ type: "bye" });
      return null;
    },
  };
}
