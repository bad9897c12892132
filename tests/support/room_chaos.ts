/** Random people who do random things in rooms while links come and go; and what must be the same for all of them at the end. */
import { assert, assertEquals } from "@std/assert";
import { ChatError } from "../../chat/errors.ts";
import type { Message } from "../../ui/api.ts";
import type { RoomPerson, RoomTeam } from "./room_people.ts";

/** The same numbers for the same seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)];
  }
}

interface Spoken {
  readonly room: string;
  readonly id: string;
  readonly text: string;
  readonly author: string;
}

/** Where something is done, and by whom if there is somebody like that. */
type Where = "talk" | "owner" | "invited" | "anybody";
type Deed = (person: RoomPerson, room: string) => Promise<unknown>;

export class RoomChaos {
  readonly #team: RoomTeam;
  readonly #chance: Chance;
  readonly #spoken: Spoken[] = [];
  /** Who was put out of a private room or to another role at some time, or left it: what they said then may be cut. */
  readonly #parted = new Set<string>();
  readonly #journal: string[] = [];
  #private = "";
  #everyone = "";
  #count = 0;

  private constructor(team: RoomTeam, chance: Chance) {
    [this.#team, this.#chance] = [team, chance];
  }

  static async begin(team: RoomTeam, chance: Chance): Promise<RoomChaos> {
    const chaos = new RoomChaos(team, chance);
    const [first, ...others] = team.people;
    chaos.#everyone = (await first.room("Everyone")).key;
    const members = others.slice(0, 2).map(({ key }) => key);
    chaos.#private = (await first.call("room_create", { name: "Trip", members })).key;
    await team.settle(2_000);
    for (const person of others.slice(0, 2)) await person.call("room_join", { conversation: chaos.#private });
    await team.settle(2_000);
    return chaos;
  }

  get journal(): readonly string[] {
    return this.#journal;
  }

  async step(): Promise<void> {
    const chance = this.#chance;
    const [name, , where, deed] = chance.of(this.#deeds.flatMap((one) => Array.from({ length: one[1] }, () => one)));
    const room = where === "talk" && chance.next() < 0.25 ? this.#everyone : this.#private;
    const person = await this.#doer(where, room);
    if (person !== undefined) {
      this.#journal.push(`${person.identity.id} ${name}${room === this.#everyone ? " everyone" : ""}`);
      try {
        await deed(person, room);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        this.#journal.push(`  refused: ${error.code}`);
      }
    }
    if (chance.next() < 0.4) await this.#team.settle(chance.of([0, 250, 1_000]));
  }

  async #doer(where: Where, room: string): Promise<RoomPerson | undefined> {
    const fits: RoomPerson[] = [];
    for (const person of this.#team.people) {
      const known = (await person.rooms()).find(({ key }) => key === room);
      const isFit = {
        anybody: true,
        invited: known?.state === "invited",
        talk: known?.state === "joined",
        owner: known?.state === "joined" && known.role === "owner",
      }[where];
      if (isFit) fits.push(person);
    }
    return fits.length === 0 ? undefined : this.#chance.of(fits);
  }

  /** Everybody is linked with everybody, and has time. */
  async heal(): Promise<void> {
    for (const person of this.#team.people) this.#team.back(person);
    await this.#team.settle(3_000);
    await this.#team.settle(120_000, 2_000);
  }

  async check(): Promise<void> {
    for (const room of [this.#private, this.#everyone]) await this.#checkRoom(room);
  }

  readonly #deeds: readonly (readonly [name: string, times: number, where: Where, Deed])[] = [
    ["say", 8, "talk", (person, room) => this.#say(person, room)],
    ["answer", 1, "talk", async (person, room) => {
      const about = await this.#someText(person, room);
      if (about) await this.#say(person, room, about.id);
    }],
    ["edit", 1, "talk", async (person, room) => {
      const mine = await this.#someText(person, room, ({ direction }) => direction === "out");
      if (mine === undefined) return;
      await person.call("message_edit", { conversation: room, id: mine.id, text: `edited ${++this.#count}` });
    }],
    ["delete", 1, "talk", async (person, room) => {
      const mine = await this.#someText(person, room, ({ direction }) => direction === "out");
      if (mine) await person.call("message_delete", { conversation: room, id: mine.id, for: "everyone" });
    }],
    ["react", 1, "talk", async (person, room) => {
      const about = await this.#someText(person, room);
      const emoji = this.#chance.of(["👍", "🎉", ""]);
      if (about) await person.call("message_react", { conversation: room, id: about.id, emoji });
    }],
    ["seen", 1, "talk", async (person, room) => {
      const page = await this.#page(person, room);
      if (page.length > 0) await person.call("mark_read", { conversation: room, cursor: this.#chance.of(page).cursor });
    }],
    ["leave", 1, "talk", async (person, room) => {
      await person.call("room_leave", { conversation: room });
      this.#parted.add(person.key);
    }],
    [
      "rename",
      1,
      "owner",
      (person, conversation) => person.call("room_rename", { conversation, name: `Trip ${++this.#count}` }),
    ],
    ["add", 4, "owner", (person, conversation) => {
      const member = this.#somebody(person);
      return person.call("room_add", { conversation, members: [member.key] });
    }],
    ["remove", 2, "owner", (person, room) => this.#parting(person, room, "room_remove")],
    ["own", 3, "owner", (person, conversation) => {
      const member = this.#somebody(person);
      return person.call("room_role", { conversation, member: member.key, role: "owner" });
    }],
    ["disown", 1, "owner", (person, room) => this.#parting(person, room, "room_role")],
    ["join", 6, "invited", (person, conversation) => person.call("room_join", { conversation })],
    ["decline", 1, "invited", (person, conversation) => person.call("room_leave", { conversation })],
    ["cut", 1, "anybody", (person) => Promise.resolve(this.#team.cut(person, this.#other(person)))],
    ["away", 1, "anybody", (person) => Promise.resolve(this.#team.away(person))],
    ["split", 1, "anybody", () => Promise.resolve(this.#split())],
    ["link", 1, "anybody", (person) => Promise.resolve(this.#team.link(person, this.#other(person)))],
    ["back", 1, "anybody", (person) => Promise.resolve(this.#team.back(person))],
    ["restart", 1, "anybody", (person) => this.#team.restart(person)],
  ];

  /** In two halves that do not hear of each other. */
  #split(): void {
    const half = new Set(this.#team.people.filter(() => this.#chance.next() < 0.5));
    for (const a of this.#team.people) {
      for (const b of this.#team.people) if (half.has(a) && !half.has(b)) this.#team.cut(a, b);
    }
  }

  async #say(person: RoomPerson, room: string, reply_to?: string): Promise<void> {
    const text = `${person.name} ${++this.#count}`;
    const { id } = await person.call("send", { conversation: room, text, ...(reply_to ? { reply_to } : {}) });
    this.#journal.push(`  said ${text}`);
    this.#spoken.push({ room, id, text, author: person.key });
  }

  async #parting(person: RoomPerson, room: string, method: "room_remove" | "room_role"): Promise<void> {
    const member = this.#somebody(person).key;
    if (method === "room_remove") await person.call(method, { conversation: room, member });
    else await person.call(method, { conversation: room, member, role: "member" });
    this.#parted.add(member);
  }

  #somebody(person: RoomPerson): RoomPerson {
    const other = this.#other(person);
    this.#journal.push(`  ${other.identity.id}`);
    return other;
  }

  #other(person: RoomPerson): RoomPerson {
    return this.#chance.of(this.#team.people.filter((other) => other !== person));
  }

  #page(person: RoomPerson, room: string): Promise<Message[]> {
    return person.call("history", { conversation: room, limit: 500 }).then(({ messages }) => messages);
  }

  async #someText(person: RoomPerson, room: string, fits = (_: Message) => true): Promise<Message | undefined> {
    const texts = (await this.#page(person, room)).filter((one) => one.kind === "text" && !one.deleted && fits(one));
    return texts.length === 0 ? undefined : this.#chance.of(texts);
  }

  async #checkRoom(room: string): Promise<void> {
    const joined: RoomPerson[] = [];
    for (const person of this.#team.people) {
      const state = (await person.rooms()).find(({ key }) => key === room)?.state;
      if (state === "joined") joined.push(person);
    }
    const [first, ...others] = joined;
    if (first === undefined) return;
    const looks = await this.#look(first, room);
    for (const other of others) {
      const { name, members, messages } = await this.#look(other, room);
      assertEquals([name, members], [looks.name, looks.members], `${other.name} as ${first.name}`);
      const [here, there] = [new Set(messages), new Set(looks.messages)];
      assertEquals(
        { only: messages.filter((line) => !there.has(line)), lacks: looks.messages.filter((line) => !here.has(line)) },
        { only: [], lacks: [] },
        `${other.name} as ${first.name}`,
      );
      assertEquals(messages, looks.messages);
    }
    const members = looks.members.filter((line) => line.endsWith("joined")).map((line) => line.split(" ")[0]);
    assertEquals(joined.map(({ key }) => key).toSorted(), members, "who has joined");
    const shown = new Set(looks.messages.map((line) => line.split(" ")[0]));
    assertEquals(shown.size, looks.messages.length, "something is there twice");
    for (const { room: where, id, text, author } of this.#spoken) {
      if (where !== room || (room === this.#private && this.#parted.has(author))) continue;
      assert(shown.has(id), `lost: "${text}"`);
    }
    for (const person of joined) await this.#checkCounts(person, room);
  }

  /** What must be the same for everybody. */
  async #look(person: RoomPerson, conversation: string) {
    const page = await this.#page(person, conversation);
    const { name } = (await person.rooms()).find(({ key }) => key === conversation)!;
    const members = (await person.call("room_members", { conversation }))
      .map(({ key, role, state }) => `${key} ${role} ${state}`).toSorted();
    const messages = page.map(({ id, kind, text, args, from, deleted, reactions, reply, edited_at }) => {
      if (kind === "event") return `${id} ${text} ${args?.by} ${args?.name}`;
      const reacted = reactions?.map((one) => `${one.emoji} ${one.from?.key ?? person.key}`).toSorted();
      return [id, kind, from?.key ?? person.key, text, deleted, edited_at, reply?.text, reacted].join(" ");
    });
    const room = conversation.slice(1);
    assertEquals(person.fake.history.unshownRoomEvents(room, 10).length, 0, `${person.name} cannot read something`);
    assertEquals(page.filter(({ kind }) => kind === "unreadable"), []);
    return { name, members, messages };
  }

  async #checkCounts(person: RoomPerson, conversation: string): Promise<void> {
    const room = (await person.rooms()).find(({ key }) => key === conversation)!;
    const page = await this.#page(person, conversation);
    const rows = person.fake.history.page(conversation, { limit: 500 });
    const unread = rows.filter((row) => row.direction === "in" && row.read_at === null && !row.deleted);
    assertEquals(room.unread, unread.length, `unread of ${person.name}`);
    assertEquals(room.last?.id, page.at(-1)?.id);
    for (const { direction, delivery, text } of page) {
      if (direction === "out") assertEquals(delivery?.to, delivery?.of, `${person.name}: who has "${text}"`);
    }
  }
}
