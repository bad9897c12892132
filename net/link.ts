/** A link: a channel that carries a conversation. `docs/specs/wire-v1.md`. */
import { SEAL_TAG_BYTES } from "../crypto/mod.ts";
import type { Content } from "./assembler.ts";
import { Channel, type ChannelParts } from "./channel.ts";
import type { CloseCode } from "./errors.ts";
import { isLinkKind, isSealedKind, KIND_MASK, maxContentBytes, typeOf } from "./kinds.ts";
import { spoke } from "./pace.ts";
import type {
  Link,
  LinkClosed,
  LinkHandler,
  LinkPeer,
  LinkTap,
  RemoteEnd,
  TappedContent,
  TransportKind,
} from "./types.ts";

export interface LinkParts extends ChannelParts {
  readonly transport: TransportKind;
  readonly remote?: RemoteEnd;
  /**
   * Hears of the link once it is open. An error thrown by `onContent` closes the link: a LinkError with its code, others
   * with `internal`. While a call is pending nothing is read, so a handler MUST NOT wait for `send` to the same link: two
   * handlers that do wait for each other.
   */
  readonly handler: LinkHandler;
  /**
   * The peer has proved its keys; last moment to refuse (a duplicate, another running copy) before `onOpen`. Whatever it
   * throws closes the link; while it is pending nothing is read.
   */
  readonly admit?: (link: LiveLink) => void | Promise<void>;
}

/** What `net/` itself needs of a link beside what `chat/` sees. */
export interface LiveLink extends Link {
  /** Ping now. @returns whether the peer answered within `ms` */
  probe(ms: number): Promise<boolean>;
}

/**
 * Say hello, check the peer's, and run the link until it ends.
 *
 * @returns when the peer's `ready` has come and `handler.onOpen` was called
 * @throws LinkError when there is no link: its code, and in `by` who refused. The stream is ended then, too.
 */
export async function openLink(parts: LinkParts): Promise<LiveLink> {
  const link = new ActiveLink(parts);
  await link.open();
  return link;
}

class ActiveLink implements LiveLink {
  readonly transport: TransportKind;
  readonly remote?: RemoteEnd;
  readonly initiator: boolean;
  readonly closed: Promise<LinkClosed>;
  readonly #channel: Channel;
  readonly #handler: LinkHandler;
  #tap: LinkTap | undefined;

  constructor(parts: LinkParts) {
    const { transport, remote, initiator, handler, admit } = parts;
    this.transport = transport;
    if (remote !== undefined) this.remote = remote;
    this.initiator = initiator;
    this.#handler = handler;
    this.#channel = new Channel(parts, {
      admit: () => admit?.(this),
      onOpen: () => handler.onOpen(this),
      onContent: (content) => this.#onContent(content),
      onClose: (why) => handler.onClose(this, why),
    });
    this.closed = this.#channel.closed;
  }

  get peer(): LinkPeer {
    return this.#channel.peer;
  }

  get since(): number {
    return this.#channel.since;
  }

  open(): Promise<void> {
    return this.#channel.open();
  }

  send(kind: number, data: Uint8Array): Promise<void> {
    if (kind !== (kind & KIND_MASK) || !isSealedKind(kind) || !isLinkKind(kind)) {
      return Promise.reject(new TypeError(`sending kind "${kind}": not a kind of conversation`));
    }
    if (data.length > maxContentBytes(kind) - SEAL_TAG_BYTES) {
      return Promise.reject(new RangeError(`sending "${data.length}" bytes: more than one content may have`));
    }
    spoke();
    return this.#channel.send(typeOf(kind), data);
  }

  tap(tap: LinkTap | undefined): void {
    this.#tap = tap;
    this.#channel.tap(tap && ((kind, plain, sealed) => this.#show({ direction: "out", kind, plain, sealed })));
  }

  close(code: CloseCode, reason?: string): void {
    this.#channel.close(code, reason);
  }

  probe(ms: number): Promise<boolean> {
    return this.#channel.probe(ms);
  }

  #onContent(content: Content): void | Promise<void> {
    const { kind, data: sealed } = content;
    spoke();
    const plain = this.#channel.unseal(content);
    if (this.#tap !== undefined) this.#show({ direction: "in", kind, plain, sealed });
    return this.#handler.onContent(this, kind, plain);
  }

  #show(content: TappedContent): void {
    try {
      this.#tap?.(content);
    } catch {
      // who only looks must not disturb
    }
  }
}
