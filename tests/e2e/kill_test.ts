/** TXT-3: whoever is killed with `kill -9` in the middle of a stream of messages, every message arrives exactly once. */
import { assertEquals } from "@std/assert";
import { connectToNode } from "../../ui/server/mod.ts";
import { pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { randomFrom } from "../support/sim_disk.ts";

const MESSAGES = 60;
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

/** @returns the port that the one who is going to be killed must come back on */
async function startPaired(author: Person, reader: Person, killed: Person): Promise<string> {
  await author.start();
  await reader.start();
  await pair(author, reader);
  return String(killed.ready!.port);
}

async function texts(person: Person, peer: string): Promise<string[]> {
  const lines = await person.json<{ text: string }>("history", peer, "--limit", "10000");
  return lines.map(({ text }) => text);
}

for (const victim of ["the reader", "the author"] as const) {
  Deno.test(`every message arrives exactly once although ${victim} is killed again and again (seed ${seed})`, async () => {
    await using folders = new Folders();
    await using author = await folders.person("Anna");
    await using reader = await folders.person("Boris");
    const killed = victim === "the reader" ? reader : author;
    const port = await startPaired(author, reader, killed);
    const next = randomFrom(seed);

    const acknowledged: string[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      const text = `message ${number} ${"·".repeat(Math.floor(next() * 2000))}`;
      const sent = await author.cli(["send", reader.ready!.id, "-", "--json"], text);
      assertEquals(sent.code, 0, sent.stderr);
      acknowledged.push(text);
      if (next() < 0.1) {
        // At once after the acknowledgement: receipts are under way.
        await killed.kill();
        await killed.start("--port", port);
      }
    }
    await until("the last message", async () => (await texts(reader, "Anna")).length >= acknowledged.length);
    assertEquals(await texts(reader, "Anna"), acknowledged);
    assertEquals(await texts(author, "Boris"), acknowledged);
  });
}

const ROUNDS = 4;
const BURST = 200;

/**
 * Send a burst as fast as the program takes it and kill somebody in the middle of it.
 * @returns the texts that were acknowledged; of the others some may have been stored
 */
async function burst(author: Person, conversation: string, first: number, killAfter: number, victim: Person) {
  const client = await connectToNode(author.dataDir);
  if (client === undefined) throw new Error("the author's program does not answer");
  const acknowledged: string[] = [];
  let killed: Promise<void> | undefined;
  const sends = Array.from({ length: BURST }, async (_, index) => {
    const text = `message ${first + index}`;
    try {
      await client.call("send", { conversation, text });
      acknowledged.push(text);
      if (acknowledged.length === killAfter) killed = victim.kill();
    } catch { /* the program was killed before it answered */ }
  });
  await Promise.all(sends);
  await killed;
  client.close();
  return acknowledged;
}

for (const victim of ["the reader", "the author"] as const) {
  Deno.test(`${victim} is killed in the middle of bursts: what was acknowledged arrives, nothing twice (seed ${seed})`, async () => {
    await using folders = new Folders();
    await using author = await folders.person("Anna");
    await using reader = await folders.person("Boris");
    const killed = victim === "the reader" ? reader : author;
    const port = await startPaired(author, reader, killed);
    const next = randomFrom(seed + 1);
    const [contact] = await author.json<{ key: string }>("contacts");
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const killAfter = 1 + Math.floor(next() * (BURST - 1));
      acknowledged.push(...await burst(author, contact.key, round * BURST, killAfter, killed));
      await killed.kill();
      await killed.start("--port", port);
    }
    const sent = await texts(author, "Boris");
    await until("everything the author has", async () => (await texts(reader, "Anna")).length >= sent.length);
    const arrived = await texts(reader, "Anna");
    assertEquals(arrived, sent);
    assertEquals(new Set(arrived).size, arrived.length);
    assertEquals(acknowledged.filter((text) => !arrived.includes(text)), []);
  });
}
