/**
 * Catching up: two members find out where they differ, and each sends what the other lacks. We ask one member at a time, else
 * everybody we are linked with would send us the same. `docs/specs/rooms-v1.md`, section 7.
 */
import type { PeerKey } from "../../crypto/types.ts";
import {
  ROOM_ANSWER_PATIENCE,
  ROOM_COMPARISON_BURST,
  ROOM_COMPARISONS_PER_SECOND,
  ROOM_GRAFT_DELAY,
  ROOM_LAZY_DELAY,
} from "../../net/limits.ts";
import { RateLimit } from "../../net/mod.ts";
import type { Clock } from "../../net/types.ts";
import { Alarm } from "./alarm.ts";
import type { Outbound } from "./outbound.ts";
import type { SpreadingLog } from "./spreading_types.ts";
import { bucketOf, differing, digestOf, havesOf, headOfId } from "./summary.ts";
import type { Have, RoomMessage, StreamHead, StreamName, StreamNumber } from "./types.ts";

export interface ComparingParts {
  readonly me: PeerKey;
  readonly clock: Clock;
  readonly log: SpreadingLog;
  readonly send: (to: PeerKey, message: RoomMessage) => void;
  readonly outbound: (peer: PeerKey) => Outbound | undefined;
  /** Their digest, or their list, shows which of our own events they have. */
  readonly theyHave: (peer: PeerKey, streams: readonly StreamNumber[]) => void;
  /** Undefined for who may not hear of the room now. */
  readonly maySee: (peer: PeerKey) => ((stream: StreamName) => boolean) | undefined;
}

interface Compared {
  readonly rate: RateLimit;
  /** Their newest digest that differed from ours, until we have asked. */
  digest: string | undefined;
  /** What they have and we did not, until we have asked. */
  lacks: readonly StreamNumber[];
  /** Something of theirs could not be taken. */
  incomplete: boolean;
  /** Leaves the beginning to them. */
  readonly polite: Alarm;
}

export class Comparing {
  readonly #parts: ComparingParts;
  readonly #peers = new Map<PeerKey, Compared>();
  /** Whom we have asked, for as long as they send. */
  #asked: PeerKey | undefined;
  /** Parts of the question to which they have not said all yet. */
  #answers = 0;
  /** Whether we have what they had. */
  #isAnswered: () => boolean = () => false;
  #quiet: () => void = () => {};
  /** Who is to be asked next, first come first. */
  readonly #queue = new Set<PeerKey>();
  readonly #soon: Alarm;

  constructor(parts: ComparingParts) {
    this.#parts = parts;
    this.#soon = new Alarm(parts.clock, () => this.#askIncomplete());
  }

  get isBusy(): boolean {
    return this.#asked !== undefined;
  }

  /** Whether their events are the answer to a question of ours. */
  isAsked(peer: PeerKey): boolean {
    return this.#asked === peer;
  }

  /** Tell them what we have: they ask if it differs. */
  tell(peer: PeerKey): void {
    const heads = this.#heads(peer);
    if (heads !== undefined) this.#parts.send(peer, { digest: digestOf(heads) });
  }

