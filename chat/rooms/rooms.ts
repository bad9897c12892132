/** All rooms of a messenger: which there are, what comes for them over links, and what windows hear of them. */
import type { PeerKey } from "../../crypto/types.ts";
import { KIND, LinkError } from "../../net/mod.ts";
import type { Link } from "../../net/types.ts";
import type { MessageRow, RoomRow } from "../../store/history_types.ts";
import type { Author, Message, Room as RoomView, RoomMember } from "../../ui/api.ts";
import { everyoneRoomId } from "../../crypto/mod.ts";
import { ChatError } from "../errors.ts";
import { peerKey } from "../peer_key.ts";
import { Throttle } from "../throttle.ts";
import { isShown, viewMessage } from "../views.ts";
import { encodeRoomMessage, parseRoomMessage } from "./room_content.ts";
import { type Invitation, Invitations } from "./invitations.ts";
import { Declined } from "./declined.ts";
import { Forgotten } from "./forgotten.ts";
import { foundRoom, newRoom } from "./founding.ts";
import { foundByName } from "./found_by_name.ts";
import { declinedIn } from "./standing.ts";
import { mentions } from "./mentions.ts";
import { invitedKeys, Owning } from "./owning.ts";
import { type SaidBefore, sayAgain } from "./own_fork.ts";
import { roomIdOf, type RoomParts, type RoomsParts } from "./room_parts.ts";
import { authorOf, deliveryOf, unreadMentions, viewMembers, viewRoom } from "./room_views.ts";
import { Room, type RoomHooks } from "./room.ts";
import type { RoomId, RoomMessage } from "./types.ts";

/** Milliseconds between two words to windows about one room. */
const TELL_EVERY = 200;

interface Entry {
  readonly room: Room;
  readonly owning: Owning;
  mentioned: number;
}

export class Rooms {
  readonly #parts: RoomParts;
  /** Of people our user talks to: whoever waits for an answer hears of no room. */
  readonly #links = new Map<PeerKey, Link>();
  readonly #entries = new Map<RoomId, Entry>();
  readonly #invitations: Invitations;
  readonly #telling: Throttle<RoomId>;
  readonly #declined: Declined;
  readonly #forgotten: Forgotten;
  /** Rooms that are being removed. */
  readonly #going = new Map<RoomId, Promise<void>>();
  #stopped = false;

  constructor(parts: RoomsParts) {
    this.#parts = {
      ...parts,
      links: () => [...this.#links.values()],
      linkTo: (key) => this.#links.get(key),
    };
    this.#invitations = new Invitations(parts);
    this.#declined = new Declined(parts.history);
    this.#forgotten = new Forgotten(parts.history);
    this.#telling = new Throttle(parts.clock, TELL_EVERY, (id) => this.#tell(id));
    for (const row of parts.history.rooms()) {
      // A process that died between a new room and its first event.
      if (row.everyone === null && parts.history.roomHeads(row.id).length === 0) parts.history.removeRoom(row.id);
      else this.open(row);
    }
  }

