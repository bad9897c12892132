/**
 * Everything that is offered, and what has to happen because of it: one look at what both sides have said (`#settle`)
 * begins, goes on with or ends a transfer, whatever happened before. `docs/specs/files-v1.md`.
 */
import type { PeerKey } from "../../crypto/types.ts";
import { type FileDisk, FileError } from "../../files/types.ts";
import { SPARE_BYTES } from "../../files/limits.ts";
import { MAX_OPEN_OFFERS } from "../../net/limits.ts";
import type { Clock, PeerRef } from "../../net/types.ts";
import type { History, MessageRow, TransferQuery, TransferRow } from "../../store/history_types.ts";
import type { Contacts } from "../contacts.ts";
import type { EventBus } from "../events.ts";
import type { Outgoing } from "../outgoing.ts";
import { peerRef } from "../peer_key.ts";
import type { SettingsBook } from "../settings.ts";
import { BulkSide } from "./bulk_side.ts";
import { Leftovers } from "./leftovers.ts";
import { Motions } from "./motions.ts";
import type { Sha256 } from "./own_source.ts";
import type { Motion } from "./progress.ts";
import { FORGOTTEN, LOOKED_AT_OFTEN, MAY_PASS, systemCode, UNEXPLAINED } from "./reasons.ts";
import { Retries } from "./retries.ts";
import { SourceBook } from "./source_book.ts";
import { SpeedLimit } from "./speed_limit.ts";
import { Unasked } from "./unasked.ts";
import { failedText, failureOf, isMovable, isUnanswered } from "./transfer_state.ts";

/** Transfers looked at in one go, so that a start with a hundred thousand of them does not stop everything else. */
const PAGE = 200;
const KIB = 1024;

export interface TransferParts {
  readonly history: History;
  readonly disk: FileDisk;
  readonly sha256: Sha256;
  readonly outgoing: Outgoing;
  readonly contacts: Contacts;
  readonly settings: SettingsBook;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly steady: () => number;
  /** The peers with whom something is to move. */
  readonly setBulkPeers: (peers: readonly PeerRef[]) => void;
  readonly storageFailed: (error: unknown) => void;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

export class Transfers {
  readonly bulk: BulkSide;
  readonly leftovers: Leftovers;
  readonly #parts: TransferParts;
  readonly #motions: Motions;
  readonly #sources: SourceBook;
  readonly #limit: SpeedLimit;
  readonly #retries: Retries;
  readonly #unasked: Unasked;
  /** Accepted and not at its end, by conversation. */
  readonly #movable = new Map<PeerKey, Set<string>>();
  /** Being looked at, whether they can go on: once at a time, however often the other side asks. */
  readonly #trying = new Set<string>();
  #bulkPeers = "";
  #stopped = false;
  #unsubscribe = () => {};

