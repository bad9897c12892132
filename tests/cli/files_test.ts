/** FILE-2 FILE-6 FILE-8 CLI-2: `parley files`, its words, its table, its JSON and its answers. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { durationText, sizeText } from "../../cli/amounts.ts";
import { endText, percentOf, stateText, transferRow } from "../../cli/files_text.ts";
import { wordsOf } from "../../cli/language.ts";
import { textWidth } from "../../cli/width.ts";
import type { Transfer } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, fileMessage, NOW, runCommand, transfer } from "../support/terminal.ts";

const [KEY, OTHER] = [contact("17", "Boris").key, contact("18", "Клара").key];
const [en, ru] = [wordsOf("en"), wordsOf("ru")];
const MIB = 1024 * 1024;

const ALL = [
  transfer("17", 4, "new.pdf"),
  transfer("17", 3, "holiday", { type: "folder", files: 210, state: "running", done: 5 * MIB, speed: 3 * MIB }),
  transfer("18", 2, "old.zip", { direction: "out", state: "failed", reason: "disk-full", ended_by: "them" }),
  transfer("17", 1, "old.zip", { state: "completed", path: "/home/anna/Downloads/old.zip", ended_at: NOW + 1 }),
];

/** Answers like the program, two transfers a page. */
function having(transfers: Transfer[] = ALL): FakeApi {
  const change = (id: string, how: Partial<Transfer>) => {
    const found = transfers.find((one) => one.id === id);
    if (found === undefined) throw new FakeApiError("not-found", "no such file");
    return { ...found, ...how };
  };
  return new FakeApi({
    files: ({ conversation, direction, state, after, limit = 50 }) => {
      const fitting = transfers.filter((one) =>
        (conversation === undefined || one.conversation === conversation) &&
        (direction === undefined || one.direction === direction) &&
        (state !== "open" || !["completed", "declined", "cancelled"].includes(one.state))
      );
      const from = Number(after ?? 0);
      const to = Math.min(from + Math.min(2, limit), fitting.length);
      return { transfers: fitting.slice(from, to), next: to < fitting.length ? String(to) : null };
    },
    file_accept: ({ id }) => change(id, { state: "waiting" }),
    file_decline: ({ id }) => change(id, { state: "declined", ended_by: "me" }),
    file_cancel: ({ id }) => change(id, { state: "cancelled", ended_by: "me" }),
    file_resume: ({ id }) => change(id, { state: "waiting" }),
    file_reveal: () => null,
  });
}

Deno.test("sizes and times are short, in the person's language, and never of four digits", () => {
  const sizes = [0, 999, 1_000, 1024, 3_500, 12 * MIB, 1_023 * MIB, 100 * 1024 ** 3, 2 ** 40];
  assertEquals(sizes.map((size) => sizeText(size, en)), [
    ...["0 B", "999 B", "1 KB", "1 KB", "3.4 KB", "12 MB", "1 GB", "100 GB", "1 TB"],
  ]);
  assertEquals([sizeText(3_500, ru), sizeText(1.5 * MIB, ru)], ["3,4 КБ", "1,5 МБ"]);
  const times = [0, 1_499, 59_400, 60_000, 200_000, 7_500_000, 90_000_000];
  assertEquals(times.map((time) => durationText(time, en)), [
    ...["1 s", "1 s", "59 s", "1 min", "3 min 20 s", "2 h 5 min", "1 d 1 h"],
  ]);
  assertEquals(durationText(200_000, ru), "3 мин 20 с");
});

Deno.test("FILE-6: percent, speed and time left while it runs; 100 percent only when it is whole", () => {
  const running = { ...ALL[1], left_ms: 2_400 };
  assertEquals(stateText(running, en), "41 %, 3 MB/s, 2 s left");
  assertEquals(stateText(running, ru), "41 %, 3 МБ/с, осталось 2 с");
  assertEquals(stateText({ ...running, state: "waiting", speed: null, left_ms: null }, en), "waiting, 41 %");
  assertEquals(percentOf({ done: 12 * MIB - 1, size: 12 * MIB, state: "running" }), 99);
  assertEquals(percentOf({ done: 12 * MIB, size: 12 * MIB, state: "running" }), 99);
  assertEquals(percentOf({ done: 0, size: 0, state: "waiting" }), 0);
  assertEquals(percentOf({ done: 0, size: 0, state: "completed" }), 100);
});

