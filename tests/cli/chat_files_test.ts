/** FILE-1 FILE-2 FILE-6: files in `parley chat` over pipes, typed paths, and what the prompt says of transfers. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { expandHome, splitPaths } from "../../cli/chat/typed_paths.ts";
import { Transfers } from "../../cli/chat/transfers.ts";
import type { Transfer } from "../../ui/api.ts";
import { contact, FakeApi, FakeTerminal, fileMessage, room, runCommand, transfer } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;
const MIB = 1024 * 1024;

for (
  const [typed, windows, paths] of [
    ["a.txt", false, ["a.txt"]],
    ["'my file.txt' b", false, ["my file.txt", "b"]],
    ["my\\ file.txt  b", false, ["my file.txt", "b"]],
    ["a\"b c\"d ''", false, ["ab cd", ""]],
    ["it's", false, undefined],
    ['"C:\\My files\\a.txt" D:\\b', true, ["C:\\My files\\a.txt", "D:\\b"]],
    ["it's.txt", true, ["it's.txt"]],
    ["", false, []],
  ] as const
) {
  Deno.test(`FILE-1: typed on ${windows ? "Windows" : "Linux"}, ${typed} means ${JSON.stringify(paths)}`, () => {
    assertEquals(splitPaths(typed, windows), paths as string[] | undefined);
  });
}

Deno.test("FILE-1: ~ is one's home, and only at the beginning", () => {
  const typed = ["~/a", "~", "~\\a", "~bob/a", "a/~"];
  assertEquals(typed.map((path) => expandHome(path, "/home/anna")), [
    ...["/home/anna/a", "/home/anna", "/home/anna\\a", "~bob/a", "a/~"],
  ]);
});

Deno.test("FILE-6: the prompt's percent is that of all that moves there, and an end is told once", () => {
  const transfers = new Transfers();
  const running = (peer: string, cursor: number, done: number) =>
    transfer(peer, cursor, "x", { state: "running", done: done * MIB });
  transfers.put(running("17", 1, 12));
  transfers.put(running("17", 2, 0));
  transfers.put(running("18", 2, 3));
  transfers.put(transfer("17", 3, "x", { state: "waiting", done: MIB }));
  assertEquals([transfers.percent(KEY), transfers.percent("nobody")], [50, undefined]);
  const ended: Transfer = { ...running("17", 1, 12), state: "completed" };
  assertEquals([transfers.put(ended), transfers.put(ended)], [true, false]);
  assertEquals(transfers.percent(KEY), 0);
  transfers.forget(KEY, [running("17", 2, 0).id]);
  assertEquals([transfers.percent(KEY), transfers.percent(contact("18", "").key)], [undefined, 25]);
});

Deno.test("FILE-2 FILE-6: over a pipe an offer, its answer and its end are a line each, and progress is none", async () => {
  const photo = (change: Partial<Transfer> = {}) => transfer("17", 5, "photo.jpg", change);
  const path = "/home/anna/Downloads/photo.jpg";
  const end = photo({ state: "completed", average: 4 * MIB, path });
  const api: FakeApi = new FakeApi({
    file_accept: () => photo({ state: "waiting" }),
    files: () => ({ transfers: [photo()], next: null }),
  });
  const terminal = new FakeTerminal();
  api.heard = () => api.emit({ type: "message", message: fileMessage(photo()) });
  const ran = await runCommand(["chat", "Boris"], {
    api,
    terminal,
    onLine: (line) => {
      if (line.includes("/accept 1 takes it")) terminal.press("/accept\n");
      if (line === "photo.jpg: waiting") {
        for (const done of [1, 2, 3]) {
          api.emit({ type: "transfer", transfer: photo({ state: "running", done: done * MIB, speed: MIB }) });
        }
        api.emit({ type: "message", message: fileMessage(end) });
      }
      if (line.includes(path)) terminal.end();
    },
  });
  assertEquals(api.asked("file_accept"), [{ conversation: KEY, id: photo().id }]);
  assertEquals(ran.stdout.slice(-5).map((line) => line.replace(/\d\d:\d\d/, "TIME")), [
    "   TIME #1 Boris: [file] photo.jpg, 12 MB, offered",
    "/accept 1 takes it, /decline 1 does not.",
    "photo.jpg: waiting",
    "   TIME photo.jpg: completed · 12 MB in 3 s, 4 MB/s",
    `   ${path}`,
  ]);
});

Deno.test("FILE-2: opening a conversation says what waits for an answer there, with numbers", async () => {
  const api = new FakeApi({
    history: () => ({ messages: [fileMessage(transfer("17", 5, "a.pdf"))], more: false, newer: false }),
  });
  const { stdout } = await runCommand(["chat", "Boris"], { api, stdin: "" });
  assertStringIncludes(stdout.join("\n"), "#1 Boris: [file] a.pdf, 12 MB, offered");
  assertStringIncludes(stdout.join("\n"), "Files that wait for your answer: 1.");
});

Deno.test("FILE-1: a script that types /file is not asked", async () => {
  const offered = transfer("17", 7, "deno.json", { direction: "out" });
  const api = new FakeApi({
    files_cost: () => ({ packets: 12, size: 12 * MIB, files: 1, skipped: 0 }),
    files_send: () => [fileMessage(offered)],
  });
  const { stdout } = await runCommand(["chat", "Boris"], { api, stdin: "/file deno.json\n/edit x\n/edit 1 x\n" });
  assertEquals(api.asked("files_send").map(({ conversation, paths }) => [conversation, paths.length]), [[KEY, 1]]);
  assertStringIncludes(stdout.join("\n"), "me: [file] deno.json, 12 MB, offered");
  assertEquals(api.asked("message_edit"), []);
});

Deno.test("FILE-1 TXT-4: /forward passes a file on that is here, marked, and to no room; what is not here says so", async () => {
  const [boris, clara] = [contact("17", "Boris"), contact("18", "Clara")];
  const whole = transfer("17", 5, "deno.json", { state: "completed", path: resolve("deno.json") });
  const coming = transfer("17", 6, "b.pdf", { state: "waiting" });
  const offered = transfer("18", 7, "deno.json", { direction: "out" });
  const api = new FakeApi(
    {
      history: () => ({ messages: [fileMessage(whole), fileMessage(coming)], more: false, newer: false }),
      files_cost: () => ({ packets: 1, size: 5, files: 1, skipped: 0 }),
      files_send: () => [{ ...fileMessage(offered), forwarded: true }],
    },
    [boris, clara],
    [room("a1", "Team")],
  );
  const stdin = "/numbers\n/forward 1 Clara\n/forward 1 #Team\n/forward 2 Clara\n";
  const { stdout, stderr } = await runCommand(["chat", "Boris"], { api, stdin });
  assertEquals(api.asked("files_send"), [{ conversation: clara.key, paths: [resolve("deno.json")], forwarded: true }]);
  const said = [...stdout, ...stderr].join("\n");
  for (const words of ["Forwarded to Clara.", '"#Team": files go to one person', 'file "b.pdf": it is not here yet']) {
    assertStringIncludes(said, words);
  }
});
