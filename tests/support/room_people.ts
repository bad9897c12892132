/** People of one authority with real keys, over the cables of `fake_network.ts`: rooms without sockets and without waiting. */
import { roomIdentityOf } from "../../chat/mod.ts";
import { ownKeysHash, readLeaf, readRoot } from "../../crypto/mod.ts";
import { certificateDer } from "../../crypto/mod.ts";
import type { Identity } from "../../crypto/types.ts";
import type { History } from "../../store/mod.ts";
import type { ApiEvent, ApiMethod, Message, Params, Result, Room, RoomMember } from "../../ui/api.ts";
import { type Cable, connect, type FakePerson, fakePerson, ManualClock } from "./fake_network.ts";
import { person } from "./network.ts";

const NAMES = ["Anna", "Boris", "Clara", "Dora", "Emil", "Fedor", "Greta", "Hans"];

/** The clock of a computer, which may be wrong. */
class OwnClock extends ManualClock {
  ahead = 0;
  readonly #true: ManualClock;

  constructor(clock: ManualClock) {
    super();
    this.#true = clock;
  }

  override now(): number {
    return this.#true.now() + this.ahead;
  }

  override after(ms: number, run: () => void): () => void {
    return this.#true.after(ms, run);
  }

  override advance(ms: number): void {
    this.#true.advance(ms);
  }
}

export class RoomPerson {
  readonly events: ApiEvent[] = [];
  readonly #clock: OwnClock;

  private constructor(public fake: FakePerson, readonly identity: Identity, clock: OwnClock) {
    this.#clock = clock;
    this.#listen();
  }

  /** @param n which of them; under the authority of all, or another one */
  static async make(n: number, clock: ManualClock, under = 0, history?: History): Promise<RoomPerson> {
    const identity = await person(String(n + 1), under);
    const own = new OwnClock(clock);
    return new RoomPerson(await messengerOf(identity, own, history), identity, own);
  }

  /** Milliseconds by which their computer is ahead. */
  set ahead(ms: number) {
    this.#clock.ahead = ms;
  }

  get name(): string {
    return this.identity.name;
  }

  /** The program ends and begins again, over what it has stored or over another history. No link may be up. */
  async restart(history: History = this.fake.history): Promise<void> {
    await this.fake.messenger.stop();
    if (history !== this.fake.history) await this.fake.history.close();
    this.fake = await messengerOf(this.identity, this.#clock, history);
    this.#listen();
  }

  get key(): string {
    return `${this.identity.id}.${this.identity.root}`;
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.fake.messenger.call(method, params);
  }

  async rooms(): Promise<Room[]> {
    return await this.call("rooms", {});
  }

  async room(name: string): Promise<Room> {
    const found = (await this.rooms()).find((room) => room.name === name || (name === "Everyone" && room.everyone));
    if (found === undefined) throw new Error(`${this.name} has no room "${name}"`);
    return found;
  }

  async has(name: string): Promise<boolean> {
    return (await this.rooms()).some((room) => room.name === name || (name === "Everyone" && room.everyone));
  }

  async members(name: string): Promise<RoomMember[]> {
    return await this.call("room_members", { conversation: (await this.room(name)).key });
  }

  async say(name: string, text: string, more: { reply_to?: string; id?: string } = {}): Promise<Message> {
    return await this.call("send", { conversation: (await this.room(name)).key, text, ...more });
  }

  async page(name: string): Promise<Message[]> {
    return (await this.call("history", { conversation: (await this.room(name)).key, limit: 500 })).messages;
  }

  /** What was said, with its author where it is not this person. */
  async texts(name: string): Promise<string[]> {
    const said = (await this.page(name)).filter(({ kind }) => kind !== "event");
    return said.map(({ text, from }) => from === undefined ? text : `${from.name}: ${text}`);
  }

  async notices(name: string): Promise<string[]> {
    return (await this.page(name)).filter(({ kind }) => kind === "event").map(({ text, args }) =>
      `${text.replace("event.room_", "")} ${[args?.by, args?.name].filter(Boolean).join(" → ")}`
    );
  }

  async stop(): Promise<void> {
    await this.fake.messenger.stop();
    await this.fake.history.close();
  }

  #listen(): void {
    this.fake.messenger.subscribe((event) => void this.events.push(event));
  }
}

