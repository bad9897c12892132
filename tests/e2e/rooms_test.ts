/** ROOM-1 ROOM-2 ROOM-3 ROOM-4: rooms of whole programs, through kills. */
import { assert, assertEquals } from "@std/assert";
import { linked, pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { Team } from "../support/team.ts";

interface Line {
  readonly id: string;
  readonly from: string;
  readonly kind: string;
  readonly text: string;
  readonly status: string;
  readonly delivered_to?: number | null;
}

async function said(person: Person, room: string): Promise<Line[]> {
  return (await person.json<Line>("history", room, "--limit", "500")).filter(({ kind }) => kind === "text");
}

async function untilAllHave(people: readonly Person[], room: string, texts: readonly string[]): Promise<void> {
  for (const person of people) {
    await until(`${person.name} to have it all`, async () => (await said(person, room)).length >= texts.length);
  }
  const [first, ...others] = await Promise.all(people.map((person) => said(person, room)));
  assertEquals(first.map(({ text }) => text).toSorted(), [...texts].sort());
  for (const other of others) {
    assertEquals(other.map(({ id, text }) => [id, text]), first.map(({ id, text }) => [id, text]));
  }
}

const at = ({ ready }: Person) => ["--peer", `127.0.0.1:${ready!.port}`];

Deno.test("ROOM-1 ROOM-4: a team is in Everyone, and who was killed catches up with whoever is there", async () => {
  await using folders = new Folders();
  const team = await Team.found(folders, true);
  await using anna = await team.member("Anna");
  await using boris = await team.member("Boris");
  await using clara = await team.member("Clara");
  await anna.start();
  await boris.start(...at(anna));
  const { port } = await clara.start(...at(boris));
  await linked(boris, clara);
  const [hello] = await anna.json<Line>("send", "#everyone", "hello", "all", "--wait", "30");
  assertEquals(hello.status, "delivered");
  await until("Clara to hear it", async () => (await said(clara, "#everyone")).length === 1);

  await clara.kill();
  const texts = ["hello all"];
  for (const [index, person] of [anna, boris, anna, boris].entries()) {
    texts.push(`line ${index}`);
    await person.json("send", "#everyone", `line ${index}`);
  }
  await untilAllHave([anna, boris], "#everyone", texts);
  // Acknowledged and told to nobody: it must outlive a power cut.
  await anna.stop();
  await anna.json("send", "#everyone", "written alone");
  texts.push("written alone");
  await clara.start("--port", String(port), ...at(boris));
  await untilAllHave([boris, clara], "#everyone", texts.slice(0, -1));
  await anna.start(...at(clara));
  await untilAllHave([anna, boris, clara], "#everyone", texts);
  const [room] = await clara.json<{ members: number; online: number; everyone: boolean }>("rooms");
  assertEquals([room.members, room.online, room.everyone], [3, 3, true]);
});

Deno.test("ROOM-2 ROOM-3: friends in a private room, one reached only through another, killed while they write", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await using clara = await folders.person("Clara");
  for (const person of [anna, boris, clara]) await person.start();
  await pair(anna, boris);
  await pair(anna, clara);
  await anna.json("rooms", "create", "Trip", "Boris", "Clara");
  for (const person of [boris, clara]) {
    await until(`${person.name} to be invited`, async () => {
      const rooms = await person.json<{ name: string; state: string }>("rooms");
      return rooms.some(({ name, state }) => name === "Trip" && state === "invited");
    });
    await person.json("rooms", "join", "Trip");
  }
  const ready = async (person: Person) => (await person.json<{ members: number }>("rooms"))[0].members === 3;
  for (const person of [anna, boris, clara]) await until("all to be in", () => ready(person));

  const texts: string[] = [];
  for (let index = 0; index < 6; index++) {
    const person = [boris, clara][index % 2];
    texts.push(`line ${index}`);
    await person.json("send", "#Trip", `line ${index}`);
    if (index === 3) {
      await person.kill();
      await person.start();
    }
  }
  await untilAllHave([anna, boris, clara], "#Trip", texts);
  const [last] = (await said(boris, "#Trip")).filter(({ text }) => text === "line 4");
  await until(
    "both others to have it",
    async () => (await said(boris, "#Trip")).find(({ id }) => id === last.id)?.delivered_to === 2,
  );

  await anna.json("rooms", "remove", "#Trip", "Clara");
  await until("Clara to know", async () => (await clara.json<{ state: string }>("rooms"))[0]?.state === "removed");
  const refused = await clara.cli(["send", "#Trip", "and I?", "--json"]);
  assert(refused.code !== 0);
  await boris.json("send", "#Trip", "without her", "--wait", "30");
  assertEquals((await said(clara, "#Trip")).length, texts.length);
});
