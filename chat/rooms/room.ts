/**
 * One room: takes events, from whoever brings them, to disk and screen, and writes those of our own. What may come in is for
 * its log to say (`log.ts`), who is told of it for its spreading.
 */
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_RECEIPTS } from "../../net/limits.ts";
import { KIND, LinkError } from "../../net/mod.ts";
import type { MessageRow, RoomRow } from "../../store/history_types.ts";
import { ChatError } from "../errors.ts";
import { Repeater } from "../repeater.ts";
import { Audience } from "./audience.ts";
import { Changes } from "./changes.ts";
import { parseEvent } from "./event.ts";
import type { JudgedEvents, RoomLog } from "./log_types.ts";
import { ForkAlarm } from "./fork_alarm.ts";
import { RoomNotices } from "./notices.ts";
import { Outsiders } from "./outsiders.ts";
import type { SaidBefore } from "./own_fork.ts";
import { type HeardReceipts, Receipts } from "./receipts.ts";
import { encodeRoomMessage } from "./room_content.ts";
import { countedRows } from "./counted.ts";
import { keepKeys, keptKeys } from "./kept_keys.ts";
import { RoomRows } from "./room_rows.ts";
import { InvitedBytes } from "./invited_bytes.ts";
import { declinedIn, isOver, standingOf } from "./standing.ts";
import { RoomKeys } from "./room_keys.ts";
import { roomKey, type RoomParts } from "./room_parts.ts";
import { openStoredLog } from "./stored_log.ts";
import { Taking } from "./taking.ts";
import { openSpreading } from "./spreading.ts";
import type { NumberedEvent, RoomPeer, RoomSpreading, Taken } from "./spreading_types.ts";
import type { EventId, Got, RoomEvent, RoomId, RoomMessage, SignedEvent, StreamName } from "./types.ts";
import { isControlStream } from "./types.ts";

export interface RoomHooks {
  /** Rows that are new or look different; `changed` are known to windows. */
  readonly stored: (room: Room, rows: readonly MessageRow[], changed: readonly MessageRow[]) => void;
  readonly removed: (room: Room, ids: readonly string[]) => void;
  /** We have a membership again that is not joined yet. */
  readonly rejoin: (room: Room) => void;
  /** Things we said were taken out, to be said anew. */
  readonly again: (room: Room, said: readonly SaidBefore[]) => void;
  /** State, members or name may be other than before. */
  readonly settled: (room: Room) => void;
}

export class Room {
  readonly id: RoomId;
  readonly key: string;
  readonly keys: RoomKeys;
  readonly receipts: Receipts;
  readonly #parts: RoomParts;
  readonly #hooks: RoomHooks;
  readonly #notices: RoomNotices;
  readonly #rows: RoomRows;
  readonly #settling = new Repeater(() => this.#running = this.#settle());
  #running: Promise<void> | undefined;
  readonly #spreading: RoomSpreading;
  /** Whom spreading counts as linked, and whether they had joined then. */
  readonly #linked = new Map<PeerKey, boolean>();
  readonly #outsiders: Outsiders;
  readonly #audience: Audience;
  readonly #taking: Taking;
  #log: RoomLog;
  #row: RoomRow;
  /** Something may be shown that is not, although no key has come. */
  #closed = true;
  #stopped = false;
  readonly #invitedBytes: InvitedBytes;
  /** We never joined, and are not invited any more. On the disk the room is as it was: what follows is found again there. */
  #isOver = false;
  /** A member has heard that we declined. */
  #isDeclined = false;
  readonly #changes = new Changes();

