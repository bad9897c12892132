/** TXT-1 LIM-3: what a person writes, before it leaves. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import { checkText, packetsOf } from "../../chat/outgoing.ts";
import { befriend, connect, fakePerson } from "../support/fake_network.ts";

Deno.test("a message to nobody is refused and leaves nothing", async () => {
  const anna = await fakePerson("Anna", "17");
  const conversation = `4.${"0".repeat(64)}`;
  const error = await assertRejects(() => anna.messenger.call("send", { conversation, text: "hello" }), ChatError);
  assertEquals(error.code, "not-found");
  assertEquals(anna.history.outbox(), 0);
});

for (const text of ["", " \n\t", "\u3000"]) {
  Deno.test(`a message of ${JSON.stringify(text)} says nothing and is refused`, () => {
    let code: string | undefined;
    try {
      checkText(text);
    } catch (error) {
      code = (error as ChatError).code;
    }
    assertEquals(code, "empty");
  });
}

const MIB = 1024 * 1024;
const LENGTHS: [what: string, text: string, ok: boolean][] = [
  ["four MiB of letters", "x".repeat(4 * MIB), true],
  ["one byte more", "x".repeat(4 * MIB + 1), false],
  ["four MiB of Cyrillic", "ё".repeat(2 * MIB), true],
  ["one letter more", "ё".repeat(2 * MIB + 1), false],
  ["control characters that JSON makes six times as long", "\u0001".repeat(2 * MIB), false],
];

for (const [what, text, ok] of LENGTHS) {
  Deno.test(`${what}: ${ok ? "can be sent" : "is too long and refused at once, not stuck in the outbox"}`, () => {
    let code = "";
    try {
      checkText(text);
    } catch (error) {
      code = (error as ChatError).code;
    }
    assertEquals(code, ok ? "" : "too-long");
  });
}

Deno.test("a packet is paid for each KiB begun", () => {
  const costs = ["a", "x".repeat(1024), "x".repeat(1025), "ё".repeat(512), "ё".repeat(513)].map(packetsOf);
  assertEquals(costs, [1, 1, 2, 1, 2]);
});

Deno.test("ten thousand messages written at once while a link is up arrive in order, once each", async () => {
  const [anna, boris] = [await fakePerson("Anna", "17"), await fakePerson("Boris", "4")];
  await befriend(anna, boris);
  const cable = connect(anna, boris);
  await cable.settle();
  const conversation = peerKey(boris.ref);
  await anna.messenger.call("limits_grant", { conversation, messages: null });
  const texts = Array.from({ length: 10_000 }, (_, index) => `${index}`);
  await Promise.all(texts.map((text) => anna.messenger.call("send", { conversation, text })));
  await cable.settle();
  const arrived: string[] = [];
  let before: number | undefined;
  while (arrived.length < texts.length) {
    const page = await boris.messenger.call("history", { conversation: peerKey(anna.ref), limit: 500, before });
    const said = page.messages.filter(({ kind }) => kind === "text");
    if (said.length === 0) break;
    arrived.unshift(...said.map(({ text }) => text));
    before = page.messages[0].cursor;
  }
  assertEquals(arrived, texts);
});
