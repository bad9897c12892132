/** ROOM-1 ROOM-2: `parley rooms`, and rooms where a command takes PEER. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ROOM_GOT_EVERY } from "../../net/limits.ts";
import type { Message, Room } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, member, message, NOW, room, runCommand } from "../support/terminal.ts";

const EVERYONE = room("ee", "Our team", { everyone: true, members: 5, online: 3 });
const TEAM = room("a1", "Team", { role: "owner", invited: 1, unread: 4, mentions: 2 });
const GARDEN = room("b2", "Garden", { state: "invited", invited_by: "Bo\x1bris" });
const OLD = room("c3", "Old", { state: "left" });
const ALL = [EVERYONE, TEAM, GARDEN, OLD];
const BORIS = contact("17", "Boris");
const FROM = { key: BORIS.key, name: "Boris" };
const MEMBERS = [
  member("1000", "Anna", { role: "owner", me: true, contact: false }),
  member("17", "Boris", { removable: true, wrote_at: NOW }),
  member("19", "Dora\x1b", { state: "invited", presence: "offline", contact: false }),
];

function api(handlers: FakeApi["handlers"] = {}, rooms = ALL): FakeApi {
  return new FakeApi(
    {
      room_create: ({ name }) => room("d4", name, { role: "owner", members: 1 }),
      room_add: () => ({ ...TEAM, invited: 2 }),
      room_join: () => ({ ...GARDEN, state: "joined" }),
      room_leave: () => null,
      room_forget: () => null,
      room_members: () => MEMBERS,
      room_remove: () => TEAM,
      room_role: () => TEAM,
      room_rename: ({ name }) => ({ ...TEAM, name }),
      room_options: ({ options }) => ({ ...TEAM, options: { ...TEAM.options, ...options } }),
      ...handlers,
    },
    undefined,
    rooms,
  );
}

const said = (text: string, change: Partial<Message> = {}): Message =>
  message("17", 7, text, { conversation: TEAM.key, from: FROM, ...change });
const ours = (change: Partial<Message> = {}): Message =>
  message("17", 8, "hi", {
    ...{ conversation: TEAM.key, direction: "out", status: "queued", received_at: null, delivery: { to: 0, of: 4 } },
    ...change,
  });

Deno.test("ROOM-2: rooms lists each with what it is, who is there and what is new; rooms of others cannot garble it", async () => {
  const { code, stdout } = await runCommand(["rooms"], { api: api() });
  assertEquals(code, 0);
  assertMatch(stdout[0], /^#Our team {2}everyone {2}members: 5, online: 3$/);
  assertMatch(stdout[1], /^#Team {6}owner {5}members: 3, online: 2, invited: 1 {2}new: 4, for you: 2$/);
  assertMatch(stdout[2], /^#Garden +Bo␛ris invites you$/);
  assertMatch(stdout[3], /^#Old +you left$/);
  const none = await runCommand(["rooms", "list"], { api: api({}, []) });
  assertEquals([none.code, none.stdout], [0, []]);
  assertStringIncludes(none.stderr[0], "parley rooms create");
});

Deno.test("ROOM-2: rooms --json is a line each, with the fields scripts rely on", async () => {
  const ran = await runCommand(["rooms", "list", "--json"], { api: api() });
  assertEquals(ran.json().map(({ name }) => name), ["Our team", "Team", "Garden", "Old"]);
  const { options: _, ...shown } = ran.json()[1];
  assertEquals(shown, {
    ...{ id: "a1".repeat(32), name: "Team", everyone: false, state: "joined", role: "owner", members: 3, invited: 1 },
    ...{ online: 2, unread: 4, mentions: 2, invited_by: null, last_at: null, added_at: new Date(NOW).toISOString() },
  });
  const hostile = await runCommand(["rooms", "--json"], { api: api({}, [{ ...TEAM, name: "a\u202eb\x9b2J" }]) });
  assertEquals([hostile.json()[0].name, /[\u202e\x9b]/.test(hostile.stdout[0])], ["a\u202eb\x9b2J", false]);
  const people = await runCommand(["rooms", "members", "team", "--json"], { api: api() });
  assertEquals(people.json()[1], {
    ...{ id: "17", name: "Boris", role: "member", state: "joined", presence: "online", me: false, contact: true },
    wrote_at: new Date(NOW).toISOString(),
  });
});

Deno.test("ROOM-2: of members who are not linked one reads when they last wrote", async () => {
  const at = new Date(2026, 0, 2, 3, 4).getTime();
  const away = { presence: "offline" } as const;
  const members = [{ wrote_at: at }, away, { ...away, wrote_at: at }].map((change) => member("17", "Boris", change));
  const { stdout } = await runCommand(["rooms", "members", "team"], { api: api({ room_members: () => members }) });
  assertEquals(stdout.map((line) => line.split(/ {2,}/).at(-1)), ["online", "offline", "last wrote: 2026-01-02 03:04"]);
});

Deno.test("ROOM-2: a room is made with everybody named, or not at all", async () => {
  const made = await runCommand(["rooms", "create", "Tea at five", "Boris", "18", "--json"], { api: api() });
  assertEquals([made.code, made.json()[0].name, made.json()[0].id], [0, "Tea at five", "d4".repeat(32)]);
  assertEquals(made.api.asked("room_create"), [{
    name: "Tea at five",
    members: [BORIS.key, contact("18", "").key],
  }]);
  const alone = await runCommand(["rooms", "create", "Mine"], { api: api() });
  assertEquals([alone.stdout, alone.api.asked("room_create")], [["#Mine  owner  members: 1, online: 2"], [{
    name: "Mine",
  }]]);
  const unknown = await runCommand(["rooms", "create", "Tea", "Boris", "at"], { api: api() });
  assertEquals([unknown.code, unknown.api.asked("room_create")], [1, []]);
});

for (
  const [words, method, params] of [
    ["invite #Team Boris 18", "room_add", { conversation: TEAM.key, members: [BORIS.key, contact("18", "").key] }],
    ["join garden", "room_join", { conversation: GARDEN.key }],
    ["leave Team", "room_leave", { conversation: TEAM.key }],
    ["leave #garden", "room_leave", { conversation: GARDEN.key }],
    ["members everyone", "room_members", { conversation: EVERYONE.key }],
    ["remove te bor", "room_remove", { conversation: TEAM.key, member: BORIS.key }],
    [`rename ${TEAM.key} New name`, "room_rename", { conversation: TEAM.key, name: "New name" }],
    ["role Team 17 owner", "room_role", { conversation: TEAM.key, member: BORIS.key, role: "owner" }],
    ["set #everyone muted on", "room_options", { conversation: EVERYONE.key, options: { muted: true } }],
    ["set Team folder Work", "room_options", { conversation: TEAM.key, options: { folder: "Work" } }],
    ["forget old", "room_forget", { conversation: OLD.key }],
  ] as const
) {
  Deno.test(`ROOM-2: rooms ${words} asks the program for it`, async () => {
    const { code, stdout, api: asked } = await runCommand(["rooms", ...words.split(" ")], { api: api() });
    assertEquals([code, asked.asked(method) as unknown[]], [0, [params]]);
    assertEquals(stdout.length > 0, true);
    for (const json of (await runCommand(["rooms", ...words.split(" "), "--json"], { api: api() })).json()) {
      assertEquals(typeof json.id, "string");
    }
  });
}

Deno.test("ROOM-2: an invitation that is declined leaves nothing in the list, a room that one leaves stays to be read", async () => {
  const leave = async (word: string, handlers: FakeApi["handlers"] = {}) =>
    await runCommand(["rooms", "leave", word], { api: api(handlers) });
  assertEquals((await leave("Garden")).api.asked("room_forget"), [{ conversation: GARDEN.key }]);
  assertEquals((await leave("Team")).api.asked("room_forget"), []);
  const fails = (code: "not-found" | "storage") => ({
    room_forget: () => {
      throw new FakeApiError(code, "");
    },
  });
  assertEquals((await leave("Garden", fails("not-found"))).code, 0);
  assertEquals((await leave("Garden", fails("storage"))).code, 1);
});

Deno.test("ROOM-2: members shows roles, presence and who has not joined yet", async () => {
  const { stdout } = await runCommand(["rooms", "members", "#Team"], { api: api() });
  assertEquals(stdout, [
    "1000  Anna (me)  owner   online",
    "17    Boris      member  online",
    "19    Dora␛      member  invited",
  ]);
});

Deno.test("ROOM-1: Everyone is by its word whatever it and other rooms are called, and cannot be left or changed", async () => {
  const rooms = [room("f6", "everyone", { invited_by: "Mallory" }), room("f7", "все"), ...ALL];
  for (const word of ["everyone", "#everyone", "#Everyone", "все", "#Our team"]) {
    const api1 = api({ send: () => ours() }, rooms);
    const peer = word.startsWith("#") ? word : `#${word}`;
    assertEquals((await runCommand(["send", peer, "hi"], { api: api1 })).code, 0, word);
    assertEquals(api1.asked("send")[0].conversation, EVERYONE.key, word);
  }
  for (
    const words of [
      "leave everyone",
      "invite everyone Boris",
      "rename everyone x",
      "remove everyone 17",
      "role our 17 owner",
    ]
  ) {
    const { code, stderr, api: asked } = await runCommand(["rooms", ...words.split(" ")], {
      api: api(),
    });
    assertEquals([code, asked.calls.length], [1, 1], words);
    assertStringIncludes(stderr[0], "everybody who shares your authority");
  }
});

Deno.test("ROOM-2: a name that two rooms have is refused with their keys; who invites us cannot make ours unclear", async () => {
  const mine = room("f9", "Team", { state: "invited", name: "Te\x1bam" });
  const fine = api({ send: () => ours() }, [TEAM, { ...mine, name: "Team" }]);
  assertEquals((await runCommand(["send", "#team", "hi"], { api: fine })).code, 0);
  assertEquals(fine.asked("send")[0].conversation, TEAM.key);
  const joined = await runCommand(["rooms", "join", "Team"], { api: api({}, [TEAM, { ...mine, name: "Team" }]) });
  assertEquals(joined.api.asked("room_join"), [{ conversation: mine.key }]);
  const twins = await runCommand(["rooms", "members", "te"], { api: api({}, [TEAM, { ...mine, state: "joined" }]) });
  assertEquals(twins.code, 1);
  const told = twins.stderr.join("\n");
  for (const line of [`${mine.key.slice(0, 9)}  #Te␛am  members: 3`, `${TEAM.key.slice(0, 9)}  #Team   members: 3`]) {
    assertStringIncludes(told, line);
  }
  const byKey = await runCommand(["rooms", "members", mine.key], {
    api: api({}, [TEAM, { ...mine, state: "joined" }]),
  });
  assertEquals(byKey.code, 0);
});

Deno.test("ROOM-2: six digits of a key name a room, where they and no name do", async () => {
  const one = { ...room("00", "Tea"), key: `#${"29b7704e".padEnd(64, "1")}` };
  const two = { ...room("00", "Coffee"), key: `#${"29b7704f".padEnd(64, "2")}` };
  const members = async (word: string, ...rooms: Room[]) => {
    const ran = await runCommand(["rooms", "members", word], { api: api({}, rooms) });
    return ran.api.asked("room_members").map(({ conversation }) => conversation).join() || ran.code;
  };
  for (const word of ["29b7704e", "#29b7704e", "#29B7704E", one.key.slice(0, 20)]) {
    assertEquals(await members(word, one, two), one.key, word);
  }
  assertEquals(await members("#29b7", one), 1);
  assertEquals(await members("#29b770", one, two), 1);
  assertEquals(await members("#29b7704e", one, { ...two, name: "29b7704e" }), 1);
});

Deno.test("ROOM-2: rooms shows what was chosen for each", async () => {
  const options = { ...TEAM.options, muted: true, archived: true, folder: "Wo\x1brk" };
  const { stdout } = await runCommand(["rooms"], { api: api({}, [{ ...TEAM, unread: 0, mentions: 0, options }]) });
  assertMatch(stdout[0], / {2}archived, muted, folder: Wo␛rk$/);
});

Deno.test("ROOM-2: what owners alone may do is refused to others at once", async () => {
  const plain = { ...TEAM, role: "member" } as const;
  for (const words of ["invite Team Boris", "remove Team Boris", "rename Team x", "role Team 17 owner"]) {
    const { code, stderr, api: asked } = await runCommand(["rooms", ...words.split(" ")], { api: api({}, [plain]) });
    assertEquals([code, asked.calls.length], [1, 1], words);
    assertStringIncludes(stderr[0], "only owners of the room can do that");
  }
});

Deno.test("ROOM-2: what a shell takes for a comment leaves a hint", async () => {
  for (const words of ["send", "edit"]) {
    const { code, stderr } = await runCommand([words], { api: api() });
    assertEquals(code, 2);
    assertStringIncludes(stderr[0], "needs quotes: '#team'");
  }
});

for (
  const [code, words, en, ru] of [
    ["not-yours", "rename Team x", "only owners", "только владельцы"],
    ["ended", "join Garden", "no invitation", "приглашения больше нет"],
    ["never-linked", "invite Team Boris", "never connected", "не было связи"],
  ] as const
) {
  Deno.test(`ROOM-2: the refusal ${code} is said in words about rooms, in both languages`, async () => {
    const refuse = () => {
      throw new FakeApiError(code, "English of the program");
    };
    for (const [lang, text] of [["en", en], ["ru", ru]]) {
      const ran = await runCommand(["rooms", ...words.split(" "), "--lang", lang], {
        api: api({ room_rename: refuse, room_join: refuse, room_add: refuse }),
      });
      assertEquals(ran.code, 1);
      assertStringIncludes(ran.stderr[0], text);
    }
  });
}

for (
  const words of ["timer", "limits", "limits grant --messages 5", "contacts verify", "contacts block", "files --peer"]
) {
  Deno.test(`ROOM-2: ${words} '#Team' is refused in plain words: rooms have no such thing`, async () => {
    const { code, stderr, api: asked } = await runCommand([
      ...words.split(" ").slice(0, 2),
      "#Team",
      ...words.split(" ").slice(2),
    ], {
      api: api(),
    });
    assertEquals([code, asked.calls], [1, []]);
    assertStringIncludes(stderr[0], "this is for people");
  });
}

Deno.test("ROOM-2: files go to one person; a text that a room does not take is refused before it is queued", async () => {
  const file = await runCommand(["send", "#Team", "--file", "/etc/hostname"], { api: api() });
  assertEquals([file.code, file.api.asked("files_send")], [1, []]);
  assertStringIncludes(file.stderr[0], "files go to one person");
  const long = await runCommand(["send", "#Team", "-"], { api: api(), stdin: "x".repeat(300 * 1024) });
  assertEquals([long.code, long.api.asked("send")], [1, []]);
  assertStringIncludes(long.stderr[0], "262144 bytes");
});

Deno.test("ROOM-2: a room named without # as a peer is not guessed, but hinted at; one that is not there is named", async () => {
  const { code, stderr } = await runCommand(["send", "team", "hi"], { api: api() });
  assertEquals([code, stderr[1]], [1, "There is a room of this name. Rooms are named with #, in quotes: '#team'"]);
  const unknown = await runCommand(["history", "#frob"], { api: api() });
  assertEquals([unknown.code, unknown.stderr.length], [1, 2]);
  assertStringIncludes(unknown.stderr[0], 'room "#frob": there is none');
});

Deno.test("ROOM-3: send '#room' says how many have it, and --wait waits until somebody has", async () => {
  const delivered = ours({ status: "delivered", delivery: { to: 1, of: 4 } });
  const waiting = api({ send: () => ours(), wait: () => delivered });
  const ran = await runCommand(["send", "#Team", "hi", "--wait", "10", "--json"], { api: waiting });
  const [{ peer, status, delivered_to, members_other }] = ran.json();
  assertEquals([ran.code, peer, status, delivered_to, members_other], [0, TEAM.key, "delivered", 1, 4]);
  assertEquals(waiting.asked("wait")[0].timeout_ms, 10_000);
  // Members tell once a second what they have.
  const unasked = api({ send: () => ours(), wait: () => delivered });
  assertEquals((await runCommand(["send", "#Team", "hi"], { api: unasked })).stdout, ["delivered"]);
  assertEquals(unasked.asked("wait").map(({ timeout_ms }) => timeout_ms), [ROOM_GOT_EVERY + 300]);
  const alone = api({ send: () => ours() }, [{ ...TEAM, online: 1 }]);
  assertEquals((await runCommand(["send", "#Team", "hi"], { api: alone })).stdout, ["queued"]);
  assertEquals(alone.asked("wait"), []);
  const off = await runCommand(["send", "#Team", "hi"], { api: api({ send: () => ours() }), running: false });
  assertEquals([off.code, off.stdout], [0, ["queued"]]);
});

function talked(): FakeApi {
  const quoting = { reply: { id: "x", cursor: 1, text: "what?", from: { key: "19.ab", name: "Dora" } } };
  const messages = [
    message("17", 5, "event.room_added", {
      ...{ conversation: TEAM.key, kind: "event", args: { by: "Anna", name: "Boris", me: "by" } },
    }),
    said("hi @Anna", { mention: true, ...quoting }),
    ours({
      ...{ status: "delivered", received_at: NOW, delivery: { to: 2, of: 4 } },
      reactions: [{ mine: false, from: FROM, emoji: "👍", at: NOW }, { mine: true, emoji: "🦊", at: NOW }],
    }),
  ];
  return api({
    history: ({ after = 0, limit = 50 }) => ({
      messages: messages.filter(({ cursor }) => cursor > after).slice(-limit),
      ...{ more: false, newer: false },
    }),
    search: () => ({ messages: [messages[1]], next: null }),
    clear_history: () => ({ removed: 2 }),
    message_edit: ({ text }) => ours({ text }),
    message_delete: () => null,
    message_react: () => messages[1],
  });
}

Deno.test("ROOM-3: a line of a room's history names its author, and who has it", async () => {
  const { json } = await runCommand(["history", "#Team", "--events", "--json"], { api: talked() });
  const at = new Date(NOW).toISOString();
  const [event, theirs, mine] = json();
  assertEquals([event.from, event.from_id, event.kind], ["", null, "event"]);
  assertEquals(
    [theirs.peer, theirs.from, theirs.from_id, theirs.mention, theirs.delivered_to, theirs.members_other],
    [TEAM.key, "Boris", "17", true, null, null],
  );
  assertEquals([mine.from, mine.from_id, mine.delivered_to, mine.members_other], ["Anna", "1000", 2, 4]);
  assertEquals(mine.reactions, [
    { from: "Boris", from_id: "17", emoji: "👍", at },
    { from: "Anna", from_id: "1000", emoji: "🦊", at },
  ]);
});

Deno.test("ROOM-3: a room in which nothing was said is spoken of as a room", async () => {
  const history = () => ({ messages: [], more: false, newer: false });
  const { stderr } = await runCommand(["history", "#Team"], { api: api({ history }) });
  assertEquals(stderr, ["Nothing said in #Team yet."]);
});

Deno.test("ROOM-3: history for people shows authors, quotes, reactions, notices and how many have it", async () => {
  const { stdout } = await runCommand(["history", "#Team", "--events"], { api: talked() });
  assertEquals(stdout.slice(1).map((line) => line.replace(/\d\d:\d\d/, "TIME")), [
    "   TIME you invited Boris",
    "@  TIME Boris: ┃ Dora: what?",
    "                hi @Anna",
    "✓✓ TIME me: hi  2 of 4  👍 Boris  🦊 me",
  ]);
  const found = await runCommand(["search", "hi"], { api: talked() });
  assertEquals(found.stdout[1], "#Team:");
});

Deno.test("ROOM-3: history, search, edit, delete, react and export take a room as PEER", async () => {
  for (
    const words of [
      "search #Team hi",
      "history clear #Team",
      "edit #Team last new",
      "delete #Team last",
      "react #Team last +1",
    ]
  ) {
    const ran = await runCommand(words.split(" "), { api: talked() });
    assertEquals(ran.code, 0, words);
    const named = ran.api.calls.filter(([, params]) => (params as { conversation?: string }).conversation === TEAM.key);
    assertEquals(named.length > 0, true, words);
  }
  const lines = await runCommand(["history", "export", "#Team"], { api: talked() });
  assertEquals(lines.json().map(({ from }) => from), ["Boris", "Anna"]);
  const page = await runCommand(["history", "export", "#Team", "--format", "html"], { api: talked() });
  assertStringIncludes(page.stdout.join("\n"), '<span class="who">Boris</span>');
  assertStringIncludes(page.stdout.join("\n"), "Conversation with #Team");
});

Deno.test("ROOM-2: nothing is said in a room one is not in, and why is said in plain words", async () => {
  for (const [name, why] of [["garden", "you are invited"], ["old", "not in it any more"]]) {
    for (
      const words of [`send #${name} hi`, `edit #${name} last x`, `delete #${name} last`, `react #${name} last +1`]
    ) {
      const { code, stderr, api: asked } = await runCommand(words.split(" "), { api: api() });
      assertEquals([code, asked.calls.length], [1, 1], words);
      assertStringIncludes(stderr[0], why);
    }
    const here = await runCommand(["delete", `#${name}`, "x", "--me"], { api: talked() });
    assertEquals([here.code, here.api.asked("message_delete").length], [0, 1]);
    const typed = await runCommand(["chat", `#${name}`], { api: api(), stdin: "hi\n" });
    assertEquals(typed.api.asked("send"), []);
    assertStringIncludes(typed.stdout.join("\n"), why);
  }
});
