/** `parley chat` over pipes: what a script sees. */
import { FAKE_SETTINGS } from "../support/fake/values.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { contact, FakeApi, FakeTerminal, ME, message, type Ran, runCommand } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;

function talking(): FakeApi {
  let cursor = 10;
  const api: FakeApi = new FakeApi({
    send: ({ conversation, text }) => {
      const id = `out-${++cursor}`;
      const sent = message("17", cursor, text, {
        id,
        conversation,
        direction: "out",
        status: "queued",
        received_at: null,
      });
      api.emit({ type: "message", message: sent });
      return sent;
    },
    invite_create: () => ({ text: "parley:abc", expires_at: 0, qr: ["10", "01"], file_name: "a.parley" }),
    invite_accept: () => contact("19", "Dora", { presence: "pairing" }),
    search: () => ({ messages: [], next: null }),
  });
  return api;
}

/** Runs chat and hands over each printed line until the end. */
function chat(api: FakeApi, terminal: FakeTerminal, onLine: (line: string) => void, args: string[] = []): Promise<Ran> {
  return runCommand(["chat", ...args], { api, terminal, onLine });
}

Deno.test("lines of a pipe go to the chosen partner, and the end of the pipe ends chat", async () => {
  const { code, stdout, api } = await runCommand(["chat"], { api: talking(), stdin: "1\nhello\r\nпривет" });
  assertEquals(code, 0);
  assertEquals(api.asked("send").map(({ conversation, text }) => [conversation, text]), [
    [KEY, "hello"],
    [KEY, "привет"],
  ]);
  assertMatch(stdout[1], /^ {2}1 {2}Boris {2}● online$/);
  assertEquals(stdout.some((line) => line.includes("\x1b")), false);
  assertEquals(api.closed, 1);
});

Deno.test("one's own message is shown once, although an event tells of it before the call has returned", async () => {
  const { stdout } = await runCommand(["chat", "Boris"], { api: talking(), stdin: "hello\n" });
  assertEquals(stdout.filter((line) => line.includes("hello")).length, 1);
});

Deno.test("a partner is chosen by id, by name in any case, and by the beginning of a name", async () => {
  for (const word of ["17", "boris", "BO"]) {
    const { api } = await runCommand(["chat"], { api: talking(), stdin: `${word}\nhi\n` });
    assertEquals(api.asked("send").map(({ conversation }) => conversation), [KEY]);
  }
});

Deno.test("nothing is sent while nobody, or not one person alone, is chosen", async () => {
  const contacts = [contact("17", "Anna B"), contact("18", "Anna C")];
  const api = new FakeApi({}, contacts);
  const { stdout } = await runCommand(["chat"], { api, stdin: "Anna\n3\nxyz\n\n" });
  assertEquals(api.asked("send"), []);
  assertStringIncludes(stdout.join("\n"), '"Anna": more than one');
  assertStringIncludes(stdout.join("\n"), '"xyz": nobody');
});

Deno.test("two slashes send a slash, an unknown command sends nothing", async () => {
  const { stdout, api } = await runCommand(["chat", "17"], { api: talking(), stdin: "//etc\n/foo bar\n/history x\n" });
  assertEquals(api.asked("send").map(({ text }) => text), ["/etc"]);
  assertStringIncludes(stdout.join("\n"), '"/foo": no such command');
});

Deno.test("/history, /search, /invite, /accept and /back ask the api for what they say", async () => {
  const stdin = "/history 5\n/search два слова\n/invite\n/accept parley:xyz\n/back\nnot sent\n/exit\nnever read\n";
  const { code, stdout, api } = await runCommand(["chat", "17"], { api: talking(), stdin });
  assertEquals(code, 0);
  assertEquals(api.asked("history").slice(1), [
    { conversation: KEY, limit: 5 },
  ]);
  assertEquals(api.asked("search"), [{ text: "два слова", conversation: KEY, limit: 20 }]);
  assertEquals(api.asked("invite_accept"), [{ invite: "parley:xyz" }]);
  assertEquals(api.asked("send"), []);
  assertStringIncludes(stdout.join("\n"), "parley:abc");
  assertStringIncludes(stdout.join("\n"), "Dora (19): pairing");
});

Deno.test("states, incoming messages and presence are told as they change, and what is seen is marked read", async () => {
  const [api, terminal] = [talking(), new FakeTerminal()];
  terminal.press("hello\n");
  const ran = await chat(api, terminal, (line) => {
    if (/^… +\d\d:\d\d me: hello$/.test(line)) {
      api.emit({ type: "receipt", conversation: KEY, cursor: 11, status: "sent", at: 0 });
      api.emit({ type: "receipt", conversation: KEY, cursor: 11, status: "delivered", at: 0 });
      api.emit({ type: "receipt", conversation: KEY, cursor: 11, status: "sent", at: 0 });
      api.emit({ type: "message", message: message("17", 12, "answer") });
      api.emit({ type: "message", message: message("18", 13, "psst\nsecond line") });
      api.emit({ type: "contact", contact: contact("17", "Boris", { presence: "offline" }) });
    }
    if (line.includes("Boris is offline")) terminal.end();
  }, ["Boris"]);
  const shown = ran.stdout.map((line) => line.replace(/\d\d:\d\d/, "TIME")).slice(-6);
  assertEquals(shown, [
    "…  TIME me: hello",
    "✓  TIME me: hello (on its way)",
    "✓✓ TIME me: hello (delivered)",
    "   TIME Boris: answer",
    "[Клара] psst second line",
    "   TIME Boris is offline; what you write waits",
  ]);
  assertEquals(api.asked("mark_read"), [{ conversation: KEY, cursor: 12 }]);
});

