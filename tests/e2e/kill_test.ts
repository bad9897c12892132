/** TXT-3: whoever is killed with `kill -9` in the middle of a stream of messages, every message arrives exactly once. */
import { assert, assertEquals } from "@std/assert";
import { ApiCallError } from "../../ui/server/mod.ts";
import { apiOf } from "../support/api_inside.ts";
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

/** Key of the conversation with the one contact there is; commands call people by their names and ids. */
async function onlyContact(person: Person): Promise<string> {
  const api = await apiOf(person.dataDir);
  try {
    const [{ key }] = await api.call("contacts", {});
    return key;
  } finally {
    api.close();
  }
}

/** Returns at once when it is acknowledged: a command of its own would take its time to end. */
async function say(person: Person, conversation: string, text: string): Promise<void> {
  const api = await apiOf(person.dataDir);
  try {
    await api.call("send", { conversation, text });
  } finally {
    api.close();
  }
}

for (const victim of ["the reader", "the author"] as const) {
  Deno.test(`every message arrives exactly once although ${victim} is killed again and again (seed ${seed})`, async () => {
    await using folders = new Folders();
    await using author = await folders.person("Anna");
    await using reader = await folders.person("Boris");
    const killed = victim === "the reader" ? reader : author;
    const port = await startPaired(author, reader, killed);
    const next = randomFrom(seed);
    const key = await onlyContact(author);

    const acknowledged: string[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      const text = `message ${number} ${"·".repeat(Math.floor(next() * 2000))}`;
      await say(author, key, text);
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
/** At once; the program hears no more than 64 who have not said yet who they are. */
const WRITERS = 32;

/**
 * Send a burst as fast as the program takes it and kill somebody in the middle of it.
 * @returns the texts that were acknowledged; of the others some may have been stored
 */
async function burst(author: Person, conversation: string, first: number, killAfter: number, victim: Person) {
  const client = await apiOf(author.dataDir);
  const acknowledged: string[] = [];
  let killed: Promise<void> | undefined;
  let number = first;
  const write = async () => {
    while (number < first + BURST) {
      const text = `message ${number++}`;
      try {
        await client.call("send", { conversation, text });
      } catch (error) {
        if (victim === author && error instanceof ApiCallError && error.code === "internal") return; // it was killed
        throw error;
      }
      acknowledged.push(text);
      if (acknowledged.length === killAfter) killed = victim.kill();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  client.close();
  assert(killed !== undefined, `${acknowledged.length} of ${BURST} were acknowledged, no kill in the middle`);
  await killed;
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
    const key = await onlyContact(author);
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const killAfter = 1 + Math.floor(next() * (BURST - 1));
      acknowledged.push(...await burst(author, key, round * BURST, killAfter, killed));
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
