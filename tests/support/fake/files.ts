/** What the fake program answers about files; and what a test lets happen to them. */
import type {
  FolderEntry,
  FolderListing,
  MediaFile,
  Message,
  Params,
  PeerKey,
  Transfer,
  TransferPage,
  UploadedFile,
} from "../../../ui/api.ts";
import { filePacketsOf } from "../../../ui/web/format/cost.ts";
import { mediaOf } from "../../../ui/web/format/file_kind.ts";
import { type FakeBackend, FakeRefusal, type Handlers } from "../fake_backend.ts";
import { drawnPicture } from "../pictures.ts";
import { changeMessage, contactOf, messageOf, quote } from "./conversation.ts";

export const FAKE_HOME = "/home/anna";

const MODIFIED = Date.parse("2026-11-02T09:30:00");

/** The disk of the fake program: what lies in each folder. */
export const FAKE_DISK: Readonly<Record<string, readonly FolderEntry[]>> = {
  "/": [folder("/", "home")],
  "/home": [folder("/home", "anna")],
  [FAKE_HOME]: [
    folder(FAKE_HOME, "Documents"),
    folder(FAKE_HOME, "Pictures"),
    file(FAKE_HOME, "budget 2026.xlsx", 48_212),
    file(FAKE_HOME, "film.mkv", 1_288_490_189),
    file(FAKE_HOME, "notes.txt", 1_204),
    file(FAKE_HOME, "empty.txt", 0),
  ],
  [`${FAKE_HOME}/Documents`]: [file(`${FAKE_HOME}/Documents`, "letter.pdf", 320_000)],
  [`${FAKE_HOME}/Pictures`]: [
    file(`${FAKE_HOME}/Pictures`, "lake.jpg", 2_310_400),
    file(`${FAKE_HOME}/Pictures`, "mountain.png", 4_100_000),
  ],
};

const STATES_OPEN: readonly Transfer["state"][] = ["offered", "waiting", "running"];

function folder(parent: string, name: string): FolderEntry {
  return { name, path: join(parent, name), type: "folder", size: 0, modified: MODIFIED };
}

function file(parent: string, name: string, size: number): FolderEntry {
  return { name, path: join(parent, name), type: "file", size, modified: MODIFIED };
}

function join(parent: string, name: string): string {
  return parent === "/" ? `/${name}` : `${parent}/${name}`;
}

/** Put into the history without telling the window: an offer of a file, or what `change` makes of it. */
export function wroteFile(
  fake: FakeBackend,
  key: PeerKey,
  direction: "in" | "out",
  name: string,
  change: Partial<Transfer> = {},
  message: Partial<Message> = {},
): Message {
  const id = message.id ?? crypto.randomUUID();
  const written = fake.wrote(key, direction, name, { ...message, id, kind: "file" });
  const transfer: Transfer = {
    id,
    conversation: key,
    cursor: written.cursor,
    direction,
    name,
    type: "file",
    size: 2_310_400,
    files: 1,
    media: change.type === "folder" ? null : mediaOf(name),
    state: "offered",
    reason: null,
    ended_by: null,
    done: 0,
    speed: null,
    left_ms: null,
    average: null,
    offered_at: written.sent_at,
    ended_at: null,
    path: direction === "out" ? `${FAKE_HOME}/${name}` : null,
    ...change,
  };
  written.file = transfer; // before anybody has seen it
  return written;
}

/** An offer arrives, and the window hears of it. */
export function receiveFile(
  fake: FakeBackend,
  key: PeerKey,
  name: string,
  change: Partial<Transfer> = {},
  message: Partial<Message> = {},
): Message {
  const arrived = wroteFile(fake, key, "in", name, change, { sent_at: Date.now(), ...message });
  fake.push({ type: "message", message: arrived });
  fake.changeContact(key, { unread: contactOf(fake, key).unread + 1, last: arrived });
  return arrived;
}

/** It has another state now, or its state has other words. */
export function changeFile(fake: FakeBackend, key: PeerKey, id: string, change: Partial<Transfer>): Transfer {
  const file = { ...fileOf(fake, key, id), ...change };
  changeMessage(fake, key, id, { file });
  return file;
}

