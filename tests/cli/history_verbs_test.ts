/** `parley history`: the JSON shape, how much is read, export and clearing. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Message } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, type Handlers, ME, message, NOW, runCommand } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;
const ISO = "2026-01-02T03:04:05.678Z";

/** A conversation of so many messages, paged as the program does it; every fifth is an event. */
function conversation(count: number): Handlers {
  const all: Message[] = Array.from({ length: count }, (_, index) => {
    const cursor = index + 1;
    const change = cursor % 5 === 0 ? { kind: "event", text: "event.paired" } : {};
    return message("17", cursor, `text ${cursor}`, change);
  });
  return {
    history: ({ before = Infinity, after, limit = 50 }) => {
      if (after !== undefined) {
        const newer = all.filter(({ cursor }) => cursor > after);
        return { messages: newer.slice(0, limit), more: after > 0, newer: newer.length > limit };
      }
      const older = all.filter(({ cursor }) => cursor < before);
      return { messages: older.slice(-limit), more: older.length > limit, newer: false };
    },
  };
}

Deno.test("a history line has exactly the fields of the contract", async () => {
  const sent = message("17", 2, "out", { direction: "out", status: "delivered", received_at: NOW + 5 });
  const waiting = message("17", 3, "later", { direction: "out", status: "queued", received_at: null });
  const api = new FakeApi({
    history: () => ({ messages: [message("17", 1, "in\n\u0000ё"), sent, waiting], more: false, newer: false }),
  });
  const ran = await runCommand(["history", "Boris", "--json"], { api });
  assertEquals(ran.code, 0);
  const line = {
    ...{ id: "", peer: "17", from: "17", direction: "in", kind: "text", text: "", sent_at: ISO, error: null },
    ...{ edited_at: null, deleted: false, reply_to: null, forwarded: false, reactions: [] },
  };
  assertEquals(ran.json(), [
    { ...line, id: "0190-1", text: "in\n\u0000ё", received_at: new Date(NOW + 1).toISOString(), status: "received" },
    {
      ...{ ...line, id: "0190-2", from: ME.id, direction: "out", text: "out" },
      ...{ received_at: new Date(NOW + 5).toISOString(), status: "delivered" },
    },
    { ...line, id: "0190-3", from: ME.id, direction: "out", text: "later", received_at: null, status: "queued" },
  ]);
});

Deno.test("history --limit counts messages, not events, over as many pages as it takes", async () => {
  for (const [limit, count] of [[3, 3], [50, 50], [1000, 640]]) {
    const api = new FakeApi(conversation(800));
    const ran = await runCommand(["history", "17", "--limit", String(limit), "--json"], { api });
    const texts = ran.json().map(({ text }) => text);
    assertEquals(texts.length, count);
    assertEquals(texts.at(-1), "text 799");
    assertEquals(new Set(texts).size, count);
  }
});

Deno.test("history --events shows events, too", async () => {
  const ran = await runCommand(["history", "17", "--events", "--json"], { api: new FakeApi(conversation(10)) });
  assertEquals(ran.json().filter(({ kind }) => kind === "event").length, 2);
});

Deno.test("TXT-7: history --search goes on until it has enough or all, in one conversation or in all", async () => {
  const found = (cursor: number, peer = "17") => message(peer, cursor, `hit ${cursor}`);
  const handlers: Handlers = {
    search: ({ after, limit = 30 }) =>
      after === undefined
        ? { messages: [found(9), found(8, "18")].slice(0, limit), next: "8" }
        : after === "8"
        ? { messages: [], next: "5" }
        : { messages: [found(4)], next: null },
  };
  const api = new FakeApi(handlers);
  const ran = await runCommand(["history", "17", "--json", "--search", "при вет"], { api });
  assertEquals(ran.json().map(({ text }) => text), ["hit 4", "hit 8", "hit 9"]);
  assertEquals(api.asked("search").map(({ text, conversation, after }) => [text, conversation, after]), [
    ["при вет", KEY, undefined],
    ["при вет", KEY, "8"],
    ["при вет", KEY, "5"],
  ]);
  const two = await runCommand(["history", "--all", "--json", "--search", "x", "--limit", "2"], {
    api: new FakeApi(handlers),
  });
  assertEquals(two.json().map(({ text, peer }) => [text, peer]), [["hit 8", "18"], ["hit 9", "17"]]);
  const read = await runCommand(["history", "--all", "--search", "x"], { api: new FakeApi(handlers) });
  assertEquals(read.stdout.slice(1).map((line) => line.replace(/^.*?(?=Boris|Клара)/, "")), [
    "Boris:",
    "Boris: hit 4",
    "Клара:",
    "Клара: hit 8",
    "Boris:",
    "Boris: hit 9",
  ]);
});

