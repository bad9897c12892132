import {
  assert,
  assertEquals,
  AssertionError,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  equal,
} from "@std/assert";
import { parseArgs } from "@std/cli";
import { parseArgs as parseArgsAgain } from "@std/cli/parse-args";

Deno.test("assertEquals accepts equal structures and shows where others differ", () => {
  assertEquals({ a: [1, new Uint8Array([1, 2])] }, { a: [1, new Uint8Array([1, 2])] });
  const error = assertThrows(() => assertEquals({ a: 1, b: "x" }, { a: 1, b: "y" }), AssertionError);
  assertStringIncludes(error.message, "+");
});

for (
  const [left, right] of [
    [1, "1"],
    [[1], [1, undefined]],
    [{ a: undefined }, {}],
    [new Uint8Array([1]), [1]],
    [new Map([[1, 2]]), new Map([[1, 3]])],
    [new Date(1), new Date(2)],
    [null, undefined],
  ] as [unknown, unknown][]
) {
  Deno.test(`assertEquals refuses ${Deno.inspect(left)} for ${Deno.inspect(right)}`, () => {
    assert(!equal(left, right));
    assertThrows(() => assertEquals(left, right), AssertionError);
  });
}

Deno.test("assertEquals of two large different buffers ends without a line-by-line difference", () => {
  const error = assertThrows(() => assertEquals(new Uint8Array(4_000_000), new Uint8Array(4_000_001)), AssertionError);
  assert(error.message.length < 20_000);
});

Deno.test("assertThrows refuses a function that does not throw, another class, another text", () => {
  const throwing = () => {
    throw new TypeError("the value is odd");
  };
  assertEquals(assertThrows(throwing, TypeError, "odd").message, "the value is odd");
  assertThrows(() => assertThrows(() => 1), AssertionError, "Expected function to throw");
  assertThrows(() => assertThrows(throwing, RangeError), AssertionError, "TypeError");
  assertThrows(() => assertThrows(throwing, TypeError, "even"), AssertionError, "even");
});

Deno.test("assertRejects refuses a fulfilled promise and a function that throws at once", async () => {
  const error = await assertRejects(() => Promise.reject(new RangeError("too long")), RangeError, "long");
  assertEquals(error.message, "too long");
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError, "Expected function to reject");
  const throwing = () => {
    throw new Error("at once");
  };
  await assertRejects(() => assertRejects(throwing), AssertionError, "throws when expected to reject");
});

Deno.test("parseArgs gives typed switches, texts and lists", () => {
  const args = parseArgs(["run", "--json", "--name", "007", "--peer=a:1", "--peer", "b:2", "-n5"], {
    boolean: ["json", "open"],
    string: ["name", "peer"],
    collect: ["peer"],
    alias: { number: "n" },
  });
  const json: boolean = args.json;
  const name: string | undefined = args.name;
  const peers: string[] = args.peer;
  assertEquals([json, name, peers, args.open, args.number, args.n], [true, "007", ["a:1", "b:2"], false, 5, 5]);
  assertEquals(args._, ["run"]);
});

for (
  const [what, args, options, wanted] of [
    ["a number among the rest", ["5", "x"], {}, { _: [5, "x"] }],
    ["the rest kept as text", ["5"], { string: ["_"] }, { _: ["5"] }],
    ["the end of options", ["-a", "--", "-b"], {}, { _: ["-b"], a: true }],
    ["the end of options apart", ["--", "-b"], { "--": true }, { _: [], "--": ["-b"] }],
    ["the first word ending the options", ["send", "--json"], { stopEarly: true }, { _: ["send", "--json"] }],
    ["--no-name where it is allowed", ["--no-open"], {
      boolean: ["open"],
      negatable: ["open"],
      default: { open: true },
    }, {
      _: [],
      open: false,
    }],
    ["--no-name where it is not", ["--no-open"], {}, { _: [], "no-open": true }],
    ["a text option without its value", ["--name"], { string: ["name"] }, { _: [], name: "" }],
    ["a text option before another option", ["--name", "--json"], { string: ["name"], boolean: ["json"] }, {
      _: [],
      name: "",
      json: true,
    }],
    ["letters in one word", ["-abc", "x"], {}, { _: [], a: true, b: true, c: "x" }],
    ["a switch followed by a word", ["--json", "x"], { boolean: ["json"] }, { _: ["x"], json: true }],
    ["a default", [], { default: { port: 7420 } }, { _: [], port: 7420 }],
    ["a text with = in it", ["--out=a=b"], {}, { _: [], out: "a=b" }],
    ["a lone dash", ["send", "-"], {}, { _: ["send", "-"] }],
    ["an empty argument", ["send", ""], {}, { _: ["send", ""] }],
  ] as [string, string[], Parameters<typeof parseArgs>[1], Record<string, unknown>][]
) {
  Deno.test(`parseArgs reads ${what}`, () => {
    assertEquals({ ...parseArgs(args, options) }, wanted);
    assertEquals({ ...parseArgsAgain(args, options) }, wanted);
  });
}

Deno.test("parseArgs tells of options nobody declared", () => {
  const seen: unknown[] = [];
  const unknown = (arg: string, key?: string) => {
    seen.push([arg, key]);
    return key === undefined;
  };
  const args = parseArgs(["word", "--json", "--jsno"], { boolean: ["json"], unknown });
  assertEquals(seen, [["word", undefined], ["--jsno", "jsno"]]);
  assertEquals({ ...args }, { _: ["word"], json: true });
});

Deno.test("parseArgs cannot be led to the prototype", () => {
  assertThrows(() => parseArgs(["--__proto__.polluted", "1"]), TypeError, "__proto__");
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});