/** It has come further. */
export function moveFile(fake: FakeBackend, key: PeerKey, id: string, change: Partial<Transfer>): Transfer {
  const transfer = { ...fileOf(fake, key, id), ...change };
  const list = fake.messages.get(key)!;
  const at = list.findLastIndex((each) => each.id === id);
  list[at] = { ...list[at], file: transfer };
  fake.push({ type: "transfer", transfer });
  return transfer;
}

/** It is whole. */
export function finishFile(fake: FakeBackend, key: PeerKey, id: string, change: Partial<Transfer> = {}): Transfer {
  const { size, direction, path, name } = fileOf(fake, key, id);
  return changeFile(fake, key, id, {
    state: "completed",
    reason: null,
    ended_by: null,
    done: size,
    speed: null,
    left_ms: null,
    average: 88_000_000,
    ended_at: Date.now(),
    path: direction === "in" ? `${fake.me.downloads}/${name}` : path,
    ...change,
  });
}

export function fileOf(fake: FakeBackend, key: PeerKey, id: string): Transfer {
  const { file } = messageOf(fake, key, id);
  if (file === undefined) throw new FakeRefusal("not-found");
  return file;
}

export function fileHandlers(fake: FakeBackend): Handlers {
  const open = (key: PeerKey, id: string): Transfer => {
    const found = fileOf(fake, key, id);
    if (!STATES_OPEN.includes(found.state) && found.state !== "failed") throw new FakeRefusal("ended");
    return found;
  };
  const goOn: Partial<Transfer> = { state: "waiting", reason: null, ended_by: null, ended_at: null };
  const end = { speed: null, left_ms: null, ended_by: "me" } as const;
  return {
    files_send: ({ conversation, paths, reply_to, forwarded }) => {
      const entries = paths.map(entryAt);
      spend(fake, conversation, entries.reduce((sum, { size }) => sum + filePacketsOf(size), 0));
      return entries.map((entry) => offer(fake, conversation, entry.name, entry, { reply_to, forwarded }));
    },
    files_upload: ({ conversation, file, reply_to }) => {
      contactOf(fake, conversation);
      const ticket = fake.ticket(file.name);
      fake.uploads.set(ticket.ticket, { conversation, file, reply_to });
      return ticket;
    },
    files_cost: ({ paths }) => {
      const entries = paths.map(entryAt);
      return {
        packets: entries.reduce((sum, { size }) => sum + filePacketsOf(size), 0),
        size: entries.reduce((sum, { size }) => sum + size, 0),
        files: entries.reduce((sum, entry) => sum + filesIn(entry), 0),
        skipped: 0,
      };
    },
    files_list: ({ path }) => listing(path === "" ? FAKE_HOME : path),
    files: (params) => filesPage(fake, params),
    file_accept: ({ conversation, id }) => {
      if (open(conversation, id).state !== "offered") throw new FakeRefusal("ended");
      return changeFile(fake, conversation, id, goOn);
    },
    file_decline: ({ conversation, id }) => {
      if (open(conversation, id).state !== "offered") throw new FakeRefusal("ended");
      return changeFile(fake, conversation, id, { ...end, state: "declined", ended_at: Date.now() });
    },
    file_cancel: ({ conversation, id }) => {
      open(conversation, id);
      return changeFile(fake, conversation, id, { ...end, state: "cancelled", reason: null, ended_at: Date.now() });
    },
    file_resume: ({ conversation, id }) => {
      if (open(conversation, id).state !== "failed") throw new FakeRefusal("ended");
      return changeFile(fake, conversation, id, goOn);
    },
    file_reveal: ({ conversation, id }) => {
      if (fileOf(fake, conversation, id).path === null) throw new FakeRefusal("not-found");
      return null;
    },
    file_fetch: ({ conversation, id }) => {
      const { path, name, type } = fileOf(fake, conversation, id);
      if (path === null || type === "folder") throw new FakeRefusal("not-found");
      return fake.ticket(name, `content of ${name}`);
    },
  };
}

/** What was handed over is offered now. */
export function offerUpload(
  fake: FakeBackend,
  { conversation, file, reply_to }: Params<"files_upload">,
  bytes: Uint8Array<ArrayBuffer>,
): Message {
  if (bytes.length !== file.size) throw new FakeRefusal("bad-file");
  spend(fake, conversation, filePacketsOf(file.size));
  const message = offer(fake, conversation, file.name, { type: typeOf(file), size: file.size }, { reply_to }, {
    files: file.entries?.filter(({ path }) => !path.endsWith("/")).length ?? 1,
  });
  const media = mediaOf(file.name);
  if (media === "picture") fake.shown.set(message.id, { type: "image/png", bytes });
  return message;
}