Deno.test("FILE-2 FILE-6: an end says how it went, and a failure never looks like a success", () => {
  const end = (change: Partial<Transfer>) => endText({ ...ALL[0], ...change }, en);
  assertEquals(end({ state: "completed", average: 4 * MIB }), "completed · 12 MB in 3 s, 4 MB/s");
  assertEquals(end({ state: "completed", size: 0 }), "completed · 0 B");
  assertEquals(end({ state: "completed", average: 96 * MIB }), "completed · 12 MB, 96 MB/s");
  assertEquals(end({ state: "completed", size: 4, average: 80 }), "completed · 4 B");
  assertEquals(end({ state: "declined" }), "declined");
  assertEquals(end({ state: "cancelled" }), "cancelled");
  assertEquals(end({ state: "failed", reason: "disk-full" }), "failed: your disk is full");
  assertEquals(end({ state: "failed", reason: "disk-full", direction: "out" }), "failed: their disk is full");
  assertEquals(end({ state: "failed", reason: "changed" }), "failed: it was changed after it was offered");
  assertEquals(end({ state: "failed", reason: null }), "failed: the reason is not known");
  assertEquals(end({ state: "failed", reason: "moon-phase" }), "failed: moon-phase");
  assertEquals(end({ state: "failed", reason: "bad\x1b[2J" }), "failed: bad␛[2J");
  assertEquals(
    endText({ ...ALL[0], state: "failed", reason: "no-space" }, ru),
    "ошибка: на вашем диске не хватает места",
  );
});

Deno.test("FILE-2: of an offer that waits because much has come by itself, that is said", () => {
  const offered = { ...ALL[0], state: "offered", direction: "in", reason: "day-amount" } as const;
  assertEquals(stateText(offered, en), "waits for your answer: a lot has come from there by itself today");
  assertEquals(stateText(offered, ru), "ждёт вашего ответа: сегодня оттуда уже много пришло само");
  assertEquals(stateText({ ...offered, reason: null }, en), "offered");
});

Deno.test("FILE-2: every reason that files-v1 names has words in both languages", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/specs/files-v1.md", import.meta.url));
  const listed = /^Reasons: ([\s\S]*?)\. Others/m.exec(text)![1];
  const reasons = [...listed.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason);
  assert(reasons.length > 5);
  for (const reason of reasons) {
    for (const direction of ["in", "out"] as const) {
      for (const words of [en, ru]) {
        const shown = stateText({ ...ALL[0], state: "failed", reason, direction }, words);
        assert(!shown.endsWith(`: ${reason}`), `${reason}: ${shown}`);
      }
    }
  }
});

Deno.test("FILE-7: whatever a name holds, its row fits, and the terminal obeys nothing of it", () => {
  for (const name of ["\x1b]0;evil\x07", "漢字".repeat(100), "gpj\u202eexe.", "x".repeat(512), "a\nb"]) {
    for (const columns of [24, 40, 80]) {
      const row = transferRow({ ...ALL[1], name }, en, columns);
      assert(textWidth(row) <= columns, row);
      // deno-lint-ignore no-control-regex
      assert(!/[\x00-\x1f\u202e]/.test(row), row);
    }
  }
});

Deno.test("FILE-8: files lists the newest first, with who it is from or to, and where it stands", async () => {
  const { code, stdout } = await runCommand(["files"], { api: having() });
  assertEquals([code, stdout], [0, [
    "id        name            size   with     state",
    "00000004  new.pdf         12 MB  ← Boris  offered",
    "00000003  holiday/ (210)  12 MB  ← Boris  41 %, 3 MB/s",
    "00000002  old.zip         12 MB  → Клара  failed: their disk is full",
    "00000001  old.zip         12 MB  ← Boris  completed",
  ]]);
});

Deno.test("FILE-8: files --json prints the fields of the contract, one object a line", async () => {
  const ran = await runCommand(["files", "list", "--json", "--limit", "3"], { api: having() });
  assertEquals(ran.json().length, 3);
  assertEquals(ran.json()[2], {
    id: ALL[2].id,
    peer: "18",
    name: "old.zip",
    direction: "out",
    type: "file",
    size: 12 * MIB,
    files: 1,
    state: "failed",
    reason: "disk-full",
    ended_by: "them",
    done: 0,
    speed: null,
    average: null,
    path: null,
    offered_at: new Date(NOW).toISOString(),
    ended_at: null,
  });
});