  constructor(parts: RoomParts, row: RoomRow, hooks: RoomHooks) {
    this.id = row.id;
    this.key = roomKey(row.id);
    this.#parts = parts;
    this.#hooks = hooks;
    this.#row = row;
    this.#log = openStoredLog(this.#parts, this.#row);
    const { identity, history, time, me, clock, storageFailed } = parts;
    this.keys = new RoomKeys({
      room: row.id,
      kept: keptKeys(history, row.id),
      everyone: row.everyone === null ? null : identity?.credential.root ?? null,
      open: (at, box) => identity?.openKey(at, box) ?? Promise.resolve(undefined),
    });
    this.receipts = new Receipts({
      ...{ room: row.id, history, storageFailed },
      now: time,
      isOurs: (stream) => this.#log.heads().get(stream)?.author === me.key && !isControlStream(stream),
      keepsHearsay: () => this.joined().length <= MAX_ROOM_RECEIPTS,
      isMember: (key) => key !== me.key && this.#log.open(key).some(({ joined }) => joined),
    });
    this.#audience = new Audience({ ...parts, row: () => this.#row, log: () => this.#log });
    const alarm = new ForkAlarm({
      ...{ ...parts, room: row.id, conversation: this.key },
      nameOf: (member) => this.nameOf(member),
    });
    this.#taking = new Taking(this, {
      ...{ ...parts, hooks },
      forked: (author) => alarm.raise(author),
      isWelcome: (events) => this.#row.state !== "invited" || this.#invitedBytes.take(events),
      isStopped: () => this.#stopped,
      told: (got) => this.#spreading.told(got),
      compareAgain: () => this.#compareAgain(),
    });
    this.#invitedBytes = new InvitedBytes(history, row.id);
    this.#notices = new RoomNotices({
      ...{ history, me: me.key, room: row.id, conversation: this.key },
      nameOf: (member) => this.nameOf(member),
      state: this.#log.state,
    });
    this.#rows = new RoomRows({
      ...{ room: row.id, me: me.key, history, time },
      keys: this.keys,
      notices: this.#notices,
    });
    this.#outsiders = new Outsiders({
      ...{ room: row.id, history, clock },
      log: () => this.#log,
      send: (to, message) => this.send(to, message),
    });
    this.#spreading = openSpreading({
      ...{ room: row.id, me: me.key, clock },
      joined: () => this.#row.state === "joined",
      random: () => parts.randomBytes(1)[0] / 256,
      log: {
        heads: () => this.#log.heads(),
        read: (stream, from, limit) => history.roomEvents(this.id, stream, from, limit),
      },
      peers: () => this.#audience.peers(),
      peer: (key) => this.peer(key),
      send: (to, message) => this.send(to, message),
      take: (from, events) => this.take(from, events),
      got: (from, got) => this.#got(from, got),
      memberCount: () => this.joined().length,
    });
    this.#changes.add();
    this.#settling.poke();
  }

  get row(): RoomRow {
    return this.#row;
  }

  get log(): RoomLog {
    return this.#log;
  }

  /** We never joined it, and are not invited any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nobody needs what is stored of it, either: those who wait for our answer have it. */
  get isGone(): boolean {
    return this.#isOver && (this.#isDeclined || declinedIn(this.#log, this.#parts.me.key).length === 0);
  }

  /** Everything that followed from events so far is done: keys are opened, what they open is shown. */
  async settled(): Promise<void> {
    await this.#changes.settled();
  }

  /** Joined people, ourselves among them. */
  joined(): PeerKey[] {
    return this.#audience.joined();
  }

  /** Somebody linked who may hear of this room. */
  peer(key: PeerKey): RoomPeer | undefined {
    return this.#audience.peer(key);
  }

  /** As our user calls them, else as their certificate does. */
  nameOf(member: PeerKey): string {
    return this.#audience.nameOf(member);
  }

  async send(to: PeerKey, message: RoomMessage): Promise<void> {
    // By these they count us among those who have our events and theirs: what is named must outlive us.
    if ("digest" in message || "have" in message || "got" in message) await this.#parts.history.flush();
    const link = this.#parts.linkTo(to);
    if (link === undefined) throw new LinkError("connection-lost", "they are not linked");
    await link.send(KIND.room, encodeRoomMessage(this.id, message));
    if ("events" in message && this.#row.state !== "joined" && this.#declines(to, message.events)) {
      this.#isDeclined = true;
      if (this.#isOver) this.#hooks.settled(this);
    }
  }

  #declines(to: PeerKey, events: readonly SignedEvent[]): boolean {
    if (this.peer(to)?.joined !== true) return false;
    return events.map((one) => parseEvent(this.id, one)).some(({ author, kind }) =>
      author === this.#parts.me.key && kind === "leave"
    );
  }

  /** A content of somebody linked. @throws LinkError "bad-content" */
  async heard(from: PeerKey, message: RoomMessage): Promise<void> {
    if (this.peer(from) !== undefined) return await this.#spreading.heard(from, message);
    // They may have been added, and we do not know it yet: whoever knows the room's id may tell us.
    if ("events" in message) await this.take(from, message.events);
    else if ("got" in message) this.#got(from, message.got.filter(({ member }) => member === from));
    else this.#outsiders.heard(from, message);
  }

  linked(key: PeerKey): void {
    const peer = this.peer(key);
    if (peer === undefined || this.#linked.get(key) === peer.joined) return;
    // Who joins may hear more than before: spreading compares again with whom it knows.
    this.#linked.set(key, peer.joined);
    this.#spreading.linked(key);
    const theirs = [...this.#log.heads().values()].filter(({ author, stream }) =>
      author === key && !isControlStream(stream)
    );
    const got = theirs.map(({ stream, seq }) => ({ member: this.#parts.me.key, stream, seq }));
    if (got.length > 0 && this.#row.state === "joined") this.send(key, { got }).catch(() => {});
  }

  unlinked(key: PeerKey): void {
    this.#outsiders.unlinked(key);
    this.receipts.unlinked(key);
    if (this.#linked.delete(key)) this.#spreading.unlinked(key);
  }

  /** Events as they came. @throws LinkError "bad-content" when whoever sent them did not look at them */
  take(from: PeerKey, signed: readonly SignedEvent[]): Promise<Taken> {
    return this.#taking.take(from, signed);
  }

  /** What the log makes of events; {@link store} must follow. */
  judge(events: readonly RoomEvent[]): JudgedEvents {
    const judged = this.#log.take(events);
    // From here on nobody writes before what follows from it is done.
    if (judged.changed) this.#changes.add();
    return judged;
  }

  /** Put what the log has taken on disk, and tell it. @param clients ids under which our windows wrote */
  async store(judged: JudgedEvents, clients: ReadonlyMap<EventId, string> = new Map()): Promise<MessageRow[]> {
    const { history, time } = this.#parts;
    const { accepted, cut, changed } = judged;
    try {
      const rows = accepted.map((event) => this.#rows.of(event, this.#log.state, clients.get(event.id)));
      // With an event that gives a key, the key would go at the next start.
      const kept = cut.length === 0 ? undefined : keepKeys(history, this.id, this.keys.orphans(this.#log.state));
      // First what goes: others may have its numbers.
      const gone = cut.length === 0 ? undefined : history.cutRoom(this.id, cut);
      const stored = rows.length === 0 ? undefined : history.addRoomEvents(this.id, rows, time());
      this.abandon(cut.map(({ stream }) => stream));
      if (cut.length > 0) this.#closed = true;
      const noticed = changed ? this.#notices.update(this.#log.state, accepted, time()) : undefined;
      await Promise.all([kept, stored?.saved, gone?.saved, noticed?.saved]);
      const removed = [...gone?.removed ?? [], ...noticed?.removed ?? []];
      if (removed.length > 0) this.#hooks.removed(this, removed);
      const shown = [...stored?.rows ?? [], ...noticed?.rows ?? []];
      const looks = [...gone?.changed ?? [], ...stored?.changed ?? [], ...noticed?.changed ?? []];
      this.#hooks.stored(this, shown, looks);
      return stored?.rows ?? [];
    } catch (error) {
      // The disk has none of it: memory must not either.
      this.reload();
      throw error;
    } finally {
      if (changed) this.#settling.poke();
    }
  }

  /** Our own events are on disk: others may have them. */
  published(events: readonly NumberedEvent[]): void {
    this.#spreading.published(events);
  }

  /** Change what is kept about the room itself. */
  async update(change: Partial<RoomRow>): Promise<void> {
    this.#row = { ...this.#row, ...change };
    await this.#parts.history.putRoom(this.#isOver ? { ...this.#row, state: "invited" } : this.#row).saved;
  }

  /** A stream of ours begins. Told to the disk before its first event is. */
  begin(stream: Partial<Pick<RoomRow, "control_stream" | "said_stream">>): void {
    this.update(stream).catch(() => {}); // refused together with the event, which says so
  }

  /** Streams of ours that lost something would go on with numbers that others know for something else. */
  abandon(lost: readonly StreamName[]): void {
    const { control_stream, said_stream } = this.#row;
    if (lost.includes(control_stream)) this.begin({ control_stream: "" });
    if (lost.includes(said_stream)) this.begin({ said_stream: "" });
  }

  /** The log is again what is stored. */
  reload(): void {
    this.#log = openStoredLog(this.#parts, this.#row);
    this.#closed = true;
    this.#changes.add();
    this.#settling.poke();
  }

  /** Resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#changes.stop();
    this.#spreading.stop();
    await this.#running;
  }

  /** With everybody who is linked. */
  #compareAgain(): void {
    for (const key of this.#linked.keys()) this.#spreading.linked(key);
  }

  #got(from: PeerKey, got: readonly Got[]): readonly Got[] {
    return this.#tellCounts(this.receipts.heard(from, got, (stream) => this.#headOf(stream)));
  }

  #tellCounts({ news, risen, changed }: HeardReceipts): readonly Got[] {
    if (risen.length > 0) {
      this.#hooks.stored(this, [], [...changed, ...countedRows(this.#parts.history, this.id, risen, changed)]);
    }
    return news;
  }

  #headOf(stream: StreamName): number {
    return this.#log.heads().get(stream)?.seq ?? 0;
  }

  /** What follows from another state: keys, what they open, who may hear of the room. */
  async #settle(): Promise<void> {
    // Asked for during the last one: nobody would wait for it.
    if (this.#stopped) return;
    const change = this.#changes.count;
    try {
      const mine = [...this.#log.state.memberships.values()].filter(({ member }) => member === this.#parts.me.key);
      const fresh = await this.keys.update(this.#log.state, mine.map(({ id }) => id));
      if (this.#stopped) return;
      await keepKeys(this.#parts.history, this.id, this.keys.orphans(this.#log.state));
      if (fresh.length > 0 || this.#closed) await this.#showOpened();
      await this.#follow();
      this.#tellCounts(this.receipts.recall((stream) => this.#headOf(stream)));
      this.#hooks.settled(this);
    } catch (error) {
      this.#parts.storageFailed(error);
    } finally {
      this.#changes.done(change);
    }
  }

  async #showOpened(): Promise<void> {
    this.#closed = false;
    for await (const { rows, changed } of this.#rows.opened(() => this.#log.state)) {
      this.#hooks.stored(this, rows, changed);
    }
  }

  /** The row says what the log says; links with new members are used, those with former ones are not. */
  async #follow(): Promise<void> {
    const { state, name } = standingOf(this.#row, this.#log, this.#parts.me.key);
    // Somebody gave us another role: that is a new membership, and we are in it as we were before.
    if (this.#row.state === "joined" && this.#log.open(this.#parts.me.key).some(({ joined }) => !joined)) {
      this.#hooks.rejoin(this);
      if (state === "invited") return;
    }
    const hasJoined = state === "joined" && this.#row.state !== "joined";
    if (state !== "invited") this.#invitedBytes.clear();
    if (isOver(this.#row, this.#log, this.#parts.me.key)) this.#isOver = true;
    else if (state === "invited" || state === "joined") this.#isOver = this.#isDeclined = false;
    if (state !== this.#row.state || name !== this.#row.name) await this.update({ state, name });
    const now = new Set(this.#audience.peers().map(({ key }) => key));
    for (const key of [...this.#linked.keys()]) {
      if (now.has(key) && !hasJoined) continue;
      this.unlinked(key);
      if (!now.has(key)) this.#outsiders.tellRemoved(key);
    }
    for (const key of now) this.linked(key);
  }
}

/** @throws ChatError */
export function refuseUnlessJoined({ row }: Room): void {
  if (row.state !== "joined") throw new ChatError("ended", "the room: you are not in it");
}
