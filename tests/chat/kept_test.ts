/** TXT-8: between two people one of whom keeps no history, nothing is lost that was not acknowledged, and nothing comes twice. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { peerKey } from "../../chat/mod.ts";
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { befriend, type Cable, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";
import { SimDisk } from "../support/sim_disk.ts";

/** Somebody whose program can die and start again. */
class Mortal {
  disk = new SimDisk();
  person!: FakePerson;
  /** Texts that were shown, over all lives. */
  readonly shown: string[] = [];
  /** Own messages that were told to be delivered. */
  readonly delivered = new Set<string>();

  constructor(readonly name: string, readonly id: string) {}

  async start(): Promise<void> {
    this.person = await fakePerson(this.name, this.id, {}, await openOn(this.disk));
    this.person.messenger.subscribe((event) => {
      if (event.type === "message" && event.message.direction === "in" && event.message.kind === "text") {
        this.shown.push(event.message.text);
      }
    });
  }

  async die(): Promise<void> {
    const dead = this.person;
    this.disk = this.disk.afterKill();
    await dead.messenger.stop();
    await dead.history.close();
    await this.start();
  }

  async texts(other: Mortal): Promise<string[]> {
    const conversation = peerKey(other.person.ref);
    const { messages } = await this.person.messenger.call("history", { conversation, limit: 500 });
    for (const { direction, status, text } of messages) {
      if (direction === "out" && status === "delivered") this.delivered.add(text);
    }
    return messages.filter(({ kind }) => kind === "text").map(({ text }) => text);
  }
}

async function openOn(files: SimDisk): Promise<History> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files });
  return openHistory(db, { newStream: () => crypto.randomUUID().replaceAll("-", "") });
}

type Step = "anna says" | "boris says" | "plug" | "pull" | "anna dies" | "boris dies" | "box on" | "box off";
const steps = fc.array(
  fc.constantFrom<Step>(
    "anna says",
    "boris says",
    "anna says",
    "boris says",
    "plug",
    "pull",
    "anna dies",
    "boris dies",
    "box on",
    "box off",
  ),
  { minLength: 3, maxLength: 25 },
);

async function run(steps: readonly Step[], everSecond: boolean): Promise<void> {
  const [anna, boris] = [new Mortal("Anna", "17"), new Mortal("Boris", "4")];
  await anna.start();
  await boris.start();
  await befriend(anna.person, boris.person);
  const keep = (mortal: Mortal, other: Mortal, keep_history: boolean) =>
    mortal.person.messenger.call("contact_options", {
      conversation: peerKey(other.person.ref),
      options: { keep_history },
    });
  await keep(boris, anna, false);
  if (everSecond) await keep(anna, boris, false);
  let cable: Cable | undefined;
  let serial = 0;
  const [fromAnna, fromBoris]: string[][] = [[], []];
  const pull = () => {
    cable?.cut();
    cable = undefined;
  };
  const plug = async () => {
    cable ??= connect(anna.person, boris.person);
    await cable.settle();
  };
  const say = async (from: Mortal, to: Mortal, log: string[]) => {
    const text = `${from.name} ${++serial}`;
    log.push(text);
    await from.person.messenger.call("send", { conversation: peerKey(to.person.ref), text });
    await cable?.settle();
  };
  for (const step of steps) {
    if (step === "anna says") await say(anna, boris, fromAnna);
    else if (step === "boris says") await say(boris, anna, fromBoris);
    else if (step === "plug") await plug();
    else if (step === "pull") pull();
    else if (step === "box on" || step === "box off") await keep(boris, anna, step === "box on");
    else {
      await boris.texts(anna);
      await anna.texts(boris);
      pull();
      await (step === "anna dies" ? anna : boris).die();
    }
  }
  pull();
  await plug();
  await plug();
  const [annaHas, borisHas] = [await anna.texts(boris), await boris.texts(anna)];
  for (const has of [annaHas, borisHas]) assertEquals(has.length, new Set(has).size, "nothing twice");
  for (const [mortal, log, reader] of [[anna, fromAnna, boris], [boris, fromBoris, anna]] as const) {
    for (const text of mortal.delivered) assert(reader.shown.includes(text), `${text} was called delivered`);
    const has = mortal === anna ? annaHas : borisHas;
    // What its author has still, its reader was shown; what a death took before that is nowhere.
    for (const text of log) if (has.includes(text)) assert(reader.shown.includes(text), `${text} arrives`);
    assertEquals(reader.shown.length, new Set(reader.shown).size, "nothing is shown twice");
  }
  if (!everSecond) assertEquals(fromAnna.filter((text) => !boris.shown.includes(text)), [], "Anna keeps all she says");
  for (const mortal of [anna, boris]) {
    await mortal.person.messenger.stop();
    await mortal.person.history.close();
  }
}

for (const both of [false, true]) {
  Deno.test(`TXT-8: ${both ? "both keep" : "one keeps"} no history: cables, deaths and the box in any order`, async () => {
    await fc.assert(fc.asyncProperty(steps, (steps) => run(steps, both)), { numRuns: 25 });
  });
}
