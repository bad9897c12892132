/** Everything about files behind the API: offers, answers, what moves, and looking at what is here. */
import type { PeerKey } from "../../crypto/types.ts";
import type { FileDisk } from "../../files/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import type { FolderListing, MediaFile, Params, Ticket, TransferPage } from "../../ui/api.ts";
import { ChatError } from "../errors.ts";
import type { Tickets } from "../tickets.ts";
import { Answering, type AnsweringParts } from "./answering.ts";
import { mediaOf } from "./media_kind.ts";
import { Offering, type OfferingParts } from "./offering.ts";
import { viewTransfer } from "./transfer_state.ts";
import { type TransferParts, Transfers } from "./transfers.ts";

/** Transfers of a page, when nothing else is asked for. */
const PAGE = 50;

export interface FilesParts
  extends TransferParts, Omit<OfferingParts, "spooling">, Omit<AnsweringParts, "transfers" | "history" | "contacts"> {
  readonly tickets?: Tickets;
  /** Shows where it lies, in the system's file manager: the folder, never the file. @returns false when there is no way */
  readonly reveal?: (path: string) => Promise<boolean>;
}

export class Files {
  readonly transfers: Transfers;
  readonly offering: Offering;
  readonly answering: Answering;
  readonly #disk: FileDisk;
  readonly #history: History;
  readonly #tickets: Tickets | undefined;
  readonly #reveal: FilesParts["reveal"];

  constructor(parts: FilesParts) {
    const { disk, history, contacts, tickets, reveal } = parts;
    this.#disk = disk;
    this.#history = history;
    this.#tickets = tickets;
    this.#reveal = reveal;
    this.transfers = new Transfers(parts);
    this.offering = new Offering({ ...parts, spooling: (id, key) => this.transfers.leftovers.filling(id, key) });
    this.answering = new Answering({ history, contacts, transfers: this.transfers });
  }

  get downloads(): string {
    return this.#disk.downloads;
  }

  /** Before it becomes the downloads folder. @throws ChatError "bad-file" when nothing can be put there */
  async checkDownloads(path: string): Promise<void> {
    await this.#reading(path, () => this.#disk.assertUsable(path));
  }

  /** Newest first. */
  page({ limit = PAGE, ...query }: Params<"files">): TransferPage {
    const { rows, next } = this.#history.transfers({ ...query, limit });
    const motion = ({ conversation, id }: TransferRow) => this.transfers.motion(conversation, id);
    return { transfers: rows.filter(({ leaving }) => !leaving).map((row) => viewTransfer(row, motion(row))), next };
  }

  /** @throws ChatError "not-found", "bad-file" */
  async list(path: string): Promise<FolderListing> {
    const listing = await this.#reading(path, () => this.#disk.list(path));
    return { ...listing, entries: [...listing.entries] };
  }

  /** @throws ChatError "not-found" */
  async reveal(key: PeerKey, id: string): Promise<null> {
    const row = this.answering.row(key, id);
    const path = this.#pathOf(row);
    // A file manager is silent about what was moved away.
    const isFolder = row.offer.type === "folder";
    await this.#reading(path, async () => void (isFolder ? await this.#disk.list(path) : await this.#disk.open(path)));
    if (await this.#reveal?.(path) !== true) {
      throw new ChatError("not-found", `showing "${path}": there is no way here`);
    }
    return null;
  }

  /** A single file that is here, for the browser to save. @throws ChatError "not-found" */
  async handOut(key: PeerKey, id: string): Promise<Ticket> {
    const row = this.answering.row(key, id);
    if (row.offer.type !== "file") throw new ChatError("not-found", `"${row.name}": it is a folder`);
    if (this.#tickets === undefined) throw new ChatError("not-found", "files are handed out by a running program only");
    const path = this.#pathOf(row);
    const { size, read } = await this.#reading(path, () => this.#disk.open(path));
    const type = "application/octet-stream";
    return this.#tickets.offer({ file_name: row.name, type, body: () => read(0, size) });
  }

  /** A picture, sound or video that is here; undefined for everything else. */
  async media(key: PeerKey, id: string): Promise<MediaFile | undefined> {
    const row = this.#history.transfer(key, id);
    const media = row?.offer.type === "file" ? mediaOf(row.name) : undefined;
    if (row === undefined || row.leaving || media === undefined || !isHere(row)) return undefined;
    try {
      const { size, read } = await this.#disk.open(row.path!);
      return { type: media.type, size, read };
    } catch {
      return undefined; // moved away since
    }
  }

  #pathOf(row: TransferRow): string {
    if (isHere(row)) return row.path!;
    throw new ChatError("not-found", `"${row.name}": it is not here`);
  }

  /** @throws ChatError "not-found" for what is not there, "bad-file" for what cannot be read */
  async #reading<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "source-gone") throw new ChatError("not-found", `"${path}": it is not there`, { cause: error });
      if (code === undefined) throw error;
      throw new ChatError("bad-file", `"${path}": ${code}`, { cause: error });
    }
  }
}

/** Our own, or theirs when all of it has come. */
function isHere({ direction, final, path }: TransferRow): boolean {
  return path !== null && (direction === "out" || final === "completed");
}