Deno.test("history for people has one line per message, harmless, with day and time", async () => {
  const api = new FakeApi({
    history: () => ({
      messages: [message("17", 1, "hi\x1b[2J\nthere"), message("17", 2, "x", { direction: "out", status: "read" })],
      more: false,
      newer: false,
    }),
  });
  const { stdout } = await runCommand(["history", "17"], { api });
  assertMatch(stdout[0], /^— 2026-01-0\d —$/);
  assertMatch(stdout[1], /^ {3}\d\d:\d\d Boris: hi␛\[2J$/);
  assertMatch(stdout[2], /^ +there$/);
  assertMatch(stdout[3], /^✓✓ \d\d:\d\d me: x$/);
});

Deno.test("history export gives every message once, oldest first, whatever its length", async () => {
  for (const count of [0, 1, 199, 200, 201, 1003]) {
    const ran = await runCommand(["history", "export", "17"], { api: new FakeApi(conversation(count)) });
    const expected = Array.from({ length: count }, (_, index) => index + 1).filter((cursor) => cursor % 5 !== 0);
    assertEquals(ran.json().map(({ text }) => text), expected.map((cursor) => `text ${cursor}`));
  }
});

Deno.test("TXT-8: history export --format prints a document or writes a new file, never over another one", async () => {
  const page = await runCommand(["history", "export", "17", "--format", "html"], { api: new FakeApi(conversation(3)) });
  assertEquals([page.code, page.stdout[0], page.stdout.at(-1)], [0, "<!doctype html>", "</body></html>"]);
  const path = await Deno.makeTempFile();
  const args = ["history", "export", "17", "--format", "json", "--out"];
  const there = await runCommand([...args, path], { api: new FakeApi(conversation(3)) });
  assertEquals(there.code, 1);
  assertStringIncludes(there.stderr.join("\n"), "exists already");
  assertEquals(await Deno.readTextFile(path), "");
  await Deno.remove(path);
  const written = await runCommand([...args, path], { api: new FakeApi(conversation(301)) });
  assertEquals([written.code, written.stdout], [0, []]);
  const document = JSON.parse(await Deno.readTextFile(path));
  assertEquals(document.conversations[0].messages.length, 241);
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  await Deno.remove(path);
  const failing = new FakeApi({
    history: ({ after }) => {
      if (after !== undefined) throw new FakeApiError("storage", "the disk");
      return { messages: [message("17", 9, "x")], more: false, newer: false };
    },
  });
  assertEquals((await runCommand([...args, path], { api: failing })).code, 1);
  assertEquals(await Deno.stat(path).then(() => "there", () => "gone"), "gone", "half a file does not stay");
  for (
    const wrong of [["export", "17", "--format", "pdf"], ["export"], ["export", "17", "--all"], ["17", "--out", "x"], [
      "--all",
    ]]
  ) {
    assertEquals((await runCommand(["history", ...wrong], { api: new FakeApi() })).code, 2, wrong.join(" "));
  }
});

Deno.test("history clear needs somebody or --all, never both", async () => {
  const api = () => new FakeApi({ clear_history: () => ({ removed: 4 }) });
  const one = await runCommand(["history", "clear", "Boris", "--json"], { api: api() });
  assertEquals([one.json(), one.api.asked("clear_history")], [[{ removed: 4 }], [{ conversation: KEY }]]);
  const all = await runCommand(["history", "clear", "--all"], { api: api() });
  assertEquals([all.code, all.api.asked("clear_history")], [0, [{}]]);
  const both = await runCommand(["history", "clear", "Boris", "--all"], { api: api() });
  assertEquals([both.code, both.api.asked("clear_history")], [2, []]);
  const neither = await runCommand(["history", "clear"], { api: api() });
  assertEquals([neither.code, neither.api.calls], [2, []]);
});
