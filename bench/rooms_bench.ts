/**
 * What it costs to spread messages in a room, and how that grows with its members: the real spreading, simulated links
 * (1–40 ms, each member linked with about 20 others) and a virtual clock, so that the numbers are those of the protocol and the same on every
 * machine. BENCH_ROOM_MESSAGES changes how many messages are counted.
 */
import { RoomSimulation, type SimulatedNode, type SimulationOptions } from "../tests/support/room_simulation.ts";
import { percentile, printTable, type Row, verdict } from "./support.ts";

const SIZES = [10, 100, 1_000];
const MESSAGES = Number(Deno.env.get("BENCH_ROOM_MESSAGES") ?? 100);
/** Messages before those that are counted: the tree is made by them. */
const WARM_UP = 20;
const EVERY = 1_000;
const MINUTE = 60_000;

interface Cost {
  readonly events: number;
  readonly others: number;
  readonly bytes: number;
  readonly redundancy: number;
  readonly delays: readonly number[];
}

function costOf(room: RoomSimulation): Cost {
  const { events, ...others } = room.contents;
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);
  return {
    events: events / room.delivered,
    others: sum(others) / room.delivered,
    bytes: sum(room.bytes) / room.delivered,
    redundancy: room.carried / room.delivered,
    delays: [...room.delays],
  };
}

/** @param churn one of ten members is away at any time */
async function talk(room: RoomSimulation, messages: number, churn: boolean): Promise<void> {
  const away: (() => void)[] = [];
  const linked = (): SimulatedNode => {
    const node = room.nodes[Math.floor(room.random() * room.nodes.length)];
    return node.links.size > 0 ? node : linked();
  };
  for (let count = 0; count < messages; count++) {
    room.say(linked());
    if (churn && count % 4 === 0) away.push(room.leave(linked()));
    if (away.length > room.nodes.length / 10) away.shift()!();
    await room.run(EVERY);
  }
  for (const comeBack of away) comeBack();
}

async function measure(options: SimulationOptions, churn = false): Promise<Cost> {
  const room = new RoomSimulation(options);
  room.linkAll();
  await room.run(3_000);
  await talk(room, WARM_UP, false);
  await room.run(3_000);
  room.reset();
  await talk(room, MESSAGES, churn);
  if (await room.settle(5 * MINUTE) === undefined) throw new Error(`${room.missing()} messages never came`);
  const cost = costOf(room);
  room.stop();
  return cost;
}

function rows(nodes: number, { events, others, bytes, redundancy, delays }: Cost): Row[] {
  const seconds = [0.5, 0.99, 1].map((share) => `${(percentile(delays, share) / 1000).toFixed(2)} s`).join(" · ");
  return [
    { what: `${nodes} members: contents with events, per delivery`, measured: events.toFixed(3) },
    { what: "  other contents, per delivery", measured: others.toFixed(2) },
    { what: "  bytes per member and message", measured: bytes.toFixed(0) },
    { what: "  times each event comes", measured: redundancy.toFixed(3), aim: verdict(redundancy < 1.5, "under 1.5") },
    { what: "  virtual time until a member has it, p50 · p99 · all", measured: seconds },
  ];
}

async function table(title: string, options: Partial<SimulationOptions>, churn = false): Promise<void> {
  const all: Row[] = [];
  for (const nodes of SIZES) all.push(...rows(nodes, await measure({ ...options, nodes }, churn)));
  printTable(title, all);
}

/** Two halves are apart for a minute and write 60 messages. */
async function halves(nodes: number): Promise<Row> {
  const room = new RoomSimulation({ nodes });
  room.linkAll();
  await room.run(3_000);
  const cut = room.nodes.flatMap((one) =>
    [...one.links.values()].filter((other) => one.index % 2 === 0 && other.index % 2 === 1).map((other) => [one, other])
  );
  for (const [one, other] of cut) room.unlink(one, other);
  await talk(room, 60, false);
  room.reset();
  for (const [one, other] of cut) room.link(one, other);
  const took = await room.settle(5 * MINUTE);
  const { redundancy } = costOf(room);
  room.stop();
  return {
    what: `${nodes} members, two halves apart for a minute, until all is with all; times each event comes`,
    measured: `${((took ?? NaN) / 1000).toFixed(1)} s · ${redundancy.toFixed(2)}`,
  };
}

/** One member was away for 10,000 messages. @param links of the others, whom it comes back to */
async function absence(others: number): Promise<Row> {
  const room = new RoomSimulation({ nodes: others + 1 });
  room.linkAll();
  await room.run(3_000);
  const comeBack = room.leave(room.nodes[0]);
  for (let count = 0; count < 500; count++) {
    room.say(room.nodes[1 + count % others], 20);
    await room.run(50);
  }
  await room.settle(MINUTE, room.nodes.slice(1));
  room.reset();
  comeBack();
  const took = await room.settle(MINUTE, [room.nodes[0]]);
  const { redundancy, events, others: control } = costOf(room);
  const contents = ((events + control) * room.delivered).toFixed(0);
  room.stop();
  return {
    what: `10,000 messages, back to ${others} linked members; contents, times each event comes`,
    measured: `${((took ?? NaN) / 1000).toFixed(1)} s · ${contents} · ${redundancy.toFixed(3)}`,
  };
}

/** Everybody has written something alone, and all are linked with all at once: a team that comes to work. */
async function meeting(nodes: number): Promise<Row> {
  const room = new RoomSimulation({ nodes, links: nodes });
  for (const node of room.nodes) room.say(node);
  room.linkAll();
  const took = await room.settle(5 * MINUTE);
  const { redundancy } = costOf(room);
  room.stop();
  return {
    what: `${nodes} who all wrote one message alone meet at once, until all is with all; times each event comes`,
    measured: `${((took ?? NaN) / 1000).toFixed(1)} s · ${redundancy.toFixed(2)}`,
  };
}

await table(`${MESSAGES} messages, one a second`, {});
await table(
  "The same, 5 % of contents lost, one of ten members away (delays count their absence)",
  { loss: 0.05 },
  true,
);
const told = [10, 100];
const receipts: Row[] = [];
for (const nodes of told) receipts.push(...rows(nodes, await measure({ nodes, receipts: true })));
printTable("With who has what told to authors", receipts);
printTable("Catching up", [
  ...[await absence(1), await absence(20), await halves(100), await halves(1_000)],
  ...[await meeting(10), await meeting(30), await meeting(100)],
]);
