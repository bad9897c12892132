import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readArguments, readCount } from "../../cli/arguments.ts";
import { UsageError } from "../../cli/errors.ts";
import { readCommandLine } from "../../cli/globals.ts";
import { readListen } from "../../cli/listen.ts";
import { runCommand } from "../support/terminal.ts";

Deno.test("--listen takes an address, all or localhost; what is none is wrong use", async () => {
  for (const text of ["127.0.0.1", "::1", "0.0.0.0", "localhost"]) assertEquals(readListen(text), text);
  for (const text of [undefined, "all"]) assertEquals(readListen(text), undefined);
  for (const text of ["foo", "example.org", "127.0.0.1:80", "[::1]", "1.2.3", " "]) {
    for (const verb of ["run", "chat"]) {
      const { code, stderr } = await runCommand([verb, "--listen", text]);
      assertEquals(code, 2, text);
      assertStringIncludes(stderr[0], `"${text}" is not an IP address`);
    }
  }
});

Deno.test("words stay words, also when they look like numbers", () => {
  assertEquals(readArguments(["007", "0x10", "1e3"]).words, ["007", "0x10", "1e3"]);
});

Deno.test("everything after -- is a word, and a lone dash is one", () => {
  assertEquals(readArguments(["bob", "-", "--", "--wait", "-x"], { values: ["wait"] }).words, [
    "bob",
    "-",
    "--wait",
    "-x",
  ]);
});

Deno.test("options are read with a space, with an equals sign, and repeated where that makes sense", () => {
  const read = readArguments(["--limit=5", "--peer", "a:1", "--peer", "b:2", "--all"], {
    values: ["limit"],
    lists: ["peer"],
    flags: ["all", "no-open"],
  });
  assertEquals(read.value("limit"), "5");
  assertEquals(read.list("peer"), ["a:1", "b:2"]);
  assertEquals([read.flag("all"), read.flag("no-open")], [true, false]);
});

for (
  const [what, args] of [
    ["unknown option", ["--lmit", "5"]],
    ["unknown short option", ["-x"]],
    ["missing value at the end", ["--limit"]],
    ["missing value before an option", ["--limit", "--all"]],
    ["empty value", ["--limit="]],
    ["an option given twice", ["--limit", "1", "--limit", "2"]],
  ] as const
) {
  Deno.test(`${what} is wrong usage`, () => {
    assertThrows(() => readArguments(args, { values: ["limit"], flags: ["all"] }), UsageError);
  });
}

for (const text of ["-1", "1.5", "ten", "", " 5", "1e3", "99999999999999999999"]) {
  Deno.test(`"${text}" is not a count`, () => {
    assertThrows(() => readCount("limit", text, 0, 100), UsageError);
  });
}

Deno.test("global options may stand before the verb, between, and after its words", () => {
  const line = readCommandLine(["--data", "/a b", "send", "--json", "bob", "hi", "--lang=ru", "--log-level", "debug"]);
  assertEquals(line.verb, "send");
  assertEquals(line.rest, ["bob", "hi"]);
  assertEquals(line.globals, {
    data: "/a b",
    lang: "ru",
    logLevel: "debug",
    json: true,
    help: false,
    version: false,
  });
});

Deno.test("a verb may be left out although options with values are there", () => {
  const line = readCommandLine(["--port", "7500", "--name", "Bob", "--no-open"]);
  assertEquals([line.verb, line.rest], [undefined, ["--port", "7500", "--name", "Bob", "--no-open"]]);
});

Deno.test("after -- nothing is a global option", () => {
  const line = readCommandLine(["send", "bob", "--", "--json", "--help"]);
  assertEquals(line.rest, ["bob", "--", "--json", "--help"]);
  assertEquals([line.globals.json, line.globals.help], [false, false]);
});

Deno.test("the value of an option of the verb is never taken for a verb or a global option", () => {
  assertEquals(readCommandLine(["--search", "send", "history", "bob"]).verb, "history");
});

for (const args of [["--data"], ["--data", "--json"], ["--data="], ["--lang", "de"], ["--log-level", "loud"]]) {
  Deno.test(`${args.join(" ")} is wrong usage`, () => {
    assertThrows(() => readCommandLine(args), UsageError);
  });
}
