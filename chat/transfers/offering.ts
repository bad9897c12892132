/** Offering what lies on this disk, or what a window hands over: counted, and on disk before it is answered. */
import type { PeerKey } from "../../crypto/types.ts";
import { type FileDisk, FileError, type Scanned } from "../../files/types.ts";
import { MAX_FILE_BYTES, MAX_FILE_NAME_LENGTH } from "../../net/limits.ts";
import type { NewItem, OfferRow } from "../../store/history_types.ts";
import type { Message, Result, Ticket, UploadedFile } from "../../ui/api.ts";
import type { Budgets } from "../budgets.ts";
import type { Contacts } from "../contacts.ts";
import { ChatError } from "../errors.ts";
import { refuseWhileHeld } from "../key_changes.ts";
import type { Outgoing, SendOptions } from "../outgoing.ts";
import type { Tickets } from "../tickets.ts";
import { filePackets } from "./chunks.ts";

const KEY_BYTES = 32;

type OfferOptions = Pick<SendOptions, "reply_to" | "forwarded">;

export interface OfferingParts {
  readonly disk: FileDisk;
  readonly outgoing: Outgoing;
  readonly budgets: Budgets;
  readonly contacts: Contacts;
  readonly now: () => number;
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly tickets?: Tickets;
  /** Something of ours that only this offer needs is going to lie in the profile. @returns to be called when it is offered */
  readonly spooling: (id: string, conversation: PeerKey) => () => void;
}

export class Offering {
  readonly #parts: OfferingParts;

  constructor(parts: OfferingParts) {
    this.#parts = parts;
  }

  /** All or none. @throws ChatError "bad-file", "limit-exhausted" and those of sending */
  async send(key: PeerKey, paths: readonly string[], options: OfferOptions = {}): Promise<Message[]> {
    this.#check(key);
    if (paths.length === 0) throw new ChatError("empty", "sending files: none is named");
    return await this.#offer(key, await this.#scan(paths), options, paths.map(() => this.#parts.newId()));
  }

  /** What {@link send} of these would cost. @throws ChatError "bad-file" */
  async cost(paths: readonly string[]): Promise<Result<"files_cost">> {
    const all = await this.#scan(paths);
    const sum = (count: (scanned: Scanned) => number) => all.reduce((total, each) => total + count(each), 0);
    return {
      packets: sum(({ size }) => filePackets(size)),
      size: sum(({ size }) => size),
      files: sum(({ files }) => files),
      skipped: sum(({ skipped }) => skipped),
    };
  }

  /** A place to send the content to; it is offered when all of it is here. */
  upload(key: PeerKey, file: UploadedFile, reply_to?: string): Ticket {
    const { tickets, budgets } = this.#parts;
    this.#check(key);
    if (tickets === undefined) throw new ChatError("not-found", "files are taken by a running program only");
    if (file.size > MAX_FILE_BYTES) throw new ChatError("bad-file", `file of ${file.size} bytes: too-many`);
    // Asked before gigabytes are handed over; taken when they are here.
    budgets.check(key, "files", filePackets(file.size));
    const take = async (_: string, body: ReadableStream<Uint8Array>) => ({
      message: await this.#take(key, file, body, reply_to),
    });
    return tickets.expect({ file_name: file.name, take });
  }

  async #take(
    key: PeerKey,
    { name, size, entries }: UploadedFile,
    body: ReadableStream<Uint8Array>,
    reply_to: string | undefined,
  ): Promise<Message> {
    const { disk, newId, spooling } = this.#parts;
    const id = newId();
    const spool = await disk.spool(id);
    const offered = spooling(id, key);
    try {
      const path = await fileWork(name, () => spool.fill(name, entries === undefined ? { size } : { entries }, body));
      const [message] = await this.#offer(key, await this.#scan([path]), { reply_to }, [id]);
      return message;
    } catch (error) {
      await spool.remove().catch(() => {});
      throw error;
    } finally {
      offered();
    }
  }

  /** @throws ChatError before anything is read for somebody who cannot be sent anything */
  #check(key: PeerKey): void {
    refuseWhileHeld(this.#parts.contacts.row(key));
  }

  async #scan(paths: readonly string[]): Promise<Scanned[]> {
    const all: Scanned[] = [];
    for (const path of paths) {
      const scanned = await fileWork(path, () => this.#parts.disk.scan(path));
      if (scanned.size > MAX_FILE_BYTES) throw new ChatError("bad-file", `"${path}": too-many`);
      all.push(scanned);
    }
    return all;
  }

  async #offer(
    key: PeerKey,
    all: readonly Scanned[],
    { reply_to, forwarded }: OfferOptions,
    ids: readonly string[],
  ): Promise<Message[]> {
    const { outgoing, now } = this.#parts;
    const packets = all.reduce((sum, { size }) => sum + filePackets(size), 0);
    const items = all.map((scanned, index): NewItem => ({
      id: ids[index],
      kind: "file",
      text: nameOf(scanned),
      sent_at: now(),
      file: this.#offerOf(scanned),
      path: scanned.path,
      manifest: scanned.manifest,
      ...(reply_to === undefined ? {} : { about: reply_to }),
      ...(forwarded ? { forwarded } : {}),
    }));
    return await outgoing.offer(key, items, packets);
  }

  #offerOf({ type, size, files, modified, manifest, manifest_hash }: Scanned): OfferRow {
    const key = this.#parts.randomBytes(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
    const offer = { type, size, files, key };
    // The disk may know times that the wire does not: before 1970.
    const isTime = modified !== undefined && Number.isSafeInteger(modified) && modified >= 0;
    if (type === "file") return isTime ? { ...offer, modified } : offer;
    return { ...offer, manifest: manifest_hash, manifest_size: manifest?.length };
  }
}

/** Says it in the API's words. @throws ChatError "bad-file" with the reason at the end */
export async function fileWork<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === "folder-gone") {
      throw new ChatError("folder-gone", `"${name}": its folder is not there`, { cause: error });
    }
    if (error.code === "disk-full") throw new ChatError("disk-full", `"${name}": the disk is full`, { cause: error });
    throw new ChatError("bad-file", `"${name}": ${error.code}`, { cause: error });
  }
}

/** What can be said on the wire: a name of the disk may be longer, or no text at all. */
function nameOf({ name, type }: Scanned): string {
  const text = name.toWellFormed().slice(0, MAX_FILE_NAME_LENGTH).toWellFormed();
  return text === "" ? type : text;
}
