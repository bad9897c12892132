/** NET-1 NET-2 TXT-1 TXT-2 CLI-2: two people, driven only by the command line and its JSON. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { pair, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

interface Line {
  id: string;
  peer: string;
  from: string;
  direction: "in" | "out";
  kind: string;
  text: string;
  sent_at: string;
  received_at: string | null;
  status: string;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

Deno.test("two people pair by invite, talk both ways and see each message delivered", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);

  const texts = ["Привет, Борис!", "two\nlines\tand a tab", "👩‍👩‍👧‍👦 ‮rtl‬ \u0000 zero", "x".repeat(100_000) + "ё"];
  for (const text of texts) {
    const sent = await boris.cli(["send", anna.ready!.id, "-", "--wait", "30", "--json"], text);
    assertEquals(sent.code, 0, sent.stderr);
    assertEquals(JSON.parse(sent.stdout).status, "delivered");
  }
  const [back] = await anna.json<{ status: string }>("send", "Boris", "и", "тебе", "--wait", "30");
  assertEquals(back.status, "delivered");

  const seen = await anna.json<Line>("history", boris.ready!.id);
  assertEquals(seen.map(({ direction, text }) => [direction, text]), [
    ...texts.map((text) => ["in", text]),
    ["out", "и тебе"],
  ]);
  for (const line of seen) {
    assertEquals(line.peer, boris.ready!.id);
    assertEquals(line.from, line.direction === "in" ? boris.ready!.id : anna.ready!.id);
    assertEquals(line.kind, "text");
    assertMatch(line.sent_at, ISO);
    assertMatch(line.received_at!, ISO);
  }
  const own = await boris.json<Line>("history", "Anna");
  assertEquals(own.map(({ id }) => id), seen.map(({ id }) => id));
  assertEquals(own.slice(0, -1).map(({ status }) => status), texts.map(() => "delivered"));
});

Deno.test("a message to somebody absent waits on disk, also through a restart, and arrives when they come", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const port = String(boris.ready!.port);
  await boris.stop();

  const [queued] = await anna.json<{ status: string }>("send", "Boris", "while you were away");
  assertEquals(queued.status, "queued");
  await anna.stop();
  const [offline] = await anna.json<{ status: string }>("send", "Boris", "written with no program running");
  assertEquals(offline.status, "queued");
  const [status] = await anna.json<{ outbox: number; links: unknown[] }>("status");
  assertEquals([status.outbox, status.links.length], [2, 0]);

  await anna.start();
  await boris.start("--port", port);
  await until("both messages to arrive", async () => (await boris.json("history", "Anna")).length === 2);
  const lines = await boris.json<Line>("history", "Anna");
  assertEquals(lines.map(({ text }) => text), ["while you were away", "written with no program running"]);
  await until(
    "the receipt",
    async () => (await anna.json<Line>("history", "Boris")).every(({ status }) => status === "delivered"),
  );
});

Deno.test("status tells a script everything of the contract", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const ready = await anna.start();
  const [status] = await anna.json<Record<string, unknown>>("status");
  assertEquals(status.id, ready.id);
  assertEquals(status.name, "Anna");
  assertMatch(String(status.fingerprint), /^[0-9a-f]{64}$/);
  assertEquals(status.port, ready.port);
  assert(Array.isArray(status.addresses));
  assertMatch(String(status.ui_url), /^http:\/\/127\.0\.0\.1:\d+\//);
  assertEquals(status.links, []);
  assertEquals(status.outbox, 0);
});