Deno.test("FILE-8: --peer and --open narrow the list; an empty one is said on stderr", async () => {
  const peer = await runCommand(["files", "--peer", "18", "--json"], { api: having() });
  assertEquals(peer.json().map(({ id }) => id), [ALL[2].id]);
  const open = await runCommand(["files", "--open", "--json"], { api: having() });
  assertEquals(open.json().map(({ id }) => id), [ALL[0].id, ALL[1].id, ALL[2].id]);
  const none = await runCommand(["files"], { api: having([]) });
  assertEquals([none.code, none.stdout, none.stderr], [0, [], ["No files sent or received yet."]]);
  assertEquals((await runCommand(["files", "--open"], { api: having([]) })).stderr, ["All files are at their end."]);
  assertEquals((await runCommand(["files", "--peer", "17"], { api: having([]) })).stderr, ["Nothing found."]);
});

Deno.test("FILE-2: accept takes the whole id, its end, a part of its beginning, or the name", async () => {
  for (const word of [ALL[0].id, ALL[0].id.toUpperCase(), "00000004", "new.pdf"]) {
    const { code, stdout, api } = await runCommand(["files", "accept", word], { api: having() });
    assertEquals([code, stdout], [0, ["new.pdf: waiting"]], word);
    assertEquals(api.asked("file_accept"), [{ conversation: KEY, id: ALL[0].id }]);
  }
  const single = having([ALL[0]]);
  assertEquals((await runCommand(["files", "accept", "01920000"], { api: single })).code, 0);
});

Deno.test("FILE-2: what fits the action is meant when the word alone does not tell; else the candidates are named", async () => {
  const resumed = await runCommand(["files", "resume", "old.zip"], { api: having() });
  assertEquals(resumed.api.asked("file_resume"), [{ conversation: OTHER, id: ALL[2].id }]);
  const { code, stderr, api } = await runCommand(["files", "cancel", "0192"], { api: having() });
  assertEquals([code, api.asked("file_cancel")], [1, []]);
  assertEquals(stderr, [
    'parley files: file "0192": more than one; use the whole id',
    [ALL[0], ALL[1], ALL[2]].map(({ id, name }) => `${id} ${name === "holiday" ? "holiday/ (210)" : name}`).join("\n"),
  ]);
});

Deno.test("FILE-2: two people may use the same id; only --peer tells which one is meant", async () => {
  const twins = [transfer("17", 1, "a"), { ...transfer("18", 1, "b"), id: transfer("17", 1, "a").id }];
  const ran = await runCommand(["files", "accept", twins[0].id], { api: having(twins) });
  assertEquals([ran.code, ran.api.asked("file_accept")], [1, []]);
  const told = await runCommand(["files", "accept", twins[0].id, "--peer", "18"], { api: having(twins) });
  assertEquals(told.api.asked("file_accept"), [{ conversation: OTHER, id: twins[1].id }]);
});

Deno.test("FILE-4: what stopped at the other end is asked for again, and not said to have failed", async () => {
  const stopped = { state: "failed", reason: "source-gone", ended_by: "them", ended_at: null } as const;
  const asking = having();
  asking.handlers.file_resume = () => ({ ...ALL[2], ...stopped });
  const { code, stdout } = await runCommand(["files", "resume", "old.zip"], { api: asking });
  assertEquals([code, stdout], [0, ["old.zip: asked for again; it goes on when they can"]]);
  asking.handlers.file_resume = () => ({ ...ALL[2], ...stopped, ended_by: "me" });
  const { stdout: own } = await runCommand(["files", "resume", "old.zip"], { api: asking });
  assertStringIncludes(own[0], "failed");
});

Deno.test("FILE-2: decline, cancel and resume say what is so then, with --json as a line of the list", async () => {
  const declined = await runCommand(["files", "decline", "new.pdf", "--json"], { api: having() });
  assertEquals(declined.json().map(({ state, ended_by }) => [state, ended_by]), [["declined", "me"]]);
  const cancelled = await runCommand(["files", "cancel", "00000003"], { api: having() });
  assertEquals(cancelled.stdout, ["holiday/ (210): cancelled"]);
});

Deno.test("FILE-2: an answer without a running node is kept, and it is said when it goes out", async () => {
  const { code, stdout, stderr } = await runCommand(["files", "accept", "new.pdf", "--wait", "5"], {
    api: having(),
    running: false,
  });
  assertEquals([code, stdout], [1, ["new.pdf: waiting"]]);
  assertStringIncludes(stderr[0], "goes out at the next start");
});

