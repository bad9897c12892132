/** A connection for files whose other end is a test: it writes down what it is told, and says whatever it likes. */
import type { OpenedChunk } from "../../crypto/types.ts";
import type { BulkHandler, BulkLink, CloseCode, FileRequest, LinkPeer } from "../../net/types.ts";
import { seal, unseal } from "./fake_bulk.ts";
import type { FakePerson } from "./fake_network.ts";
import { sha256 } from "./memory_disk.ts";

export class HostileBulk implements BulkLink {
  readonly initiator = false;
  readonly peer: LinkPeer;
  readonly closed = new Promise<never>(() => {});
  readonly requests: FileRequest[] = [];
  readonly sent: { readonly file: string; readonly index: number; readonly plain: Uint8Array }[] = [];
  readonly roots: string[] = [];
  readonly hashed: Uint8Array[] = [];
  readonly stops: { readonly file: string; readonly reason: string }[] = [];
  closedWith: CloseCode | undefined;
  readonly #handler: BulkHandler;
  #contentId = 0;

  /** @param to whose connection it is @param from who is at the other end */
  constructor(to: FakePerson, from: FakePerson) {
    this.#handler = to.messenger.files!.transfers.bulk;
    this.peer = {
      ...from.ref,
      name: from.name,
      fingerprint: "f".repeat(64),
      notAfter: new Date(2e12),
      ...from.keys,
      instance: from.name,
      clockOffset: 0,
      addresses: [],
    };
    this.#handler.onBulkOpen(this);
  }

  /** Numbers of chunks that were asked for and not named before. */
  asked(file: string): number[] {
    return this.requests.splice(0).flatMap((request) => {
      if (request.file !== file || !("chunks" in request)) return [];
      return request.chunks.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
    });
  }

  async say(file: string, key: string, index: number, plain: Uint8Array): Promise<void> {
    await this.raw(file, index, seal(Uint8Array.fromBase64(key, { alphabet: "base64url" }), plain));
  }

  async raw(file: string, index: number, sealed: Uint8Array): Promise<void> {
    await this.#handler.onChunk(this, { file, index, contentId: ++this.#contentId, sealed });
  }

  async sayRoot(file: string, root: string): Promise<void> {
    await this.#handler.onRoot(this, file, root);
  }

  async sayHashes(file: string, from: number, hashes: Uint8Array): Promise<void> {
    await this.#handler.onHashes(this, file, from, hashes);
  }

  async sayStop(file: string, reason: string): Promise<void> {
    await this.#handler.onStop(this, file, reason);
  }

  /** What it throws ends the connection with its code. */
  async ask(request: FileRequest): Promise<void> {
    await this.#handler.onRequest(this, request);
  }

  request(request: FileRequest): Promise<void> {
    this.requests.push(request);
    return Promise.resolve();
  }

  chunk(file: string, _: Uint8Array, index: number, plain: Uint8Array): Promise<void> {
    this.sent.push({ file, index, plain: plain.slice() });
    return Promise.resolve();
  }

  root(_: string, root: string): Promise<void> {
    this.roots.push(root);
    return Promise.resolve();
  }

  hashes(_: string, __: number, hashes: Uint8Array): Promise<void> {
    this.hashed.push(hashes);
    return Promise.resolve();
  }

  stop(file: string, reason: string): Promise<void> {
    this.stops.push({ file, reason });
    return Promise.resolve();
  }

  open(key: Uint8Array, { sealed }: { sealed: Uint8Array }): OpenedChunk {
    const plain = unseal(key, sealed);
    return { plain, hash: sha256(plain) };
  }

  close(code: CloseCode): void {
    this.closedWith = code;
    this.#handler.onBulkClose(this, { code, reason: "", by: "us" });
  }
}
