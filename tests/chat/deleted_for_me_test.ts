/** TXT-4: deleting for oneself changes nothing for the other side, whatever is on its way just then. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { connect, fakePerson } from "../support/fake_network.ts";
import { friends, leave, refused, Side } from "../support/talk.ts";

const RUNS = Number(Deno.env.get("PARLEY_RUNS") ?? 12);
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Int32Array(1))[0]);

Deno.test("TXT-4: what was waiting when it was deleted for me still arrives, with its edits, also after a restart", async () => {
  const people = await friends();
  let anna = new Side(people[0], people[1]);
  const boris = new Side(people[1], people[0]);
  const { id } = await anna.send("a secrt");
  await anna.edit(id, "a secret");
  await anna.delete(id, "me");
  assertEquals([await anna.texts(), anna.me.history.outbox()], [[], 2]);
  for (
    const again of [() => anna.edit(id, "no"), () => anna.delete(id), () => anna.cancel(id), () => anna.react(id, "👍")]
  ) {
    await refused("not-found", again);
  }
  await people[0].messenger.stop();
  people[0] = await fakePerson("Anna", "17", {}, people[0].history);
  anna = new Side(people[0], people[1]);
  assertEquals([await anna.texts(), anna.contact().last?.kind], [[], "event"]);
  const answer = await anna.send("and this", { reply_to: id });
  assertEquals(answer.reply, { id });
  const cable = connect(...people);
  await cable.settle();
  assertEquals([await boris.texts(), await anna.texts()], [["a secret", "and this"], ["and this"]]);
  await boris.react(id, "👍");
  await cable.settle();
  assertEquals([await anna.texts(), anna.me.history.outbox()], [["and this"], 0]);
  assertEquals((await anna.me.messenger.call("search", { text: "secret" })).messages, []);
  cable.cut();
  await leave(...people);
});

const deed = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: "send" as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("forget" as const), which: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("connect" as const), after: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.constant({ do: "cut" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("restart" as const), who: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("keep" as const), kept: fc.boolean() }) },
);

Deno.test(`TXT-4: whatever breaks, one side deletes for itself alone and the other gets everything (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(deed, fc.boolean()), { minLength: 5, maxLength: 40 }), async (deeds) => {
      const people = await friends();
      const names = people.map(({ name, ref }) => [name, ref.id] as const);
      let cable = connect(...people);
      let anna = new Side(people[0], people[1]);
      let kept = true;
      const shown: string[] = [];
      let sent = 0;
      for (const [one, settles] of deeds) {
        if (one.do === "send") {
          const text = `${++sent}`;
          shown.push(text);
          await anna.send(text);
        } else if (one.do === "forget") {
          const gone = (await anna.page()).at(-1 - one.which);
          if (gone === undefined) continue;
          await anna.delete(gone.id, "me");
          shown.splice(shown.indexOf(gone.text), 1);
        } else if (one.do === "connect") {
          cable.cut();
          let left = one.after;
          cable = connect(people[0], people[1], () => left-- > 0);
        } else if (one.do === "cut") cable.cut();
        else if (one.do === "keep") {
          kept = one.kept;
          const { options } = anna.contact();
          await anna.me.messenger.call("contact_options", {
            conversation: anna.key,
            options: { ...options, keep_history: kept },
          });
        } else if (kept || one.who === 1) {
          // What is not kept and not delivered goes with the program: that is another promise.
          cable.cut();
          await people[one.who].messenger.stop();
          people[one.who] = await fakePerson(...names[one.who], {}, people[one.who].history);
          anna = new Side(people[0], people[1]);
        }
        if (settles) await cable.settle();
        assertEquals(await anna.texts(), shown);
      }
      cable.cut();
      cable = connect(...people);
      await cable.settle();
      assertEquals(await anna.texts(), shown);
      const boris = new Side(people[1], people[0]);
      assertEquals(await boris.texts(), Array.from({ length: sent }, (_, index) => `${index + 1}`));
      assertEquals(anna.me.history.outbox(), 0);
      cable.cut();
      await leave(...people);
    }),
    { numRuns: RUNS, seed },
  );
});