  onDigest(from: PeerKey, digest: string): void {
    const compared = this.#peer(from);
    if (!compared.rate.allow()) return;
    compared.digest = digest;
    this.#learnFromDigest(from, digest);
    // Both have told each other when a link opened: one of them begins.
    if (this.#parts.me < from) this.#ask(from);
    else compared.polite.set(ROOM_LAZY_DELAY);
  }

  onHave(from: PeerKey, have: Have): void {
    const compared = this.#peer(from);
    if (!compared.rate.allow()) return;
    compared.polite.cancel();
    compared.digest = undefined;
    const lacks = this.#serve(from, have);
    this.#parts.theyHave(from, have.streams.filter((one) => this.#isOurs(one.stream) && this.#isPrefix(one)));
    // Another event under a number of ours: that we signed it is for them to show.
    const others = have.streams.filter((one) => this.#isOurs(one.stream) && !this.#isPrefix(one));
    if (others.length > 0) this.#parts.send(from, { want: others.map(({ stream, seq }) => ({ stream, seq })) });
    if (have.ask && lacks.length > 0) {
      compared.lacks = lacks;
      this.#ask(from);
    } else if (lacks.length === 0 && this.#answers === 0) {
      this.onNothing(from);
    }
  }

  /** They have nothing more for us, of one part of what we asked. */
  onNothing(from: PeerKey): void {
    if (this.#asked === from && --this.#answers <= 0) this.#done();
  }

  /** Events of theirs were dealt with. */
  onEvents(from: PeerKey, { isNews, incomplete }: { isNews: boolean; incomplete: boolean }): void {
    if (this.#asked === from) {
      if (this.#isAnswered()) this.#done();
      else if (isNews) this.#bePatient();
    }
    if (!incomplete) return;
    this.#peer(from).incomplete = true;
    this.#soon.set(ROOM_GRAFT_DELAY);
  }

  unlinked(peer: PeerKey): void {
    this.#peers.get(peer)?.polite.cancel();
    this.#peers.delete(peer);
    this.#queue.delete(peer);
    if (this.#asked === peer) this.#done();
  }

  stop(): void {
    this.#quiet();
    this.#soon.cancel();
    for (const { polite } of this.#peers.values()) polite.cancel();
    this.#peers.clear();
    this.#queue.clear();
    this.#asked = undefined;
  }

  /** Who has the same as we have all of ours, too, bucket by bucket. */
  #learnFromDigest(from: PeerKey, digest: string): void {
    const heads = this.#heads(from) ?? [];
    const ours = heads.filter(({ stream }) => this.#isOurs(stream));
    if (ours.length === 0) return;
    const others = new Set(differing(digestOf(heads), digest));
    this.#parts.theyHave(from, ours.filter(({ stream }) => !others.has(bucketOf(stream))));
  }

  #isOurs(stream: StreamName): boolean {
    return this.#parts.log.heads().get(stream)?.author === this.#parts.me;
  }

  /** Send them what they lack in these buckets, and that it was all. @returns what they have and we do not */
  #serve(from: PeerKey, have: Have): StreamNumber[] {
    const { log, outbound, maySee } = this.#parts;
    const [to, sees] = [outbound(from), maySee(from)];
    if (to === undefined || sees === undefined) return [];
    const theirs = new Map(have.streams.map((one) => [one.stream, one]));
    const buckets = new Set(have.buckets);
    for (const { stream, seq, author } of log.heads().values()) {
      if (!buckets.has(bucketOf(stream)) || !sees(stream)) continue;
      const known = theirs.get(stream);
      to.has(stream, known?.seq ?? 0, true);
      if ((known?.seq ?? 0) < seq && this.#isPrefix(known)) {
        to.want(stream, (known?.seq ?? 0) + 1);
      } else if (known && known.seq < seq && author === from) {
        to.want(stream, known.seq); // their own: they see that they were put back from an older copy
      } else {
        to.unwant(stream);
      }
    }
    if (have.ask) to.answer();
    else to.start();
    return this.#missing(have.streams);
  }

  /** Whether what they have is the beginning of what we have; a fork would be refused every time. */
  #isPrefix(theirs: Have["streams"][number] | undefined): boolean {
    if (theirs === undefined || theirs.seq === 0) return true;
    const [event] = this.#parts.log.read(theirs.stream, theirs.seq, { count: 1, bytes: 1 });
    return event === undefined || event.seq !== theirs.seq || headOfId(event.id) === theirs.head;
  }

  /** Ask them what differs, when nobody else is being asked. */
  #ask(peer: PeerKey): void {
    if (this.#asked !== undefined && this.#asked !== peer) {
      this.#queue.add(peer);
      return;
    }
    this.#queue.delete(peer);
    const compared = this.#peers.get(peer);
    const heads = this.#heads(peer);
    if (compared === undefined || heads === undefined) return;
    const { digest, lacks, incomplete } = compared;
    Object.assign(compared, { digest: undefined, lacks: [], incomplete: false });
    if (digest !== undefined) {
      const buckets = differing(digestOf(heads), digest);
      const parts = this.#send(peer, heads, buckets, true);
      if (parts > 0) this.#wait(peer, () => digestOf(this.#heads(peer) ?? []) === digest, parts);
    } else if (lacks.length > 0) {
      const missing = this.#missing(lacks);
      this.#send(peer, heads, [...new Set(missing.map(({ stream }) => bucketOf(stream)))], false);
      if (missing.length > 0) this.#wait(peer, () => this.#missing(lacks).length === 0);
    } else if (incomplete) {
      this.tell(peer);
      this.#wait(peer, () => false);
    }
  }

  #askIncomplete(): void {
    for (const [peer, { incomplete }] of this.#peers) if (incomplete) this.#queue.add(peer);
    this.#next();
  }

  #missing(named: readonly StreamNumber[]): StreamNumber[] {
    const heads = this.#parts.log.heads();
    return named.filter(({ stream, seq }) => (heads.get(stream)?.seq ?? 0) < seq);
  }

  /** @returns in how many parts */
  #send(peer: PeerKey, heads: readonly StreamHead[], buckets: readonly number[], ask: boolean): number {
    const haves = havesOf(heads, buckets, ask);
    for (const have of haves) this.#parts.send(peer, { have });
    return haves.length;
  }

  /** @param answers parts that end with empty `events` */
  #wait(peer: PeerKey, isAnswered: () => boolean, answers = 0): void {
    // Whoever makes us ask again and again, or sends what we have, would keep the others from being asked for ever.
    if (this.#asked !== peer) this.#bePatient();
    this.#asked = peer;
    this.#answers = answers;
    this.#isAnswered = isAnswered;
  }

  #bePatient(): void {
    this.#quiet();
    this.#quiet = this.#parts.clock.after(ROOM_ANSWER_PATIENCE, () => this.#done());
  }

  #done(): void {
    this.#quiet();
    this.#asked = undefined;
    this.#next();
  }

  #next(): void {
    while (this.#asked === undefined && this.#queue.size > 0) {
      const [peer] = this.#queue;
      this.#queue.delete(peer);
      this.#ask(peer);
    }
  }

  #heads(peer: PeerKey): StreamHead[] | undefined {
    const sees = this.#parts.maySee(peer);
    return sees && [...this.#parts.log.heads().values()].filter(({ stream }) => sees(stream));
  }

  #peer(peer: PeerKey): Compared {
    const known = this.#peers.get(peer);
    if (known !== undefined) return known;
    const { clock } = this.#parts;
    const made: Compared = {
      rate: new RateLimit(clock, ROOM_COMPARISONS_PER_SECOND, ROOM_COMPARISON_BURST),
      digest: undefined,
      lacks: [],
      incomplete: false,
      polite: new Alarm(clock, () => this.#ask(peer)),
    };
    this.#peers.set(peer, made);
    return made;
  }
}