  all(): RoomView[] {
    return [...this.#entries.values()].filter((entry) => this.#isListed(entry)).map((entry) => this.#view(entry));
  }

  /** @throws ChatError "not-found" */
  view(conversation: string): RoomView {
    return this.#view(this.entry(conversation));
  }

  /** @throws ChatError "not-found" */
  entry(conversation: string): { readonly room: Room; readonly owning: Owning } & { mentioned: number } {
    const entry = this.#entries.get(roomIdOf(conversation));
    if (entry === undefined) throw new ChatError("not-found", `no room "${conversation}"`);
    return entry;
  }

  /**
   * What a person types for a room: `#` and its name, the beginning of one, or the key.
   * @throws ChatError "not-found", "ambiguous"
   */
  resolve(text: string): string {
    return foundByName(this.all(), text);
  }

  /** A room that is stored, or about to be. */
  open(row: RoomRow): Entry {
    const hooks: RoomHooks = {
      stored: (room, rows, changed) => this.#stored(room, rows, changed),
      removed: (room, ids) => this.#parts.bus.publish({ type: "removed", conversation: room.key, ids: [...ids] }),
      rejoin: ({ id }) => void this.#entries.get(id)?.owning.join().catch(this.#parts.storageFailed),
      again: ({ id }, said) => void this.#sayAgain(id, said).catch(this.#parts.storageFailed),
      settled: (room) => this.#settled(room),
    };
    const room = new Room(this.#parts, row, hooks);
    const entry = { room, owning: new Owning(this.#parts, room), mentioned: unreadMentions(this.#parts, room) };
    this.#entries.set(row.id, entry);
    return entry;
  }

  /** A private room of ours. @returns the key of its conversation @throws ChatError "never-linked", "not-found", "key-changed" */
  async create(name: string, members: readonly PeerKey[]): Promise<string> {
    const { identity, history } = this.#parts;
    if (identity === undefined) throw new ChatError("not-found", "rooms need the keys of the profile");
    for (const key of members) invitedKeys(history, key);
    const { row, event } = foundRoom(this.#parts, identity, name);
    const { room, owning } = this.open(row);
    // Its row and its first event in one go: windows hear of it when there is something to show.
    const stored = room.update({});
    await room.store(room.judge([event]));
    await stored;
    await owning.add(members);
    await owning.mend();
    return room.key;
  }

  /** @throws ChatError "not-found" */
  members(conversation: string): RoomMember[] {
    return viewMembers(this.#parts, this.entry(conversation).room);
  }

  /** A link is up with somebody whose contact is on disk. */
  linked(link: Link): void {
    if (this.#stopped) return;
    const key = peerKey(link.peer);
    if (this.#isHeld(key)) return this.unlinked(key);
    this.#links.set(key, link);
    if (link.peer.root === this.#parts.me.root) this.#beginEveryone();
    for (const { room } of this.#entries.values()) {
      room.linked(key);
      if (room.peer(key) !== undefined) this.publish(room.id);
    }
  }

  unlinked(key: PeerKey): void {
    this.#links.delete(key);
    this.#invitations.unlinked(key);
    for (const { room } of this.#entries.values()) {
      room.unlinked(key);
      if (room.log.open(key).length > 0) this.publish(room.id);
    }
  }

  /** A content of kind `room`. @throws LinkError "bad-content" */
  async heard(link: Link, data: Uint8Array): Promise<void> {
    const { room: id, message } = parseRoomMessage(data);
    const from = peerKey(link.peer);
    const { storageFailed } = this.#parts;
    if (this.#stopped || !this.#links.has(from) || this.#going.has(id)) return;
    try {
      const entry = this.#entries.get(id);
      if (entry !== undefined) return await entry.room.heard(from, message);
      const waiting = [...this.#entries.values()].filter(({ room }) => room.row.state === "invited").length;
      const answer = this.#invitations.heard(from, id, message, waiting);
      if (answer === undefined) return;
      if ("events" in answer && "name" in answer) await this.#invited(answer);
      else await this.#answer(link, id, answer);
    } catch (error) {
      if (error instanceof LinkError) throw error;
      storageFailed(error);
      throw new LinkError("internal", "the room could not be stored");
    }
  }

  /** Soon, and not for every change. */
  publish(id: RoomId): void {
    if (this.#parts.bus.heard) this.#telling.poke(id);
  }

  /** Everything up to this place was seen. */
  seen(conversation: string): void {
    const entry = this.#entries.get(roomIdOf(conversation));
    if (entry === undefined) return;
    entry.mentioned = unreadMentions(this.#parts, entry.room);
    this.publish(entry.room.id);
  }

  /** Not in the list any more, until we are invited again. What was declined may be gone already. */
  async forget(conversation: string): Promise<void> {
    const { history, bus } = this.#parts;
    const room = this.#entries.get(roomIdOf(conversation))?.room;
    if (room === undefined || room.isOver) return;
    if (room.row.state === "joined" || room.row.state === "invited") {
      throw new ChatError("bad-request", "leave the room first");
    }
    await this.#forgotten.add(room.id);
    // First the draft: what clearing takes from the older files is what is not in the newest.
    const undrafted = history.putDraft(room.key, undefined).saved;
    await Promise.all([undrafted, history.clear(room.key).saved]);
    bus.publish({ type: "room_removed", key: room.key });
  }

  // -- for what a message shows

  author(conversation: string, key: PeerKey): Author | undefined {
    const room = this.#entries.get(roomIdOf(conversation))?.room;
    return room === undefined ? { key, name: key.split(".")[0] } : authorOf(this.#parts, room, key);
  }

  delivery(conversation: string, id: string): Message["delivery"] {
    const room = this.#entries.get(roomIdOf(conversation))?.room;
    return room && deliveryOf(this.#parts, room, id);
  }

  isMention(text: string): boolean {
    return mentions(text, this.#parts.me.name);
  }

  nameOf(conversation: string): string | undefined {
    return this.#entries.get(roomIdOf(conversation))?.room.row.name;
  }

  /** Everything that followed from events so far, in all rooms, is done. */
  async settled(): Promise<void> {
    await Promise.all([...this.#entries.values()].flatMap(({ room, owning }) => [room.settled(), owning.settled()]));
  }

  /** Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#telling.stop();
    this.#invitations.stop();
    await Promise.all([...this.#entries.values()].flatMap(({ room, owning }) => [room.stop(), owning.stop()]));
    await Promise.all(this.#going.values());
  }

  #beginEveryone(): void {
    const { me, identity, time, storageFailed } = this.#parts;
    const id = everyoneRoomId(me.root);
    if (identity === undefined || this.#entries.has(id)) return;
    const entry = this.open(newRoom({ id, everyone: me.root, name: me.rootName, state: "joined", added_at: time() }));
    const join = async () => {
      await entry.room.update({});
      await entry.owning.writing.control({ kind: "join", credential: identity.credential });
    };
    join().catch(storageFailed);
  }

  async #invited({ id, name, under, events }: Invitation): Promise<void> {
    if (this.#entries.has(id) || this.#declined.has(under)) return;
    const { room } = this.open(newRoom({ id, everyone: null, name, state: "invited", added_at: this.#parts.time() }));
    const stored = room.update({});
    await room.store(room.judge(events));
    await stored;
    await this.#forgotten.remember(id);
  }

  async #answer(link: Link, id: RoomId, message: RoomMessage): Promise<void> {
    await link.send(KIND.room, encodeRoomMessage(id, message)).catch(() => {});
  }

  async #sayAgain(id: RoomId, said: readonly SaidBefore[]): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    await sayAgain(said, async (item) => {
      await entry.room.settled();
      return (await entry.owning.writing.say(item)).id;
    });
  }

  /** A request, or somebody whose keys have changed. */
  #isHeld(key: PeerKey): boolean {
    const row = this.#parts.history.contact(key);
    return row === undefined || row.state !== "active" || row.new_keys !== null;
  }

  #stored({ key, id }: Room, rows: readonly MessageRow[], changed: readonly MessageRow[]): void {
    const { bus, known, me } = this.#parts;
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      const named = rows.filter((row) => row.direction === "in" && isShown(row) && mentions(row.text, me.name));
      entry.mentioned += named.length;
    }
    if (!bus.heard) return;
    const told = new Map([...rows, ...changed].filter(isShown).map((row) => [row.id, row]));
    for (const row of told.values()) {
      // As it is now: what came with it may have changed it.
      bus.publish({ type: "message", message: viewMessage(this.#parts.history.message(key, row.id) ?? row, 0, known) });
    }
    this.publish(id);
  }

  #settled(room: Room): void {
    const entry = this.#entries.get(room.id);
    if (entry === undefined || this.#stopped) return;
    if (room.isOver) this.#parts.bus.publish({ type: "room_removed", key: room.key });
    if (room.isGone) return this.#remove(entry);
    entry.owning.changed();
    if (room.row.state === "invited" || room.row.state === "joined") {
      this.#forgotten.remember(room.id).catch(this.#parts.storageFailed);
    }
    this.publish(room.id);
  }

  /** All of it, as if we had never been invited. */
  #remove({ room, owning }: Entry): void {
    const { history, me, storageFailed } = this.#parts;
    this.#entries.delete(room.id);
    const remove = async () => {
      await Promise.all([room.stop(), owning.stop()]);
      await this.#declined.add(declinedIn(room.log, me.key));
      await history.removeRoom(room.id).saved;
      await this.#forgotten.remember(room.id);
    };
    this.#going.set(room.id, remove().catch(storageFailed).finally(() => this.#going.delete(room.id)));
  }

  #view({ room, mentioned }: Entry): RoomView {
    return viewRoom(this.#parts, room, mentioned);
  }

  /** Not before there is something to answer; not by somebody who is blocked. */
  #isListed({ room }: Entry): boolean {
    const { history, me } = this.#parts;
    if (room.isOver || this.#forgotten.has(room.id)) return false;
    if (room.row.state !== "invited") return true;
    return room.log.open(me.key).some(({ by }) => history.contact(by)?.state !== "blocked");
  }

  #tell(id: RoomId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !this.#parts.bus.heard || !this.#isListed(entry)) return;
    this.#parts.bus.publish({ type: "room", room: this.#view(entry) });
  }
}
