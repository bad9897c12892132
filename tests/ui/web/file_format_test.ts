/** FILE-6, FILE-7: names, sizes and paths as the window writes them. */
import { assert, assertEquals } from "@std/assert";
import { filePacketsOf } from "../../../ui/web/format/cost.ts";
import { fileKind, mediaOf } from "../../../ui/web/format/file_kind.ts";
import { nameParts, safeName } from "../../../ui/web/format/file_name.ts";
import { asPath, crumbsOf } from "../../../ui/web/format/path.ts";
import { quotedText } from "../../../ui/web/format/quote.ts";
import { partOf, percentText, timeText } from "../../../ui/web/format/size.ts";

Deno.test("FILE-7: a name cannot read like another one", () => {
  assertEquals(safeName("holiday\u202egpj.exe"), "holiday_gpj.exe");
  assertEquals(safeName("a\u200bb\n\u0000\u2066c\ufeff.txt"), "a_b___c_.txt");
  assertEquals(safeName("👨‍👩‍👧 Ёлка.jpg"), "👨‍👩‍👧 Ёлка.jpg");
});

Deno.test("FILE-7: a long name keeps its ending, and no letter is torn", () => {
  assertEquals(nameParts("short.txt"), ["short.txt", ""]);
  const [beginning, end] = nameParts(`${"long ".repeat(30)}name.tar.gz`);
  assertEquals(end, "ame.tar.gz");
  assert(beginning.startsWith("long long"));
  const family = "👨‍👩‍👧";
  assertEquals(nameParts(family.repeat(20))[1], family.repeat(10));
});

Deno.test("a file's kind is told by the ending of its name alone", () => {
  const kind = (name: string) => fileKind({ name, type: "file" });
  assertEquals(["a.JPG", "b.tar.gz", "c.exe", "d", ".png", "e.mkv"].map(kind), [
    "picture",
    "archive",
    "program",
    "other",
    "other",
    "video",
  ]);
  assertEquals(fileKind({ name: "a.jpg", type: "folder" }), "folder");
});

Deno.test("only what every browser shows safely is shown: never SVG, which is a program, too", () => {
  assertEquals(["a.png", "a.mp3", "a.webm", "a.svg", "a.html", "a.pdf", "a.png.exe"].map(mediaOf), [
    "picture",
    "sound",
    "video",
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("FILE-6: a hundred per cent is said of what is whole, and of nothing else", () => {
  assertEquals(percentText(partOf(999_999_999, 1_000_000_000), "en"), "99%");
  assertEquals(percentText(partOf(1_000, 1_000), "en"), "100%");
  assertEquals(percentText(partOf(0, 0), "en"), "100%");
  assertEquals(percentText(partOf(289, 1_000), "en"), "28%");
});

Deno.test("FILE-6: time to go is one number that can be believed", () => {
  assertEquals([0, 10_400, 89_000, 150_000, 7_200_000, 200_000_000].map((ms) => timeText(ms, "en")), [
    "1 sec",
    "10 sec",
    "89 sec",
    "3 min",
    "2 hr",
    "2 days",
  ]);
});

Deno.test("LIM-1: a file costs a packet for each MiB that is begun, an empty one, too", () => {
  assertEquals([0, 1, 1_048_576, 1_048_577, 2 ** 40].map(filePacketsOf), [1, 1, 1, 2, 2 ** 20]);
});

Deno.test("the way to a folder, on every system", () => {
  const names = (path: string) => crumbsOf(path).map(({ name }) => name);
  const paths = (path: string) => crumbsOf(path).map(({ path }) => path);
  assertEquals(names("/home/anna"), ["", "home", "anna"]);
  assertEquals(paths("/home/anna"), ["/", "/home", "/home/anna"]);
  assertEquals(names("C:\\Users\\Anna"), ["", "C:", "Users", "Anna"]);
  assertEquals(paths("C:\\Users\\Anna"), ["/", "C:\\", "C:\\Users", "C:\\Users\\Anna"]);
  assertEquals(paths("\\\\nas\\films\\new"), ["/", "\\\\nas\\films", "\\\\nas\\films\\new"]);
  assertEquals(paths("/"), ["/"]);
  assertEquals(paths(""), ["/"]); // the drives of Windows
});

Deno.test("a pasted path is a place to go, part of a name is looked for", () => {
  assertEquals(asPath('"C:\\Users\\Anna\\film.mkv"'), "C:\\Users\\Anna\\film.mkv");
  assertEquals(asPath(" /home/anna "), "/home/anna");
  assertEquals(asPath("\\\\nas\\films"), "\\\\nas\\films");
  assertEquals(asPath("film"), null);
});

Deno.test("a quoted name stays a name, whatever is written in it", () => {
  assertEquals(quotedText({ text: "**a** `b`\u202e.txt", file: true }), "**a** `b`_.txt");
  assertEquals(quotedText({ text: "**a**" }), "a");
});
