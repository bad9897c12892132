/** ROOM-1 ROOM-2 ROOM-3: rooms in `parley chat`: chosen like people, lines with authors, invitations, who comes and goes. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { complete } from "../../cli/chat/completion.ts";
import { eventText } from "../../cli/chat/event_text.ts";
import { stylesFor } from "../../cli/style.ts";
import { textWidth } from "../../cli/width.ts";
import { partnerLines } from "../../cli/chat/contact_list.ts";
import { wordsOf } from "../../cli/language.ts";
import type { Message, Room } from "../../ui/api.ts";
import { contact, FakeApi, FakeTerminal, member, message, type Ran, room, runCommand } from "../support/terminal.ts";

const BORIS = contact("17", "Boris");
const FROM = { key: BORIS.key, name: "Boris" };
const EVERYONE = room("ee", "Our team", { everyone: true, members: 5, online: 1 });
const TEAM = room("a1", "Team", { role: "owner", unread: 4, mentions: 2 });
const GARDEN = room("b2", "Garden", { state: "invited", invited_by: "Boris" });
const MEMBERS = [
  member("1000", "Anna", { role: "owner", me: true }),
  member("17", "Boris Weber"),
  member("19", "Dora", { state: "invited" }),
];

function talking(rooms: Room[] = [EVERYONE, TEAM, GARDEN]): FakeApi {
  let cursor = 10;
  const api: FakeApi = new FakeApi(
    {
      send: ({ conversation, text }) => {
        const sent = ours(++cursor, text, { conversation });
        api.emit({ type: "message", message: sent });
        return sent;
      },
      room_create: ({ name }) => room("d4", name, { role: "owner" }),
      room_add: () => ({ ...TEAM, invited: 1 }),
      room_join: () => ({ ...GARDEN, state: "joined" }),
      room_leave: () => null,
      room_forget: () => null,
      room_members: () => MEMBERS,
      room_remove: () => TEAM,
      room_role: () => TEAM,
      room_rename: ({ name }) => ({ ...TEAM, name }),
      message_delete: () => null,
      draft_set: () => null,
    },
    undefined,
    rooms,
  );
  return api;
}

const ours = (cursor: number, text: string, change: Partial<Message> = {}): Message =>
  message("", cursor, text, {
    ...{ id: `out-${cursor}`, conversation: TEAM.key, direction: "out", status: "queued", received_at: null },
    ...{ delivery: { to: 0, of: 3 } },
    ...change,
  });
const theirs = (cursor: number, text: string, change: Partial<Message> = {}): Message =>
  message("", cursor, text, { conversation: TEAM.key, from: FROM, ...change });

/** Lines of a pipe, one after the other, in the room or in the list. */
async function typed(lines: string[], api = talking(), args: string[] = ["#Team"]): Promise<Ran> {
  return await runCommand(["chat", ...args], { api, stdin: lines.map((line) => `${line}\n`).join("") });
}

/** Each time a line holds the first word, the events after it happen; the input ends after the last. */
async function told(api: FakeApi, steps: [string, () => void][], args: string[] = ["#Team"]): Promise<string[]> {
  const [terminal, rest] = [new FakeTerminal(), [...steps]];
  const { stdout } = await runCommand(["chat", ...args], {
    api,
    terminal,
    onLine: (line) => {
      if (rest.length === 0 || !line.includes(rest[0][0])) return;
      const [, step] = rest.shift()!;
      setTimeout(step);
      if (rest.length === 0) setTimeout(() => terminal.end());
    },
  });
  return stdout.map((line) => line.replace(/\d\d:\d\d/, "TIME"));
}

