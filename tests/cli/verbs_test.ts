/** The JSON shapes, exit statuses and calls of each verb; the shapes are a contract with scripts. */
import { FAKE_CONTACT } from "../support/fake/values.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Message, Status } from "../../ui/api.ts";
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

Deno.test("a line of contacts --json has the fields of the contract", async () => {
  const api = new FakeApi({}, [contact("17", "Boris", { unread: 3, last: message("17", 1, "x") })]);
  const ran = await runCommand(["contacts", "--json"], { api });
  assertEquals(ran.json(), [{
    id: "17",
    name: "Boris",
    own_name: "Boris",
    root: ME.root,
    presence: "online",
    presence_reason: null,
    transport: "tcp",
    since: ISO,
    blocked: false,
    unread: 3,
    last_at: ISO,
    added_at: ISO,
    state: "active",
    verified: false,
    key_changed: false,
    options: FAKE_CONTACT.options,
    messages_left: 1_000,
    files_left: 1_000,
  }]);
});

Deno.test("contacts are aligned and harmless, with presence by word", async () => {
  const api = new FakeApi({}, [
    contact("17", "Bo\x1b[31mris", { unread: 2 }),
    contact("1099511627775", "漢字", { presence: "refused", presence_reason: "revoked" }),
  ]);
  const { stdout } = await runCommand(["contacts"], { api });
  assertEquals(stdout, [
    "17             Bo␛[31mris  online             new: 2",
    "1099511627775  漢字        refused (revoked)",
  ]);
});

Deno.test("contacts add, rename, remove, block and unblock ask the api for just that", async () => {
  const boris = contact("17", "Boris");
  const api = new FakeApi({
    address_add: () => null,
    contact_rename: ({ name }) => ({ ...boris, name }),
    contact_remove: () => null,
    contact_block: ({ blocked }) => ({ ...boris, blocked }),
  });
  for (
    const words of [
      "add [::1]:7420",
      "add host.example:1",
      "rename 17 Uncle Bo",
      "remove 17",
      "block 17",
      "unblock Boris",
    ]
  ) {
    assertEquals((await runCommand(["contacts", ...words.split(" "), "--json"], { api })).code, 0, words);
  }
  assertEquals(api.asked("address_add"), [{ address: "[::1]:7420" }, { address: "host.example:1" }]);
  assertEquals(api.asked("contact_rename"), [{ conversation: KEY, name: "Uncle Bo" }]);
  assertEquals(api.asked("contact_remove"), [{ conversation: KEY }]);
  assertEquals(api.asked("contact_block").map(({ blocked }) => blocked), [true, false]);
});

Deno.test("contacts add says what will be, addresses lists them, forget takes one away", async () => {
  const kept = ["[::1]:7420", "host.example:1"];
  const api = new FakeApi({ address_add: () => null, addresses: () => kept, address_remove: () => null });
  assertEquals((await runCommand(["contacts", "add", kept[1]], { api })).stdout, [
    "Will keep trying host.example:1; whoever answers there and may reach you becomes a contact.",
  ]);
  assertEquals((await runCommand(["contacts", "addresses"], { api })).stdout, kept);
  assertEquals((await runCommand(["contacts", "addresses", "--json"], { api })).json(), [
    { address: kept[0] },
    { address: kept[1] },
  ]);
  const gone = await runCommand(["contacts", "forget", kept[0], "--json"], { api });
  assertEquals([gone.json(), api.asked("address_remove")], [[{ address: kept[0], removed: true }], [{
    address: kept[0],
  }]]);
  assertEquals((await runCommand(["contacts", "forget", "nowhere"], { api })).code, 2);
});

Deno.test("status --json prints the object of the api as it is", async () => {
  const status: Status = {
    id: "1000",
    name: "Anna",
    fingerprint: "cd",
    port: 7420,
    addresses: ["192.0.2.1:7420"],
    ui_url: "http://127.0.0.1:7421/launch?token=x",
    links: [{ peer: "17", name: "Boris", transport: "tcp", since: ISO }],
    outbox: 2,
    notices: [],
    pid: 1,
    version: "0.1.0",
    running: true,
  };
  const api = new FakeApi({ status: () => status });
  assertEquals((await runCommand(["status", "--json"], { api })).json(), [{ ...status }]);
  const { stdout } = await runCommand(["status"], { api });
  assertStringIncludes(stdout.join("\n"), "Boris (17), tcp");
});