  constructor(parts: TransferParts) {
    this.#parts = parts;
    const { history, disk, sha256, clock, steady, settings, warn } = parts;
    this.#motions = new Motions(parts);
    this.#sources = new SourceBook({ history, disk, sha256, clock });
    this.#limit = new SpeedLimit(clock, () => {
      const { speed_limit } = settings.get();
      return speed_limit === null ? null : speed_limit * KIB;
    }, steady);
    this.#retries = new Retries(clock);
    this.#unasked = new Unasked({
      ...{ history, settings, bus: parts.bus },
      now: () => clock.now(),
      isWelcome: (key) => this.#isWelcome(key),
      fits: (row) => this.fits(row),
      accept: (row) => this.say(row.conversation, row.id, "accepted"),
    });
    this.leftovers = new Leftovers({
      disk,
      warn,
      known: (id) => history.contacts().flatMap(({ key }) => history.transfer(key, id) ?? []),
      isKept: (key) => history.contact(key)?.options.keep_history ?? false,
    });
    this.bulk = new BulkSide({
      ...{ history, disk, motions: this.#motions, sources: this.#sources, limit: this.#limit },
      isUsable: (key) => !this.#stopped && this.#isUsable(key),
      begun: ({ id, conversation }) => this.leftovers.begun(id, conversation),
      opened: (key) => this.#settleAll(key),
      finished: (row, path) => void this.#finished(row, path),
      failed: (row, reason, error) => void this.#failed(row, reason, error),
    });
  }

  /** Take up what was not at its end when the program ended. */
  start(): void {
    this.#unsubscribe = this.#parts.bus.subscribe((event) => {
      if (event.type === "removed") { for (const id of event.ids) this.#settle(event.conversation, id); }
      else if (event.type === "cleared") this.#swept(event.conversation ?? undefined);
      else if (event.type === "contact_removed") this.#swept(event.key);
    }, () => false);
    this.#begin().catch((error) => this.#parts.storageFailed(error));
  }

  /** What moves is written down; nothing is written to the history after it resolves. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#unsubscribe();
    this.#retries.stop();
    this.#motions.stop();
    this.#limit.stop();
    await Promise.all([this.leftovers.stop(), this.bulk.stop()]);
    await this.#sources.stop();
  }

  /** How it moves at the moment, or why it does not. */
  motion(conversation: PeerKey, id: string): Motion | undefined {
    return this.#motions.of(conversation, id) ?? this.#unasked.motion(conversation, id);
  }

  /** A link is up, and the conversation is not on hold. */
  linked(key: PeerKey): void {
    this.#settleAll(key);
    this.#tellPeers();
    this.#retries.now(`${key} `);
  }

  /** They have more of what we said: perhaps that we accept. */
  acknowledged(key: PeerKey): void {
    this.bulk.poke(key);
  }

  /** They know nothing any more of what they had of ours. */
  forgotten(key: PeerKey): void {
    this.#quietly(this.#endForgotten(key));
  }

  async #endForgotten(key: PeerKey): Promise<void> {
    for await (const row of this.#all({ conversation: key, direction: "out", state: "open" })) {
      const hadIt = row.theirs !== "" || row.delivered ||
        this.#parts.history.message(key, row.id)?.received_at != null;
      // What our user has taken out of the history can only end: nobody sees that it failed.
      const said = row.leaving ? "cancelled" : failedText(FORGOTTEN);
      if (hadIt && row.mine !== said) this.#quietly(this.say(key, row.id, said));
    }
  }

  /** Who may reach us has changed: what was under way with somebody blocked ends. */
  refresh(): void {
    for (const key of this.#parts.contacts.blocked()) this.#quietly(this.#endAll(key));
    this.#tellPeers();
  }

  /** New items of either side are on disk. */
  noticed(key: PeerKey, rows: readonly MessageRow[]): void {
    const offers: TransferRow[] = [];
    for (const { kind, direction, file, about } of rows) {
      if (file !== null && direction === "in") offers.push(file);
      else if ((kind === "file-state" || kind === "delete") && about !== null) this.#settle(key, about);
      if (kind === "file-state" && direction === "in" && about !== null) this.#askedAgain(key, about);
    }
    if (offers.length > 0) this.#offered(key, offers);
  }

  /** Resolves when it is on disk, and what follows has begun. */
  async say(key: PeerKey, id: string, text: string): Promise<void> {
    await this.#parts.outgoing.amend(key, { kind: "file-state", text, about: id }, { evenHeld: true });
  }

  /**
   * Whether what is lacking fits on the disk beside what is on its way, with something left.
   * @throws FileError "folder-gone"
   */
  async fits({ id, offer, done }: TransferRow): Promise<boolean> {
    return await this.#parts.disk.free(id) >= offer.size - done + this.bulk.reserved + SPARE_BYTES;
  }

  /** @throws FileError when it is not what was offered, or not there */
  async checkSource(row: TransferRow): Promise<void> {
    this.#sources.forget(row.conversation, row.id);
    try {
      await this.#sources.of(row).check();
    } catch (error) {
      // Something else stands where it was: nobody waits any more for what is gone.
      const isOther = error instanceof FileError && error.code === "changed" && failureOf(row)?.reason !== "changed";
      if (isOther) await this.say(row.conversation, row.id, failedText("changed"));
      throw error;
    }
  }

  /** What both have said decides what happens here. */
  #settle(key: PeerKey, id: string): void {
    if (this.#stopped) return;
    const row = this.#parts.history.transfer(key, id);
    const name = `${key} ${id}`;
    if (row === undefined || row.final !== null) return this.#end(key, id, row);
    if (!isUnanswered(row)) this.#unasked.forget(key, id);
    const isMoving = isMovable(row);
    const ids = this.#movable.get(key) ?? new Set();
    if (isMoving) this.#movable.set(key, ids.add(id));
    else if (ids.delete(id) && ids.size === 0) this.#movable.delete(key);
    const failure = failureOf(row);
    if (failure?.by === "me" && MAY_PASS.has(failure.reason)) {
      this.#retries.add(name, () => void this.#tryAgain(key, id), LOOKED_AT_OFTEN.has(failure.reason));
    } else this.#retries.forget(name);
    if (!isMoving) {
      void this.bulk.stopOne(key, id, failure?.reason ?? "unknown");
      this.#motions.pause(key, id);
    } else if (row.direction === "in" && this.#isUsable(key)) {
      // Put into its place, and the last word was not said.
      if (row.path !== null) void this.#finished(row, row.path);
      else this.bulk.want(row);
    }
    this.#tellPeers();
  }

  #settleAll(key: PeerKey): void {
    for (const id of [...this.#movable.get(key) ?? []]) this.#settle(key, id);
  }

  /** @param row undefined when nothing is known of it any more */
  #end(key: PeerKey, id: string, row: TransferRow | undefined): void {
    const ids = this.#movable.get(key);
    if (ids?.delete(id) && ids.size === 0) this.#movable.delete(key);
    this.#retries.over(`${key} ${id}`);
    this.#unasked.forget(key, id);
    this.#motions.forget(key, id);
    this.#sources.forget(key, id);
    const reason = row?.final ?? "cancelled";
    // The folder of a transfer is left alone before it is taken away.
    void this.bulk.stopOne(key, id, reason)
      .then(() => row === undefined ? this.leftovers.gone(id, key) : this.leftovers.ended(row));
    this.#tellPeers();
  }

  /** Much went at once, and it is not said what. */
  #swept(only: PeerKey | undefined): void {
    for (const key of only === undefined ? [...this.#movable.keys()] : [only]) this.#settleAll(key);
    void this.leftovers.sweep();
  }

  async #begin(): Promise<void> {
    for await (const row of this.#all({ state: "open" })) {
      this.#unasked.recall(row);
      this.#settle(row.conversation, row.id);
    }
    await this.leftovers.sweep();
  }

  async *#all(query: Omit<TransferQuery, "limit" | "after">): AsyncGenerator<TransferRow> {
    const { history, clock } = this.#parts;
    let after: string | undefined;
    while (!this.#stopped) {
      const { rows, next } = history.transfers({ ...query, after, limit: PAGE });
      yield* rows;
      if (next === null) return;
      after = next;
      await new Promise<void>((resolve) => void clock.after(0, resolve));
    }
  }

  /** Our user's rules answer some by themselves. */
  #offered(key: PeerKey, offers: readonly TransferRow[]): void {
    const unanswered = offers.filter(isUnanswered);
    const tooMany = this.#parts.history.unansweredOffers(key) - MAX_OPEN_OFFERS;
    const wait = Math.max(0, unanswered.length - Math.max(0, tooMany));
    for (const { id } of unanswered.slice(wait)) this.#quietly(this.say(key, id, "declined"));
    for (const row of unanswered.slice(0, wait)) this.#quietly(this.#unasked.consider(row));
  }

  /** Somebody in the list, whose messages are not put aside. */
  #isWelcome(key: PeerKey): boolean {
    return this.#isUsable(key) && this.#parts.history.contact(key)?.options.closed === false;
  }

  #isUsable(key: PeerKey): boolean {
    const contact = this.#parts.history.contact(key);
    return contact?.state === "active" && contact.new_keys === null;
  }

  async #finished(row: TransferRow, path: string): Promise<void> {
    const { conversation, id } = row;
    const { history, storageFailed } = this.#parts;
    if (this.#stopped) return; // found in its place at the next start
    const moving_ms = this.#motions.moving(row);
    try {
      await history.putTransfer(conversation, id, { path, done: row.offer.size, moving_ms }).saved;
      // Whoever hears that it is complete finds nothing half-done on the disk.
      await this.leftovers.ended(row);
      await this.say(conversation, id, "completed");
    } catch (error) {
      // Gone meanwhile: only the file stays.
      if (this.#stopped || history.transfer(conversation, id) === undefined) return;
      storageFailed(error);
      this.#retries.add(`${conversation} ${id}`, () => this.#settle(conversation, id));
    }
  }

  async #failed({ conversation, id }: TransferRow, reason: string, error: unknown): Promise<void> {
    if (this.#stopped) return;
    if (UNEXPLAINED.has(reason)) {
      this.#parts.warn("a file stopped because of a disk", { id, reason, system: systemCode(error) });
    }
    try {
      await this.say(conversation, id, failedText(reason));
    } catch (error) {
      if (this.#stopped) return;
      const row = this.#parts.history.transfer(conversation, id);
      if (row === undefined || row.final !== null) return;
      this.#parts.storageFailed(error);
      this.#retries.add(`${conversation} ${id}`, () => this.#settle(conversation, id));
    }
  }

  /** They want it, and we have said why it does not go: perhaps that is over. */
  #askedAgain(key: PeerKey, id: string): void {
    const row = this.#parts.history.transfer(key, id);
    const failure = row && failureOf(row);
    if (row?.direction !== "out" || row.theirs !== "accepted" || failure?.by !== "me") return;
    if (failure.reason !== "too-often") void this.#tryAgain(key, id);
  }

  async #tryAgain(key: PeerKey, id: string): Promise<void> {
    const row = this.#parts.history.transfer(key, id);
    const name = `${key} ${id}`;
    if (row === undefined) return this.#retries.over(name);
    if (failureOf(row)?.by !== "me" || this.#parts.contacts.live(key).presence !== "online") return;
    if (this.#trying.has(name)) return;
    this.#trying.add(name);
    try {
      if (row.direction === "out") {
        await this.checkSource(row);
        await this.say(key, id, "ready");
      } else if (await this.fits(row)) await this.say(key, id, "accepted");
    } catch {
      // not yet
    } finally {
      this.#trying.delete(name);
    }
  }

  async #endAll(key: PeerKey): Promise<void> {
    for await (const { id } of this.#all({ conversation: key, state: "open" })) {
      this.#quietly(this.say(key, id, "cancelled"));
    }
  }

  #quietly(saying: Promise<void>): void {
    saying.catch((error) => {
      if (!this.#stopped) this.#parts.storageFailed(error);
    });
  }

  #tellPeers(): void {
    const keys = [...this.#movable.keys()].filter((key) => this.#isUsable(key)).sort();
    if (keys.join() === this.#bulkPeers) return;
    this.#bulkPeers = keys.join();
    this.#parts.setBulkPeers(keys.map(peerRef));
  }
}
