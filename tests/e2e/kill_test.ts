/** TXT-3: whoever is killed with `kill -9` in the middle of a stream of messages, every message arrives exactly once. */
import { assertEquals } from "@std/assert";
import { pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

const MESSAGES = 60;
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

/** mulberry32: a printed seed makes a failure repeatable. */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
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
    await author.start();
    await reader.start();
    await pair(author, reader);
    const ports = { author: String(author.ready!.port), reader: String(reader.ready!.port) };
    const next = random(seed);

    const acknowledged: string[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      const text = `message ${number} ${"·".repeat(Math.floor(next() * 2000))}`;
      const sent = await author.cli(["send", reader.ready!.id, "-", "--json"], text);
      assertEquals(sent.code, 0, sent.stderr);
      acknowledged.push(text);
      if (next() < 0.1) {
        const [person, port] = victim === "the reader" ? [reader, ports.reader] : [author, ports.author];
        // At once after the acknowledgement: delivery is in full flight.
        await person.kill();
        await person.start("--port", port);
      }
    }
    await until("the last message", async () => (await texts(reader, "Anna")).length >= acknowledged.length);
    assertEquals(await texts(reader, "Anna"), acknowledged);
    assertEquals(await texts(author, "Boris"), acknowledged);
  });
}
