/** LIM-2: `limits.txt` as people read and write it. `docs/specs/limits-file-v1.md`. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatLimits, type LimitEdit, type LimitLine, readLimits } from "../../store/mod.ts";

const ROOT = "3f5a09bc".padEnd(64, "1");
const OTHER_ROOT = "c01dbeef".padEnd(64, "2");
const ANNA: LimitLine = {
  conversation: `17.${ROOT}`,
  name: "Anna Schmidt",
  messages: 990,
  files: 1_000,
  messages_spent: 10,
  files_spent: 0,
};
const BORIS: LimitLine = {
  conversation: `4.${ROOT}`,
  name: "Борис",
  messages: null,
  files: 1_000,
  messages_spent: 7,
  files_spent: 0,
};
const OTHER: LimitLine = { ...BORIS, conversation: `4.${OTHER_ROOT}`, name: "another Boris", messages: 0 };
const ALL = [ANNA, BORIS, OTHER];

function edits(text: string, now: readonly LimitLine[] = ALL): readonly LimitEdit[] {
  return readLimits(text, now).edits;
}

function reasons(text: string, now: readonly LimitLine[] = ALL): (string | undefined)[] {
  return readLimits(text, now).kept.map(({ reason }) => reason);
}

Deno.test("the file has one line per person, under a comment in two languages, in columns", () => {
  const lines = formatLimits(ALL).split("\n");
  assert(lines[0].startsWith("# What may still be sent"));
  assert(lines.some((line) => line.startsWith("# Сколько ещё")));
  assertEquals(lines.slice(lines.findIndex((line) => line.startsWith("# number"))), [
    "# number       messages   files   used: messages   files   name",
    "17.3f5a09bc         990    1000               10       0   Anna Schmidt",
    "4.3f5a09bc    unlimited    1000                7       0   Борис",
    "4.c01dbeef            0    1000                7       0   another Boris",
    "",
  ]);
});

Deno.test("what the program wrote is nobody's wish, also after more was sent, and from an old copy", () => {
  const text = formatLimits(ALL);
  const later = ALL.map((line) => ({
    ...line,
    messages: line.messages === null ? null : Math.max(0, line.messages - 5),
    messages_spent: line.messages === 0 ? line.messages_spent : line.messages_spent + 5,
  }));
  assertEquals([readLimits(text, ALL), readLimits(text, later)], [{ edits: [], kept: [] }, { edits: [], kept: [] }]);
});

const EDITS: [what: string, line: string, edit: Omit<LimitEdit, "conversation">][] = [
  ["a number changed", "17.3f5a09bc 5000 1000 10 0 Anna", { messages: 5_000 }],
  ["both changed", "17.3f5a09bc 0 7 10 0 Anna", { messages: 0, files: 7 }],
  ["no end", "17.3f5a09bc unlimited 1000 10 0 Anna", { messages: null }],
  ["no end, in Russian and in capitals", "17.3f5a09bc 990 БЕЗЛИМИТ 10 0", { files: null }],
  ["three columns are enough, and always a wish", "17 990 1000", { messages: 990, files: 1_000 }],
  ["tabs, and spaces around", "\t 17\t1\t 1000\t10\t0  ", { messages: 1 }],
  ["the authority in full, in capitals", `17.${ROOT.toUpperCase()} 1 1000 10 0`, { messages: 1 }],
  ["what was spent meanwhile", "17.3f5a09bc 995 1000 10 0 Anna", { messages: 995 }],
];
for (const [what, line, edit] of EDITS) {
  for (
    const [how, text] of [["LF", `${line}\n`], ["CR LF and a byte order mark", `\ufeff${line}\r\n`], ["no end", line]]
  ) {
    Deno.test(`a wish is understood: ${what} (${how})`, () => {
      assertEquals(readLimits(text, ALL), { edits: [{ conversation: ANNA.conversation, ...edit }], kept: [] });
    });
  }
}

const BAD: [reason: string, line: string][] = [
  ["short", "17 5"],
  ["short", "17.3f5a09bc"],
  ["number", "17 1O00 5"],
  ["number", "17 -1 5"],
  ["number", "17 1,000 5"],
  ["number", "17 1.5 5"],
  ["number", "17 5 1000000001"],
  ["number", "17 5 99999999999999999999"],
  ["unknown", "18 5 5"],
  ["unknown", "17.c01dbeef 5 5"],
  ["unknown", "Anna 5 5"],
  ["unknown", "017 5 5"],
  ["unknown", "17. 5 5"],
  ["ambiguous", "4 5 5"],
];
for (const [reason, line] of BAD) {
  Deno.test(`"${line}" changes nothing, is kept, and the reason is "${reason}"`, () => {
    const text = `# mine\n${line}\n17 3 3\n`;
    const read = readLimits(text, ALL);
    assertEquals(read, {
      edits: [{ conversation: ANNA.conversation, messages: 3, files: 3 }],
      kept: [{ text: "# mine", line: 1 }, { text: line, reason: reason as "short", line: 2 }],
    });
    const written = formatLimits(ALL, read.kept);
    assert(written.endsWith(`\n${line}\n`));
    const again = readLimits(written, ALL);
    assertEquals(again.kept.map(({ text, reason }) => [text, reason]), [["# mine", undefined], [line, reason]]);
    assertEquals(written.split("\n")[again.kept[1].line - 1], line);
    assertEquals(formatLimits(ALL, again.kept), written);
  });
}

Deno.test("two lines that ask for different things: neither counts; the same thing twice does", () => {
  assertEquals([edits("17 1 1\n17 2 1"), reasons("17 1 1\n17 2 1")], [[], ["twice", "twice"]]);
  assertEquals(edits("17 1 1\n17 1 1").length, 1);
  const own = formatLimits(ALL);
  assertEquals(edits(`${own}17 1 1\n`), [{ conversation: ANNA.conversation, messages: 1, files: 1 }]);
});

Deno.test("two authorities whose fingerprints begin alike are told apart by as much as it takes", () => {
  const near = { ...BORIS, conversation: `17.${ROOT.slice(0, 16)}${"f".repeat(48)}` };
  const now = [ANNA, near];
  const [first, second] = formatLimits(now).split("\n").slice(-3).map((line) => line.split(" ")[0]);
  assertEquals([first, second], [`17.${ROOT.slice(0, 24)}`, near.conversation.slice(0, 3 + 24)]);
  assertEquals(reasons("17.3f5a09bc 1 1", now), ["ambiguous"]);
  assertEquals(edits(`17.${ROOT.slice(0, 17)} 1 1`, now), [{ conversation: ANNA.conversation, messages: 1, files: 1 }]);
});

const NAMES = [
  "x\n17 999999 unlimited",
  "x\r17 999999 unlimited",
  "x\u202817 9 9",
  "x\u2029\u0085\u000b17 9 9",
  "# x",
  "\u202e0001 71",
  "",
  "1 2 3 4 5",
  "unlimited",
];
for (const name of NAMES) {
  Deno.test(`the name ${JSON.stringify(name)} makes no line and turns no number around`, () => {
    const now = [{ ...BORIS, name }, ANNA];
    const text = formatLimits(now);
    assertEquals(text.split(/[\p{Cc}\p{Zl}\p{Zp}]/u).length, formatLimits([ANNA, BORIS]).split("\n").length);
    assert(!/[\u202a-\u202e\u2066-\u2069]/.test(text));
    assertEquals(readLimits(text, now), { edits: [], kept: [] });
  });
}

const packets = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 1_000_000_000 }));
const spent = fc.integer({ min: 0, max: 1_000_000 });
const root = fc.array(fc.constantFrom(..."01"), { minLength: 64, maxLength: 64 }).map((digits) => digits.join(""));
const people: fc.Arbitrary<LimitLine[]> = fc.uniqueArray(
  fc.record({
    conversation: fc.tuple(fc.constantFrom("4", "17", "170"), root).map((parts) => parts.join(".")),
    name: fc.string({ unit: "binary" }),
    messages: packets,
    files: packets,
    messages_spent: spent,
    files_spent: spent,
  }),
  { selector: ({ conversation }) => conversation, maxLength: 8 },
);

Deno.test("whatever the budgets and names are, and however much is sent later: the program's own file is nobody's wish", () => {
  fc.assert(fc.property(people, spent, (now, more) => {
    const later = now.map((line) => {
      const sent = Math.min(more, line.messages ?? more);
      return {
        ...line,
        messages: line.messages === null ? null : line.messages - sent,
        messages_spent: line.messages_spent + sent,
      };
    });
    assertEquals(readLimits(formatLimits(now), later), { edits: [], kept: [] });
  }));
});

Deno.test("whatever stands in the file: reading ends, and what was not understood is still there in the next one", () => {
  const junk = fc.array(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("17 5 5", "4 1", "# x", "#! y", "17 6 5")),
  );
  fc.assert(fc.property(junk, (lines) => {
    const { kept } = readLimits(lines.join("\n"), ALL);
    const written = formatLimits(ALL, kept);
    const again = readLimits(written, ALL);
    assertEquals(again.kept.map(({ text, reason }) => [text, reason]), kept.map(({ text, reason }) => [text, reason]));
    assertEquals(again.edits, []);
  }));
});