Deno.test("a peer's text and name cannot reach the terminal's ear, nor forge a line of somebody else", async () => {
  const evil = "\x1b]52;c;ZXZpbA==\x07\x9b2J\u202e\u2066x\r\n✓✓ 03:04 me: I owe you";
  const contacts = [contact("17", "Bo\x1b[31m\nris\u202e", { unread: 1 })];
  const api = new FakeApi({
    history: () => ({ messages: [message("17", 1, evil)], more: false, newer: false }),
    send: () => {
      throw new Error("refused\x1b[2J\u202e");
    },
  }, contacts);
  const { stdout, stderr } = await runCommand(["chat"], { api, stdin: "/list\n1\nhi\n" });
  const all = [...stdout, ...stderr].join("\n");
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(all), false);
  assertStringIncludes(all, "Bo␛[31m␊ris<U+202E>");
  // The second line of a message is indented, so it never stands where a line of ours begins.
  assertEquals(stdout.some((line) => line.startsWith("✓✓")), false);
});

Deno.test("the language is the one asked for, else that of the settings", async () => {
  const api = () =>
    new FakeApi({
      snapshot: () => ({
        me: {} as never,
        contacts: [contact("17", "Boris")],
        rooms: [],
        settings: { ...FAKE_SETTINGS, language: "ru" },
        notices: [],
      }),
    });
  assertStringIncludes((await runCommand(["chat"], { api: api(), stdin: "" })).stdout.join(), "на связи");
  assertStringIncludes((await runCommand(["chat", "--lang", "en"], { api: api(), stdin: "" })).stdout.join(), "online");
});

Deno.test("ID-5: when the program locks itself, chat says so and goes on when it is open again", async () => {
  const [api, terminal] = [talking(), new FakeTerminal()];
  const ran = await chat(api, terminal, (line) => {
    if (line.includes("With Boris")) setTimeout(() => api.emit({ type: "locked", why: "idle" }));
    if (line.startsWith("Parley is locked")) api.emit({ type: "message", message: message("17", 20, "open again") });
    if (line.includes("open again")) terminal.end();
  }, ["Boris"]);
  assertEquals([ran.code, ran.stdout.some((line) => line.startsWith("Parley is locked"))], [0, true]);
});

for (const when of ["before", "meanwhile"]) {
  Deno.test(`ID-7: chat says once that the own certificate was taken back ${when}`, async () => {
    const [api, terminal] = [talking(), new FakeTerminal()];
    const revoked = { ...ME, revoked: true };
    api.handlers.snapshot = () => ({
      ...{ me: when === "before" ? revoked : ME, contacts: [contact("17", "Boris")], rooms: [] },
      ...{ settings: FAKE_SETTINGS, notices: [] },
    });
    const ran = await chat(api, terminal, (line) => {
      if (line.includes("With Boris")) {
        setTimeout(() => {
          for (let n = 0; n < 2; n++) api.emit({ type: "me", me: revoked });
          api.emit({ type: "message", message: message("17", 20, "the end") });
        });
      }
      if (line.includes("the end")) terminal.end();
    }, ["Boris"]);
    const said = ran.stdout.filter((line) => line.includes("taken your certificate back"));
    assertEquals([ran.code, said.length], [0, 1], ran.stdout.join("\n"));
    assertStringIncludes(ran.stdout.join(" "), "parley identity import FILE");
  });
}

Deno.test("what is read from disk and told by an event at the same time is shown once", async () => {
  const [api, terminal] = [talking(), new FakeTerminal()];
  const late = message("17", 20, "just now");
  api.handlers.history = ({ limit }) => {
    if (limit === 5) api.emit({ type: "message", message: late });
    return { messages: limit === 5 ? [late] : [], more: false, newer: false };
  };
  terminal.press("/history 5\n/find x\n");
  const ran = await chat(api, terminal, (line) => {
    if (line.includes("Nothing found")) terminal.end();
  }, ["Boris"]);
  assertEquals(ran.stdout.filter((line) => line.includes("just now")).length, 1);
});

Deno.test("TXT-8: after history went on or off the disk the last message can still be named; after a clear it cannot", async () => {
  for (const left of [1, 0]) {
    const [api, terminal] = [talking(), new FakeTerminal()];
    const all = [message("17", 5, "theirs")];
    api.handlers.history = () => ({ messages: all.slice(), more: false, newer: false });
    api.handlers.message_react = () => ({ ...all[0], reactions: [{ mine: true, emoji: "👍", at: 0 }] });
    const ran = await chat(api, terminal, (line) => {
      if (line.includes("With Boris")) {
        setTimeout(() => {
          all.length = left;
          api.emit({ type: "cleared", conversation: KEY });
          api.emit({ type: "message", message: message("18", 9, "elsewhere") });
        });
      }
      if (line.includes("elsewhere")) terminal.press("/react +1\n");
      if (/👍|no such message/.test(line)) terminal.end();
    }, ["Boris"]);
    assertEquals(api.asked("message_react").length, left);
    assertEquals(ran.stdout.some((line) => line.includes("no such message")), left === 0);
  }
});

Deno.test("when the node ends, so does chat, and says so", async () => {
  const [api, terminal] = [talking(), new FakeTerminal()];
  const ran = await chat(api, terminal, (line) => {
    if (line.includes("With Boris")) setTimeout(() => api.emit({ type: "bye" }));
  }, ["Boris"]);
  assertEquals([ran.code, ran.stderr.at(-1)], [1, "Parley has ended."]);
});

Deno.test("chat refuses --json and names what scripts use", async () => {
  const { code, stderr } = await runCommand(["chat", "--json"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr[0], "send, history and contacts");
});
