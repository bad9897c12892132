import { assertEquals } from "@std/assert";
import type { Message } from "../../../ui/api.ts";
import { rowsOf } from "../../../ui/web/state/rows.ts";
import { HELD, partAround, STEP } from "../../../ui/web/state/view_window.ts";

const NOON = new Date(2026, 10, 21, 12).getTime();

function message(minute: number, direction: "in" | "out" = "in", kind = "text"): Message {
  const at = NOON + minute * 60_000;
  return {
    id: `m${minute}`,
    cursor: minute,
    conversation: "k",
    direction,
    kind,
    text: "",
    sent_at: at,
    received_at: at,
    status: "received",
    error: null,
  };
}

const shape = (messages: Message[], new_from: number | null = null) =>
  rowsOf(messages, new_from).map((row) =>
    row.kind === "message" ? `${row.first ? "[" : ""}${row.message.cursor}${row.last ? "]" : ""}` : row.kind
  ).join(" ");

Deno.test("messages of one author within minutes form a group, another author or a pause begins a new one", () => {
  assertEquals(
    shape([message(0), message(1), message(2, "out"), message(3), message(20)]),
    "day [0 1] [2] [3] [20]",
  );
});

Deno.test("a new day gets a line with its name, and no group crosses midnight", () => {
  assertEquals(shape([message(719), message(721)]), "day [719] day [721]");
});

Deno.test("the line above the new messages divides a group", () => {
  assertEquals(shape([message(0), message(1), message(2)], 2), "day [0 1] new [2]");
});

Deno.test("an event stands alone between groups", () => {
  assertEquals(shape([message(0), message(1, "in", "event"), message(2)]), "day [0] event [2]");
});

Deno.test("incoming messages are grouped by when they came, not by their author's clock", () => {
  const skewed = { ...message(1), sent_at: NOON - 90 * 86_400_000 };
  assertEquals(shape([message(0), skewed]), "day [0 1]");
});

Deno.test("the part around a message has some older ones above it, and ends where the conversation does", () => {
  const messages = Array.from({ length: 1_000 }, (_, i) => message(i));
  const held = { messages, more: false, newer: false };
  const middle = partAround(held, 400);
  assertEquals([middle.messages.length, middle.messages[0].cursor, middle.more, middle.newer], [
    HELD,
    400 - STEP,
    true,
    true,
  ]);
  assertEquals(partAround(held, 999).messages.at(-1)?.cursor, 999);
  assertEquals([partAround(held, 3).more, partAround(held, 3).messages[0].cursor], [false, 0]);
  const few = { messages: messages.slice(0, 9), more: true, newer: false };
  assertEquals(partAround(few, 4), few);
});

Deno.test("ROOM-2: in a room every author has groups of their own, by when things were written", () => {
  const by = (minute: number, name: string): Message => ({
    ...message(minute),
    conversation: `#${"a".repeat(64)}`,
    from: { key: name, name },
    received_at: NOON + 9 * 86_400_000,
  });
  assertEquals(shape([by(0, "a"), by(1, "a"), by(2, "b"), by(3, "a"), by(20, "a")]), "day [0 1] [2] [3] [20]");
  const rows = rowsOf([by(0, "a"), by(-900, "b"), by(2, "a")], null);
  assertEquals(new Set(rows.map(({ key }) => key)).size, rows.length, "every row has a key of its own");
});
