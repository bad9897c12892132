import { assertEquals } from "@std/assert";
import { openDatabase } from "../../store/mod.ts";

const migrations = [{ number: 1, statements: ["CREATE TABLE facts (fact TEXT)"] }];
const add = (fact: string) => [{ sql: "INSERT INTO facts VALUES (?)", rows: [[fact]] }];

/** What a program finds that starts on this folder after the one that wrote it was killed. */
async function foundIn(folder: string): Promise<string[]> {
  const copy = await Deno.makeTempDir({ prefix: "parley-store-" });
  for (const { name } of Deno.readDirSync(folder)) await Deno.copyFile(`${folder}/${name}`, `${copy}/${name}`);
  const db = await openDatabase({ path: `${copy}/facts`, migrations });
  const facts = db.all<{ fact: string }>("SELECT fact FROM facts").map(({ fact }) => fact);
  await db.close();
  await Deno.remove(copy, { recursive: true });
  return facts;
}

Deno.test("a relaxed write survives the death of the process as soon as it is acknowledged", async () => {
  const folder = await Deno.makeTempDir({ prefix: "parley-store-" });
  const db = await openDatabase({ path: `${folder}/facts`, migrations });
  await db.write(add("strict"));
  await db.write(add("relaxed"), { relaxed: true });
  assertEquals(await foundIn(folder), ["strict", "relaxed"]);
  await Promise.all([db.write(add("both"), { relaxed: true }), db.write(add("together"))]);
  assertEquals(await foundIn(folder), ["strict", "relaxed", "both", "together"]);
  await db.close();
  assertEquals((await foundIn(folder)).length, 4);
  await Deno.remove(folder, { recursive: true });
});
