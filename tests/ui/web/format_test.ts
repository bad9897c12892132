import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { AVATAR_COLOURS, colourOf, groupedHex, groupedId, initials } from "../../../ui/web/format/person.ts";
import { firstLine, richText } from "../../../ui/web/format/rich_text.ts";
import { packetsOf } from "../../../ui/web/format/cost.ts";
import { findEmoji } from "../../../ui/web/emoji/names.ts";
import { sizeText } from "../../../ui/web/format/size.ts";
import { dayName, daysBetween, dayWithin, duration, listTime } from "../../../ui/web/format/time.ts";
import { uuid7 } from "../../../ui/web/state/uuid7.ts";

const kinds = (text: string) => richText(text).map(({ kind, text }) => [kind, text]);

Deno.test("an address in a sentence becomes a link without the sentence's marks", () => {
  assertEquals(kinds("see https://example.org/a, please"), [
    ["text", "see "],
    ["link", "https://example.org/a"],
    ["text", ", please"],
  ]);
  assertEquals(kinds("(https://example.org/a_(b))")[1], ["link", "https://example.org/a_(b)"]);
  assertEquals(kinds("«https://пример.рф/я».")[1], ["link", "https://пример.рф/я"]);
});

Deno.test("only http and https are links", () => {
  const dangerous = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "vbscript:x",
    "http://",
    "parley:abc",
  ];
  for (const text of dangerous) assertEquals(richText(text).filter(({ kind }) => kind === "link"), [], text);
});

Deno.test("a link goes to a web address also when it is written in capitals", () => {
  const [link] = richText("HTTPS://EXAMPLE.ORG/A");
  assert(link.kind === "link");
  assertEquals(link.href, "https://example.org/A");
});

Deno.test("code keeps its text, and links inside code stay code", () => {
  assertEquals(kinds("run `ls https://x.org` now"), [["text", "run "], ["code", "ls https://x.org"], ["text", " now"]]);
  assertEquals(kinds("```sh\na\n  b\n```\nend"), [["block", "a\n  b"], ["text", "end"]]);
});

Deno.test("no text is lost on its way through the tokens, whatever it is", () => {
  const strange = ["", "`", "```", "``` ```", "<img src=x onerror=alert(1)>", "a `b` http://x y", "https://"];
  for (const text of strange) {
    const shown = richText(text).map((token) => token.text).join("");
    assertEquals(shown.replaceAll("`", "").trim(), text.replaceAll("`", "").trim());
  }
});

Deno.test("a hundred thousand brackets or backticks do not hold up the page", () => {
  const [open, close] = ["(".repeat(100_000), ")".repeat(100_000)];
  assertEquals(richText(`https://x.org/${open}${close}.`).map(({ text }) => text.length), [200_014, 1]);
  assertEquals(richText(`https://x.org/${close}a`).length, 1);
  for (const text of ["`".repeat(100_000), "```\n".repeat(20_000)]) assert(richText(text).length > 0);
});

Deno.test("the list shows a message as one short line", () => {
  assertEquals(firstLine("  a\n\n  b ```c``` "), "a b c");
  assertEquals(firstLine("x".repeat(5_000)).length, 120);
});

Deno.test("days are named as people name them, in both languages", () => {
  const now = new Date(2026, 10, 21, 14, 5).getTime();
  const ago = (days: number) => new Date(2026, 10, 21 - days, 23, 30).getTime();
  assertEquals([0, 1].map((days) => dayName(ago(days), now, "en")), ["Today", "Yesterday"]);
  assertEquals([0, 1].map((days) => dayName(ago(days), now, "ru")), ["Сегодня", "Вчера"]);
  assertEquals(dayName(ago(3), now, "en"), "Wednesday, November 18");
  assertEquals(dayName(ago(3), now, "ru"), "среда, 18 ноября");
  assertMatch(dayName(ago(400), now, "en"), /2025/);
  assertEquals([0, 1, 3].map((days) => dayWithin(ago(days), now, "en")), [
    "today",
    "yesterday",
    "Wednesday, November 18",
  ]);
  assertEquals([1, 3].map((days) => dayWithin(ago(days), now, "ru")), ["вчера", "среда, 18 ноября"]);
});

Deno.test("a day of 23 or 25 hours is one day", () => {
  // The clock changes of Europe and America lie in these months; in UTC nothing happens, which must be right as well.
  for (const month of [2, 9, 10]) {
    for (let day = 1; day < 28; day++) {
      const from = new Date(2026, month, day, 0, 30).getTime();
      assertEquals(daysBetween(from, new Date(2026, month, day + 1, 23, 30).getTime()), 1);
    }
  }
});

Deno.test("the list shows the time today, the weekday this week, then the date", () => {
  const now = new Date(2026, 10, 21, 14, 5).getTime();
  assertEquals(listTime(new Date(2026, 10, 21, 9, 5).getTime(), now, "ru"), "09:05");
  assertEquals(listTime(new Date(2026, 10, 18, 9, 5).getTime(), now, "en"), "Wed");
  assertEquals(listTime(new Date(2026, 10, 2, 9, 5).getTime(), now, "en"), "Nov 2");
});