Deno.test("FILE-2: accept --all takes what waits for us and nothing else, and goes on after a refusal", async () => {
  const waiting = [transfer("17", 9, "a"), transfer("18", 8, "huge"), transfer("17", 7, "c"), ...ALL.slice(1)];
  const api = having(waiting);
  const accept = api.handlers.file_accept!;
  api.handlers.file_accept = (params) => {
    if (params.id === waiting[1].id) throw new FakeApiError("no-space", "no room");
    return accept(params);
  };
  const ran = await runCommand(["files", "accept", "--all"], { api });
  assertEquals([ran.code, ran.stdout], [1, ["a: waiting", "c: waiting"]]);
  assertEquals(ran.stderr, ["parley files: file: not enough room on your disk"]);
  const none = await runCommand(["files", "accept", "--all"], { api: having([]) });
  assertEquals([none.code, none.stderr], [0, ["Nothing waits for an answer."]]);
});

Deno.test("FILE-2: what is at its end cannot be answered, and the sentence says so", async () => {
  const api = having();
  api.handlers.file_accept = () => {
    throw new FakeApiError("ended", "it is completed");
  };
  const { code, stderr } = await runCommand(["files", "accept", "00000001"], { api });
  assertEquals([code, stderr], [1, ["parley files: too late: it is at its end already, or was answered"]]);
});

Deno.test("FILE-8: show prints where it lies, and asks for its folder", async () => {
  const { stdout, api } = await runCommand(["files", "show", "00000001"], { api: having() });
  assertEquals(stdout, ["/home/anna/Downloads/old.zip"]);
  assertEquals(api.asked("file_reveal"), [{ conversation: KEY, id: ALL[3].id }]);
  const remote = having();
  remote.handlers.file_reveal = () => {
    throw new FakeApiError("not-found", "there is no way here");
  };
  const json = await runCommand(["files", "show", "00000001", "--json"], { api: remote });
  assertEquals([json.code, json.json()], [0, [{ id: ALL[3].id, path: "/home/anna/Downloads/old.zip" }]]);
  const early = await runCommand(["files", "show", "new.pdf"], { api: having() });
  assertEquals([early.code, early.stderr], [1, ['parley files: file "new.pdf": it is not here yet']]);
});

Deno.test("files says which file is not there", async () => {
  for (const word of ["nothing.txt", "abc", "0"]) {
    const { code, stderr } = await runCommand(["files", "accept", word], { api: having() });
    assertEquals([code, stderr], [1, [
      `parley files: file "${word}": none has this id or name`,
      "Which there are: parley files",
    ]]);
  }
});

for (
  const [args, reason] of [
    [["frob"], '"frob": not something files can do'],
    [["accept"], "ID of the file is missing"],
    [["accept", "x", "--all"], "either an ID, or --all"],
    [["accept", "x", "y"], '"y": one word too many'],
    [["accept", "x", "--limit", "3"], 'goes with "files list" only'],
    [["decline", "--all"], 'goes with "files accept" only'],
    [["decline", "x", "--wait", "1"], 'goes with "files accept" only'],
    [["list", "--wait", "1"], 'goes with "files accept" only'],
    [["list", "x"], '"x": one word too many'],
    [["--limit", "0"], "--limit"],
  ] as const
) {
  Deno.test(`"files ${args.join(" ")}" is wrong usage`, async () => {
    const { code, stderr, stdout } = await runCommand(["files", ...args], { api: having() });
    assertEquals([code, stdout], [2, []]);
    assertStringIncludes(stderr[0], reason);
  });
}

Deno.test("FILE-8: a line of history says what became of a file, in words and with --json", async () => {
  const file = transfer("17", 1, "plan.pdf", { state: "completed", path: "/home/anna/Downloads/plan.pdf" });
  const api = new FakeApi({ history: () => ({ messages: [fileMessage(file)], more: false, newer: false }) });
  const [record] = (await runCommand(["history", "17", "--json"], { api })).json();
  assertEquals([record.kind, record.text], ["file", "plan.pdf"]);
  const { type, size, files, state, reason, path } = file;
  assertEquals(record.file, { type, size, files, state, reason, path });
  const { stdout } = await runCommand(["history", "17"], { api });
  assertStringIncludes(stdout[1], "Boris: [file] plan.pdf, 12 MB, completed");
});
