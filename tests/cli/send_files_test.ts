/** FILE-1 FILE-2 FILE-6 LIM-3 LIM-4: `parley send PEER --file PATH…`. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { readPaths } from "../../cli/send_files.ts";
import type { ApiEvent, Transfer } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, FakeTerminal, fileMessage, ME, transfer } from "../support/terminal.ts";
import { runCommand } from "../support/terminal.ts";
import { FAKE_SETTINGS } from "../support/fake/values.ts";

const KEY = contact("17", "Boris").key;
const MIB = 1024 * 1024;
const HERE = "tests/cli/send_files_test.ts";
const FOLDER = "tests/cli";
const SNAPSHOT: ApiEvent = {
  type: "snapshot",
  snapshot: { me: ME, contacts: [], rooms: [], settings: FAKE_SETTINGS, notices: [] },
};

/** Offers what it is asked to; `later` are the states that follow one another, each told by an event. */
function offering(change: Partial<Transfer> = {}, later: Partial<Transfer>[] = []): FakeApi {
  let offered: Transfer[] = [];
  const api: FakeApi = new FakeApi({
    files_send: ({ paths }) => {
      const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
      offered = paths.map((path, at) => transfer("17", at + 1, name(path), { direction: "out", path, ...change }));
      return offered.map((file) => fileMessage(file));
    },
    files_cost: ({ paths }) => ({ packets: 12 * paths.length, size: 12 * MIB, files: 1, skipped: 0 }),
    // Asked for when the events begin: what happens from then on is told.
    files: () => {
      const page = { transfers: offered, next: null };
      happen();
      return page;
    },
  });
  api.heard = () => api.emit(SNAPSHOT);
  const happen = () => {
    for (const step of later.splice(0)) {
      offered = offered.map((file) => ({ ...file, ...step }));
      for (const file of offered) {
        api.emit(
          step.state === "running"
            ? { type: "transfer", transfer: file }
            : { type: "message", message: fileMessage(file) },
        );
      }
    }
  };
  return api;
}

Deno.test("FILE-1: send --file offers absolute paths, further words are further files, and says what it costs", async () => {
  const { code, stdout, stderr, api } = await runCommand(["send", "Boris", "--file", HERE, "deno.json"], {
    api: offering(),
  });
  assertEquals([code, stdout], [0, ["sent send_files_test.ts", "sent deno.json"]]);
  assertEquals(api.asked("files_send"), [{ conversation: KEY, paths: [resolve(HERE), resolve("deno.json")] }]);
  assertEquals(stderr, ["Taken from the file budget: 24"]);
});

Deno.test("FILE-1: one file alone says its state as a text does, and one packet is not worth a word", async () => {
  const one = await runCommand(["send", "--file", HERE, "17"], { api: offering({ size: MIB }) });
  assertEquals([one.code, one.stdout, one.stderr], [0, ["sent"], []]);
  const empty = await runCommand(["send", "17", "--file", HERE], { api: offering({ size: 0 }) });
  assertEquals(empty.stderr, []);
});

Deno.test("FILE-1: to somebody online, files whose receipts come at once are delivered, as texts are", async () => {
  const api = offering({ size: 1 });
  api.handlers.wait = ({ id }) => fileMessage(transfer("17", id.endsWith("2") ? 2 : 1, "x"), { status: "delivered" });
  const ran = await runCommand(["send", "17", "--file", HERE, "deno.json", "--json"], { api });
  assertEquals(ran.json().map(({ status }) => status), ["delivered", "delivered"]);
  assertEquals(api.asked("wait").map(({ timeout_ms }) => timeout_ms), [300, 0]);
});

Deno.test("FILE-1: send --file --json keeps the shape of a text and adds the file", async () => {
  const { json } = await runCommand(["send", "17", "--file", HERE, "--json"], { api: offering() });
  const [{ file, ...record }] = json();
  assertEquals(Object.keys(record), ["id", "peer", "kind", "sent_at", "received_at", "status", "error"]);
  assertEquals([record.kind, record.peer], ["file", "17"]);
  assertEquals(file, {
    name: "send_files_test.ts",
    type: "file",
    size: 12 * MIB,
    files: 1,
    cost: 12,
    state: "offered",
    reason: null,
    average: null,
  });
});

Deno.test("FILE-1: without a running node the offer is queued, and where the files must stay is said", async () => {
  const api = offering();
  api.handlers.files_send = () => [
    fileMessage(transfer("17", 1, "a", { direction: "out", size: 1 }), { status: "queued" }),
  ];
  const { code, stdout, stderr } = await runCommand(["send", "17", "--file", HERE, "--wait", "9"], {
    api,
    running: false,
  });
  assertEquals([code, stdout], [1, ["offered"]]);
  assertMatch(stderr[0], /not running: the files stay where they are/);
  const plain = await runCommand(["send", "17", "--file", HERE], { api, running: false });
  assertEquals([plain.code, plain.stdout], [0, ["queued"]]);
});

