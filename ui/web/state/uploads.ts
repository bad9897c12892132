/**
 * Files on their way from this page to the program. Each is shown at once, as an echo in its conversation, and gives way to
 * the program's own message. One goes after the other, in the order they were chosen.
 */
import type { ApiEvent, Message, PeerKey, Transfer, UploadedFile } from "../../api.ts";
import { mediaOf } from "../format/file_kind.ts";
import { quoteOf } from "./messages.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { errorCode } from "./errors.ts";
import { put } from "./files.ts";
import { forgetMoving, setMoving } from "./file_progress.ts";
import { conversationOf, loadNewest } from "./pages.ts";
import { partnerIn } from "./partner.ts";
import { call } from "./program.ts";
import { dropEcho, LAST } from "./sending.ts";
import { current, dispatch } from "./store.ts";
import { uuid7 } from "./uuid7.ts";

/** Something to send: as it lies on this machine, or as the browser gave it, which does not say where it lies. */
export type Source =
  & Pick<Transfer, "name" | "type" | "size" | "files">
  & ({ readonly path: string } | { readonly entries: UploadedFile["entries"]; readonly parts: readonly Blob[] });

interface Job {
  readonly echo: Message;
  readonly source: Source;
  readonly reply_to: string | undefined;
  readonly forwarded: boolean;
  readonly stop: AbortController;
}

/** By the id of the echo; failed ones stay, so that they can be tried again. */
const jobs = new Map<string, Job>();
let running: Promise<void> = Promise.resolve();
/** What is handed over just now, and the last message before it. */
let handing: { readonly job: Job; readonly after: number } | undefined;

/** The first of them answers what is being answered. */
export function sendSources(key: PeerKey, sources: readonly Source[]): void {
  void loadNewest(key); // whoever sends wants to see what they sent
  const { reply_to } = readDraft(key);
  sources.forEach((source, at) => begin(key, source, { reply_to: at === 0 ? reply_to : null }));
  if (reply_to !== null) keepDraft(key, { reply_to: null });
}

interface Offered {
  readonly reply_to: string | null;
  readonly forwarded?: boolean;
}

function begin(key: PeerKey, source: Source, { reply_to, forwarded = false }: Offered): void {
  const answered = conversationOf(key).messages.find(({ id }) => id === reply_to);
  const echo: Message = { ...echoOf(key, source, answered), ...(forwarded ? { forwarded } : {}) };
  jobs.set(echo.id, { echo, source, reply_to: reply_to ?? undefined, forwarded, stop: new AbortController() });
  dispatch({ type: "echo", message: echo });
  line(echo.id);
}

function echoOf(key: PeerKey, { name, type, size, files }: Source, answered: Message | undefined): Message {
  const id = uuid7();
  const now = Date.now();
  const file: Transfer = {
    id,
    conversation: key,
    cursor: LAST,
    direction: "out",
    name,
    type,
    size,
    files,
    media: type === "folder" ? null : mediaOf(name),
    state: "waiting",
    reason: null,
    ended_by: null,
    done: 0,
    speed: null,
    left_ms: null,
    average: null,
    offered_at: now,
    ended_at: null,
    path: null,
  };
  return {
    id,
    cursor: LAST,
    conversation: key,
    direction: "out",
    kind: "file",
    text: name,
    sent_at: now,
    received_at: null,
    status: "queued",
    error: null,
    file,
    ...(answered === undefined ? {} : { reply: quoteOf(answered) }),
  };
}

/** After those that were chosen before. */
function line(id: string): void {
  running = running.then(() => handOver(id));
}

async function handOver(id: string): Promise<void> {
  const job = jobs.get(id);
  if (job === undefined || job.stop.signal.aborted) return; // stopped while it waited
  const { echo } = job;
  handing = { job, after: partnerIn(current(), echo.conversation)?.last?.cursor ?? 0 };
  try {
    const message = await ("path" in job.source ? offerPath(job, job.source.path) : upload(job));
    jobs.delete(id);
    dropEcho(echo);
    // Usually its event came first, and by now perhaps a receipt that this answer does not know of.
    const known = conversationOf(echo.conversation).messages.some((each) => each.id === message?.id);
    if (message !== undefined && !known) dispatch({ type: "message", message });
  } catch (error) {
    if (job.stop.signal.aborted) return;
    dispatch({ type: "echo_failed", key: echo.conversation, id, error: errorCode(error) });
  } finally {
    handing = undefined;
    forgetMoving(id);
  }
}

async function offerPath({ echo, reply_to, forwarded }: Job, path: string): Promise<Message | undefined> {
  const about = { ...answer(reply_to), ...(forwarded ? { forwarded } : {}) };
  const [message] = await call("files_send", { conversation: echo.conversation, paths: [path], ...about });
  return message;
}

async function upload({ echo, source, reply_to, stop }: Job): Promise<Message | undefined> {
  if ("path" in source) throw new TypeError(`uploading "${source.name}": it is sent by its path`);
  const { name, size, entries, parts } = source;
  const file: UploadedFile = { name, size, ...(entries === undefined ? {} : { entries }) };
  const ticket = await call("files_upload", { conversation: echo.conversation, file, ...answer(reply_to) });
  if (stop.signal.aborted) return undefined;
  const content = parts.length === 1 ? parts[0] : new Blob([...parts]);
  const tell = (part: number) => setMoving({ ...echo.file!, done: Math.floor(part * size) });
  return await put(ticket, content, tell, stop.signal);
}

function answer(reply_to: string | undefined) {
  return reply_to === undefined ? {} : { reply_to };
}

/** Whether it waits or is under way: nothing of it stays. */
export function stopSending(echo: Message): void {
  jobs.get(echo.id)?.stop.abort();
  jobs.delete(echo.id);
  dropEcho(echo);
  forgetMoving(echo.id);
}

/** One that was refused, once more. */
export function tryAgain(echo: Message): void {
  const job = jobs.get(echo.id);
  if (job === undefined) return;
  dispatch({ type: "echo", message: { ...job.echo, sent_at: Date.now() } });
  line(echo.id);
}

/** A new offer of what was offered before, from where it lies. */
export function sendAgain({ conversation, name, type, size, files, path }: Transfer): void {
  if (path !== null) sendSources(conversation, [{ name, type, size, files, path }]);
}

/** What somebody has here, to somebody else: what is being answered there has nothing to do with it. */
export function passOn(key: PeerKey, { name, type, size, files, path }: Transfer): void {
  if (path === null) return;
  void loadNewest(key);
  begin(key, { name, type, size, files, path }, { reply_to: null, forwarded: true });
}

/** Nothing is handed over behind a lock, or to somebody who is gone; nothing stands there twice. */
export function followUploads(event: ApiEvent): void {
  if (event.type === "message") return dropTwin(event.message);
  if (event.type !== "locked" && event.type !== "contact_removed") return;
  for (const { echo } of [...jobs.values()]) {
    if (event.type === "locked" || echo.conversation === event.key) stopSending(echo);
  }
}

/** The program tells of its message, and then answers on another line: in between both would be shown. */
function dropTwin({ conversation, cursor, direction, file }: Message): void {
  if (handing === undefined || file === undefined || direction !== "out" || cursor <= handing.after) return;
  const { echo, source } = handing.job;
  if (echo.conversation === conversation && file.name === source.name && file.size === source.size) dropEcho(echo);
}
