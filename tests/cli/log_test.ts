/** CLI-3: log lines. */
import { assertEquals } from "@std/assert";
import { type LogLevel, Logs } from "../../cli/log.ts";
import { wantsColor } from "../../cli/style.ts";

function logs(level: LogLevel = "debug", color = false): { logs: Logs; lines: string[] } {
  const lines: string[] = [];
  return { logs: new Logs({ level, color, write: (line) => lines.push(line), now: () => 1_767_323_045_678 }), lines };
}

Deno.test("a line has time, level, part, text and fields in columns", () => {
  const { logs: all, lines } = logs();
  all.part("net").info("link is up", { peer: "17", name: "Anna B", since: 5, via: null, none: undefined });
  all.part("store").error("disk full");
  assertEquals(lines, [
    '2026-01-02T03:04:05.678Z info  net   link is up peer=17 name="Anna B" since=5 via=null',
    "2026-01-02T03:04:05.678Z error store disk full",
  ]);
});

Deno.test("less important lines than asked for are not written", () => {
  const { logs: all, lines } = logs("warn");
  const log = all.part("ui");
  log.debug("d");
  log.info("i");
  log.warn("w");
  log.error("e");
  assertEquals(lines.map((line) => line.at(-1)), ["w", "e"]);
});

Deno.test("what a peer controls cannot forge a line, a field or a colour", () => {
  const { logs: all, lines } = logs();
  all.part("chat").warn("from \x1b[31m\nx", { name: 'a" level=error\n2026 \u202e', empty: "" });
  assertEquals(lines, [
    '2026-01-02T03:04:05.678Z warn  chat  from ␛[31m␊x name="a\\" level=error␊2026 <U+202E>" empty=""',
  ]);
});

Deno.test("colours are for the level alone, and only when asked for", () => {
  const { logs: all, lines } = logs("debug", true);
  all.part("net").error("x");
  assertEquals(lines, ["2026-01-02T03:04:05.678Z \x1b[31merror\x1b[0m net   x"]);
});

Deno.test("redirected logs go to the new place, of parts made before as well", () => {
  const { logs: all, lines } = logs();
  const log = all.part("net");
  const elsewhere: string[] = [];
  all.redirect((line) => elsewhere.push(line));
  log.info("x");
  assertEquals([lines.length, elsewhere.length], [0, 1]);
});

for (
  const [what, isTerminal, env, wanted] of [
    ["a terminal", true, { TERM: "xterm" }, true],
    ["a file or a pipe", false, { TERM: "xterm" }, false],
    ["a terminal of somebody who wants none", true, { TERM: "xterm", NO_COLOR: "1" }, false],
    ["a terminal with an empty NO_COLOR, which says nothing", true, { TERM: "xterm", NO_COLOR: "" }, true],
    ["a terminal that has none", true, { TERM: "dumb" }, false],
  ] as [string, boolean, Record<string, string>, boolean][]
) {
  Deno.test(`CLI-3: ${what} gets ${wanted ? "" : "no "}colours`, () => {
    assertEquals(wantsColor(isTerminal, (name) => env[name]), wanted);
  });
}
