/** What is said to be done is shown: each row of the product that is built has a test that carries its id. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "../support/paths.ts";

/** Rows that this version promises, by area: the last one. */
const AREAS: Readonly<Record<string, number>> = { TXT: 14, LIM: 4, CLI: 3, UI: 8, ID: 12, FILE: 9, ROOM: 5 };
/** Single rows of areas that are not finished. */
const SINGLE = ["NET-1", "NET-2", "NET-3", "NET-7", "NET-8", "NET-9", "NET-10", "OPS-1", "OPS-2", "OPS-3"];

const TESTS = fromFileUrl(new URL("../", import.meta.url));
const SELF = "product_rows_test.ts";

Deno.test("every row of the product that is built has a test that carries its id", async () => {
  const rows = [...Object.entries(AREAS).flatMap(([area, last]) => numbered(area, last)), ...SINGLE];
  const texts = (await testFiles(TESTS)).map((path) => Deno.readTextFileSync(path)).join("\n");
  assertEquals(rows.filter((row) => !new RegExp(`\\b${row}\\b`).test(texts)), []);
});

async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await testFiles(`${folder}${name}/`));
    else if (name.endsWith("_test.ts") && name !== SELF) found.push(folder + name);
  }
  return found;
}

function numbered(area: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${area}-${index + 1}`);
}
