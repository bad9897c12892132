/** CLI-2 TXT-4 TXT-7 TXT-9: what is done to messages by one command each. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { contact, FakeApi, FakeApiError, message, runCommand } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;
const OURS = { direction: "out", status: "delivered" } as const;

function talked(): FakeApi {
  const theirs = message("17", 1, "theirs");
  const ours = message("17", 2, "ours", OURS);
  const proposed = { agreed: 60, mine: null, theirs: { id: "p", seconds: 3_600 } };
  return new FakeApi({
    history: () => ({
      messages: [theirs, ours, message("17", 3, "", { ...OURS, deleted: true })],
      more: false,
      newer: false,
    }),
    message_edit: ({ text }) => ({ ...ours, text, edited_at: 0 }),
    message_delete: () => null,
    message_react: ({ emoji }) => ({ ...theirs, reactions: emoji === "" ? [] : [{ mine: true, emoji, at: 0 }] }),
    send: ({ text }) => message("17", 4, text, OURS),
    wait: () => message("17", 4, "", OURS),
    search: () => ({ messages: [theirs], next: null }),
    timer_set: ({ seconds, accept }) =>
      contact("17", "Boris", {
        timer: { agreed: accept ? seconds : 0, mine: accept ? null : { id: "m", seconds }, theirs: null },
      }),
  }, [contact("17", "Boris", { timer: proposed }), contact("19", "Do\x1bra", { state: "request" })]);
}

Deno.test("TXT-4: edit names a message by its id or as the last of ours, and prints it like history", async () => {
  for (const [word, id] of [["0190-2", "0190-2"], ["last", "0190-2"]]) {
    const { code, api, json } = await runCommand(["edit", "17", word, "new", "text", "--json"], { api: talked() });
    assertEquals([code, api.asked("message_edit")], [0, [{ conversation: KEY, id, text: "new text" }]]);
    const [{ text, direction, edited_at }] = json();
    assertEquals([text, direction, edited_at], ["new text", "out", "1970-01-01T00:00:00.000Z"]);
  }
  const piped = await runCommand(["edit", "17", "last", "-"], { api: talked(), stdin: "from a pipe\n" });
  assertEquals(piped.api.asked("message_edit")[0].text, "from a pipe");
});

Deno.test("LIM-4: an edit that the budget does not bear says what it costs", async () => {
  const api = talked();
  api.handlers.message_edit = () => {
    throw new FakeApiError("limit-exhausted", "x");
  };
  api.handlers.limits = () => [
    { conversation: KEY, peer: "17", name: "", messages: 0, files: 0, messages_spent: 0, files_spent: 0 },
  ];
  const { code, stderr } = await runCommand(["edit", "17", "last", "more"], { api });
  assertEquals([code, stderr[0]], [1, "parley edit: not sent: it costs 1 of the message budget, and 0 left"]);
});

Deno.test("TXT-4: delete is for everyone, with --me only here", async () => {
  const everyone = await runCommand(["delete", "17", "last", "--json"], { api: talked() });
  assertEquals(everyone.json(), [{ id: "0190-2", removed: true, for: "everyone" }]);
  const { api, stdout } = await runCommand(["delete", "17", "0190-1", "--me"], { api: talked() });
  assertEquals(api.asked("message_delete"), [{ conversation: KEY, id: "0190-1", for: "me" }]);
  assertEquals(stdout, ["Deleted here."]);
});

Deno.test("TXT-4: react takes an emoji or what people type for it, and off", async () => {
  for (const [typed, emoji] of [["🦊", "🦊"], ["+1", "👍"], ["<3", "❤️"], ["off", ""]]) {
    const { code, api } = await runCommand(["react", "17", "last", typed], { api: talked() });
    assertEquals([code, api.asked("message_react")], [0, [{ conversation: KEY, id: "0190-1", emoji }]]);
  }
});

Deno.test("TXT-4: send --reply answers a message by id, or their last one", async () => {
  for (const [word, reply_to] of [["0190-9", "0190-9"], ["last", "0190-1"]]) {
    const { code, api } = await runCommand(["send", "17", "yes", "--reply", word], { api: talked() });
    assertEquals([code, api.asked("send")], [0, [{ conversation: KEY, text: "yes", reply_to }]]);
  }
});

Deno.test("TXT-7: search looks everywhere for one word or quoted ones, else in the conversation named first", async () => {
  const all = await runCommand(["search", "two words", "--json"], { api: talked() });
  assertEquals(all.api.asked("search"), [{ text: "two words", limit: 50 }]);
  assertEquals(all.json().map(({ text, peer }) => [text, peer]), [["theirs", "17"]]);
  const files = await runCommand(["search", "photo", "--files"], { api: talked() });
  assertEquals(files.api.asked("search")[0].kind, "file");
  assertEquals((await runCommand(["search", "x", "--files", "--links"], { api: talked() })).code, 2);
  const one = await runCommand(["search", "17", "two", "words", "--in", "--links", "--limit", "3"], { api: talked() });
  const filters = { direction: "in", kind: "link", conversation: KEY, limit: 3 } as const;
  assertEquals(one.api.asked("search"), [{ text: "two words", ...filters }]);
});

Deno.test("TXT-7: days are whole days of this place, and a day there is not is wrong usage", async () => {
  const { api } = await runCommand(["search", "--since", "2026-01-31", "--until", "2026-01-31"], { api: talked() });
  const [{ since, until, text }] = api.asked("search");
  assertEquals([new Date(since!).getDate(), until! - since!, text], [31, 86_399_999, ""]);
  assertEquals((await runCommand(["search", "x", "--since", "2026-02-30"])).code, 2);
});

Deno.test("TXT-7: words that look like somebody are told how to be quoted", async () => {
  const { code, stderr } = await runCommand(["search", "green", "tea"], { api: talked() });
  assertEquals(code, 1);
  assertStringIncludes(stderr[1], 'parley search "one two"');
});

Deno.test("TXT-9: timer says what is so, proposes, and agrees to what they propose", async () => {
  const now = await runCommand(["timer", "17"], { api: talked() });
  assertEquals(now.stdout, ["1m", "Boris proposes: 1h (parley timer PEER agree)"]);
  const proposed = await runCommand(["timer", "17", "7d", "--json"], { api: talked() });
  assertEquals(proposed.json(), [{ id: "17", seconds: 0, proposed: 604_800, asked: null }]);
  const agreed = await runCommand(["timer", "17", "agree", "--json"], { api: talked() });
  assertEquals(agreed.api.asked("timer_set"), [{ conversation: KEY, seconds: 3_600, accept: "p" }]);
  assertEquals(agreed.json(), [{ id: "17", seconds: 3_600, proposed: null, asked: null }]);
  const off = await runCommand(["timer", "17", "off"], { api: talked() });
  assertEquals(off.api.asked("timer_set"), [{ conversation: KEY, seconds: 0 }]);
});

Deno.test("NET-9: requests lists who asks to come in, harmless for the terminal", async () => {
  const { code, stdout, stderr } = await runCommand(["requests"], { api: talked() });
  assertEquals(code, 0);
  assertEquals(stdout.map((line) => line.replace(/\d{4}-.*/, "TIME")), ["19  Do␛ra  TIME"]);
  assertStringIncludes(stderr[0], "parley contacts accept");
  const listed = await runCommand(["requests", "--json"], { api: talked() });
  assertEquals(listed.json().map(({ id, state }) => [id, state]), [["19", "request"]]);
});

