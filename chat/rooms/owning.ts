/** What owners do with a private room, and members with their own membership. `docs/specs/rooms-v1.md`, sections 4 and 6. */
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_REMOVED, ROOM_MEND_DELAY } from "../../net/limits.ts";
import type { History } from "../../store/history_types.ts";
import { ChatError } from "../errors.ts";
import type { Room } from "./room.ts";
import type { RoomParts } from "./room_parts.ts";
import type { KnownEventData } from "./event_data.ts";
import type { Cut, EventId, Membership, RoomRole } from "./types.ts";
import { Writing } from "./writing.ts";

type Add = KnownEventData & { kind: "add" };

export class Owning {
  readonly #parts: RoomParts;
  readonly #room: Room;
  readonly #writing: Writing;
  #cancelMending: (() => void) | undefined;
  /** All that was begun has ended; never rejects. */
  #mending: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: RoomParts, room: Room) {
    this.#parts = parts;
    this.#room = room;
    this.#writing = new Writing(parts, room);
  }

  get writing(): Writing {
    return this.#writing;
  }

  /** @throws ChatError "not-yours", "never-linked", "key-changed", "not-found" */
  async add(people: readonly PeerKey[]): Promise<void> {
    this.#asOwner();
    // All or none: what is wrong with one of them is said before anything is signed.
    const adds = people.filter((key) => this.#room.log.open(key).length === 0).map((key) => this.#addOf(key, "member"));
    if (adds.length === 0) return;
    await this.#writing.control(...adds);
    await this.mend();
  }

  /** @throws ChatError "not-yours", "not-found" */
  async remove(member: PeerKey): Promise<void> {
    await this.#writing.control(this.#removalOf(member));
    await this.mend();
  }

  /** @throws ChatError "not-yours", "not-found" */
  async role(member: PeerKey, role: RoomRole): Promise<void> {
    const mine = this.#asOwner();
    const open = this.#room.log.open(member);
    if (open.length === 0) throw new ChatError("not-found", "they are no member of the room");
    if (open.some((one) => one.role === "owner") === (role === "owner")) return;
    const { name, sign, seal } = open[0];
    const add: Add = { kind: "add", member, name, sign, seal, role };
    // The new membership first: nobody is out of the room meanwhile.
    if (role === "owner") await this.#writing.control(add);
    else if (member === mine.member) throw new ChatError("not-yours", "your own role is for another owner to change");
    else {
      await this.#writing.control(add, this.#removalOf(member));
    }
    await this.mend();
  }

  /** @throws ChatError "not-yours" */
  async rename(name: string): Promise<void> {
    this.#asOwner();
    await this.#writing.control({ kind: "rename", name });
  }

  /** Take the invitation. @throws ChatError "ended" */
  async join(): Promise<void> {
    const { identity, me } = this.#parts;
    const open = this.#room.log.open(me.key);
    if (open.length === 0) throw new ChatError("ended", "the invitation has been taken back");
    if (open.every(({ joined }) => joined) || identity === undefined) return;
    await this.#writing.control({ kind: "join", credential: identity.credential });
    await this.#room.settled();
  }

  /** Leave, or decline. Whoever is the last owner leaves the room to the one who is there longest. */
  async leave(): Promise<void> {
    const { me } = this.#parts;
    if (this.#room.log.open(me.key).length === 0) return;
    const heir = this.#heir();
    if (heir !== undefined) await this.role(heir, "owner");
    await this.#writing.control({ kind: "leave" });
  }

  /** Make the keys what they should be, now. */
  async mend(): Promise<void> {
    this.#cancelMending?.();
    const mending = this.#mend();
    // What they resolved to is let go, or each would keep all before it.
    this.#mending = Promise.allSettled([this.#mending, mending]).then(() => {});
    await mending;
  }

  async #mend(): Promise<void> {
    await this.#room.settled();
    const { keys, log } = this.#room;
    if (this.#stopped || !this.#isOwner()) return;
    const mending = keys.mending(log.state);
    if (mending === undefined) return;
    const data = mending.kind === "rotate"
      ? await keys.rotate(log.state)
      : await keys.share(mending.key, mending.for, log.state);
    if (!this.#stopped && this.#isOwner()) await this.#writing.control(data);
  }

  /** Something changed, perhaps by others: whoever caused it mends it, else we do after a while. */
  changed(): void {
    this.#cancelMending?.();
    if (this.#room.row.everyone !== null || !this.#isOwner()) return;
    if (this.#room.keys.mending(this.#room.log.state) === undefined) return;
    const { clock, randomBytes, storageFailed } = this.#parts;
    const delay = ROOM_MEND_DELAY * (0.2 + 0.8 * randomBytes(1)[0] / 256);
    this.#cancelMending = clock.after(delay, () => void this.mend().catch(storageFailed));
  }

  /** Keys that are being made are made. */
  async settled(): Promise<void> {
    await this.#mending; // whoever began it hears of a failure
  }

  /** Resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelMending?.();
    await this.settled();
  }

  #isOwner(): boolean {
    return this.#room.log.writing(this.#parts.me.key)?.role === "owner";
  }

  #asOwner(): Membership {
    const mine = this.#room.log.writing(this.#parts.me.key);
    if (mine?.role === "owner" && this.#room.row.everyone === null) return mine;
    throw new ChatError("not-yours", `room "${this.#room.row.name}": only its owners can do that`);
  }

  #addOf(key: PeerKey, role: RoomRole): Add {
    return { kind: "add", member: key, role, ...invitedKeys(this.#parts.history, key) };
  }

  #removalOf(member: PeerKey): KnownEventData {
    const mine = this.#asOwner();
    const { log } = this.#room;
    const open = log.open(member);
    if (open.length === 0) throw new ChatError("not-found", "they are no member of the room");
    if (member === mine.member) throw new ChatError("bad-request", "leave the room instead");
    if (!open.every(({ id }) => log.mayRemove(mine, id))) {
      throw new ChatError("not-yours", "they have been an owner for longer than you");
    }
    const cuts: Cut[] = [...log.heads().values()].filter(({ author }) => author === member)
      .map(({ stream, seq }) => ({ stream, seq }));
    // Under what they left they might still sign with clocks before that.
    const left = [...log.state.memberships.values()].filter(({ id, closed, ...one }) =>
      one.member === member && closed?.why === "left" && log.mayRemove(mine, id)
    );
    const under = [...open, ...left].map(({ id }): EventId => id).slice(0, MAX_ROOM_REMOVED);
    return { kind: "remove", under, cuts };
  }

  /** Who gets the room when we go: the one who is there longest. */
  #heir(): PeerKey | undefined {
    if (!this.#isOwner()) return undefined;
    const { me } = this.#parts;
    const others = [...this.#room.log.state.memberships.values()]
      .filter(({ member, closed, joined }) => member !== me.key && closed === undefined && joined)
      .sort((a, b) => a.id < b.id ? -1 : 1);
    return others.some(({ role }) => role === "owner") ? undefined : others[0]?.member;
  }
}

/** What an invitation names them by. @throws ChatError "not-found", "key-changed", "never-linked" */
export function invitedKeys(
  history: Pick<History, "contact">,
  key: PeerKey,
): { readonly name: string; readonly sign: Uint8Array; readonly seal: Uint8Array } {
  const row = history.contact(key);
  if (row === undefined || row.state === "request") throw new ChatError("not-found", `no contact "${key}"`);
  const { alias, own_name, new_keys, card } = row;
  if (new_keys !== null) throw new ChatError("key-changed", `"${own_name}" shows other keys than before`);
  if (card === null) {
    throw new ChatError("never-linked", `"${alias ?? own_name}" was never linked with us: their keys are not known`);
  }
  const { sign, seal } = JSON.parse(card) as { sign: number[]; seal: number[] };
  return { name: own_name, sign: new Uint8Array(sign), seal: new Uint8Array(seal) };
}
