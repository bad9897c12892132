import { assertEquals } from "@std/assert";
import { floatingPromises } from "../../tools/checks/promises.ts";

const HEAD = `
  export {};
  declare const stop: () => Promise<void>;
  declare const maybe: { stop?(): PromiseLike<string> | undefined; done: Promise<void> | null };
  declare const wait: () => Promise<void> | void;
  const nothing = () => {};
`;

/** Lines of a file with these statements that are faulted, counted from 1. */
function faults(...statements: string[]): number[] {
  const first = HEAD.split("\n").length;
  const text = `${HEAD}\n${statements.join("\n")}`;
  return floatingPromises([{ path: "a/b.ts", text }], "/nowhere", "").map(({ line }) => line - first);
}

Deno.test("promises that nobody waits for are found, in every form", () => {
  const found = [
    "stop();",
    "stop().then(nothing);",
    "maybe.stop?.();",
    "maybe.done;",
    "wait();",
    "if (true) stop();",
    "() => { stop(); };",
    "stop().finally(nothing);",
  ];
  assertEquals(faults(...found), found.map((_, i) => i + 1));
});

Deno.test("what is awaited, kept, let go on purpose or taken care of is no fault", () => {
  const fine = [
    "await stop();",
    "void stop();",
    "let kept = stop();",
    "kept = stop();",
    "kept ??= stop();",
    "stop().catch(nothing);",
    "stop().then(nothing, nothing);",
    "() => stop();",
    "nothing();",
    "async () => { return stop(); };",
  ];
  assertEquals(faults(...fine), []);
});

Deno.test("what a file says of another is known", () => {
  const files = [
    { path: "a.ts", text: `export async function close() {}` },
    { path: "b/c.ts", text: `import { close } from "../a.ts";\nclose();` },
    { path: "b/d.ts", text: `Deno.remove("x");` },
  ];
  const types = `declare namespace Deno { function remove(path: string): Promise<void>; }`;
  assertEquals(floatingPromises(files, "/nowhere", types).map(({ path, line }) => `${path}:${line}`), [
    "b/c.ts:2",
    "b/d.ts:1",
  ]);
});
