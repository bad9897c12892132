/** Whether one event may come in, as things stand. `docs/specs/rooms-v1.md`, sections 2 to 5. */
import { verifyRoomEvent } from "../../crypto/mod.ts";
import { MAX_ROOM_CLOCK_AHEAD, MAX_ROOM_STREAMS_OF_ONE } from "../../net/limits.ts";
import { peerRef } from "../peer_key.ts";
import { isInside } from "./closing.ts";
import { checkCredential } from "./credential.ts";
import { clockOf, signedBytesOf } from "./event.ts";
import { credentialOf, knownCredential } from "./known_credentials.ts";
import type { RoomLogParts } from "./log_types.ts";
import { isFounding } from "./membership.ts";
import type { Streams } from "./streams.ts";
import { isStreamOf } from "./stream.ts";
import {
  type EventId,
  isControlStream,
  type Membership,
  type Refusal,
  type RoomEvent,
  type StreamHead,
} from "./types.ts";

/** Whose event it is, as far as it needs to be known. */
type Author = Pick<Membership, "sign"> & { readonly membership?: Membership };

export interface JudgeParts extends Pick<RoomLogParts, "room" | "everyone" | "now" | "isRevoked"> {
  readonly streams: Streams;
  readonly membership: (id: EventId) => Membership | undefined;
}

export class Judge {
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** Cheap questions first; signatures are verified of what may come in otherwise. @returns undefined when it may */
  refusal(event: RoomEvent): Refusal | undefined {
    const { streams } = this.#parts;
    const head = streams.heads.get(event.stream);
    if (head && event.seq <= head.seq) return this.#again(event, head);
    if (streams.isForked(event.stream)) return "fork";
    if (event.seq !== (head?.seq ?? 0) + 1) return "gap";
    const author = this.#author(event, head);
    if (typeof author === "string") return author;
    return this.#wrongPlace(event, head, author) ?? this.#unproven(event, head, author);
  }

  /** One under a number that we have. */
  #again(event: RoomEvent, head: StreamHead): Refusal {
    const { streams, membership } = this.#parts;
    const { stream, seq, author } = event;
    const stored = streams.at(stream, seq);
    if (stored === undefined || stored.hash === event.hash) return "known"; // without a body, two cannot be told apart
    if (author !== head.author) return "wrong-author";
    // Whoever shows an event that its author did not sign must not be able to stop the stream.
    const theirs = membership(streams.membershipOf(stream)!);
    if (!theirs || !this.#isSigned(event, theirs)) return "bad-signature";
    streams.fork(stream, seq);
    return "fork";
  }

  #author(event: RoomEvent, head: StreamHead | undefined): Author | Refusal {
    const { author, stream, under } = event;
    const { streams, everyone } = this.#parts;
    if (everyone !== null && peerRef(author).root !== everyone) return "wrong-author";
    const isTheirs = head ? streams.membershipOf(stream) === under : isStreamOf(stream, under || author);
    if (!isTheirs || (head && head.author !== author)) return "wrong-author";
    if (isFounding(event)) return this.#founder(event);
    const membership = this.#parts.membership(under);
    if (!membership) return "unknown-membership";
    if (membership.member !== author) return "wrong-author";
    // Their keys are an owner's word until they joined: it must not be enough to speak in their name.
    if (!isControlStream(stream) && !membership.joined) return "unknown-membership";
    return { sign: membership.sign, membership };
  }

  /** Of a `create`, or a `join` of Everyone: their membership begins with it. */
  #founder(event: RoomEvent): Author | Refusal {
    const { room, everyone } = this.#parts;
    const founds = everyone === null ? event.hash === room : event.data.kind === "join";
    const credential = founds && isControlStream(event.stream) ? credentialOf(event) : undefined;
    return credential?.card ?? "unknown-membership";
  }

  #wrongPlace(event: RoomEvent, head: StreamHead | undefined, { membership }: Author): Refusal | undefined {
    const { now, streams } = this.#parts;
    const { clock } = event;
    if (clock > now() + MAX_ROOM_CLOCK_AHEAD) return "future";
    if (clock <= Math.max(head?.clock ?? 0, membership ? clockOf(membership.id) : 0)) return "bad-clock";
    if (membership && !isInside(membership, event)) return "beyond-cut";
    const isNew = head === undefined;
    if (isNew && streams.countWith(event.author, event.under) >= MAX_ROOM_STREAMS_OF_ONE) return "too-many-streams";
    return undefined;
  }

  #unproven(event: RoomEvent, head: StreamHead | undefined, author: Author): Refusal | undefined {
    const introduces = !head && isControlStream(event.stream);
    if (introduces && !hasKeysOf(event, author)) return "wrong-credential";
    if (this.#isRevoked(event, introduces)) return "revoked";
    if (!this.#isSigned(event, author)) return "bad-signature";
    if (event.prev !== (head?.hash ?? "")) {
      this.#parts.streams.fork(event.stream, event.seq); // it stands upon another version of what we have
      return "fork";
    }
    const credential = introduces ? credentialOf(event) : undefined;
    return credential && !checkCredential(credential, event.author) ? "wrong-credential" : undefined;
  }

  /** By all certificates under which they came: a new one lifts the revocation of the one before. */
  #isRevoked(event: RoomEvent, introduces: boolean): boolean {
    const { streams, isRevoked } = this.#parts;
    const firsts = introduces ? [event] : streams.firstsOf(event.under);
    return firsts.length > 0 && firsts.every((first) => {
      const credential = knownCredential(first);
      return credential !== undefined && isRevoked(credential.root, credential.serial);
    });
  }

  #isSigned(event: RoomEvent, { sign }: Author): boolean {
    return verifyRoomEvent(sign, signedBytesOf(this.#parts.room, event), event.signature);
  }
}

/** Whether a control stream begins with a credential that shows the keys of its membership. */
function hasKeysOf(event: RoomEvent, { sign, membership }: Author): boolean {
  const card = credentialOf(event)?.card;
  if (!card) return false;
  return same(card.sign, sign) && (!membership || same(card.seal, membership.seal));
}

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
