/** FILE-4 FILE-5: a line that loses packets, a cable that is pulled, connections that break. Linux. */
import { assert, assertEquals } from "@std/assert";
import { hashOf, MIB, randomFile } from "../support/contents.ts";
import { two } from "../support/files_side.ts";
import { badLine, FAR, NEAR, OwnMachine, TWO_NETWORKS } from "../support/own_machine.ts";
import { Folders } from "../support/profiles.ts";

const SIZE = 40 * MIB;
const MEGABITS = 100;
/** One packet in so many is lost each way. */
const LOST = 50;

Deno.test("FILE-4: on a line that loses packets, is cut and breaks, it arrives whole, and messages with it", async () => {
  await using folders = new Folders();
  await using machine = await OwnMachine.start([...TWO_NETWORKS, ...badLine(MEGABITS, LOST)]);
  await using people = await two(folders, { anna: { machine, network: NEAR }, boris: { machine, network: FAR } });
  const { anna, boris } = people;
  const hash = await randomFile(folders.path("film.bin"), SIZE);
  const [{ id }] = await anna.offer(folders.path("film.bin"));
  await boris.take(id);

  const part = (share: number) => boris.until(id, "its next part", ({ done }) => done >= SIZE * share);
  const cable = (state: "up" | "down") => machine.run("ip", "-n", NEAR.name, "link", "set", NEAR.device, state);
  await part(0.1);
  await cable("down");
  const sent = await anna.person.cli(["send", "Boris", "while the cable is out"]);
  assertEquals(sent.code, 0, sent.stderr);
  await cable("up");

  for (const share of [0.3, 0.5, 0.7]) {
    await part(share);
    // Every connection between them ends at once, as when a router forgets them.
    const broken = await machine.run("ip", "netns", "exec", NEAR.name, "ss", "-K", "dst", FAR.address);
    assert(broken.includes(FAR.address), "there was something to break");
  }
  const [, arrived] = await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
  assertEquals(await hashOf(arrived.path!), hash);
  const [last] = (await boris.person.json<{ text: string; kind: string }>("history", "Anna"))
    .filter(({ kind }) => kind === "text");
  assertEquals(last.text, "while the cable is out");
});
