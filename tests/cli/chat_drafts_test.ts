/** TXT-5 TXT-6 TXT-8 NET-9: what `parley chat` tells the program beside messages, and what it keeps to itself. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Contact } from "../../ui/api.ts";
import { contact, FakeApi, FakeTerminal, message, type Ran, runCommand } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;

/** Keys are pressed on a terminal, one read after the other, then its input ends. */
async function typed(
  keys: string | string[],
  boris: Partial<Contact> = {},
): Promise<{ ran: Ran; api: FakeApi; written: string }> {
  const terminal = new FakeTerminal({ tty: true });
  const api = new FakeApi({
    draft_set: () => null,
    typing: () => null,
    send: ({ text }) => message("17", 50, text, { id: "o", direction: "out", status: "queued" }),
    contact_options: ({ options }) => contact("17", "Boris", { options: { ...contact("17", "").options, ...options } }),
  }, [contact("17", "Boris", boris)]);
  for (const read of [keys].flat()) terminal.press(read);
  terminal.end();
  const ran = await runCommand(["chat", "Boris"], { api, terminal });
  return { ran, api, written: terminal.written };
}

Deno.test("TXT-6: what was being written when chat ended is kept as a draft, a command is not", async () => {
  const { ran, api } = await typed("half a line");
  assertEquals([ran.code, api.asked("draft_set")], [0, [{ conversation: KEY, text: "half a line", reply_to: null }]]);
  assertEquals((await typed("half a line\x03")).api.asked("draft_set").length, 1);
  for (const keys of ["/hist", "", "whole line\r", "/delete"]) {
    assertEquals((await typed(keys)).api.asked("draft_set"), [], keys);
  }
});

Deno.test("TXT-6: a draft is in the line again, is sent from there, and is no draft any more", async () => {
  const { api } = await typed(" more\r", { draft: { text: "begun", reply_to: null } });
  assertEquals(api.asked("send").map(({ text }) => text), ["begun more"]);
  assertEquals(api.asked("draft_set"), [{ conversation: KEY, text: "", reply_to: null }]);
});

Deno.test("TXT-5: typing is told for a text and not for a command, and ends with it", async () => {
  const told = async (keys: string[]) => (await typed(keys)).api.asked("typing");
  const [begun, stopped] = [true, false].map((typing) => ({ conversation: KEY, typing }));
  assertEquals(await told(["hel", "lo"]), [begun]);
  assertEquals(await told(["hello", "\x15"]), [begun, stopped]);
  assertEquals(await told(["/help"]), []);
});

Deno.test("TXT-8: /keep off asks first and then tells the program", async () => {
  const { api, written } = await typed("/keep off\ry\r");
  assertEquals(api.asked("contact_options"), [{ conversation: KEY, options: { keep_history: false } }]);
  assertStringIncludes(written, "No longer keep this on disk?");
  assertEquals((await typed("/keep off\rn\r")).api.asked("contact_options"), []);
});
