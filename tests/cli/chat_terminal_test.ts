/** CLI-1 in a real pseudo-terminal: tmux is the terminal, `tests/support/chat_program.ts` the program. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TmuxTerminal } from "../support/tmux_terminal.ts";

const PROGRAM = ["chat", "--lang", "en"];

Deno.test("one chooses a partner by number, types, and sees the answer and the state", async () => {
  await using terminal = await TmuxTerminal.start(PROGRAM);
  await terminal.until((screen) => /1 {2}Boris .*● online/.test(screen) && screen.includes("Клара 🦊"), "the list");
  await terminal.type("1\r");
  await terminal.until((screen) => screen.includes("hello from before"), "the history");
  await terminal.type("привет, 漢字 👩‍👩‍👧‍👦\r");
  const screen = await terminal.until((screen) => screen.includes("✓✓") && /Boris: привет/.test(screen), "the answer");
  assertMatch(screen, /✓✓ \d\d:\d\d me: привет, 漢字/);
  assertEquals(screen.trimEnd().split("\n").at(-1), "Boris>");
});

Deno.test("what comes in appears above the line being typed and leaves it alone, and marks change in their place", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.type("later answer\r");
  await terminal.until((screen) => /✓ {2}\d\d:\d\d me: later answer/.test(screen), "the mark of what is on its way");
  await terminal.type("half a li");
  await terminal.until((screen) => screen.includes("Boris> half a li"), "the line being typed");
  terminal.signal("SIGUSR2");
  const screen = await terminal.until((screen) => screen.includes("Boris: answer"), "the answer");
  const lines = screen.trimEnd().split("\n");
  assertEquals(lines.at(-1), "Boris> half a li");
  assertMatch(lines.at(-2)!, /Boris: answer$/);
  assertMatch(lines.at(-3)!, /^✓✓ \d\d:\d\d me: later answer$/);
  await terminal.type("ne\r");
  await terminal.until((screen) => /me: half a line$/m.test(screen), "the whole line");
});

Deno.test("escape sequences and bidirectional overrides in a peer's text do nothing and are shown", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  const titleBefore = await terminal.title();
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.type("\\u001b[2J\\u001b[H\\u001b]0;evil\\u0007\\u009b31m \\u202egpj.exe\\rover\r");
  const screen = await terminal.until((screen) => screen.includes("<U+202E>gpj.exe"), "the answer");
  assertStringIncludes(screen, "␛[2J␛[H␛]0;evil␇<U+009B>31m <U+202E>gpj.exe");
  assertStringIncludes(screen, "hello from before");
  assertEquals(await terminal.title(), titleBefore);
});

Deno.test("a pasted text of several lines is one message", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.paste("first\nsecond\u0007");
  await terminal.until((screen) => screen.includes("Boris> first↵second␇"), "the pasted line");
  await terminal.type("\r");
  await terminal.until((screen) => /me: first\n +second␇/.test(screen), "the message");
});

Deno.test("an invite can be copied in one piece, and marks above it still change in their place", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.type("later answer\r/invite\r");
  await terminal.until((screen) => screen.includes("Good for one person"), "the invite");
  assertStringIncludes(await terminal.copied(), `\nparley:${"0123456789".repeat(20)}`);
  terminal.signal("SIGUSR2");
  await terminal.until((screen) => /^✓✓ \d\d:\d\d me: later answer$/m.test(screen), "the mark");
});

Deno.test("the line can be edited: wide and combining characters go as a whole, a long line scrolls", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.type("a漢e\u0301👨‍👩‍👧x\x7f\x7f\x7f");
  await terminal.until((screen) => /Boris> a漢$/m.test(screen), "three characters less");
  await terminal.type("\x1b[D\x1b[DZ\x05!");
  await terminal.until((screen) => screen.includes("Boris> Za漢!"), "an insertion at the beginning");
  await terminal.type("\x15" + "0123456789".repeat(12) + "end");
  const screen = await terminal.until((screen) => screen.includes("789end"), "the end of a long line");
  assert(screen.split("\n").every((line) => line.length <= 80));
  assertEquals(screen.split("\n").filter((line) => line.includes("Boris>")).length, 1);
  await terminal.type("\x15\x1b[A");
  await terminal.until((screen) => /Boris>\s*$/.test(screen), "nothing to come back to yet");
});

Deno.test("a resized window keeps what was said and one line being typed", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.type("x".repeat(60));
  await terminal.until((screen) => screen.includes("x".repeat(60)), "the line");
  await terminal.resize(50, 20);
  const screen = await terminal.until((screen) => /^Boris> x{41}$/m.test(screen), "the narrower line");
  assertStringIncludes(screen, "hello from before");
  assertStringIncludes(screen, "With Boris");
});

for (
  const [how, keys, code] of [["/exit", "/exit\r", 0], ["Ctrl+C", "\x03", 0], ["Ctrl+D", "\x04", 0]] as const
) {
  Deno.test(`${how} ends chat cleanly and gives the terminal back as it was`, async () => {
    await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
    await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
    await terminal.type(keys);
    const screen = await terminal.until((screen) => /exit=\d[\s\S]*icanon[\s\S]* echo\b/.test(screen), "the end");
    assertStringIncludes(screen, `exit=${code}`);
    assertMatch(screen, /(^|\s)icanon/);
    assertMatch(screen, /(^|\s)echo(\s|$)/m);
  });
}

for (const signal of ["SIGHUP", "SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} ends chat cleanly and gives the terminal back as it was`, async () => {
    await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
    await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
    terminal.signal(signal);
    const screen = await terminal.until((screen) => /exit=\d[\s\S]*icanon[\s\S]* echo\b/.test(screen), "the end");
    assertStringIncludes(screen, "exit=0");
    assertMatch(screen, /(^|\s)icanon/);
  });
}

Deno.test("closing the window ends the program", async () => {
  await using terminal = await TmuxTerminal.start([...PROGRAM, "Boris"]);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  await terminal.closeWindow();
  await terminal.untilProgramGone();
});