Deno.test("initials are whole letters, also of emoji and combined letters", () => {
  assertEquals(initials("Anna Maria Weber"), "AW");
  assertEquals(initials("борис"), "Б");
  assertEquals(initials("👩‍🔬 lab"), "👩‍🔬L");
  assertEquals(initials("   "), "");
});

Deno.test("every key has one of the avatar's colours, and keys spread over all of them", () => {
  const colours = Array.from({ length: 400 }, (_, i) => colourOf(`${i * 7919}.${"ab".repeat(32)}`));
  assertEquals(new Set(colours).size, AVATAR_COLOURS);
  for (const colour of colours) assert(Number.isInteger(colour) && colour >= 0 && colour < AVATAR_COLOURS);
});

Deno.test("ids and fingerprints are grouped for the eye", () => {
  assertEquals(groupedId("1099511627775").replaceAll("\u2009", " "), "1 099 511 627 775");
  assertEquals(groupedId("7"), "7");
  assertEquals(groupedHex("0123456789"), "0123 4567 89");
});

Deno.test("ids of new messages are UUIDv7 with their time in front, and differ", () => {
  const id = uuid7(0x0123456789ab);
  assertMatch(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assertNotEquals(uuid7(5), uuid7(5));
  assert(uuid7(1_000) < uuid7(2_000));
});

Deno.test("TXT-4: stars and underscores around words make them bold or italic, also around links and code", () => {
  assertEquals(kinds("Ja, **um drei** passt _gut_ *so*"), [
    ["text", "Ja, "],
    ["bold", "um drei"],
    ["text", " passt "],
    ["italic", "gut"],
    ["text", " "],
    ["italic", "so"],
  ]);
  const [bold] = richText("**see `x` at https://x.org/a_b_c and _that_**");
  assert(bold.kind === "bold");
  assertEquals(bold.tokens.map(({ kind }) => kind), ["text", "code", "text", "link", "text", "italic"]);
  assertEquals(kinds("**a *b* c**"), [["bold", "a b c"]]);
});

Deno.test("TXT-4: marks that belong to the text stay text", () => {
  for (
    const text of ["2*3*4", "snake_case_name", "a * b * c", "**", "* *", "**open", "5 ** 6", "* one\n* two", "_a\nb_"]
  ) {
    assertEquals(kinds(text), [["text", text]]);
  }
  assertEquals(kinds("**a** b**"), [["bold", "a"], ["text", " b**"]]);
  assertEquals(kinds("```\n**a**\n```"), [["block", "**a**"]]);
});

Deno.test("a text of a hundred thousand marks does not hold up the page, however deep it pretends to be", () => {
  for (const mark of ["*a ", "**a ", "_a*b ", "a* ", "**a* ", "*a_ "]) {
    const begun = richText(mark.repeat(100_000));
    assert(begun.length > 0);
  }
});

Deno.test("LIM-3: a message costs a packet per KiB of UTF-8 that is begun", () => {
  assertEquals(["", "a", "a".repeat(1_024), "a".repeat(1_025), "я".repeat(513), "🙂".repeat(256)].map(packetsOf), [
    1,
    1,
    1,
    2,
    2,
    1,
  ]);
});

Deno.test("an emoji is found by the beginnings of its names in either language", () => {
  assert(findEmoji("coff").includes("☕"));
  assert(findEmoji("КОФ").includes("☕"));
  assert(findEmoji("елка").includes("🎄") && findEmoji("ёлка").includes("🎄"));
  assertEquals(findEmoji("no such thing"), []);
  assertEquals(new Set(findEmoji("")).size, findEmoji("").length, "none is there twice");
});

Deno.test("TXT-9: a length of time is said in its largest whole unit", () => {
  assertEquals([3_600, 86_400, 604_800, 2_592_000, 90, 5].map((seconds) => duration(seconds, "en")), [
    "1 hour",
    "1 day",
    "1 week",
    "30 days",
    "90 seconds",
    "5 seconds",
  ]);
  assertEquals(duration(5 * 86_400, "ru"), "5 дней");
});

Deno.test("FILE-6: sizes are said in three digits at most, in the language of the page", () => {
  const english = [0, 1, 999, 1_000, 1_536, 10_240, 1_048_576, 356_515_840, 1_288_490_189, 2 ** 40].map((size) =>
    sizeText(size, "en")
  );
  assertEquals(english, [
    "0 bytes",
    "1 byte",
    "999 bytes",
    "1 kB",
    "1.5 kB",
    "10 kB",
    "1 MB",
    "340 MB",
    "1.2 GB",
    "1 TB",
  ]);
  assertEquals([5, 1_536, 1_288_490_189].map((size) => sizeText(size, "ru").replaceAll("\u00a0", " ")), [
    "5 байт",
    "1,5 кБ",
    "1,2 ГБ",
  ]);
});