function typeOf(file: UploadedFile): "file" | "folder" {
  return file.entries === undefined ? "file" : "folder";
}

function offer(
  fake: FakeBackend,
  key: PeerKey,
  name: string,
  { type, size }: Pick<FolderEntry, "type" | "size">,
  { reply_to, forwarded }: Pick<Params<"files_send">, "reply_to" | "forwarded">,
  change: Partial<Transfer> = {},
): Message {
  const id = crypto.randomUUID();
  if (type === "file" && mediaOf(name) === "picture") {
    fake.shown.set(id, { type: "image/png", bytes: drawnPicture(60, 40, size % 360) });
  }
  const message = wroteFile(fake, key, "out", name, { type, size, ...change }, {
    id,
    sent_at: Date.now(),
    status: fake.sends_as,
    ...(reply_to === undefined ? {} : { reply: quote(fake, key, reply_to) }),
    ...(forwarded ? { forwarded } : {}),
  });
  fake.push({ type: "message", message });
  return message;
}

function spend(fake: FakeBackend, key: PeerKey, packets: number): void {
  if (fake.refuses !== null) throw new FakeRefusal(fake.refuses);
  const { files_left: left, messages_left, key_changed } = contactOf(fake, key);
  if (key_changed) throw new FakeRefusal("key-changed");
  if (left === null) return;
  if (left < packets) throw new FakeRefusal("limit-exhausted");
  fake.contacts.set(key, { ...contactOf(fake, key), files_left: left - packets });
  fake.push({ type: "limit", conversation: key, messages_left, files_left: left - packets });
}

function entryAt(path: string): FolderEntry {
  const found = Object.values(FAKE_DISK).flat().find((entry) => entry.path === path);
  if (found === undefined) throw new FakeRefusal("bad-file");
  return found.type === "file"
    ? found
    : { ...found, size: (FAKE_DISK[path] ?? []).reduce((sum, { size }) => sum + size, 0) };
}

function filesIn({ type, path }: FolderEntry): number {
  return type === "file" ? 1 : (FAKE_DISK[path] ?? []).filter(({ type }) => type === "file").length;
}

function listing(path: string): FolderListing {
  const entries = FAKE_DISK[path];
  if (entries === undefined) throw new FakeRefusal("not-found");
  const parent = path === "/" ? null : path.slice(0, path.lastIndexOf("/")) || "/";
  return { path, parent, entries: [...entries], more: false };
}

const IN_STATE: Readonly<Record<NonNullable<Params<"files">["state"]>, readonly Transfer["state"][]>> = {
  open: STATES_OPEN,
  completed: ["completed"],
  ended: ["declined", "cancelled", "failed"],
};

function filesPage(
  fake: FakeBackend,
  { conversation, direction, state, text = "", after, limit = 50 }: Params<"files">,
): TransferPage {
  const lists = conversation === undefined ? [...fake.messages.values()] : [fake.messages.get(conversation) ?? []];
  const wanted = text.toLowerCase();
  const found = lists.flat().filter(({ file, deleted }) =>
    file !== undefined && !deleted && file.direction === (direction ?? file.direction) &&
    (state === undefined || IN_STATE[state].includes(file.state)) && file.name.toLowerCase().includes(wanted)
  ).map(({ file }) => file!).sort((a, b) => b.cursor - a.cursor);
  const from = Number(after ?? 0);
  const to = from + limit;
  return { transfers: found.slice(from, to), next: to < found.length ? String(to) : null };
}

/** What can be shown of a file, as `GET media/CONVERSATION/ID` serves it. */
export function shownFile(fake: FakeBackend, key: PeerKey, id: string): MediaFile | undefined {
  const found = fake.shown.get(id);
  if (found === undefined || fake.messages.get(key)?.every((message) => message.id !== id) !== false) return undefined;
  const { type, bytes } = found;
  return {
    type,
    size: bytes.length,
    read: (from, to) => new Blob([bytes.subarray(from, to)]).stream(),
  };
}
