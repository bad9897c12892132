/**
 * "Show me the bits" (TXT-12): the beginning of the newest text as it was written, and the very bytes that stood in its place
 * on the wire. Nothing is looked at while the setting is off.
 */
import type { PeerKey } from "../crypto/types.ts";
import { KIND, parseMessages } from "../net/mod.ts";
import type { Clock, Link, TappedContent } from "../net/types.ts";
import type { EventBus } from "./events.ts";
import { peerKey } from "./peer_key.ts";
import { Throttle } from "./throttle.ts";

/** Bytes that are shown. */
const SHOWN = 64;
/** Milliseconds between two events of one conversation and direction: what flies by nobody reads. */
const TELL_EVERY = 250;

export interface BitsParts {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly isOn: () => boolean;
  /** Those that are up. */
  readonly links: () => readonly Link[];
}

export class Bits {
  readonly #parts: BitsParts;
  readonly #newest = new Map<PeerKey, Map<TappedContent["direction"], TappedContent>>();
  readonly #telling: Throttle<PeerKey>;

  constructor(parts: BitsParts) {
    this.#parts = parts;
    this.#telling = new Throttle(parts.clock, TELL_EVERY, (key) => this.#tell(key));
  }

  /** A link is up. */
  opened(link: Link): void {
    if (this.#parts.isOn()) this.#watch(link);
  }

  /** The user switched it on or off. */
  switched(): void {
    const on = this.#parts.isOn();
    if (!on) this.#newest.clear();
    for (const link of this.#parts.links()) {
      if (on) this.#watch(link);
      else link.tap(undefined);
    }
  }

  stop(): void {
    this.#telling.stop();
    this.#newest.clear();
  }

  #watch(link: Link): void {
    const key = peerKey(link.peer);
    link.tap((content) => {
      if (content.kind !== KIND.messages || !this.#parts.bus.heard) return;
      const newest = this.#newest.get(key) ?? new Map();
      this.#newest.set(key, newest.set(content.direction, content));
      this.#telling.poke(key);
    });
  }

  #tell(key: PeerKey): void {
    const newest = this.#newest.get(key);
    this.#newest.delete(key);
    for (const [direction, content] of newest ?? []) {
      const bits = bitsOf(content);
      if (bits === undefined) continue;
      const { plain, sealed, length } = bits;
      this.#parts.bus.publish({
        ...{ type: "bits", conversation: key, direction, length },
        plain: plain.toBase64(),
        sealed: sealed.toBase64(),
      });
    }
  }
}

const utf8 = new TextEncoder();
const MEMBER = '"text":';

/**
 * The newest text in a `messages` content and its place in the sealed one: the cipher is a stream (GCM), so a byte stays
 * where it is. Undefined without a text, or when another program wrote it in another spelling of JSON.
 */
export function bitsOf(
  { plain, sealed }: Pick<TappedContent, "plain" | "sealed">,
): { plain: Uint8Array; sealed: Uint8Array; length: number } | undefined {
  const text = newestText(plain);
  if (text === undefined) return undefined;
  const at = lastIndexOf(plain, utf8.encode(MEMBER + JSON.stringify(text)));
  if (at === -1) return undefined;
  const bytes = utf8.encode(text);
  const begin = at + MEMBER.length + 1; // the quotation mark
  const shown = Math.min(SHOWN, bytes.length);
  return { plain: bytes.subarray(0, shown), sealed: sealed.subarray(begin, begin + shown), length: bytes.length };
}

function newestText(plain: Uint8Array): string | undefined {
  try {
    return parseMessages(plain).items.findLast(({ kind }) => kind === "text")?.text;
  } catch {
    return undefined; // whoever reads it for good says what is wrong with it
  }
}

function lastIndexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.length - wanted.length; at >= 0; at--) {
    let same = 0;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}
