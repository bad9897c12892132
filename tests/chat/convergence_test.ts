/**
 * TXT-3 TXT-4 TXT-9: whatever two people do, and whatever happens to the cable, their programs and their clocks meanwhile:
 * once they are connected and quiet, both see the same conversation.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { v7 } from "uuid";
import type { Message } from "../../ui/api.ts";
import { ChatError } from "../../chat/mod.ts";
import { settle as macrotasks } from "../support/clock.ts";
import { type Cable, connect, type FakePerson, fakePerson, type ManualClock } from "../support/fake_network.ts";
import { friends, leave, Side } from "../support/talk.ts";

const RUNS = Number(Deno.env.get("PARLEY_RUNS") ?? 30);
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Int32Array(1))[0]);

const EMOJI = ["👍", "❤️", "😮", ""];

const who = fc.nat(1);
/** Which of the messages shown there; counted from the newest, so that most are about what was said a moment ago. */
const which = fc.nat(6);
const deed = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("send" as const), who, reply: fc.option(which) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("edit" as const), who, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), who, which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("react" as const), who, which, emoji: fc.constantFrom(...EMOJI) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), who, which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("timer" as const), who, seconds: fc.constantFrom(0, 60, 3600) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("agree" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("see" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("forget" as const), who, which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("absence" as const), seconds: fc.constantFrom(30, 120, 100_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("clock" as const), who, seconds: fc.integer({ min: -7200, max: 7200 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "quarrel" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("regret" as const),
      who,
      slow: fc.boolean(),
      after: fc.nat(9),
      which: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rewrite" as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("connect" as const), slow: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lose" as const), after: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.constant({ do: "cut" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("restart" as const), who }) },
  { weight: 4, arbitrary: fc.constant({ do: "settle" as const }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Nothing else is under way meanwhile: they expect their own steps to follow each other. */
const ALONE: ReadonlySet<Deed["do"]> = new Set(["restart", "quarrel", "regret", "rewrite"]);
/** After these one side may have what the other has no longer. */
const TIDYING: ReadonlySet<Deed["do"]> = new Set(["clear", "forget", "timer", "agree", "quarrel"]);

/** A clock that may be wrong: only its ids and times are, timers run as they should. */
class Person {
  skew = 0;
  side!: Side;
  constructor(public fake: FakePerson, readonly clock: ManualClock) {}
}

class World {
  readonly people: [Person, Person];
  cable: Cable | undefined;
  #texts = 0;

  private constructor(people: [Person, Person]) {
    this.people = people;
  }

  static async make(): Promise<World> {
    const fakes = await friends();
    const world = new World([new Person(fakes[0], fakes[0].clock), new Person(fakes[1], fakes[1].clock)]);
    for (const index of [0, 1]) await world.restart(index);
    return world;
  }

  /** Some messages are written while a link takes them slowly or breaks in the middle, and one of them is cancelled. */
  async #regret(who: number, slow: boolean, after: number, which: number): Promise<void> {
    let left = slow ? Infinity : after;
    const cable = this.connect(() => left-- > 0, slow);
    if (slow) await cable.settle();
    const { side } = this.people[who];
    const sent: Message[] = [];
    for (const word of ["a", "b", "c", "d", "e"]) sent.push(await side.send(`regret ${word}`));
    if (!slow) await cable.settle();
    await side.cancel(sent[which].id).catch(() => {}); // it may have been sent: also an answer
  }

  /** A message is changed twice, and the clock is set back in between. */
  async #rewrite(who: number): Promise<void> {
    const person = this.people[who];
    const { id } = await person.side.send("rewrite");
    for (const words of ["rewritten 1", "rewritten 2"]) {
      person.skew -= 60_000;
      assertEquals((await person.side.edit(id, words)).text, words);
      await this.restart(who);
    }
  }

  async restart(index: number): Promise<void> {
    this.cable?.cut();
    const person = this.people[index];
    const { name, ref, messenger, history } = person.fake;
    await messenger.stop();
    const newId = () => v7({ msecs: person.clock.now() + person.skew });
    person.fake = await fakePerson(name, ref.id, { newId, clock: person.clock }, history);
    for (const each of [0, 1]) this.people[each].side = new Side(this.people[each].fake, this.people[1 - each].fake);
  }

  /** @param slow what is sent takes a while, so that more of it gathers */
  connect(deliver?: () => boolean, slow = false): Cable {
    this.cable?.cut();
    this.cable = connect(this.people[0].fake, this.people[1].fake, deliver);
    for (const link of slow ? this.cable.ends : []) {
      const send = link.send.bind(link);
      link.send = async (kind, data) => {
        await send(kind, data);
        await macrotasks();
      };
    }
    return this.cable;
  }

  /** Each wants something else, and each gives in to the other while they cannot hear each other. */
  async #quarrel(): Promise<void> {
    this.cable?.cut();
    await Promise.all(this.people.map(({ side }, index) => side.timer([60, 3600][index])));
    await this.connect().settle();
    this.cable?.cut();
    await Promise.all(this.people.map(({ side }) => this.#talk(side, { do: "agree", who: 0 })));
  }

  /** Not waited for: both write at once, and the cable is cut in the middle of it. */
  async do(one: Deed): Promise<void> {
    if (one.do === "connect") return void this.connect(undefined, one.slow);
    if (one.do === "quarrel") return await this.#quarrel();
    if (one.do === "regret") return await this.#regret(one.who, one.slow, one.after, one.which);
    if (one.do === "rewrite") return await this.#rewrite(one.who);
    if (one.do === "lose") {
      let left = one.after;
      return void this.connect(() => left-- > 0);
    }
    if (one.do === "cut") return this.cable?.cut();
    if (one.do === "settle") return await this.cable?.settle();
    if (one.do === "absence") {
      this.cable?.cut();
      for (const { clock } of this.people) clock.advance(one.seconds * 1000);
      return;
    }
    if (one.do === "restart") return await this.restart(one.who);
    const person = this.people[one.who];
    if (one.do === "clock") return void (person.skew = one.seconds * 1000);
    try {
      await this.#talk(person.side, one);
    } catch (error) {
      // "not yours", "already sent", … are answers; anything else is not.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  async #talk(side: Side, one: Deed): Promise<unknown> {
    const shown = await side.page();
    const pick = (which: number): Message | undefined => shown.at(-1 - which);
    const text = () => `${String(++this.#texts).padStart(4, "0")} of ${side.me.name}`;
    switch (one.do) {
      case "send":
        return await side.send(text(), { reply_to: one.reply === null ? undefined : pick(one.reply)?.id });
      case "edit": {
        const words = text();
        const edited = await side.edit(pick(one.which)?.id ?? v7(), words);
        // Whatever the clock says, what was changed last is what is shown; unless it was deleted or changed meanwhile.
        return assert(edited.text >= words || edited.deleted, `edited to "${words}", shown is "${edited.text}"`);
      }
      case "delete":
        return await side.delete(pick(one.which)?.id ?? v7());
      case "react":
        return await side.react(pick(one.which)?.id ?? v7(), one.emoji);
      case "cancel":
        return await side.cancel(pick(one.which)?.id ?? v7());
      case "forget":
        return await side.delete(pick(one.which)?.id ?? v7(), "me");
      case "timer":
        return await side.timer(one.seconds);
      case "agree": {
        const { theirs } = side.contact().timer;
        return theirs && await side.timer(theirs.seconds, theirs.id);
      }
      case "see":
        return await side.seen(shown.findLast(({ direction }) => direction === "in")?.cursor ?? 0);
      case "clear":
        return await side.me.messenger.call("clear_history", { conversation: side.key });
    }
  }
}

/** What both must agree on; the reactions and directions as the first one sees them. */
function essence(message: Message, mirrored: boolean) {
  const { id, text, deleted = false, edited_at, forwarded = false, ttl, reply, direction } = message;
  const reactions = (message.reactions ?? []).map(({ mine, emoji }) => `${mine !== mirrored ? 1 : 2} ${emoji}`)
    .toSorted();
  const author = (direction === "out") !== mirrored ? 1 : 2;
  return { id, author, text, deleted, edited: edited_at, forwarded, ttl, about: reply?.id, reactions };
}

/** @param same neither has cleared anything, and nothing has disappeared */
async function check({ people, cable }: World, same: boolean): Promise<void> {
  const pages = [await people[0].side.page(), await people[1].side.page()];
  const [mine, theirs] = pages.map((page, index) => new Map(page.map((each) => [each.id, essence(each, index === 1)])));
  for (const [index, page] of pages.entries()) {
    assertEquals(new Set(page.map(({ id }) => id)).size, page.length, "nothing is shown twice");
    for (const { status } of page) assert(status !== "queued" && status !== "sent", `still "${status}"`);
    // Shown in the order in which its author has it, what was cleared or has disappeared aside.
    const other = pages[1 - index].map(({ id }) => id);
    const order = page.filter(({ id, direction }) => direction === "in" && other.includes(id)).map(({ id }) => id);
    const author = pages[1 - index].filter(({ id, direction }) => direction === "out" && order.includes(id));
    assertEquals(order, author.map(({ id }) => id), "the order of each author is kept");
  }
  for (const [id, message] of mine) if (theirs.has(id)) assertEquals(message, theirs.get(id));
  if (same) assertEquals([...mine.keys()].toSorted(), [...theirs.keys()].toSorted(), "both have the same messages");
  const [one, two] = people.map(({ side }) => side.contact().timer);
  assertEquals(one.agreed, two.agreed);
  assertEquals([one.mine, one.theirs], [two.theirs, two.mine]);
  for (const { side } of people) assertEquals(side.me.history.outbox(), 0);
  assert(cable !== undefined);
}

Deno.test(`TXT-4: whatever both do and whatever happens between them, both see the same in the end (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(deed, fc.boolean()), { minLength: 10, maxLength: 60, size: "max" }),
      fc.boolean(),
      async (all, tidies) => {
        const deeds = all.filter(([one]) => tidies || !TIDYING.has(one.do));
        const world = await World.make();
        const doing: Promise<void>[] = [];
        for (const [one, waits] of deeds) {
          if (ALONE.has(one.do)) await Promise.all(doing.splice(0));
          const done = world.do(one);
          if (waits || ALONE.has(one.do)) await done;
          else doing.push(done);
        }
        await Promise.all(doing);
        // Twice: what the first link brings may be answered on it.
        for (let time = 0; time < 2; time++) await world.connect().settle();
        await check(world, !tidies);
        // And it stays so after a restart of both.
        for (const index of [0, 1]) await world.restart(index);
        await world.connect().settle();
        await check(world, !tidies);
        world.cable?.cut();
        await leave(...world.people.map(({ fake }) => fake));
      },
    ),
    { numRuns: RUNS, seed },
  );
});
