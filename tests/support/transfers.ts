/** Two messengers with disks for files, and what tests of transfers keep asking them. */
import { type MessengerParts, peerKey } from "../../chat/mod.ts";
import { CHUNK_BYTES } from "../../files/types.ts";
import type { PeerRef } from "../../net/types.ts";
import type { History } from "../../store/mod.ts";
import type { ApiEvent, ApiMethod, Message, Params, Result, Transfer } from "../../ui/api.ts";
import { type BulkOptions, connectBulk, type FakeBulk } from "./fake_bulk.ts";
import { befriend, type Cable, connect, type FakePerson, fakePerson } from "./fake_network.ts";
import { MemoryDisk, sha256 } from "./memory_disk.ts";

/** Rounds of everything coming to rest, after which a test gives up waiting. */
const PATIENCE = 2_000;

/** So many bytes; no two chunks of it are alike, nor those of different seeds. */
export function content(bytes: number, seed = 1): Uint8Array {
  const all = new Uint8Array(bytes).fill(seed);
  for (let at = 0; at < bytes; at += CHUNK_BYTES) all[at] = at / CHUNK_BYTES + seed;
  return all;
}

/** One person's side of the only conversation. */
export class FileSide {
  me!: FakePerson;
  readonly disk: MemoryDisk;
  key = "";
  readonly events: ApiEvent[] = [];
  /** What the file manager was asked to show. */
  revealed: (path: string) => void = () => {};

  constructor(disk = new MemoryDisk()) {
    this.disk = disk;
  }

  async start(
    name: string,
    id: string,
    change: Partial<MessengerParts> = {},
    history?: History,
    keySeed?: number,
  ): Promise<void> {
    const reveal = (path: string) => (this.revealed(path), Promise.resolve(true));
    this.me = await fakePerson(name, id, { files: { disk: this.disk, sha256, reveal }, ...change }, history, keySeed);
    this.me.messenger.subscribe((event) => void this.events.push(event));
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.me.messenger.call(method, params);
  }

  offer(...paths: string[]): Promise<Message[]> {
    return this.call("files_send", { conversation: this.key, paths });
  }

  accept(id: string): Promise<Transfer> {
    return this.call("file_accept", { conversation: this.key, id });
  }

  cancel(id: string): Promise<Transfer> {
    return this.call("file_cancel", { conversation: this.key, id });
  }

  resume(id: string): Promise<Transfer> {
    return this.call("file_resume", { conversation: this.key, id });
  }

  async files(): Promise<Transfer[]> {
    return (await this.call("files", { limit: 200 })).transfers;
  }

  async file(id: string): Promise<Transfer> {
    const found = (await this.files()).find((file) => file.id === id);
    if (found === undefined) throw new Error(`file "${id}" is not known`);
    return found;
  }

  /** Newest event of this transfer's states, as the window was told. */
  told(id: string): Transfer | undefined {
    const messages = this.events.flatMap((event) => event.type === "message" ? [event.message] : []);
    return messages.findLast((message) => message.id === id)?.file;
  }

  /** Whether a connection for files with this peer is wanted. */
  wants(peer: PeerRef): boolean {
    return this.me.bulkPeers.some(({ id, root }) => id === peer.id && root === peer.root);
  }
}

/** Anna and Boris, friends, with a cable between them. */
export class FilePair implements AsyncDisposable {
  readonly anna: FileSide;
  readonly boris: FileSide;
  cable: Cable | undefined;
  bulk: FakeBulk | undefined;
  options: BulkOptions = {};
  /** False: the connection for files is the test's own. */
  dials = true;
  #change: Partial<MessengerParts> = {};

  constructor(anna = new FileSide(), boris = new FileSide()) {
    this.anna = anna;
    this.boris = boris;
  }

  static async make(change: Partial<MessengerParts> = {}): Promise<FilePair> {
    const pair = new FilePair();
    pair.#change = change;
    await pair.anna.start("Anna", "17", change);
    await pair.boris.start("Boris", "4", change);
    await befriend(pair.anna.me, pair.boris.me);
    pair.know();
    pair.plug();
    await pair.rest();
    return pair;
  }

  know(): void {
    this.anna.key = peerKey(this.boris.me.ref);
    this.boris.key = peerKey(this.anna.me.ref);
  }

  plug(): void {
    this.cable = connect(this.anna.me, this.boris.me);
  }

  /** As the network does: the connection for files goes with the link. */
  pull(): void {
    this.bulk?.cut();
    this.cable?.cut();
    this.cable = undefined;
  }

  /** A connection for files is opened when both are there and somebody wants one. */
  dial(): void {
    const { anna, boris } = this;
    if (!this.dials || this.cable === undefined || this.bulk?.closed === false) return;
    if (anna.wants(boris.me.ref) || boris.wants(anna.me.ref)) this.openBulk();
  }

  /** Also when nobody wants one. */
  openBulk(): void {
    this.bulk = connectBulk(this.anna.me, this.boris.me, this.options);
  }

  /** The program of one of them ends, and starts again with what is on disk. Not connected then. */
  async restart(who: "anna" | "boris"): Promise<void> {
    const side = this[who];
    const { me } = side;
    this.pull();
    await me.messenger.stop();
    await side.start(me.name, me.ref.id, this.#change, me.history);
  }

  /** Let things happen until nothing does. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      this.dial();
      await this.cable?.settle();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Resolves when it holds; things happen meanwhile. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let round = 0; round < PATIENCE; round++) {
      if (await holds()) return;
      await this.rest();
    }
    throw new Error(`never came: ${what}`);
  }

  /** Offered by Anna, accepted by Boris. @returns its id */
  async accepted(path: string): Promise<string> {
    const [{ id }] = await this.anna.offer(path);
    await this.rest();
    await this.boris.accept(id);
    return id;
  }

  async ended(id: string): Promise<Transfer> {
    const isOver = ({ state }: Transfer) => ["completed", "declined", "cancelled", "failed"].includes(state);
    await this.until(
      `the end of "${id}"`,
      async () => isOver(await this.boris.file(id)) && isOver(await this.anna.file(id)),
    );
    return await this.boris.file(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.pull();
    for (const { me } of [this.anna, this.boris]) {
      await me.messenger.stop();
      await me.history.close();
    }
  }
}
