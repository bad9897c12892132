/** Bulk connections under test: who heard what, and two networks with one beside their link. */
import { openBulk } from "../../net/bulk.ts";
import type { NetworkParts } from "../../net/network.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import type { BulkHandler, BulkLink, FileRequest, LinkClosed, SealedChunk } from "../../net/types.ts";
import { VirtualClock } from "./clock.ts";
import { linkParts, testNode } from "./links.ts";
import { connected, person, soon, type TestNetwork, testNetwork } from "./network.ts";

type Heard =
  | { readonly what: "request"; readonly request: FileRequest }
  | { readonly what: "chunk"; readonly chunk: SealedChunk }
  | { readonly what: "root"; readonly file: string; readonly root: string }
  | { readonly what: "hashes"; readonly file: string; readonly from: number; readonly hashes: Uint8Array }
  | { readonly what: "stop"; readonly file: string; readonly reason: string };

/** Writes down everything it hears, and lets a test wait for it. */
export class BulkLog implements BulkHandler {
  readonly opened: BulkLink[] = [];
  readonly closed: LinkClosed[] = [];
  readonly heard: Heard[] = [];
  /** What a call does beside writing down. */
  answer: (bulk: BulkLink, heard: Heard) => void | Promise<void> = () => {};
  #changed = Promise.withResolvers<void>();

  onBulkOpen(bulk: BulkLink): void {
    this.opened.push(bulk);
    this.#tell();
  }

  onBulkClose(_bulk: BulkLink, why: LinkClosed): void {
    this.closed.push(why);
    this.#tell();
  }

  onRequest(bulk: BulkLink, request: FileRequest): void | Promise<void> {
    return this.#take(bulk, { what: "request", request });
  }

  onChunk(bulk: BulkLink, chunk: SealedChunk): void | Promise<void> {
    return this.#take(bulk, { what: "chunk", chunk });
  }

  onRoot(bulk: BulkLink, file: string, root: string): void | Promise<void> {
    return this.#take(bulk, { what: "root", file, root });
  }

  onHashes(bulk: BulkLink, file: string, from: number, hashes: Uint8Array): void | Promise<void> {
    return this.#take(bulk, { what: "hashes", file, from, hashes });
  }

  onStop(bulk: BulkLink, file: string, reason: string): void | Promise<void> {
    return this.#take(bulk, { what: "stop", file, reason });
  }

  /** Resolves as soon as this holds. */
  async until(what: string, holds: (log: BulkLog) => boolean): Promise<void> {
    const waiting = async () => {
      while (!holds(this)) await this.#changed.promise;
    };
    await soon(what, waiting());
  }

  /** The next connection that opens after `count` others. */
  async bulk(count = 0): Promise<BulkLink> {
    await this.until("a bulk connection", ({ opened }) => opened.length > count);
    return this.opened[count];
  }

  #take(bulk: BulkLink, heard: Heard): void | Promise<void> {
    this.heard.push(heard);
    this.#tell();
    return this.answer(bulk, heard);
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

export interface BulkNetwork extends TestNetwork {
  readonly bulk: BulkLog;
}

/** A network of this person that takes files. */
export async function bulkNetwork(id: string, change: Pick<Partial<NetworkParts>, "log"> = {}): Promise<BulkNetwork> {
  const bulk = new BulkLog();
  return Object.assign(await testNetwork(await person(id), { bulk, ...change }), { bulk });
}

/** A link dialled by the first, and a bulk connection beside it; seen from both ends. */
export async function withBulk(a: BulkNetwork, b: BulkNetwork): Promise<[BulkLink, BulkLink]> {
  const before = [a.bulk.opened.length, b.bulk.opened.length];
  await connected(a, b);
  a.network.setBulkPeers([b.ref]);
  b.network.setBulkPeers([a.ref]);
  return [await a.bulk.bulk(before[0]), await b.bulk.bulk(before[1])];
}

/** Two ends of a bulk connection over memory, A (id 1, dialled) and B (id 2), under one virtual clock. */
export async function bulkPair() {
  const clock = new VirtualClock();
  const [one, two] = [testNode("1"), testNode("2")];
  const streams = memoryPair();
  const parts = [linkParts(one, two, streams[0], clock), linkParts(two, one, streams[1], clock)];
  const [a, b] = await Promise.all(parts.map(async (each) => {
    const log = new BulkLog();
    return { log, bulk: await openBulk({ ...each, handler: log }) };
  }));
  return { a, b, clock };
}
