/** FILE-1 FILE-2 FILE-6 FILE-7 FILE-8 CLI-1: files in `parley chat`, in a real pseudo-terminal. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Transfer } from "../../ui/api.ts";
import { contact, fileMessage, transfer } from "../support/terminal.ts";
import { TmuxTerminal } from "../support/tmux_terminal.ts";

const MIB = 1024 * 1024;
const HERE = "tests/cli/chat_files_terminal_test.ts";
const lines = (screen: string) => screen.trimEnd().split("\n");
const photo = (change: Partial<Transfer> = {}) => transfer("17", 500, "photo.jpg", change);

async function talking(size?: { columns: number; rows: number }, lang = "en"): Promise<TmuxTerminal> {
  const terminal = await TmuxTerminal.start(["chat", "--lang", lang, "Boris"], size);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  return terminal;
}

const message = (file: Transfer) => ({ type: "message", message: fileMessage(file) }) as const;
const moving = (done: number) =>
  ({
    type: "transfer",
    transfer: photo({ state: "running", done: done * MIB, speed: 3 * MIB, left_ms: (12 - done) / 3 * 1000 }),
  }) as const;

Deno.test("FILE-2 FILE-6: an offer has a number, is taken by it, moves in its place, and ends with one line", async () => {
  await using terminal = await talking();
  terminal.happen(message(photo()));
  await terminal.until((screen) => screen.includes("/accept 1 takes it, /decline 1 does not."), "the hint");
  await terminal.type("/accept 1\r");
  await terminal.until((screen) => screen.includes("photo.jpg: waiting"), "the answer");
  await terminal.type("half a l");
  terminal.happen(moving(3));
  const screen = await terminal.until((screen) => lines(screen).at(-1) === "Boris 25%> half a l", "the progress");
  assertMatch(screen, /#1 Boris: \[file\] photo\.jpg, 12 MB, 25 %, 3 MB\/s, 3 s left$/m);
  terminal.happen(moving(9));
  await terminal.until((screen) => lines(screen).at(-1) === "Boris 75%> half a l", "more of it");
  terminal.happen(message(photo({ state: "completed", average: 4 * MIB, path: "/home/anna/Downloads/photo.jpg" })));
  const end = await terminal.until((screen) => lines(screen).at(-1) === "Boris> half a l", "the end");
  assertMatch(end, /#1 Boris: \[file\] photo\.jpg, 12 MB, completed$/m);
  assertMatch(
    end,
    /^ {3}\d\d:\d\d photo\.jpg: completed · 12 MB in 3 s, 4 MB\/s\n {3}\/home\/anna\/Downloads\/photo\.jpg$/m,
  );
  assertEquals(lines(end).filter((line) => line.includes("[file]")).length, 1);
});

Deno.test("FILE-2: without a number the newest offer is declined; a second answer finds nothing", async () => {
  await using terminal = await talking();
  terminal.happen(message(photo()), message(transfer("17", 501, "second.pdf")));
  await terminal.until((screen) => screen.includes("/accept 2 takes it"), "both offers");
  await terminal.type("/decline\r");
  await terminal.until((screen) => /^second\.pdf: declined$/m.test(screen), "the answer");
  await terminal.type("/decline\r/decline\r");
  const screen = await terminal.until(
    (screen) => screen.includes("no file waits for your answer here"),
    "nothing left",
  );
  assertMatch(screen, /^photo\.jpg: declined$/m);
});

Deno.test("FILE-1 LIM-3: /file asks what it costs; no offers nothing, yes does", async () => {
  await using terminal = await talking();
  await terminal.type(`/file ${HERE}\r`);
  await terminal.until(
    (screen) => /12 MB: it takes 12 of the file budget, 1000\s+left/.test(screen),
    "the question",
  );
  await terminal.type("n\r");
  await terminal.until((screen) => screen.includes("Not done."), "the no");
  await terminal.type(`/file '${HERE}' "deno.json"\ry\r`);
  const screen = await terminal.until((screen) => screen.includes("deno.json, 12 MB, offered"), "the offers");
  assertMatch(screen, /me: \[file\] chat_files_terminal_test\.ts, 12 MB, offered$/m);
});

Deno.test("FILE-1 CLI-1: Tab completes commands and paths, and shows what it could be", async () => {
  await using terminal = await talking();
  await terminal.type("/fil\t");
  await terminal.until((screen) => lines(screen).at(-1) === "Boris> /file", "the command");
  await terminal.type("\t");
  await terminal.until((screen) => /^file {3}files$/m.test(screen), "the choices");
  await terminal.type(" tests/cli/chat_files_ter\t");
  await terminal.until((screen) => lines(screen).at(-1) === `Boris> /file ${HERE}`, "the path");
  await terminal.type("\r");
  await terminal.until((screen) => screen.includes("chat_files_terminal_test.ts, 12 MB: it takes"), "the question");
});

Deno.test("FILE-1: /file says what is not there, and LIM-4 what the budget does not bear", async () => {
  await using terminal = await talking();
  await terminal.type("/file no/such.txt\r");
  await terminal.until((screen) => screen.includes('file "no/such.txt": not found'), "the reason");
  terminal.happen({ type: "limit", conversation: contact("17", "").key, messages_left: 9, files_left: 4 });
  await terminal.until((screen) => screen.includes("files left: 4"), "the budget");
  await terminal.type(`/file ${HERE}\r`);
  const screen = await terminal.until((screen) => screen.includes("not sent: it costs 12"), "the refusal");
  assertStringIncludes(screen, "and 4 left");
  assertStringIncludes(screen, "--files 1000");
});

Deno.test("FILE-2: /cancel stops a transfer after a question; while something was begun it only drops that", async () => {
  await using terminal = await talking();
  terminal.happen(moving(3), message(photo({ state: "running", done: 3 * MIB })));
  await terminal.until((screen) => lines(screen).at(-1) === "Boris 25%>", "the progress");
  await terminal.type("/reply\r");
  await terminal.until((screen) => lines(screen).at(-1) === "reply>", "an answer that was begun");
  await terminal.type("/cancel\r");
  await terminal.until((screen) => lines(screen).at(-1) === "Boris 25%>", "it is dropped");
  await terminal.type("/cancel\r");
  await terminal.until((screen) => screen.includes("Stop photo.jpg for good?"), "the question");
  await terminal.type("y\r");
  const screen = await terminal.until((screen) => lines(screen).at(-1) === "Boris>", "the end");
  assertMatch(screen, /^photo\.jpg: cancelled$/m);
  assertEquals(lines(screen).filter((line) => /photo\.jpg: cancelled/.test(line)).length, 1);
});

Deno.test("FILE-2: a failure says why and what helps, and /resume goes on", async () => {
  await using terminal = await talking();
  terminal.happen(message(photo({ state: "running" })));
  await terminal.until((screen) => screen.includes("photo.jpg"), "the transfer");
  terminal.happen(message(photo({ state: "failed", reason: "disk-full", ended_by: "me" })));
  await terminal.until((screen) => screen.includes("photo.jpg: failed: your disk is full"), "the reason");
  await terminal.type("/resume\r");
  await terminal.until((screen) => /^photo\.jpg: waiting$/m.test(screen), "it goes on");
});

Deno.test("FILE-8: /files lists them with numbers; elsewhere an end is told with its name", async () => {
  await using terminal = await talking();
  terminal.happen(message(photo()), message(transfer("17", 501, "b.pdf", { state: "declined" })));
  await terminal.until((screen) => screen.includes("b.pdf"), "both");
  await terminal.type("/files\r");
  const screen = await terminal.until((screen) => screen.includes("/accept N, /decline N"), "the list");
  assertMatch(
    screen,
    /^#1 {2}.* Boris: \[file\] photo\.jpg, 12 MB, offered\n#2 {2}.* \[file\] b\.pdf, 12 MB, declined$/m,
  );
  const other = transfer("18", 502, "c.pdf", { state: "running" });
  terminal.happen({ type: "transfer", transfer: other }, message({ ...other, state: "completed" }));
  await terminal.until((screen) => screen.includes("[Клара 🦊] c.pdf: completed · 12 MB"), "the end elsewhere");
});

Deno.test("FILE-2 NET-9: a number means what was listed last: a request, or a file", async () => {
  await using terminal = await talking();
  terminal.happen(
    message(photo()),
    { type: "contact", contact: contact("19", "Dora", { state: "request" }) },
  );
  await terminal.until((screen) => screen.includes("Dora asks to reach you"), "both");
  await terminal.type("/requests\r/accept 1\r");
  await terminal.until((screen) => screen.includes("Dora (19): online"), "the new contact");
  await terminal.type("/files\r/accept 1\r");
  await terminal.until((screen) => /^photo\.jpg: waiting$/m.test(screen), "the file");
});

Deno.test("FILE-7: the terminal obeys nothing of a name, and a long one leaves room for how far it is", async () => {
  await using terminal = await talking({ columns: 60, rows: 24 });
  const before = await terminal.title();
  const evil = photo({ name: `\x1b]0;evil\x07\u202e${"x".repeat(300)}.exe`, state: "running" });
  terminal.happen(message(evil), { type: "transfer", transfer: { ...evil, done: 6 * MIB } });
  const screen = await terminal.until((screen) => screen.includes("12 MB, 50 %"), "the progress");
  assertStringIncludes(screen, "[file] ␛]0;evil␇");
  assertEquals(lines(screen).filter((line) => line.includes("[file]")).length, 1);
  assertEquals(await terminal.title(), before);
});

Deno.test("FILE-2 CLI-1: the commands have Russian names, too", async () => {
  await using terminal = await talking(undefined, "ru");
  terminal.happen(message(photo()));
  await terminal.until((screen) => screen.includes("/accept 1 примет, /decline 1 отклонит."), "the hint");
  await terminal.type("/принять 1\r");
  await terminal.until((screen) => screen.includes("photo.jpg: ждёт"), "the answer");
  await terminal.type("/файлы\r");
  await terminal.until((screen) => /#1 {2}.* \[файл\] photo\.jpg, 12 МБ, ждёт/.test(screen), "the list");
});
