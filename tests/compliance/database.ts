/** What every `Database` must do. Run by each implementation's own test file. */

import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import type { Database, Migration } from "../../store/mod.ts";

const ITEMS: readonly Migration[] = [{
  number: 1,
  statements: ["CREATE TABLE items (id INTEGER PRIMARY KEY, value)", "CREATE UNIQUE INDEX by_value ON items (value)"],
}];

const ADD = "INSERT INTO items (value) VALUES (?)";

/** @param open a fresh, empty database */
export function databaseCompliance(name: string, open: (migrations: readonly Migration[]) => Promise<Database>): void {
  const test = (sentence: string, body: (db: Database) => Promise<void> | void) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const db = await open(ITEMS);
      try {
        await body(db);
      } finally {
        await db.close();
      }
    });

  test("every kind of value comes back as it was", async (db) => {
    const values = ["", "ё\0🧑‍🚀", 0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, 1.5, new Uint8Array([0, 255]), null];
    await db.write([{ sql: ADD, rows: values.map((value) => [value]) }]);
    assertEquals(db.all<{ value: unknown }>("SELECT value FROM items ORDER BY id").map(({ value }) => value), values);
    assertEquals(db.get("SELECT id FROM items WHERE value = ?", [2 ** 31]), { id: 5 });
    assertEquals(db.get("SELECT id FROM items WHERE value = ?", ["nothing"]), undefined);
  });

  test("a write is visible before it is durable", async (db) => {
    const written = db.write([{ sql: ADD, rows: [["now"]] }]);
    assertEquals(db.get("SELECT value FROM items"), { value: "now" });
    await written;
  });

  test("a statement that SQLite refuses throws at once and leaves nothing of its call", async (db) => {
    await db.write([{ sql: ADD, rows: [["taken"]] }]);
    const error = assertThrows(() => db.write([{ sql: ADD, rows: [["new"], ["taken"]] }]));
    assertInstanceOf(error, Error);
    assertThrows(() => db.write([{ sql: ADD, rows: [["other"]] }, { sql: "NOT SQL" }]));
    assertThrows(() => db.all("SELECT * FROM nowhere"));
    await db.write([{ sql: ADD, rows: [["after"]] }]);
    assertEquals(db.all("SELECT value FROM items ORDER BY id"), [{ value: "taken" }, { value: "after" }]);
  });

  test("a question mark in a text is no parameter, one with a number is", async (db) => {
    await db.write([{ sql: "INSERT INTO items (value) VALUES (?2 || '?' || ?1)", rows: [["b", "a"]] }]);
    const found = db.get("SELECT value, '''?' AS text FROM items WHERE value LIKE ?", ["a?%"]);
    assertEquals(found, { value: "a?b", text: "'?" });
  });

  test("the version of a table is another one after every write to it, and after one that may be", async (db) => {
    const versions = [db.version("items")];
    const writing = (sql: string) => {
      const written = db.write([{ sql }]);
      versions.push(db.version("items"));
      return written;
    };
    const written = [
      writing("INSERT INTO items (value) VALUES ('a')"),
      writing("INSERT OR REPLACE INTO items (value) VALUES ('a')"),
      writing("UPDATE items SET value = 'b'"),
      writing("UPDATE OR IGNORE items SET value = 'c'"),
      writing("WITH old (v) AS (SELECT 'c') DELETE FROM items WHERE value IN (SELECT v FROM old)"),
      writing("DELETE FROM items"),
      writing("ALTER TABLE items ADD COLUMN more"),
    ];
    assertThrows(() => db.write([{ sql: ADD, rows: [["new"], ["new"]] }]));
    versions.push(db.version("items"));
    assertEquals(new Set(versions).size, 9);
    const others = [db.write([{ sql: "CREATE TABLE others (id)" }])];
    const before = db.version("items");
    others.push(db.write([{ sql: "INSERT INTO others VALUES (1)" }]));
    db.all("SELECT * FROM items");
    await Promise.all([...written, ...others]);
    assertEquals(db.version("items"), before, "neither another table nor a question changes it");
  });

  test("writes resolve in their order, and flush after all of them", async (db) => {
    const order: string[] = [];
    const all = ["a", "b", "c"].map((value) => db.write([{ sql: ADD, rows: [[value]] }]).then(() => order.push(value)));
    all.push(db.flush().then(() => order.push("flush")));
    await Promise.all(all);
    assertEquals(order, ["a", "b", "c", "flush"]);
  });

  test("a snapshot in the middle of writing changes nothing one can see", async (db) => {
    const writes: Promise<void>[] = [];
    for (let n = 0; n < 50; n++) {
      writes.push(db.write([{ sql: ADD, rows: [[n]] }]));
      if (n % 20 === 10) writes.push(db.snapshot());
    }
    await Promise.all(writes);
    assertEquals(db.get("SELECT count(*) AS n FROM items"), { n: 50 });
    assertEquals(db.notices, []);
  });

  test("closing waits for what was written, and nothing works after it", async (db) => {
    let durable = false;
    void db.write([{ sql: ADD, rows: [["last"]] }]).then(() => durable = true);
    await db.close();
    assertEquals(durable, true);
    assertThrows(() => db.all("SELECT 1"));
    await assertRejects(async () => await db.write([{ sql: ADD, rows: [["late"]] }]));
    await db.close();
  });
}