Deno.test("FILE-1: send --file answers a message with --reply", async () => {
  const { api } = await runCommand(["send", "17", "--file", HERE, "--reply", "abc"], { api: offering() });
  assertEquals(api.asked("files_send")[0].reply_to, "abc");
});

Deno.test("FILE-1: of a folder, what was left out is said", async () => {
  const api = offering({ type: "folder", size: 5 });
  api.handlers.files_cost = () => ({ packets: 1, size: 5, files: 1, skipped: 3 });
  const { code, stderr } = await runCommand(["send", "17", "--file", FOLDER], { api });
  assertEquals([code, stderr], [0, ["Left out, as they are no files (links, devices) or cannot be read: 3"]]);
});

Deno.test("FILE-1: on Windows, where no shell does it, * and ? stand for what is there", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const name of ["b.JPG", "a.jpg", "a.png", "x(1).txt"]) await Deno.writeTextFile(`${dir}/${name}`, "");
    const named = async (pattern: string, os?: "windows" | "linux") =>
      (await readPaths([`${dir}/${pattern}`], os)).map((path) => path.slice(dir.length + 1));
    assertEquals(await named("*.jpg", "windows"), ["a.jpg", "b.JPG"]);
    assertEquals(await named("a.???", "windows"), ["a.jpg", "a.png"]);
    assertEquals(await named("x(1).*", "windows"), ["x(1).txt"]);
    assertEquals(await named("*.zip", "windows"), ["*.zip"]);
    assertEquals(await named("no/*", "windows"), ["no/*"]);
    assertEquals(await named("*.jpg", "linux"), ["*.jpg"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("FILE-1: a path that is not there is said before anything is offered", async () => {
  const { code, stderr, api } = await runCommand(["send", "17", "--file", HERE, "no/such.txt"], { api: offering() });
  assertEquals([code, api.asked("files_send")], [1, []]);
  assertEquals(stderr, ['parley send: file "no/such.txt": not found']);
});

Deno.test("FILE-1: what the program cannot offer is said with its path and in words", async () => {
  for (
    const [reason, en, ru] of [
      ["not-a-file", "neither a file nor a folder", "не файл и не папка"],
      ["too-many", "too many files in it", "слишком много файлов"],
      ["private", "your keys and messages", "ваши ключи и сообщения"],
      ["source-unreadable", "it cannot be read", "это не читается"],
    ]
  ) {
    const api = offering();
    api.handlers.files_send = () => {
      throw new FakeApiError("bad-file", `"/home/anna/my: "x"": ${reason}`);
    };
    for (const [lang, text] of [["en", en], ["ru", ru]]) {
      const { code, stderr } = await runCommand(["send", "17", "--file", HERE, "--lang", lang], { api });
      assertEquals(code, 1);
      assertMatch(stderr[0], /"\/home\/anna\/my: "x"": /);
      assertStringIncludes(stderr[0], text);
    }
  }
});

Deno.test("LIM-4: a used up file budget: what it costs, what is left, and the command that gives more", async () => {
  const api = offering();
  api.handlers.files_send = () => {
    throw new FakeApiError("limit-exhausted", "x");
  };
  api.handlers.limits = () => [
    { conversation: KEY, peer: "17", name: "", messages: 9, files: 4, messages_spent: 0, files_spent: 996 },
  ];
  const { code, stdout, stderr } = await runCommand(["send", "17", "--file", HERE], { api });
  assertEquals([code, stdout, stderr[0]], [
    1,
    [],
    "parley send: not sent: it costs 12 of the file budget, and 4 left",
  ]);
  assertStringIncludes(stderr[1], "--files 1000");
});

for (
  const [later, code, said] of [
    [[{ state: "waiting" }, { state: "running", done: MIB }, { state: "completed" }], 0, "completed"],
    [[{ state: "declined", ended_by: "them" }], 1, "declined"],
    [[{ state: "cancelled", ended_by: "them" }], 1, "cancelled"],
    [[{ state: "running", done: 1 }, { state: "failed", reason: "changed", ended_by: "me" }], 1, "failed"],
  ] as [Partial<Transfer>[], number, string][]
) {
  Deno.test(`FILE-2: send --file --wait ends with "${said}" and exits ${code}`, async () => {
    const ran = await runCommand(["send", "17", "--file", HERE, "--wait", "600"], { api: offering({}, later) });
    assertEquals([ran.code, ran.stdout], [code, [said]]);
    const failed = ran.stderr.filter((line) => line.includes("changed after"));
    assertEquals(failed.length, said === "failed" ? 1 : 0);
  });
}

Deno.test("FILE-2: --wait that is over says how far it is, and exits 1", async () => {
  const ran = await runCommand(["send", "17", "--file", HERE, "--wait", "0"], { api: offering() });
  assertEquals([ran.code, ran.stdout], [1, ["offered"]]);
});

Deno.test("FILE-2: what ended before anybody listened is not waited for", async () => {
  const api = offering();
  const before = api.heard;
  const files = api.handlers.files!;
  api.heard = () => {
    api.handlers.files = async (params) => {
      const page = await files(params);
      return { ...page, transfers: page.transfers.map((file) => ({ ...file, state: "completed" })) };
    };
    before();
  };
  const ran = await runCommand(["send", "17", "--file", HERE, "--wait", "600"], { api });
  assertEquals([ran.code, ran.stdout], [0, ["completed"]]);
});

Deno.test("FILE-2: a message deleted while one waits for its file ends the waiting, and so does the end of the program", async () => {
  const removed = offering();
  removed.heard = () => removed.emit({ type: "removed", conversation: KEY, ids: [transfer("17", 1, "").id] });
  const ran = await runCommand(["send", "17", "--file", HERE, "--wait", "600"], { api: removed });
  assertEquals([ran.code, ran.stdout], [1, ["cancelled"]]);
  const ended = offering();
  ended.heard = () => ended.emit({ type: "bye" });
  const bye = await runCommand(["send", "17", "--file", HERE, "--wait", "600"], { api: ended });
  assertEquals([bye.code, bye.stdout, bye.stderr.at(-1)], [1, ["offered"], "Parley has ended."]);
});

Deno.test("FILE-2: Ctrl+C ends the waiting and not the transfer", async () => {
  const stop = new AbortController();
  const api = offering();
  api.heard = () => stop.abort();
  const ran = await runCommand(["send", "17", "--file", HERE, "--wait", "600"], { api, signal: stop.signal });
  assertEquals([ran.code, ran.stdout, api.asked("file_cancel")], [1, ["offered"], []]);
  assertStringIncludes(ran.stderr.join("\n"), "it goes on while Parley runs");
});

Deno.test("FILE-6: on a terminal one row shows how far it has come, and is gone in the end; a pipe sees none of it", async () => {
  const later: Partial<Transfer>[] = [
    { state: "running", done: 3 * MIB, speed: 3 * MIB, left_ms: 3_000 },
    { state: "running", done: 9 * MIB, speed: 3 * MIB, left_ms: 1_000 },
    { state: "completed", average: 3 * MIB },
  ];
  const terminal = new FakeTerminal({ tty: true });
  const args = ["send", "17", "--file", HERE, "--wait", "600"];
  const { stdout, stderr } = await runCommand(args, { api: offering({}, [...later]), terminal });
  const rows = terminal.writtenError.split("\r").filter((row) => row.trim() !== "");
  assertEquals(rows.map((row) => row.trimEnd()), [
    "send_files_test.ts: offered",
    "send_files_test.ts  25 % [####--------------] 3 MB of 12 MB, 3 MB/s, 3 s left",
    "send_files_test.ts  75 % [#############-----] 9 MB of 12 MB, 3 MB/s, 1 s left",
    "send_files_test.ts: completed",
  ]);
  assert(terminal.writtenError.endsWith("\r"));
  // Room for what a terminal echoes of Ctrl+C.
  for (const row of rows) assert(row.length <= 77, row);
  assertEquals(terminal.writtenError.includes("\n"), false);
  assertEquals([stdout, stderr.at(-1)], [["completed"], "completed · 12 MB in 4 s, 3 MB/s"]);
  const piped = new FakeTerminal({ tty: false });
  const quiet = await runCommand(args, { api: offering({}, later), terminal: piped });
  assertEquals([piped.writtenError, quiet.stdout], ["", ["completed"]]);
});

for (
  const [args, reason] of [
    [["17", "--file", HERE, "-"], "stdin (-) is for a text"],
    [["17", "--file"], "--file"],
    [["--file", HERE], "nobody named"],
    [["17", "--file", ...Array.from({ length: 101 }, () => HERE)], "at most 100"],
  ] as const
) {
  Deno.test(`"send ${args.slice(0, 4).join(" ")}" with --file is wrong usage`, async () => {
    const { code, stdout, stderr, api } = await runCommand(["send", ...args], { api: offering() });
    assertEquals([code, stdout, api.calls], [2, [], []]);
    assertStringIncludes(stderr[0], reason);
  });
}
