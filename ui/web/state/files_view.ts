/** FILE-8: all files of all conversations, or of one: what is asked for, what was found, and how it stays true. */
import { signal } from "@preact/signals";
import type { ApiEvent, Params, PeerKey, Transfer } from "../../api.ts";
import { openDialog } from "./dialogs.ts";
import { errorCode } from "./errors.ts";
import { isOpen } from "./file_actions.ts";
import { partnerIn } from "./partner.ts";
import { call } from "./program.ts";
import { current } from "./store.ts";

/** What of them is shown. */
export const FILE_PARTS = ["all", "in", "out", "open"] as const;
export type FilePart = (typeof FILE_PARTS)[number];

interface Wanted {
  /** Null is all of them. */
  readonly conversation: PeerKey | null;
  readonly part: FilePart;
  readonly text: string;
}

interface Found {
  readonly wanted: Wanted;
  /** Newest first. */
  readonly transfers: readonly Transfer[];
  /** Where it goes on; null is the end. */
  readonly next: string | null;
}

/** Null while the view is closed. */
export const filesWanted = signal<Wanted | null>(null);
export const filesFound = signal<Found | null>(null);
export const filesFailure = signal<string | null>(null);

/** Milliseconds without a key press after which the program is asked. */
const QUIET = 150;
/** Files per page. */
const PAGE = 50;

export function openFiles(conversation: PeerKey | null = null): void {
  filesFound.value = null;
  openDialog({ kind: "files" });
  filesWanted.value = { conversation, part: "all", text: "" };
  void ask();
}

/** The view is gone: nothing is followed any more. */
export function closeFiles(): void {
  clearTimeout(timer);
  filesWanted.value = null;
  filesFound.value = null;
  filesFailure.value = null;
}

/** A part at once, words when they are typed; what was found before stays until the answer is there. */
export function changeFiles(change: Partial<Wanted>): void {
  const before = filesWanted.peek();
  if (before === null) return;
  filesWanted.value = { ...before, ...change };
  clearTimeout(timer);
  if (change.text === undefined) void ask();
  else timer = setTimeout(() => void ask(), QUIET);
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** Rises with every question: an answer to an older one is dropped. */
let question = 0;

async function ask(): Promise<void> {
  const wanted = filesWanted.peek();
  const mine = ++question;
  if (wanted === null) return;
  const isCurrent = () => mine === question && filesWanted.peek() !== null;
  try {
    const page = await call("files", paramsOf(wanted));
    if (!isCurrent()) return;
    filesFound.value = { wanted, ...page };
    filesFailure.value = null;
  } catch (error) {
    if (isCurrent()) filesFailure.value = errorCode(error);
  }
}

function paramsOf({ conversation, part, text }: Wanted, after?: string): Params<"files"> {
  const words = text.trim();
  return {
    limit: PAGE,
    ...(conversation === null ? {} : { conversation }),
    ...(part === "in" || part === "out" ? { direction: part } : {}),
    ...(part === "open" ? { state: "open" } : {}),
    ...(words === "" ? {} : { text: words }),
    ...(after === undefined ? {} : { after }),
  };
}

/** `next` of the page that is being fetched. */
let loading: string | null = null;

/** The next page, once. */
export async function moreFiles(): Promise<void> {
  const before = filesFound.peek();
  if (before === null || before.next === null || loading === before.next) return;
  loading = before.next;
  const mine = question;
  try {
    const { transfers, next } = await call("files", paramsOf(before.wanted, before.next));
    const now = filesFound.peek();
    if (mine !== question || now === null) return; // something else was asked for
    const known = new Set(now.transfers.map(({ id }) => id));
    filesFound.value = { ...now, transfers: [...now.transfers, ...transfers.filter(({ id }) => !known.has(id))], next };
  } catch (error) {
    if (mine === question) filesFailure.value = errorCode(error);
  } finally {
    loading = null;
  }
}

/** Hears every event of the program. How far a file has come is for its row alone (`file_progress.ts`). */
export function followFilesView(event: ApiEvent): void {
  if (filesWanted.peek() === null) return;
  if (event.type === "snapshot" || event.type === "cleared") void ask();
  else if (event.type === "removed") keep(({ id }) => !event.ids.includes(id));
  else if (event.type === "contact_removed" || event.type === "room_removed") {
    keep(({ conversation }) => conversation !== event.key);
  } else if (event.type === "message" && event.message.file !== undefined) {
    if (event.message.deleted) keep(({ id }) => id !== event.message.id);
    else put(event.message.file);
  }
}

function keep(stays: (transfer: Transfer) => boolean): void {
  const now = filesFound.peek();
  if (now !== null) filesFound.value = { ...now, transfers: now.transfers.filter(stays) };
}

/**
 * One that is listed stays where it is, also when it is over and only those under way were asked for: nothing is taken away
 * under the pointer, and how it ended is what one wants to read. One that was just offered is put on top.
 */
function put(transfer: Transfer): void {
  const now = filesFound.peek();
  if (now === null) return;
  const { transfers, wanted } = now;
  if (transfers.some(({ id }) => id === transfer.id)) {
    filesFound.value = { ...now, transfers: transfers.map((each) => each.id === transfer.id ? transfer : each) };
  } else if (belongs(transfer, wanted) && isNewest(transfer)) {
    filesFound.value = { ...now, transfers: [transfer, ...transfers] };
  }
}

/** The state has taken the message in before: an older one, of a page that was not asked for, is not the last said. */
function isNewest({ conversation, id }: Transfer): boolean {
  return partnerIn(current(), conversation)?.last?.id === id;
}

/** Words are for the program to compare: what is looked for by name is not added to. */
function belongs(transfer: Transfer, { conversation, part, text }: Wanted): boolean {
  if (text.trim() !== "" || (conversation !== null && conversation !== transfer.conversation)) return false;
  return part === "all" || (part === "open" ? isOpen(transfer) : transfer.direction === part);
}
