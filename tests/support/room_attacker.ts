/** A member of a room who signs and sends what no honest program would. */
import { roomIdentityOf } from "../../chat/mod.ts";
import { type EventFields, makeEvent } from "../../chat/rooms/event.ts";
import { encodeItem } from "../../chat/rooms/item.ts";
import { encodeRoomMessage, parseRoomMessage } from "../../chat/rooms/room_content.ts";
import type { RoomEvent, RoomMessage } from "../../chat/rooms/types.ts";
import { sealSaid } from "../../crypto/mod.ts";
import { KIND } from "../../net/mod.ts";
import type { RoomPerson, RoomTeam } from "./room_people.ts";

/** Signs and sends what an honest program would not. */
export class Attacker {
  constructor(readonly person: RoomPerson, readonly conversation: string) {}

  get id(): string {
    return this.conversation.slice(1);
  }

  get room() {
    return this.person.fake.messenger.rooms.entry(this.conversation).room;
  }

  /** The next event of a stream of ours, with what is to be wrong. */
  said(plain: Uint8Array, change: Partial<EventFields> = {}, key?: { id: string; key: Uint8Array }): RoomEvent {
    const { row, log, keys } = this.room;
    const stream = change.stream ?? row.said_stream;
    const head = log.heads().get(stream);
    const used = key ?? keys.writing(log.state)!;
    const seq = change.seq ?? (head?.seq ?? 0) + 1;
    const sealed = sealSaid(used.key, { room: this.id, stream, seq }, plain);
    const identity = roomIdentityOf(this.person.identity);
    return makeEvent((bytes) => identity.sign(bytes), this.id, {
      ...{ author: this.person.key, stream, seq, prev: head?.hash ?? "", clock: log.clock + 1 },
      under: log.membershipOf(stream)!,
      data: { kind: "said", key: used.id, ...sealed },
      ...change,
    });
  }

  text(text: string, change?: Partial<EventFields>): RoomEvent {
    return this.said(encodeItem({ kind: "text", text, at: 1 }), change);
  }

  async send(to: RoomPerson, message: RoomMessage): Promise<void> {
    await this.sendBytes(to, encodeRoomMessage(this.id, message));
  }

  async sendBytes(to: RoomPerson, bytes: Uint8Array): Promise<void> {
    const link = [...this.person.fake.links].find(({ peer }) => peer.id === to.identity.id);
    await link!.send(KIND.room, bytes);
  }
}

/** What somebody is sent about rooms. */
export function overheard(person: RoomPerson): RoomMessage[] {
  const heard: RoomMessage[] = [];
  const { rooms } = person.fake.messenger;
  const honest = rooms.heard.bind(rooms);
  rooms.heard = (link, data) => {
    heard.push(parseRoomMessage(data).message);
    return honest(link, data);
  };
  return heard;
}

export const isLinked = (one: RoomPerson, other: RoomPerson) =>
  [...one.fake.links].some(({ peer }) => peer.id === other.identity.id);

/** A room of the first so many, who have all said something. @returns its key */
export async function trip(team: RoomTeam, count: number): Promise<string> {
  const [first, ...others] = team.people;
  const invited = others.slice(0, count - 1);
  const { key } = await first.call("room_create", { name: "Trip", members: invited.map((one) => one.key) });
  await team.settle(2_000);
  for (const one of invited) await one.call("room_join", { conversation: key });
  for (const one of team.people.slice(0, count)) await one.say("Trip", `I am ${one.name}`);
  await team.settle(2_000);
  return key;
}
