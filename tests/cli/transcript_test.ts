/** TXT-9 CLI-2: what both agreed about disappearing messages is readable in a terminal. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { transcript } from "../../cli/chat/transcript.ts";
import { readDuration, shortDuration } from "../../cli/format.ts";
import { wordsOf } from "../../cli/language.ts";
import { stylesFor } from "../../cli/style.ts";
import type { Message } from "../../ui/api.ts";

function shown(text: string, args: Record<string, string>, language: "en" | "ru"): string {
  const message: Message = {
    ...{ id: "1", cursor: 1, conversation: "4.root", direction: "in", kind: "event", text, args },
    ...{ sent_at: 0, received_at: 0, status: "received", error: null },
  };
  const lines = transcript(message, {
    ...{ name: "Boris", words: wordsOf(language), styles: stylesFor(false), columns: 80 },
  });
  return lines.join("\n");
}

Deno.test("TXT-9: who proposed what and what was agreed is said in words, in both languages", () => {
  const cases: [text: string, args: Record<string, string>, en: string, ru: string][] = [
    [
      "timer_proposed",
      { who: "me", seconds: "86400" },
      "you propose that messages disappear after 1d",
      "вы предлагаете",
    ],
    ["timer_proposed", { who: "them", seconds: "90" }, "Boris proposes that messages disappear after 90s", "через 90s"],
    ["timer_proposed", { who: "them", seconds: "0" }, "Boris proposes that messages no longer", "больше не исчезали"],
    ["timer_proposed", { who: "me", seconds: "0" }, "you propose that messages no longer", "вы предлагаете"],
    ["timer_on", { who: "me", seconds: "3600" }, "disappear 1h after they were read", "через 1h после прочтения"],
    ["timer_off", { who: "me", seconds: "0" }, "messages no longer disappear", "больше не исчезают"],
  ];
  for (const [text, args, en, ru] of cases) {
    const named = { ...args, name: "Boris" };
    assertStringIncludes(shown(`event.${text}`, named, "en"), en);
    assertStringIncludes(shown(`event.${text}`, named, "ru"), ru);
  }
});

Deno.test("a time written short is read as what it was", () => {
  for (const seconds of [5, 60, 90, 3_600, 86_400, 604_800, 31_536_000]) {
    assertEquals(readDuration(shortDuration(seconds)), seconds * 1_000);
  }
});
