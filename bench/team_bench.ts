/**
 * A team in Everyone, each a whole program of their own, on one machine (ROOM-5): time until all are linked, until messages
 * by everybody have reached everybody, and memory. BENCH_ROOM_NODES and BENCH_ROOM_MESSAGES change how many.
 */
import { createLeaf, createRoot, newPeerId, saveIdentity } from "../crypto/mod.ts";
import { newContentKeys, newRsaKey, publicPem } from "../crypto/keys.ts";
import { Person } from "../tests/support/node_process.ts";
import { type ApiClient, connectToNode } from "../ui/server/client.ts";
import { run } from "./peers/processes.ts";
import { percentile, printTable } from "./support.ts";

const NODES = Number(Deno.env.get("BENCH_ROOM_NODES") ?? 30);
const MESSAGES = Number(Deno.env.get("BENCH_ROOM_MESSAGES") ?? 1_000);
/** Milliseconds any part may take. */
const DEADLINE = 15 * 60_000;
/** Whom each is told of at its start; the others they hear of from these. */
const TOLD = 3;
const MIB = 1024 * 1024;
/** Bits of RSA keys: how long making them takes is nothing about rooms. */
const BITS = 2048;

interface Node {
  readonly person: Person;
  readonly client: ApiClient;
}

const folder = await Deno.makeTempDir({ prefix: "parley-bench-rooms-" });
const nodes: Node[] = [];
try {
  await measure();
} finally {
  await Promise.all(nodes.map(async ({ person, client }) => {
    client.close();
    await person.stop();
  }));
  await Deno.remove(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const people = await team();
  const started = performance.now();
  for (const person of people) nodes.push(await startNode(person));
  const up = performance.now();
  await until("all to be linked", async () => (await each(linksOf)).every((links) => links === NODES - 1));
  const linked = performance.now();
  await until("all to be in the room", async () => (await each(membersOf)).every((members) => members === NODES));
  const together = performance.now();
  const idle = await each(({ person }) => residentBytes(person));
  const room = (await nodes[0].client.call("rooms", {}))[0].key;
  const cpu = await cpuSeconds();
  const begun = performance.now();
  await Promise.all(nodes.map(({ client }, node) => write(client, room, node)));
  const written = performance.now();
  await until(
    "all to have all",
    async () => (await each((node) => saidIn(node, room))).every((count) => count === MESSAGES),
  );
  const delivered = performance.now();
  const busy = await cpuSeconds() - cpu;
  const ids = new Set(await each(async ({ client }) => (await all(client, room)).join()));
  const after = await each(({ person }) => residentBytes(person));
  const deliveries = MESSAGES * (NODES - 1);
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
  printTable(`${NODES} whole programs on one machine, ${MESSAGES.toLocaleString("en")} messages to Everyone`, [
    { what: "all started, one after the other", measured: seconds(started, up) },
    { what: `all ${NODES * (NODES - 1) / 2} links, from ${TOLD} addresses each`, measured: seconds(up, linked) },
    { what: "all know of all in the room", measured: seconds(linked, together) },
    { what: "all written and on their authors' disks", measured: seconds(begun, written) },
    { what: "all delivered to all", measured: seconds(begun, delivered) },
    { what: "deliveries a second, all together", measured: (deliveries / (delivered - begun) * 1000).toFixed(0) },
    { what: "processor per delivery", measured: `${(busy / deliveries * 1000).toFixed(2)} ms` },
    { what: "memory of a node, median, before and after", measured: `${mib(idle)} and ${mib(after)} MiB` },
    { what: "different histories", measured: String(ids.size), aim: ids.size === 1 ? "aim 1: met" : "aim 1: NOT met" },
  ]);
}

/** Certificates of one authority, each in a profile that was never started. */
async function team(): Promise<Person[]> {
  const now = new Date();
  const rootKey = await newRsaKey(BITS);
  const root = (await createRoot({ name: "Bench", key: rootKey, now })).certificate;
  const people: Person[] = [];
  for (let index = 0; index < NODES; index++) {
    const [name, leafKey, content] = [`Node ${index}`, await newRsaKey(BITS), await newContentKeys()];
    const id = newPeerId(new Set());
    const leaf = (await createLeaf({ root, rootKey, id, name, publicKeyPem: publicPem(leafKey), now })).certificate;
    const dir = `${folder}/${index}`;
    await saveIdentity(dir, { id, name, leaf, leafKey, root, ...content });
    people.push(new Person(dir, name));
  }
  return people;
}

async function startNode(person: Person): Promise<Node> {
  const known = Array.from({ length: Math.min(TOLD, nodes.length) }, (_, index) => nodes[nodes.length - 1 - index]);
  await person.start(...known.flatMap((one) => ["--peer", `127.0.0.1:${one.person.ready!.port}`]));
  const client = await connectToNode(person.dataDir);
  if (client === undefined) throw new Error(`"${person.name}" does not answer`);
  return { person, client };
}

async function write(client: ApiClient, room: string, node: number): Promise<void> {
  const own = Math.floor(MESSAGES / NODES) + (node < MESSAGES % NODES ? 1 : 0);
  for (let index = 0; index < own; index++) {
    await client.call("send", { conversation: room, text: `${node} says ${index}` });
  }
}

function each<T>(ask: (node: Node) => Promise<T>): Promise<T[]> {
  return Promise.all(nodes.map(ask));
}

async function linksOf({ client }: Node): Promise<number> {
  return (await client.call("status", {})).links.length;
}

async function membersOf({ client }: Node): Promise<number> {
  return (await client.call("rooms", {}))[0]?.members ?? 0;
}

async function saidIn({ client }: Node, room: string): Promise<number> {
  return (await all(client, room)).length;
}

/** Ids of what was said, in order. */
async function all(client: ApiClient, conversation: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0;;) {
    const { messages, newer } = await client.call("history", { conversation, after, limit: 500 });
    ids.push(...messages.filter(({ kind }) => kind === "text").map(({ id }) => id));
    if (!newer) return ids;
    after = messages.at(-1)!.cursor;
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`waiting for ${what}: not within ${DEADLINE} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function residentBytes({ ready }: Person): Promise<number> {
  const line = await run("grep", ["VmRSS", `/proc/${ready!.pid}/status`]);
  return Number(/\d+/.exec(line)![0]) * 1024;
}

/** Of all nodes together, since their start. */
async function cpuSeconds(): Promise<number> {
  const ticks = await each(async ({ person }) => {
    const fields = (await run("cat", [`/proc/${person.ready!.pid}/stat`])).split(") ")[1].split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

function mib(bytes: readonly number[]): string {
  return (percentile(bytes, 0.5) / MIB).toFixed(0);
}
