/** A connection for files between two messengers, beside a cable of `fake_network.ts`; it can damage what it carries. */
import { SealError } from "../../crypto/mod.ts";
import { LinkError } from "../../net/errors.ts";
import type { BulkHandler, BulkLink, FileRequest, LinkClosed, LinkPeer, SealedChunk } from "../../net/types.ts";
import type { FakePerson } from "./fake_network.ts";
import { sha256 } from "./memory_disk.ts";

const TAG_BYTES = 16;

/** What happens to a chunk on its way. */
export type Fate = "comes" | "is lost" | "is damaged" | "comes twice" | "is the last";

export interface BulkOptions {
  readonly fate?: (chunk: SealedChunk, to: FakePerson) => Fate;
  /** Sees what is asked. */
  readonly asked?: (request: FileRequest, by: FakePerson) => void;
}

export interface FakeBulk {
  /** Those of the first and of the second. */
  readonly ends: readonly [BulkLink, BulkLink];
  cut(): void;
  readonly closed: boolean;
  /** Why it ended; the side that did it hears "us". */
  readonly why: LinkClosed | undefined;
}

type Deliver = (handler: BulkHandler, bulk: BulkLink) => void | Promise<void>;

/** Open one between two people who have files. */
export function connectBulk(one: FakePerson, two: FakePerson, options: BulkOptions = {}): FakeBulk {
  const { fate = () => "comes", asked = () => {} } = options;
  const people = [one, two];
  const ends: BulkLink[] = [];
  const queues = [Promise.resolve(), Promise.resolve()];
  const closers: ((why: LinkClosed) => void)[] = [];
  let why: LinkClosed | undefined;
  let contentId = 0;
  const handlerOf = (index: number): BulkHandler => people[index].messenger.files!.transfers.bulk;

  const cut = (end: Omit<LinkClosed, "by"> = { code: "connection-lost", reason: "cut" }, closer?: number) => {
    if (why !== undefined) return;
    why = { ...end, by: closer === undefined ? "network" : "us" };
    people.forEach((_, index) => {
      const by = closer === undefined ? "network" : closer === index ? "us" : "peer";
      closers[index]({ ...end, by });
      handlerOf(index).onBulkClose(ends[index], { ...end, by });
    });
  };

  people.forEach((person, from) => {
    const to = 1 - from;
    const other = people[to];
    const peer: LinkPeer = {
      ...other.ref,
      name: other.name,
      fingerprint: "f".repeat(64),
      notAfter: new Date(2e12),
      ...other.keys,
      instance: other.name,
      clockOffset: 0,
      addresses: [],
    };
    const hand = (deliver: Deliver) => {
      if (why !== undefined) return Promise.reject(new Error("the connection is closed"));
      const taken = queues[from].then(async () => {
        if (why !== undefined) return;
        try {
          await deliver(handlerOf(to), ends[to]);
        } catch (error) {
          const code = error instanceof LinkError ? error.code : "internal";
          cut({ code, reason: String(error) }, to);
        }
      });
      queues[from] = taken;
      return taken;
    };
    ends.push({
      peer,
      initiator: from === 0,
      closed: new Promise((resolve) => closers.push(resolve)),
      request(request) {
        asked(request, person);
        return hand((handler, bulk) => handler.onRequest(bulk, structuredClone(request)));
      },
      async chunk(file, key, index, plain) {
        const chunk = { file, index, contentId: ++contentId, sealed: seal(key, plain) };
        const what = fate(chunk, other);
        if (what === "is damaged") chunk.sealed[chunk.sealed.length >> 1] ^= 1;
        const times = what === "is lost" ? 0 : what === "comes twice" ? 2 : 1;
        for (let time = 0; time < times; time++) await hand((handler, bulk) => handler.onChunk(bulk, chunk));
        if (what === "is the last") cut();
      },
      root: (file, root) => hand((handler, bulk) => handler.onRoot(bulk, file, root)),
      hashes: (file, first, hashes) => hand((handler, bulk) => handler.onHashes(bulk, file, first, hashes.slice())),
      stop: (file, reason) => hand((handler, bulk) => handler.onStop(bulk, file, reason)),
      open(key, { sealed }) {
        const plain = unseal(key, sealed);
        return { plain, hash: sha256(plain) };
      },
      close: (code, reason = "") => cut({ code, reason }, from),
    });
  });
  people.forEach((_, index) => handlerOf(index).onBulkOpen(ends[index]));
  return {
    ends: [ends[0], ends[1]],
    cut: () => cut(),
    get closed() {
      return why !== undefined;
    },
    get why() {
      return why;
    },
  };
}

/** Not a cipher: it only tells the right key and unharmed bytes from others. */
export function seal(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plain.length + TAG_BYTES);
  sealed.set(plain);
  sealed.set(tagOf(key, plain), plain.length);
  return sealed;
}

export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const plain = sealed.slice(0, Math.max(0, sealed.length - TAG_BYTES));
  const tag = sealed.subarray(plain.length);
  if (tagOf(key, plain).some((byte, at) => byte !== tag[at])) throw new SealError("it does not open");
  return plain;
}

function tagOf(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const words = new Uint32Array(plain.buffer, plain.byteOffset, plain.byteOffset % 4 === 0 ? plain.length >> 2 : 0);
  let sum = plain.length;
  for (const word of words) sum = (Math.imul(sum, 31) + word) | 0;
  for (let at = words.length * 4; at < plain.length; at++) sum = (Math.imul(sum, 31) + plain[at]) | 0;
  const tag = key.slice(0, TAG_BYTES);
  new DataView(tag.buffer).setInt32(0, sum ^ new DataView(tag.buffer).getInt32(0));
  return tag;
}