for (
  const [code, text, en, ru] of [
    ["not-yours", "x", "it is not yours", "чужое"],
    ["deleted", "x", "it was deleted", "удалено"],
    ["not-found", 'no message "0190-2"', "no message", "здесь нет"],
  ] as const
) {
  Deno.test(`TXT-4: "${code}" is said in the person's language, with exit status 1`, async () => {
    for (const [lang, words] of [["en", en], ["ru", ru]]) {
      const api = talked();
      api.handlers.message_edit = () => {
        throw new FakeApiError(code, text);
      };
      const ran = await runCommand(["edit", "17", "0190-2", "x", "--lang", lang], { api });
      assertEquals([ran.code, ran.stdout], [1, []]);
      assertStringIncludes(ran.stderr[0], words);
    }
  });
}

for (
  const args of [
    ["edit"],
    ["edit", "17"],
    ["edit", "17", "last"],
    ["delete", "17"],
    ["delete", "17", "last", "more"],
    ["react", "17", "last"],
    ["react", "17", "last", "a", "b"],
    ["search"],
    ["search", "x", "--in", "--out"],
    ["search", "x", "--limit", "0"],
    ["timer"],
    ["timer", "17", "soon"],
    ["requests", "17"],
    ["send", "17", "x", "--reply"],
  ]
) {
  Deno.test(`CLI-2: "${args.join(" ")}" is wrong usage`, async () => {
    const { code, stdout, stderr } = await runCommand(args, { api: talked() });
    assertEquals([code, stdout], [2, []]);
    assertStringIncludes(stderr[1], `usage: parley ${args[0]}`);
  });
}

Deno.test("CLI-2: a misspelled verb is told what it may be, of the new ones too", async () => {
  for (
    const [typed, meant] of [["serach", "search"], ["timr", "timer"], ["reqests", "requests"], ["delet", "delete"]]
  ) {
    assertStringIncludes((await runCommand([typed])).stderr[0], `Did you mean ${meant}?`);
  }
});
