/** FILE-7: of a peer's names nothing is believed, and what is made of them is harmless on every system. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { numbered, safeName, UniqueNames } from "../../files/safe_name.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

const CASES: readonly (readonly [what: string, name: string, safe: string])[] = [
  ["an ordinary name stays", "Отчёт за 2024 (итог).pdf", "Отчёт за 2024 (итог).pdf"],
  ["a path upwards is one name", "../../etc/passwd", "_._.._etc_passwd"],
  ["an absolute path is one name", "/etc/passwd", "_etc_passwd"],
  ["a drive letter is no drive", "C:\\Windows\\a.exe", "C__Windows_a.exe"],
  ["another stream of a file is none", "a.txt:evil.exe", "a.txt_evil.exe"],
  ["dots alone are nothing", "..", "file"],
  ["nothing is nothing", "", "file"],
  ["spaces alone are nothing", " \u00a0\u2003", "file"],
  ["a hidden file is seen", ".bashrc", "_bashrc"],
  ["trailing dots and spaces go", " a.txt . .", "a.txt"],
  ["controls and NUL are seen", "a\u0000b\u001b[31m\u007f", "a_b_[31m_"],
  ["a name cannot be turned around", "photo\u202egpj.exe", "photo_gpj.exe"],
  ["invisible characters are seen", "a\u200b\u2066b\ufeff\u00ad.txt", "a__b__.txt"],
  ["lines do not break", "a\u2028b\u2029c\nd", "a_b_c_d"],
  ["a half of a pair is no character", "a\ud800b\udc00.txt", "a_b_.txt"],
  ["wildcards and quotes are none", 'a<b>"c"|d?*e', "a_b__c__d__e"],
  ["a device of Windows is none", "CON", "_CON"],
  ["nor with an ending", "nul.txt", "_nul.txt"],
  ["nor with two", "Aux.tar.gz", "_Aux.tar.gz"],
  ["nor with a space before the dot", "com1 .txt", "_com1 .txt"],
  ["nor with a raised digit", "LPT\u00b9", "_LPT\u00b9"],
  ["but a longer name is free", "console.log", "console.log"],
  ["accents are one character", "e\u0301.txt", "\u00e9.txt"],
];

for (const [what, name, safe] of CASES) {
  Deno.test(`FILE-7: ${what}`, () => assertEquals(safeName(name, "file"), safe));
}

Deno.test("FILE-7: of a name that is too long its beginning and its ending are kept, and no character is cut", () => {
  assertEquals(safeName("a".repeat(300) + ".docx", "file"), "a".repeat(235) + ".docx");
  assertEquals(safeName("ж".repeat(300) + ".txt", "file"), "ж".repeat(118) + ".txt");
  assertEquals(safeName("👍".repeat(100), "file"), "👍".repeat(60));
  assertEquals(safeName("a." + "b".repeat(300), "file"), "a." + "b".repeat(238));
  assertEquals(safeName("con" + " ".repeat(300) + "x", "file"), "_con");
});

Deno.test("FILE-7: any name at all becomes one that every disk bears, and stays as it is the second time", () => {
  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((units) => String.fromCharCode(...units)),
    fc.array(fc.constantFrom(".", " ", "/", "\\", "con", "nul", ":", "é", "e\u0301", "\u202e", "a", "\ud83d"), {
      maxLength: 300,
    }).map((parts) => parts.join("")),
  );
  fc.assert(fc.property(name, fc.constantFrom("file" as const, "folder" as const), (name, otherwise) => {
    const safe = safeName(name, otherwise);
    assert(safe.length > 0 && bytes(safe) <= 240 && safe.isWellFormed(), safe);
    assert(!/[\p{Cc}\p{Cf}<>:"/\\|?*]|^[\p{Z}.]|[\p{Z}.]$/u.test(safe), JSON.stringify(safe));
    assert(!/^(con|prn|aux|nul|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i.test(safe), safe);
    assertEquals(safeName(safe, otherwise), safe);
    for (const number of [2, 10, 12_345]) {
      const next = numbered(safe, number);
      assert(bytes(next) <= 240 && next.includes(`(${number})`), next);
      assertEquals(safeName(next, otherwise), next);
    }
  }));
});

Deno.test("FILE-7: names that a disk may take for one are told apart", () => {
  const names = new UniqueNames();
  assertEquals(
    ["a.txt", "A.TXT", "a.Txt", "a (2).txt", "\u00e9", "e\u0301", "É", "straße", "STRASSE", "ſ", "s"]
      .map((name) => names.take(name)),
    [
      "a.txt",
      "A (2).TXT",
      "a (3).Txt",
      "a (2) (2).txt",
      "\u00e9",
      "e\u0301 (2)",
      "É (3)",
      "straße",
      "STRASSE (2)",
      "ſ",
      "s (2)",
    ],
  );
});

Deno.test("FILE-7: fifty thousand equal names are told apart in one go each", () => {
  const names = new UniqueNames();
  const taken = Array.from({ length: 50_000 }, () => names.take("same.txt"));
  assertEquals(new Set(taken).size, 50_000);
  assertEquals(taken.at(-1), "same (50000).txt");
});