Deno.test("invite prints the text alone into a pipe, and the code beside it on a terminal", async () => {
  const api = () =>
    new FakeApi({
      invite_create: () => ({ text: "parley:abc", expires_at: NOW, qr: ["1010", "0110"], file_name: "a.parley" }),
    });
  const piped = await runCommand(["invite", "--ttl", "30m"], { api: api() });
  assertEquals([piped.stdout, piped.api.asked("invite_create")], [["parley:abc"], [{ ttl_ms: 1_800_000 }]]);
  const json = await runCommand(["invite", "--json"], { api: api() });
  assertEquals(json.json(), [{ text: "parley:abc", expires_at: ISO, file_name: "a.parley" }]);
  const shown = await runCommand(["invite"], { api: api(), tty: true });
  assertStringIncludes(shown.stdout.join("\n"), "▀▄█ ");
  const alone = await runCommand(["invite"], { api: api(), running: false });
  assertEquals([alone.code, alone.stdout, alone.api.calls], [1, [], []]);
  assertStringIncludes(alone.stderr.join("\n"), "parley run");
});

for (const ttl of ["59s", "31d", "1", "1w", "-1h", "soon"]) {
  Deno.test(`invite --ttl=${ttl} is wrong usage`, async () => {
    const ran = await runCommand(["invite", `--ttl=${ttl}`]);
    assertEquals([ran.code, ran.api.calls], [2, []]);
  });
}

Deno.test("invite --out writes a file for its owner only, and never over another", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/дядя Боря.parley`;
    const api = () =>
      new FakeApi({ invite_create: () => ({ text: "parley:abc", expires_at: NOW, qr: [], file_name: "a.parley" }) });
    assertEquals((await runCommand(["invite", "--out", file], { api: api() })).code, 0);
    assertEquals(await Deno.readTextFile(file), "parley:abc\n");
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const again = await runCommand(["invite", "--out", file], { api: api() });
    assertEquals(again.code, 1);
    assertStringIncludes(again.stderr[0], `${file}": exists already`);

    const accepting = () => new FakeApi({ invite_accept: () => contact("17", "Boris", { presence: "pairing" }) });
    const taken = await runCommand(["accept", file, "--json"], { api: accepting() });
    assertEquals(taken.api.asked("invite_accept"), [{ invite: "parley:abc" }]);
    assertEquals([taken.json()[0].id, taken.json()[0].presence], ["17", "pairing"]);
    const piped = await runCommand(["accept", "-"], { api: accepting(), stdin: "  parley:abc\n" });
    assertEquals(piped.api.asked("invite_accept"), [{ invite: "parley:abc" }]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

for (
  const [code, said, hint] of [
    ["invite-expired", "invite: expired, somehow", "Ask for a new one"],
    ["invite-invalid", "invite: damaged, or not all of it", "Copy all of it"],
    ["invite-version", "invite: made by a newer version of Parley", "Update Parley"],
  ] as const
) {
  Deno.test(`accept of an invite that is "${code}" says what to do`, async () => {
    const api = new FakeApi({
      invite_accept: () => {
        throw new FakeApiError(code, "invite: expired, somehow");
      },
    });
    const { code: exit, stdout, stderr } = await runCommand(["accept", "parley:x"], { api });
    assertEquals([exit, stdout, stderr[0]], [1, [], `parley accept: ${said}`]);
    assertStringIncludes(stderr[1], hint);
  });
}

for (
  const [presence, running, said] of [
    ["online", true, "You are connected with Boris."],
    ["pairing", true, "Boris is in your contacts; Parley connects as soon as both are online."],
    ["offline", true, "Boris is in your contacts; Parley connects as soon as both are online."],
    ["offline", false, "Parley is not running: they are reached at the next start (parley run)."],
  ] as const
) {
  Deno.test(`accept of somebody ${presence} says what happens next, ${running ? "" : "not "}running`, async () => {
    const api = new FakeApi({ invite_accept: () => contact("17", "Boris", { presence }) });
    const { code, stdout, stderr } = await runCommand(["accept", "parley:x"], { api, running });
    assertEquals([code, [...stdout, ...stderr]], [0, [`Boris (17): ${presence}`, said]]);
  });
}

Deno.test("accept of a file that is not there, or far too long, asks nobody", async () => {
  const missing = await runCommand(["accept", "/nowhere/x.parley"]);
  assertEquals([missing.code, missing.api.calls], [1, []]);
  assertStringIncludes(missing.stderr[0], 'file "/nowhere/x.parley": not found');
  const long = await runCommand(["accept", "-"], { stdin: "parley:" + "A".repeat(100_000) });
  assertEquals([long.code, long.api.calls], [1, []]);
});

Deno.test("limits are shown and granted in numbers, null is unlimited", async () => {
  const row = {
    conversation: KEY,
    peer: "17",
    name: "Boris",
    messages: 990,
    files: null,
    messages_spent: 10,
    files_spent: 0,
  };
  const api = new FakeApi({ limits: () => [row], limits_grant: () => row });
  const { conversation: _, ...shown } = row;
  assertEquals((await runCommand(["limits", "--json"], { api })).json(), [shown]);
  await runCommand(["limits", "17", "--json"], { api });
  assertEquals(api.asked("limits"), [{}, { conversation: KEY }]);
  const granted = await runCommand(["limits", "grant", "17", "--messages", "500", "--files", "unlimited", "--json"], {
    api,
  });
  assertEquals(granted.json(), [shown]);
  assertEquals(api.asked("limits_grant"), [{ conversation: KEY, messages: 500, files: null }]);
  for (
    const words of [
      "grant 17",
      "grant 17 --messages many",
      "grant 17 --messages=-5",
      "grant 17 --files 1000000001",
      "17 --messages 5",
    ]
  ) {
    assertEquals((await runCommand(["limits", ...words.split(" ")], { api })).code, 2, words);
  }
});

Deno.test("trust reads a file and hands it on", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "PEM");
    const api = new FakeApi({
      trust_add: () => ({ root: "ab", name: "Team" }),
      trust_crl: () => ({ root: "ab", revoked: 2 }),
      trust_list: () => [{ root: "ab", name: "Team", scope: "members", ids: [] }],
    });
    assertEquals((await runCommand(["trust", "add", file, "--members", "--json"], { api })).json(), [{
      root: "ab",
      name: "Team",
    }]);
    assertEquals((await runCommand(["trust", "crl", file, "--json"], { api })).json(), [{ root: "ab", revoked: 2 }]);
    assertEquals((await runCommand(["trust", "--json"], { api })).json(), [{
      root: "ab",
      name: "Team",
      scope: "members",
      ids: [],
    }]);
    assertEquals(api.asked("trust_add"), [{ pem: "PEM", members: true }]);
    assertEquals((await runCommand(["trust", "crl", file, "--members"], { api })).code, 2);
  } finally {
    await Deno.remove(file);
  }
});

