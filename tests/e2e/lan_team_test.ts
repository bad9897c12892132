/** NET-3 NET-8 NET-10: people of one authority who start Parley find each other, with nothing typed, and see who goes. Linux. */
import { assert, assertEquals } from "@std/assert";
import { apiOf } from "../support/api_inside.ts";
import { Person, until } from "../support/node_process.ts";
import { oneWire, OwnMachine, ROUTED, TWO_SUBNETS } from "../support/own_machine.ts";
import { Folders } from "../support/profiles.ts";
import { programCommand } from "../support/program.ts";
import type { DoctorCheck } from "../../ui/api.ts";
import { linkedWith, Team } from "../support/team.ts";

/** Somebody at a machine: the same person as `who`, in a profile of their own, as it was before their first start. */
async function at(machine: OwnMachine, network: string, who: Person, folders: Folders): Promise<Person> {
  const dataDir = folders.path(`${network}-${who.name}`);
  const { success } = await new Deno.Command("cp", { args: ["-r", who.dataDir, dataDir] }).output();
  assert(success);
  const person = new Person(dataDir, who.name, [...machine.command(network), ...programCommand()]);
  return Object.assign(person, { env: who.env, lan: true, listen: undefined, usualPorts: true });
}

const ids = (people: readonly Person[]) => people.map(({ ready }) => ready!.id).sort();

/** Until each of them has a link with all the others, and with nobody else. */
async function untilTogether(people: readonly Person[]): Promise<void> {
  for (const person of people) await untilLinkedWith(person, people.filter((other) => other !== person));
}

async function untilLinkedWith(person: Person, others: readonly Person[]): Promise<void> {
  const names = others.map(({ name }) => name).join(", ");
  const wanted = ids(others).join();
  await until(`${person.name} to be linked with ${names}`, async () => (await linkedWith(person)).join() === wanted);
}

/** Until this was said to all who share the authority, and has arrived. */
async function untilHeard(person: Person, text: string): Promise<void> {
  await until(`${person.name} to have read "${text}"`, async () => {
    return (await person.json<{ text: string }>("history", "#everyone")).some((line) => line.text === text);
  });
}

/** What `parley doctor` finds, by what it looked at; no problem among it. */
async function diagnosis(person: Person): Promise<Record<string, string[]>> {
  const { stdout } = await person.cli(["doctor", "--json"]);
  const checks = stdout.trim().split("\n").map((line): DoctorCheck => JSON.parse(line));
  assertEquals(checks.filter(({ result }) => result === "problem"), []);
  const found: Record<string, string[]> = {};
  for (const { id, finding } of checks) (found[id] ??= []).push(finding);
  return found;
}

Deno.test("NET-3: people with one authority and no address", async (test) => {
  await using folders = new Folders();
  const team = await Team.found(folders);
  const [anna, boris, clara] = [await team.member("Anna"), await team.member("Boris"), await team.member("Clara")];

  await test.step("two on one machine and one on another are linked, and see who leaves, is killed or hangs", async () => {
    await using machine = await OwnMachine.start(oneWire("one", "two"));
    await using a = await at(machine, "one", anna, folders);
    await using b = await at(machine, "two", boris, folders);
    await using c = await at(machine, "one", clara, folders);
    const people = [a, b, c];
    for (const person of people) await person.start();
    await untilTogether(people);
    await b.json("send", "#everyone", "found you", "--wait", "30");
    for (const person of [a, c]) await untilHeard(person, "found you");

    const found = [await diagnosis(a), await diagnosis(b)];
    for (const { multicast, contact, network } of found) {
      assertEquals([multicast, contact, network], [["heard-others"], ["all-linked"], ["same"]]);
    }
    // One of two has dialled the other, or both a third.
    assert(found.flatMap(({ firewall }) => firewall).includes("came-in"));

    await c.stop();
    await untilLinkedWith(a, [b]);
    await b.kill();
    await untilLinkedWith(a, []);
    await until("the doctor to see why", async () => (await diagnosis(a)).contact.join() === "closed,closed");
    await Promise.all([b.start(), c.start()]);
    await untilTogether(people);

    Deno.kill(b.ready!.pid, "SIGSTOP");
    await Promise.all([untilLinkedWith(a, [c]), untilLinkedWith(c, [a])]);
    Deno.kill(b.ready!.pid, "SIGCONT");
    await untilTogether(people);
    const api = await apiOf(a.dataDir, { machine, network: { name: "one", address: "10.77.0.1" } });
    await api.call("settings_set", { lan: false });
    api.close();
    await a.stop();
    await a.start();
    assertEquals((await diagnosis(a)).multicast, ["off"]);

    for (const person of people) {
      await person.stop();
      assertEquals(person.log.split("\n").filter((line) => /Z (?:warn|error) /.test(line)), []);
    }
  });

  await test.step("NET-8: across two subnets they talk through whoever is on both, and are linked where there is a way", async () => {
    await using machine = await OwnMachine.start(TWO_SUBNETS);
    await using a = await at(machine, "left", anna, folders);
    await using b = await at(machine, "middle", boris, folders);
    await using c = await at(machine, "right", clara, folders);
    const people = [a, b, c];
    await Promise.all(people.map((person) => person.start()));
    await untilLinkedWith(b, [a, c]);
    assertEquals([await linkedWith(a), await linkedWith(c)], [ids([b]), ids([b])]);
    await a.json("send", "#everyone", "across");
    await untilHeard(c, "across");

    for (const command of ROUTED) await machine.run("sh", "-c", command);
    await a.stop();
    await a.start();
    await untilTogether(people);
  });
});