Deno.test("ROOM-2: rooms stand in the numbered list with what is new in them, and are chosen by number or name", async () => {
  const list = (await typed([], talking(), [])).stdout;
  assertMatch(list[3], /^ {2}3 {2}#Our team {2}○ members: 5, online: 1$/);
  assertMatch(list[4], /^ {2}4 {2}#Team {6}● members: 3, online: 2 · new: 4, for you: 2$/);
  assertMatch(list[5], /^ {2}5 {2}#Garden {4}\? Boris invites you$/);
  for (const [word, key] of [["4", TEAM.key], ["#team", TEAM.key], ["te", TEAM.key], ["everyone", EVERYONE.key]]) {
    const { api } = await typed([word, "hi"], talking(), []);
    assertEquals(api.asked("send"), [{ conversation: key, text: "hi" }], word);
  }
  const clash = talking([room("a2", "Boris"), TEAM]);
  assertStringIncludes((await typed(["boris", "hi"], clash, [])).stdout.join("\n"), "more than one");
  assertEquals(clash.asked("send"), []);
});

Deno.test("ROOM-3: lines of a room name their authors and mark what names us; a long text costs nothing", async () => {
  const api = talking();
  api.handlers.history = () => ({
    messages: [
      message("", 1, "event.room_added", {
        ...{ conversation: TEAM.key, kind: "event", args: { by: "Bo\x1bris", name: "Anna", me: "name" } },
      }),
      theirs(2, "hi @Anna", { mention: true }),
      theirs(3, "x", {
        from: { key: "9.ab", name: "Do\x1bra" },
        reply: { id: "q", from: FROM, cursor: 2, text: "hi" },
      }),
    ],
    ...{ more: false, newer: false },
  });
  const { stdout } = await typed(["y".repeat(5_000)], api);
  assertEquals(stdout.slice(2, 8).map((line) => line.replace(/\d\d:\d\d/, "TIME")), [
    "   TIME Bo␛ris invited you",
    "— new —",
    "@  TIME Boris: hi @Anna",
    "   TIME Do␛ra: ┃ Boris: hi",
    "                x",
    "In #Team, members: 3, online: 2. /help rooms shows what can be done.",
  ]);
  assertEquals(api.asked("send").length, 1);
});

Deno.test("ROOM-3: who has it is told once by mark; what comes late is shown and seen, and others' rooms are told with author", async () => {
  const api = talking();
  const lines = await told(api, [
    ["In #Team", () => {
      api.emit({ type: "message", message: ours(20, "hello") });
      for (const to of [1, 2, 3]) {
        api.emit({ type: "message", message: ours(20, "hello", { status: "delivered", delivery: { to, of: 3 } }) });
      }
      api.emit({ type: "message", message: theirs(15, "late") });
      const quiet = { ...EVERYONE, options: { ...EVERYONE.options, muted: true } };
      api.emit({ type: "message", message: theirs(7, "psst", { conversation: EVERYONE.key }) });
      api.emit({ type: "room", room: quiet });
      api.emit({ type: "message", message: theirs(8, "unheard", { conversation: EVERYONE.key }) });
      api.emit({ type: "message", message: theirs(9, "@Anna", { conversation: EVERYONE.key, mention: true }) });
    }],
    ["@Anna", () => {}],
  ]);
  assertEquals(lines.slice(-5), [
    "…  TIME me: hello",
    "✓✓ TIME me: hello (delivered)",
    "   TIME Boris: late",
    "[#Our team] Boris: psst",
    "@ [#Our team] Boris: @Anna",
  ]);
  // All up to the newest, not only up to the late one.
  assertEquals(api.asked("mark_read"), [{ conversation: TEAM.key, cursor: 20 }]);
});

Deno.test("ROOM-2: an invitation is told where one is, shows what joining means, and is answered by /join, /accept or /decline", async () => {
  const api = talking([TEAM]);
  const lines = await told(api, [
    ["In #Team", () => api.emit({ type: "room", room: GARDEN })],
    ["Garden", () => {}],
  ]);
  assertEquals(lines.at(-1), "Boris invites you to #Garden: choose it in the list, then /join");
  // What was told before the answer of the call came must not ask once more.
  const late = talking();
  const terminal = new FakeTerminal();
  late.handlers.room_join = () => {
    late.emit({ type: "room", room: { ...GARDEN, members: 4 } });
    late.emit({ type: "room", room: { ...GARDEN, state: "joined" } });
    late.emit({ type: "message", message: theirs(5, "the end") });
    return { ...GARDEN, state: "joined" };
  };
  terminal.press("/join\n");
  const { stdout } = await runCommand(["chat", "#Garden"], {
    ...{ api: late, terminal },
    onLine: (line) => line.includes("the end") ? terminal.end() : undefined,
  });
  assertEquals(stdout.filter((line) => line.includes("Who joins")).length, 1);
  for (
    const [command, method] of [["/join", "room_join"], ["/accept", "room_join"], ["/decline", "room_leave"]] as const
  ) {
    const ran = await typed([command], talking(), ["#Garden"]);
    assertStringIncludes(ran.stdout.join("\n"), "Who joins can read what was said before.");
    assertEquals(ran.api.asked(method), [{ conversation: GARDEN.key }], command);
  }
  assertEquals((await typed(["/join #gar"], talking())).api.asked("room_join"), [{ conversation: GARDEN.key }]);
  const none = await typed(["/join"], talking());
  assertEquals(none.api.asked("room_join"), []);
  assertStringIncludes(none.stdout.join("\n"), "no invitation any more");
});

Deno.test("ROOM-2: an invitation that is taken back is said to be gone, one that we decline is not", async () => {
  const taken = talking();
  const lines = await told(taken, [
    ["In #Team", () => taken.emit({ type: "room_removed", key: GARDEN.key })],
    ["no invitation to #Garden any more", () => {}],
  ]);
  assertStringIncludes(lines.at(-1)!, "taken back");
  const api = talking();
  api.handlers.room_leave = () => {
    api.emit({ type: "room_removed", key: GARDEN.key });
    return null;
  };
  const { stdout } = await typed(["/decline"], api, ["#Garden"]);
  const all = stdout.join("\n");
  assertStringIncludes(all, "Declined: #Garden");
  assertEquals(all.includes("any more"), false);
});

Deno.test("ROOM-2: a plain member is not asked about what owners alone may do: it is refused at once", async () => {
  for (const line of ["/remove Boris Weber", "/invite Кла", "/rename x", "/role bor owner"]) {
    const { stdout, api } = await typed([line], talking([{ ...TEAM, role: "member" }]));
    const wanted = ["room_remove", "room_add", "room_rename", "room_role"] as const;
    assertEquals(wanted.flatMap((method) => api.asked(method) as unknown[]), [], line);
    assertStringIncludes(stdout.join("\n"), "only owners of the room can do that");
    assertEquals(stdout.join("\n").includes("Remove Boris"), false);
  }
});

Deno.test("ROOM-2: at 80 columns the list is whole in both languages: names give way to what is new", () => {
  const long = room("a9", "A long name of a room that has everything", {
    ...TEAM,
    key: `#${"a9".repeat(32)}`,
    invited: 12,
  });
  const rooms = [{ ...long, name: "A long name of a room that has everything", unread: 100, mentions: 12 }, EVERYONE];
  for (const lang of ["en", "ru"] as const) {
    const words = wordsOf(lang);
    for (const line of partnerLines([...rooms, BORIS], words, stylesFor(false), 79)) {
      assert(textWidth(line) <= 79, line);
    }
    const [first] = partnerLines(rooms, words, stylesFor(false), 79);
    assertStringIncludes(first, words("rooms.mentions", { count: 12 }));
  }
});

for (
  const [line, method, params] of [
    ["/create Tea at five", "room_create", { name: "Tea at five" }],
    ["/invite Кла", "room_add", { conversation: TEAM.key, members: [contact("18", "").key] }],
    ["/members", "room_members", { conversation: TEAM.key }],
    ["/remove @Boris Weber", "room_remove", { conversation: TEAM.key, member: BORIS.key }],
    ["/role bor owner", "room_role", { conversation: TEAM.key, member: BORIS.key, role: "owner" }],
    ["/роль 17 участник", "room_role", { conversation: TEAM.key, member: BORIS.key, role: "member" }],
    ["/rename New name", "room_rename", { conversation: TEAM.key, name: "New name" }],
    ["/leave", "room_leave", { conversation: TEAM.key }],
    ["/forget", "room_forget", { conversation: TEAM.key }],
  ] as const
) {
  const isOfPrivate = !["room_create", "room_members", "room_forget"].includes(method);
  const elsewhere = isOfPrivate ? ", and in Everyone or with a person it does not" : "";
  Deno.test(`ROOM-2: ${line} asks the program for it${elsewhere}`, async () => {
    const { code, api } = await typed([line]);
    assertEquals([code, api.asked(method) as unknown[]], [0, [params]]);
    for (const where of isOfPrivate ? ["#everyone", "Boris"] : []) {
      assertEquals((await typed([line], talking(), [where])).api.asked(method), [], where);
    }
  });
}

Deno.test("ROOM-2: what rooms do not have is refused in plain words", async () => {
  for (
    const line of ["/file /etc/hostname", "/timer 1d", "/agree", "/keep off", "/verify", "/trust", "/block", "/limits"]
  ) {
    const { stdout } = await typed([line]);
    assertStringIncludes(stdout.at(-1)!, "this is for people", line);
  }
  assertStringIncludes((await typed(["/members"], talking(), ["Boris"])).stdout.at(-1)!, "this is for rooms");
  assertStringIncludes(
    (await typed([], talking([{ ...TEAM, state: "removed" }]))).stdout.at(-1)!,
    "only there to read",
  );
});

Deno.test("ROOM-2: on a terminal /leave, /remove and /forget ask first; the only owner is told what happens; nobody sees typing", async () => {
  for (
    const [line, method, text] of [
      ["/leave", "room_leave", "You are its only owner"],
      ["/remove Dora", "room_remove", "Remove Dora from #Team?"],
      ["/forget", "room_forget", "Who was in it stays noted"],
    ] as const
  ) {
    for (const [answer, count] of [["n", 0], ["y", 1]] as const) {
      const [api, terminal] = [talking(), new FakeTerminal({ tty: true, size: { columns: 160, rows: 24 } })];
      for (const keys of ["hel", "\x15", `${line}\r`, `${answer}\r`]) terminal.press(keys);
      terminal.end();
      await runCommand(["chat", "#Team"], { api, terminal });
      assertStringIncludes(terminal.written, text);
      assertEquals([api.asked(method).length, api.asked("typing")], [count, []], `${line} ${answer}`);
    }
  }
});

Deno.test("ROOM-2: notices of a room say who did what to whom, and you where it is you, in both languages", () => {
  const say = (text: string, args: Record<string, string>, lang: "en" | "ru" = "en") =>
    eventText({ text: `event.room_${text}`, args }, wordsOf(lang));
  const both = { by: "Boris", name: "Dora" };
  assertEquals(
    [
      ...[say("created", { name: "Boris" }), say("created", { me: "name", name: "Anna" })],
      ...[say("added", both), say("added", { ...both, me: "by" }), say("added", { ...both, me: "name" })],
      ...[say("removed", both), say("removed", { ...both, me: "by" }), say("removed", { ...both, me: "name" })],
      ...[say("joined", both), say("left", { name: "x", me: "name" }), say("renamed", { ...both, me: "by" })],
      ...[say("fork", { name: "Dora", me: "name" }), say("unheard_of", {})],
    ],
    [
      ...["Boris made the room", "you made the room"],
      ...["Boris invited Dora", "you invited Dora", "Boris invited you"],
      ...["Boris removed Dora", "you removed Dora", "Boris removed you"],
      ...["Dora is in", "you left", "you called the room Dora"],
      "⚠ Dora: their program tells different people different things; be careful with what they write",
      "event.room_unheard_of",
    ],
  );
  assertEquals(say("added", { ...both, me: "name" }, "ru"), "Boris приглашает вас");
});

Deno.test("ROOM-2: Tab completes @names, and names behind /invite, /remove and /role; spaces belong to them", async () => {
  const names = (use: string) => Promise.resolve(use === "contact" ? ["Клара"] : ["Boris Weber", "Boris Ohm", "Dora"]);
  assertEquals(await complete("hi @do", names), { line: "hi @Dora ", choices: [] });
  assertEquals(await complete("@b", names), { line: "@Boris ", choices: ["Boris Ohm", "Boris Weber"] });
  assertEquals(await complete("hi @Boris w", names), { line: "hi @Boris Weber ", choices: [] });
  assertEquals(await complete("/remove do", names), { line: "/remove Dora ", choices: [] });
  assertEquals(await complete("/invite к", names), { line: "/invite Клара ", choices: [] });
  for (const line of ["mail@do", "@Dora and", "hi", "/reply do"]) {
    assertEquals(await complete(line, names), undefined, line);
  }
  assertEquals(await complete("@do"), undefined);
  for (const [lang, all] of [["en", "all"], ["ru", "все"]] as const) {
    const [api, terminal] = [talking(), new FakeTerminal({ tty: true })];
    terminal.press(`@${all[0]}\t`);
    terminal.press("\r");
    terminal.end();
    await runCommand(["chat", "#Team", "--lang", lang], { api, terminal });
    assertEquals(api.asked("send")[0].text, `@${all} `);
  }
});
