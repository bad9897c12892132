/** Hello and ready of one side of a link: bytes in, a session and a peer out, no I/O. `docs/specs/wire-v1.md`, 3 and 4. */
import { createHash } from "node:crypto";
import {
  agree,
  type Fingerprint,
  type Identity,
  type LeafInfo,
  newEphemeralKey,
  SealError,
  type Session,
  verifyKeyCard,
} from "../crypto/mod.ts";
import { LinkError } from "./errors.ts";
import { encodeHello, type Hello, parseHello } from "./hello.ts";
import { parseJson } from "./json.ts";
import { isLinkKind, KIND } from "./kinds.ts";
import type { Address, LinkPeer } from "./types.ts";

export interface HandshakeParts {
  /** Whether we dialled. */
  readonly initiator: boolean;
  readonly identity: Identity;
  /** 16 random bytes in hex, made at process start. */
  readonly instance: string;
  /** Who TLS and admission say the other side is. */
  readonly peer: { readonly root: Fingerprint; readonly leaf: LeafInfo };
  /** Where we listen, for the peer to know. */
  readonly addresses: readonly Address[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly software: string;
  /** Which kinds may come when it is open; those of a link when nothing is said. */
  readonly carries?: (kind: number) => boolean;
}

/** What the peer must send next: its hello, the proof of its keys, or anything a link carries. */
export type HandshakePhase = "hello" | "ready" | "done";

export class Handshake {
  readonly #parts: HandshakeParts;
  readonly #ephemeral = newEphemeralKey();
  /** Data of the hello we send; the keys are bound to exactly these bytes. */
  readonly hello: Uint8Array;
  #phase: HandshakePhase = "hello";
  #session: Session | undefined;
  #transcript: Uint8Array | undefined;
  #peer: LinkPeer | undefined;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
    this.hello = encodeHello({
      instance: parts.instance,
      time: parts.now(),
      software: parts.software,
      ephemeral: this.#ephemeral.publicKey,
      card: parts.identity.card,
      addresses: parts.addresses,
      features: [],
    });
  }

  get phase(): HandshakePhase {
    return this.#phase;
  }

  /** There from the peer's hello on. */
  get session(): Session {
    if (this.#session === undefined) throw new Error("handshake: no keys before the peer's hello");
    return this.#session;
  }

  /** SHA-256 over both hellos, the dialler's first; there from the peer's hello on. */
  get transcript(): Uint8Array {
    if (this.#transcript === undefined) throw new Error("handshake: no transcript before the peer's hello");
    return this.#transcript;
  }

  /** There from the peer's hello on; to be believed only after its ready. */
  get peer(): LinkPeer {
    if (this.#peer === undefined) throw new Error("handshake: no peer before its hello");
    return this.#peer;
  }

  /** @throws LinkError "bad-packet" when the peer may not begin a content of this kind now */
  mayBegin(kind: number): void {
    if (kind === KIND.close) return;
    const { carries = isLinkKind } = this.#parts;
    const allowed = this.#phase === "done"
      ? carries(kind)
      : kind === (this.#phase === "hello" ? KIND.hello : KIND.ready);
    if (allowed) return;
    const text = `0x${kind.toString(16).padStart(4, "0")}`;
    const place = this.#phase === "done" ? "here" : `where "${this.#phase}" must come`;
    throw new LinkError("bad-packet", `kind "${text}": has no place ${place}`);
  }

  /** @throws LinkError "bad-hello", "unsupported-version" or "bad-key-card" */
  onHello(data: Uint8Array): void {
    const hello = parseHello(data);
    const { leaf } = this.#parts.peer;
    if (!verifyKeyCard(hello.card, leaf.fingerprint, leaf.publicKey)) {
      throw new LinkError("bad-key-card", `key card of "${leaf.id}": not signed by its certificate's key and its own`);
    }
    this.#session = this.#agree(hello, data);
    const [first, second] = this.#parts.initiator ? [this.hello, data] : [data, this.hello];
    this.#transcript = new Uint8Array(createHash("sha256").update(first).update(second).digest());
    this.#peer = this.#describePeer(hello);
    this.#phase = "ready";
  }

  /** @param plain the opened content: that it opened proves the peer's keys */
  onReady(plain: Uint8Array): void {
    parseJson(plain, "bad-hello", "reading a ready");
    this.#phase = "done";
  }

  #agree(hello: Hello, data: Uint8Array): Session {
    const { initiator, identity, peer } = this.#parts;
    try {
      return agree({
        initiator,
        own: {
          ephemeral: this.#ephemeral.privateKey,
          seal: identity.sealKey,
          fingerprint: identity.fingerprint,
          hello: this.hello,
        },
        peer: {
          ephemeral: hello.ephemeral,
          seal: hello.card.seal,
          fingerprint: peer.leaf.fingerprint,
          hello: data,
        },
      });
    } catch (cause) {
      if (cause instanceof SealError) throw new LinkError("bad-hello", cause.message, { cause });
      throw cause;
    }
  }

  #describePeer({ card, instance, time, addresses }: Hello): LinkPeer {
    const { root, leaf } = this.#parts.peer;
    const { id, name, fingerprint, notAfter, publicKey } = leaf;
    const clockOffset = time - this.#parts.now();
    return { root, id, name, fingerprint, notAfter, publicKey, card, instance, clockOffset, addresses };
  }
}