for (
  const words of [
    "hub --dir x --port 1",
  ]
) {
  Deno.test(`"${words}" says that it is not in this version`, async () => {
    const { code, stdout, stderr, api } = await runCommand(words.split(" "));
    assertEquals([code, stdout, stderr.length, api.calls], [1, [], 1, []]);
    assertStringIncludes(stderr[0], "not in this version");
  });
}

for (
  const words of [
    "frob",
    "contacts frob",
    "contacts add nowhere",
    "contacts rename 17",
    "history clear",
    "history export",
    "limits grant",
    "limits grant --messages 5",
    "status x",
    "rooms frob",
    "rooms create",
    "rooms invite team",
    "rooms leave team x",
    "rooms role team Boris king",
    "rooms set team typing on",
    "history",
    "accept",
  ]
) {
  Deno.test(`"${words}" is wrong usage`, async () => {
    const { code, stdout, stderr } = await runCommand(words.split(" "));
    assertEquals([code, stdout], [2, []]);
    assert(stderr.at(-1)!.startsWith("usage: parley "));
  });
}

Deno.test("an error never carries a peer's escape sequences to the terminal, and a bug no stack", async () => {
  const api = new FakeApi({
    status: () => {
      throw new Error("name \x1b]0;x\x07 broke");
    },
  });
  const { code, stderr } = await runCommand(["status"], { api });
  assertEquals([code, stderr], [1, ["parley status: name ␛]0;x␇ broke"]]);
});

Deno.test("a reader that has gone, as in `parley contacts | head -1`, ends the command without a word", async () => {
  const gone = () => {
    throw new Deno.errors.BrokenPipe("Broken pipe");
  };
  const { code, stderr, api } = await runCommand(["contacts"], { onLine: gone });
  assertEquals([code, stderr, api.closed], [1, [], 1]);
});
