/** CLI-1 TXT-4: what a typed line means, and how a message of any kind looks in a row of a terminal. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS, readCommand, readEmoji, readNumber } from "../../cli/chat/commands.ts";
import { HANDLERS } from "../../cli/chat/handlers.ts";
import { transcript } from "../../cli/chat/transcript.ts";
import { wordsOf } from "../../cli/language.ts";
import { stylesFor } from "../../cli/style.ts";
import { textWidth } from "../../cli/width.ts";
import type { Message } from "../../ui/api.ts";
import { message, transfer } from "../support/terminal.ts";

Deno.test("a slash begins a command, two say it; case and language of the word do not matter", () => {
  assertEquals(readCommand("/reply 3 yes"), { kind: "do", name: "reply", rest: "3 yes" });
  assertEquals(readCommand("/Ответ 3 да"), { kind: "do", name: "reply", rest: "3 да" });
  assertEquals(readCommand("//reply"), { kind: "say", text: "/reply" });
  assertEquals(readCommand("reply"), { kind: "say", text: "reply" });
  assertEquals(readCommand("/repyl x"), { kind: "unknown", word: "/repyl", meant: "reply" });
  assertEquals(readCommand("/constructor"), { kind: "unknown", word: "/constructor" });
  assertEquals(readCommand("/"), { kind: "unknown", word: "/" });
});

Deno.test("a number stands in front or not at all", () => {
  assertEquals(readNumber("3 a  b"), { number: 3, after: "a  b" });
  assertEquals(readNumber("#12"), { number: 12, after: "" });
  assertEquals(readNumber("3rd time"), { after: "3rd time" });
  assertEquals(readNumber("+1"), { after: "+1" });
  assertEquals(["+1", "off", "🦊"].map(readEmoji), ["👍", "", "🦊"]);
});

Deno.test("the help and its page about rooms name every command, in both languages, and fits a window of 60 columns and 24 rows", () => {
  for (const lang of ["en", "ru"] as const) {
    const pages = [wordsOf(lang)("chat.help"), wordsOf(lang)("chat.help_rooms")];
    assert(pages[0].includes("/help rooms"), lang);
    for (const name of Object.keys(COMMANDS)) {
      assert(pages.some((page) => page.includes(`/${name}`)), `${lang}: /${name}`);
    }
    for (const rows of pages.map((page) => page.split("\n"))) {
      for (const row of rows) assert(textWidth(row) <= 59, row);
      assert(rows.length <= 23, `${lang}: ${rows.length}`);
    }
  }
  assertEquals(Object.keys(HANDLERS).sort(), Object.keys(COMMANDS).filter((name) => name !== "exit").sort());
});

function rows(change: Partial<Message>, columns = 80): string[] {
  const options = { name: "Boris", words: wordsOf("en"), styles: stylesFor(false), columns };
  return transcript(message("17", 1, "text", change), options).map((row) => row.replace(/\d\d:\d\d/, "TIME"));
}

for (
  const [what, change, shown] of [
    ["edited", { edited_at: 1 }, ["   TIME Boris: text  (edited)"]],
    ["deleted", { deleted: true, text: "" }, ["   TIME Boris: deleted"]],
    ["forwarded", { forwarded: true }, ["   TIME Boris: forwarded:", "                text"]],
    ["that disappears", { ttl: 86_400 }, ["   TIME Boris: text  ◷ 1d"]],
    ["with reactions", {
      reactions: [{ mine: true, emoji: "👍", at: 1 }, { mine: false, emoji: "🦊", at: 1 }],
    }, ["   TIME Boris: text  👍 me  🦊 Boris"]],
    ["that answers", { reply: { id: "q", cursor: 1, direction: "out", text: "a\nb" } }, [
      "   TIME Boris: ┃ me: a b",
      "                text",
    ]],
    ["that answers what was deleted", { reply: { id: "q", cursor: 1, direction: "out", deleted: true } }, [
      "   TIME Boris: ┃ deleted",
      "                text",
    ]],
    ["that answers what is not here", { reply: { id: "q" } }, [
      "   TIME Boris: ┃ a message that is not here",
      "                text",
    ]],
    ["that is a file", { kind: "file", text: "a.pdf", file: transfer("17", 1, "a.pdf") }, [
      "   TIME Boris: [file] a.pdf, 12 MB, offered",
    ]],
    ["that is a file from elsewhere", {
      kind: "file",
      text: "a.pdf",
      file: transfer("17", 1, "a.pdf"),
      forwarded: true,
    }, [
      "   TIME Boris: forwarded:",
      "                [file] a.pdf, 12 MB, offered",
    ]],
    ["that was a file and is deleted", { kind: "file", text: "", deleted: true }, ["   TIME Boris: deleted"]],
    ["of a newer kind", { kind: "poll" }, ["   TIME Boris: [poll: this version cannot show it]"]],
  ] as const
) {
  Deno.test(`TXT-4: a message ${what}`, () => assertEquals(rows(change as Partial<Message>), [...shown]));
}

Deno.test("no row is wider than the terminal, whatever a peer puts into quote, reactions and text", () => {
  const long = "слово 漢字 👩‍👩‍👧‍👦 \x1b[31m".repeat(30);
  for (const columns of [20, 40, 60, 80]) {
    const all = rows({
      ...{ text: long, edited_at: 1, ttl: 90, forwarded: true },
      ...{ reply: { id: "q", cursor: 1, direction: "in", text: long.slice(0, 200) } },
      ...{ reactions: [{ mine: false, emoji: "👍".repeat(8), at: 1 }] },
    }, columns);
    for (const row of all) assert(textWidth(row.replace("TIME", "00:00")) <= columns, row);
    assertEquals(all.some((row) => row.includes("\x1b")), false);
  }
});
