/** The other end of a link under a test's hand: says whatever the test wants, well-formed or not. */
import { Assembler, type Content } from "../../net/assembler.ts";
import { type CloseBody, parseClose } from "../../net/close.ts";
import { associatedBytes, type ContentHead, encodeContent, idNumber, PacketDecoder } from "../../net/frame.ts";
import { Handshake } from "../../net/handshake.ts";
import { KIND } from "../../net/kinds.ts";
import type { ByteStream } from "../../net/types.ts";
import { linkParts, type TestNode } from "./links.ts";

export class RawPeer {
  readonly stream: ByteStream;
  readonly handshake: Handshake;
  readonly source: number;
  readonly destination: number;
  /** Content id of the last content sent. */
  lastId = 0;
  readonly #contents: Content[] = [];
  readonly #decoder = new PacketDecoder((header) => this.#assembler.check(header));
  readonly #assembler = new Assembler(() => {});

  constructor(stream: ByteStream, own: TestNode, peer: TestNode) {
    const { clock, ...parts } = linkParts(own, peer, stream);
    this.stream = stream;
    this.handshake = new Handshake({ ...parts, now: () => clock.now(), software: "raw/1" });
    this.source = idNumber(own.identity.id);
    this.destination = idNumber(peer.identity.id);
  }

  /** A head with the next content id. */
  head(type: number, change: Partial<ContentHead> = {}): ContentHead {
    return { source: this.source, destination: this.destination, contentId: ++this.lastId, type, ...change };
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.stream.write(bytes);
  }

  send(type: number, data: Uint8Array, change: Partial<ContentHead> = {}): Promise<void> {
    return this.write(encodeContent(this.head(type, change), data));
  }

  /** The packets of a sealed content, as they go on the wire. */
  sealed(type: number, plain: Uint8Array, change: Partial<ContentHead> = {}): Uint8Array {
    const head = this.head(type, change);
    return encodeContent(head, this.handshake.session.seal(head.contentId, associatedBytes(head), plain));
  }

  /** The next content of the other side; undefined at the end of the stream. */
  async next(): Promise<Content | undefined> {
    while (this.#contents.length === 0) {
      const chunk = await this.stream.read();
      if (chunk === null) return undefined;
      for (const packet of this.#decoder.push(chunk)) {
        const content = this.#assembler.add(packet);
        if (content !== undefined) this.#contents.push(content);
      }
    }
    return this.#contents.shift();
  }

  async nextOf(kind: number): Promise<Content> {
    for (let content = await this.next(); content !== undefined; content = await this.next()) {
      if (content.kind === kind) return content;
    }
    throw new Error(`waiting for kind "${kind}": the stream ended`);
  }

  /** Hello and ready, both ways, as an honest peer does. */
  async greet(): Promise<void> {
    await this.send(KIND.hello, this.handshake.hello);
    this.handshake.onHello((await this.nextOf(KIND.hello)).data);
    await this.write(this.sealed(KIND.ready, new TextEncoder().encode("{}")));
    await this.nextOf(KIND.ready);
  }

  /** What the other side says on ending; it must say something. */
  async farewell(): Promise<CloseBody> {
    return parseClose((await this.nextOf(KIND.close)).data);
  }
}
