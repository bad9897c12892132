/** CLI-1 TXT-4 TXT-5 TXT-7 TXT-9 TXT-14 ID-10 LIM-3: the commands of `parley chat` in a real pseudo-terminal. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Contact } from "../../ui/api.ts";
import { contact, message, room } from "../support/terminal.ts";
import { TmuxTerminal } from "../support/tmux_terminal.ts";

const PROGRAM = ["chat", "--lang", "en", "Boris"];
const boris = (change: Partial<Contact>) => contact("17", "Boris", change);

async function talking(args = PROGRAM, size?: { columns: number; rows: number }): Promise<TmuxTerminal> {
  const terminal = await TmuxTerminal.start(args, size);
  await terminal.until((screen) => screen.includes("Boris>"), "the prompt");
  return terminal;
}

const lines = (screen: string) => screen.trimEnd().split("\n");

Deno.test("TXT-4: messages get numbers when asked, and one is answered by its number, with the quote above", async () => {
  await using terminal = await talking();
  await terminal.type("quiet one\r/numbers\r");
  await terminal.until((screen) => /#2 me: quiet one/.test(screen), "the numbers");
  await terminal.type("/reply 1 my answer\r");
  const screen = await terminal.until((screen) => /#4 Boris: my answer/.test(screen), "the answer");
  assertMatch(screen, /✓✓ \d\d:\d\d #3 me: ┃ Boris: hello from before\n +my answer\n/);
});

Deno.test("TXT-4: /reply without a text waits for the next line, and an empty one drops it", async () => {
  await using terminal = await talking();
  await terminal.type("/reply\r");
  await terminal.until((screen) => screen.includes("reply>"), "the prompt of an answer");
  await terminal.type("\r");
  await terminal.until((screen) => lines(screen).at(-1) === "Boris>", "the usual prompt");
  await terminal.type("/reply\rquiet so it is\r");
  await terminal.until((screen) => /┃ Boris: hello from before\n +quiet so it is/.test(screen), "the answer");
});

Deno.test("TXT-4: /edit puts the old text into the line, and the message changes in its place", async () => {
  await using terminal = await talking();
  await terminal.type("quiet wrod\rquiet after it\r");
  await terminal.until((screen) => screen.includes("after it"), "both");
  await terminal.type("/edit\r");
  await terminal.until((screen) => screen.includes("edit> quiet after it"), "the old text");
  await terminal.type(" now\r");
  const done = (screen: string) => screen.includes("(edited)") && lines(screen).at(-1) === "Boris>";
  const screen = await terminal.until(done, "the change");
  assertMatch(screen, /me: quiet wrod\n✓✓ \d\d:\d\d me: quiet after it now {2}\(edited\)\nBoris>/);
});

Deno.test("TXT-2 TXT-4: a change that did not arrive is told below its message; /retry and /cancel mean it", async () => {
  await using terminal = await talking();
  const unsent = { kind: "reaction", error: "bad-content" } as const;
  const hello = message("17", 1, "hello again", { unsent });
  const says = (screen: string) => screen.includes("the reaction did not arrive: bad-content");
  terminal.happen({ type: "message", message: hello });
  await terminal.until(says, "the failure");
  await terminal.type("/retry\r");
  await terminal.until((screen) => !says(screen), "it gone");
  terminal.happen({ type: "message", message: hello });
  await terminal.until(says, "the failure again");
  await terminal.type("/numbers\r");
  await terminal.until((screen) => screen.includes("#1 Boris: hello again"), "its number");
  await terminal.type("/cancel 1\r");
  await terminal.until((screen) => screen.includes("taken back"), "it taken back");
});

Deno.test("TXT-4: a number means the message as it is now: /cancel takes back what failed after it was numbered", async () => {
  await using terminal = await talking();
  await terminal.type("/numbers\r");
  await terminal.until((screen) => screen.includes("#1 Boris: hello from before"), "its number");
  const unsent = { kind: "reaction", error: "bad-content" } as const;
  terminal.happen({ type: "message", message: message("17", 1, "hello from before", { unsent }) });
  await terminal.until((screen) => screen.includes("the reaction did not arrive"), "the failure");
  await terminal.type("/cancel 1\r");
  await terminal.until((screen) => screen.includes("taken back"), "it taken back");
});

Deno.test("TXT-4: what the other side edits, deletes and reacts to changes where it stands; the line typed stays", async () => {
  await using terminal = await talking();
  await terminal.type("quiet word\rhalf a l");
  await terminal.until((screen) => screen.includes("Boris> half a l"), "the line being typed");
  const hello = message("17", 1, "hello again", { edited_at: Date.now() });
  terminal.happen({ type: "message", message: hello });
  let screen = await terminal.until((screen) => screen.includes("hello again  (edited)"), "the edit");
  assertEquals(screen.includes("hello from before"), false);
  const liked = { ...hello, reactions: [{ mine: false, emoji: "👍", at: Date.now() }] };
  terminal.happen({ type: "message", message: liked });
  await terminal.until((screen) => screen.includes("(edited)  👍 Boris"), "the reaction");
  terminal.happen({ type: "message", message: message("17", 1, "", { deleted: true }) });
  const isDone = (screen: string) => /Boris: deleted$/m.test(screen) && lines(screen).at(-1) === "Boris> half a l";
  screen = await terminal.until(isDone, "the deletion");
  assertEquals(screen.includes("hello again"), false);
  assertEquals(lines(screen).filter((line) => line.includes("Boris: ")).length, 1);
});

Deno.test("TXT-4: what was deleted is not left standing in the quote of its answer", async () => {
  await using terminal = await talking();
  await terminal.type("/reply quiet so\r");
  await terminal.until((screen) => screen.includes("┃ Boris: hello from before"), "the quote");
  terminal.happen({ type: "message", message: message("17", 1, "", { deleted: true }) });
  await terminal.until((screen) => screen.includes("┃ deleted") && !screen.includes("hello from"), "nothing left");
});

Deno.test("TXT-4: a longer edit that does not fit in its place is shown once more, and no row of others is touched", async () => {
  await using terminal = await talking();
  await terminal.type("quiet word\r");
  await terminal.until((screen) => screen.includes("me: quiet word"), "the message");
  const text = "much longer than it was before, ".repeat(4).trim();
  terminal.happen({ type: "message", message: message("17", 1, text, { edited_at: Date.now() }) });
  const screen = await terminal.until((screen) => screen.includes("(edited)"), "the edit");
  assertMatch(screen, /Boris: hello from before\n[\s\S]*me: quiet word\n +\d\d:\d\d Boris: much longer/);
});

Deno.test("TXT-4: /delete asks before it deletes for both; what is not a yes does nothing", async () => {
  await using terminal = await talking();
  await terminal.type("quiet secret\r/delete\r");
  await terminal.until((screen) => screen.includes('Delete for both of you: "quiet secret"?'), "the question");
  await terminal.type("n\r");
  await terminal.until((screen) => screen.includes("Not done."), "the no");
  await terminal.type("/delete\ry\r");
  await terminal.until((screen) => /me: deleted$/m.test(screen), "the deletion");
});

Deno.test("TXT-4: /react by an emoticon shows the emoji at the message, off takes it back", async () => {
  await using terminal = await talking();
  await terminal.type("/react +1\r");
  await terminal.until((screen) => screen.includes("hello from before  👍 me"), "the reaction");
  await terminal.type("/react off\r");
  await terminal.until((screen) => !screen.includes("👍"), "no reaction");
});

Deno.test("TXT-4: /forward takes a number and a name, and says whose it is now", async () => {
  await using terminal = await talking();
  await terminal.type("/numbers\r/forward 1 клара\r");
  await terminal.until((screen) => screen.includes("Forwarded to Клара 🦊."), "the word of it");
  await terminal.type("/back\r2\r");
  await terminal.until((screen) => /me: forwarded:\n +hello from before/.test(screen), "the message there");
});

Deno.test("TXT-7: a hit of a search has a number, and /open shows what was said around it", async () => {
  await using terminal = await talking();
  await terminal.type("quiet before tea\rquiet after tea\r/search tea\r");
  await terminal.until((screen) => /^#2 .* me: quiet after tea$/m.test(screen), "the hits");
  await terminal.type("/open 1\r");
  const screen = await terminal.until((screen) => screen.includes("▼ found"), "the place");
  assertMatch(screen, /▼ found\n✓✓ \d\d:\d\d #2 me: quiet before tea/);
});

Deno.test("LIM-3: a long text asks what it costs; no gives it back to the line, yes sends it", async () => {
  await using terminal = await talking();
  const long = `quiet ${"x".repeat(1_200)}`;
  await terminal.type(`${long}\r`);
  await terminal.until((screen) => /it takes 2 of the message budget, 1000 left/.test(screen), "the question");
  await terminal.type("n\r");
  await terminal.until((screen) => /^Boris> x+$/m.test(screen), "the text in the line");
  await terminal.type("\r");
  await terminal.until((screen) => lines(screen).at(-1) === "y/n>", "the question again");
  await terminal.type("y\r");
  await terminal.until((screen) => /✓✓ \d\d:\d\d me: quiet/.test(screen), "the message");
});

Deno.test("LIM-4: with the budget used up nothing is sent, and the text stays in the line", async () => {
  await using terminal = await talking();
  terminal.happen({ type: "limit", conversation: boris({}).key, messages_left: 0, files_left: 0 });
  await terminal.until((screen) => screen.includes("messages left: 0"), "the word of it");
  await terminal.type("one more\r");
  const screen = await terminal.until((screen) => lines(screen).at(-1) === "Boris> one more", "the text again");
  assertStringIncludes(screen, "not sent: it costs 1");
  assertStringIncludes(screen, "parley limits grant");
});

Deno.test("ID-10: changed keys warn loudly and block until /trust, and what was written is not lost", async () => {
  await using terminal = await talking();
  terminal.happen({ type: "contact", contact: boris({ key_changed: true }) });
  await terminal.until((screen) => screen.includes("98765 98765 98765 98765"), "the new digits");
  await terminal.type("is it you\r");
  const refused = (screen: string) => screen.includes("Not sent: the keys have changed.");
  const screen = await terminal.until((screen) => refused(screen) && /^Boris> is it you$/m.test(screen), "the refusal");
  assertEquals(screen.includes("me: is it you"), false);
  await terminal.type("\x15/trust\r");
  await terminal.until((screen) => screen.includes("From now on the new keys of Boris count."), "the answer");
  await terminal.type("quiet it is\r");
  await terminal.until((screen) => /me: quiet it is$/m.test(screen), "the message");
});

Deno.test("ID-10: /verify shows the safety number and asks whether it is the same", async () => {
  await using terminal = await talking();
  await terminal.type("/verify\r");
  await terminal.until((screen) => screen.includes("Are they the same?"), "the question");
  await terminal.type("y\r");
  await terminal.until((screen) => screen.includes("Verified"), "the answer");
});

Deno.test("TXT-5 TXT-14: typing is seen at the prompt, and going and coming back are lines of the conversation", async () => {
  await using terminal = await talking();
  const { key } = boris({});
  terminal.happen({ type: "typing", conversation: key, until: Date.now() + 600_000 });
  await terminal.until((screen) => lines(screen).at(-1) === "Boris…", "the sign of typing");
  terminal.happen({ type: "contact", contact: boris({ presence: "offline" }) });
  const isGone = (screen: string) => screen.includes("Boris is offline; what you write waits");
  await terminal.until((screen) => isGone(screen) && lines(screen).at(-1) === "Boris>", "the line");
  terminal.happen({ type: "contact", contact: boris({}) });
  await terminal.until((screen) => /^ {3}\d\d:\d\d Boris is back$/m.test(screen), "the other line");
});

Deno.test("TXT-6 CLI-1: the list changes in its place while one looks at it", async () => {
  await using terminal = await TmuxTerminal.start(["chat", "--lang", "en"]);
  await terminal.until((screen) => /○ offline · new: 2/.test(screen), "the list");
  terminal.happen({ type: "contact", contact: boris({ presence: "offline", unread: 3 }) });
  const screen = await terminal.until((screen) => /1 {2}Boris .*○ offline · new: 3/.test(screen), "the new line");
  assertEquals(lines(screen).filter((line) => line.includes("Boris")).length, 1);
});

Deno.test("TXT-9: a proposal is answered by /agree, and what goes away goes from the screen", async () => {
  await using terminal = await talking();
  const timer = { agreed: 0, mine: null, theirs: { id: "p", seconds: 86_400 } };
  const args = { who: "them", name: "Boris", seconds: "86400" };
  terminal.happen(
    { type: "contact", contact: boris({ timer }) },
    { type: "message", message: message("17", 500, "event.timer_proposed", { kind: "event", args }) },
  );
  await terminal.until((screen) => screen.includes("messages disappear after 1d") && screen.includes("/agree"), "it");
  await terminal.type("/agree later\r");
  await terminal.until((screen) => screen.includes("Not now. Boris is not told"), "it put off");
  await terminal.type("/agree\r/timer\r");
  await terminal.until((screen) => screen.includes("Messages disappear 1d after they were read."), "the agreement");
  terminal.happen({ type: "removed", conversation: boris({}).key, ids: [message("17", 1, "").id] });
  await terminal.until((screen) => !screen.includes("hello from before"), "the message gone");
});

Deno.test("NET-9: who asks to come in is told, listed with a number, and let in by it", async () => {
  await using terminal = await talking();
  terminal.happen({ type: "contact", contact: contact("19", "Dora", { state: "request" }) });
  await terminal.until((screen) => screen.includes("Dora asks to reach you: /requests"), "the word of it");
  await terminal.type("/requests\r/accept 1\r");
  await terminal.until((screen) => screen.includes("Dora (19): online"), "the new contact");
});

Deno.test("what a peer's message, name, quote and reaction hold is never obeyed by the terminal", async () => {
  await using terminal = await talking();
  const before = await terminal.title();
  const evil = "\x1b]0;evil\x07\x1b[2J\u202e";
  const reply = { id: "q", cursor: 1, direction: "in", text: evil } as const;
  const reactions = [{ mine: false, emoji: evil, at: 0 }];
  terminal.happen({ type: "message", message: message("17", 600, `bad ${evil}`, { reply, reactions }) });
  const screen = await terminal.until((screen) => screen.includes("bad ␛]0;evil␇"), "the message");
  assertStringIncludes(screen, "hello from before");
  assertStringIncludes(screen, "┃ Boris: ␛]0;evil");
  assertEquals(await terminal.title(), before);
});

for (const lang of ["en", "ru"]) {
  Deno.test(`CLI-1: a narrow window of 60 columns shows /help whole and unbroken (${lang})`, async () => {
    await using terminal = await talking(["chat", "--lang", lang, "Boris"], { columns: 60, rows: 30 });
    await terminal.type("/help\r");
    const screen = await terminal.until((screen) => screen.includes("✗"), "the help");
    for (const line of screen.split("\n").filter((line) => line.includes("[N]"))) assertMatch(line, /^[/БW]/);
    assert(/\/reply[\s\S]*\/exit/.test(screen));
  });
}

Deno.test("CLI-1: commands have Russian names, too, and a misspelled one is told what it may be", async () => {
  await using terminal = await talking(["chat", "--lang", "ru", "Boris"]);
  await terminal.type("/реакция +1\r");
  await terminal.until((screen) => screen.includes("👍 я"), "the reaction");
  await terminal.type("/serch x\r");
  await terminal.until((screen) => screen.includes("Может быть, /search?"), "the guess");
});

Deno.test("CLI-1: with NO_COLOR there is no colour at all, and a warning is words and a sign", async () => {
  await using plain = await TmuxTerminal.start(PROGRAM, { columns: 60, rows: 24 }, ["NO_COLOR=1"]);
  await plain.until((screen) => screen.includes("Boris>"), "the prompt");
  plain.happen({ type: "contact", contact: boris({ key_changed: true, presence: "offline" }) });
  await plain.until((screen) => screen.includes("⚠ The keys of Boris have changed."), "the warning");
  assertEquals((await plain.colored()).includes("\x1b["), false);
  await using colored = await talking();
  assertStringIncludes(await colored.colored(), "\x1b[");
});

Deno.test("ROOM-3: in a room Tab completes whom one means, and how many have a message changes in its place", async () => {
  await using terminal = await TmuxTerminal.start(["chat", "--lang", "en", "#Team"]);
  await terminal.until((screen) => lines(screen).at(-1) === "#Team>", "the prompt");
  await terminal.type("quiet @do\t");
  await terminal.until((screen) => screen.includes("#Team> quiet @Dora Ohm"), "the name");
  await terminal.type("\r");
  await terminal.until((screen) => /✓✓ \d\d:\d\d me: quiet @Dora Ohm$/m.test(screen), "the message");
  const { key: conversation } = room("a1", "Team");
  const ours = message("", 101, "quiet @Dora Ohm ", {
    ...{ id: "out-101", conversation, direction: "out", status: "delivered", received_at: null },
  });
  let screen = "";
  for (const to of [1, 2]) {
    terminal.happen({ type: "message", message: { ...ours, delivery: { to, of: 3 } } });
    const wanted = new RegExp(`me: quiet @Dora Ohm {2,3}${to} of 3$`, "m");
    screen = await terminal.until((screen) => wanted.test(screen), "the number");
  }
  assertEquals(lines(screen).filter((line) => line.includes("@Dora Ohm")).length, 1);
});