async function messengerOf(identity: Identity, clock: ManualClock, history?: History): Promise<FakePerson> {
  const rootName = readRoot(identity.rootCertificate).name;
  const made = await fakePerson(NAMES[Number(identity.id) - 1], identity.id, {
    clock,
    me: { ...identity, name: identity.name, rootName, keys: ownKeysHash(identity) },
    certificates: {
      readRoot,
      parseCrl: () => {
        throw new Error("no list");
      },
    },
    rooms: roomIdentityOf(identity),
  }, history);
  const { publicKey } = readLeaf(certificateDer(identity.certificate)!);
  const ref = { id: identity.id, root: identity.root };
  return { ...made, ref, name: identity.name, keys: { publicKey, card: identity.card } };
}

/** Some of them on one clock, and the cables between them. */
export class RoomTeam {
  readonly people: RoomPerson[] = [];
  readonly #cables: { readonly between: readonly [RoomPerson, RoomPerson]; readonly cable: Cable }[] = [];

  private constructor(readonly clock: ManualClock) {}

  static async of(count: number, options: { under?: (n: number) => number; linked?: boolean } = {}): Promise<RoomTeam> {
    const team = new RoomTeam(new ManualClock());
    for (let n = 0; n < count; n++) team.people.push(await RoomPerson.make(n, team.clock, options.under?.(n)));
    if (options.linked ?? true) { for (const [a, b] of pairs(team.people)) team.link(a, b); }
    await team.settle();
    return team;
  }

  link(a: RoomPerson, b: RoomPerson): void {
    if (this.#of(a, b) !== undefined) return;
    this.#cables.push({ between: [a, b], cable: connect(a.fake, b.fake) });
  }

  cut(a: RoomPerson, b: RoomPerson): void {
    const found = this.#of(a, b);
    found?.cable.cut();
    if (found !== undefined) this.#cables.splice(this.#cables.indexOf(found), 1);
  }

  areLinked(a: RoomPerson, b: RoomPerson): boolean {
    return this.#of(a, b) !== undefined;
  }

  /** Their program ends and begins again; then they are linked as before. */
  async restart(person: RoomPerson, history?: History): Promise<void> {
    const others = this.people.filter((other) => other !== person && this.areLinked(person, other));
    this.away(person);
    await person.restart(history);
    for (const other of others) this.link(person, other);
  }

  /** Nobody is linked with this person any more. */
  away(person: RoomPerson): void {
    for (const other of this.people) if (other !== person) this.cut(person, other);
  }

  back(person: RoomPerson): void {
    for (const other of this.people) if (other !== person) this.link(person, other);
  }

  /** Everything that can happen within this time has happened. */
  async settle(ms = 5_000, step = 250): Promise<void> {
    for (let passed = 0; passed <= ms; passed += step) {
      for (const { cable } of this.#cables) await cable.settle();
      await this.#made();
      for (const { cable } of this.#cables) await cable.settle();
      this.clock.advance(step);
    }
    for (const { cable } of this.#cables) await cable.settle();
    await this.#made();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { cable } of this.#cables) cable.cut();
    for (const person of this.people) await person.stop();
  }

  /** Keys are made beside the program. */
  async #made(): Promise<void> {
    await Promise.all(this.people.map(({ fake }) => fake.messenger.rooms.settled()));
  }

  #of(a: RoomPerson, b: RoomPerson) {
    return this.#cables.find(({ between }) => between.includes(a) && between.includes(b));
  }
}

function* pairs<T>(all: readonly T[]): Generator<[T, T]> {
  for (const [index, one] of all.entries()) for (const other of all.slice(index + 1)) yield [one, other];
}
