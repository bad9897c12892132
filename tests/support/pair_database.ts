/** A database whose every write adds two rows, so that a half one shows. */

import { assert, assertEquals } from "@std/assert";
import { type Database, type Migration, openDatabase } from "../../store/mod.ts";
import type { Files } from "../../store/files.ts";

export const PAIRS: readonly Migration[] = [{
  number: 1,
  statements: ["CREATE TABLE pairs (n INTEGER, half TEXT, body TEXT, PRIMARY KEY (n, half)) WITHOUT ROWID"],
}];

export const PATH = "/profile/history";

export function openPairs(files: Files, key?: Uint8Array): Promise<Database> {
  return openDatabase({ path: PATH, migrations: PAIRS, files, key });
}

/** @param body makes records of different sizes */
export function writePair(db: Database, n: number, body = `body ${n}`): Promise<void> {
  return db.write([
    { sql: "INSERT INTO pairs VALUES (?, ?, ?)", rows: [[n, "a", body], [n, "b", null]] },
    { sql: "UPDATE pairs SET body = ? WHERE n = ? AND half = 'b'", rows: [[body, n]] },
  ]);
}

/** @returns the numbers there, after proving that none of them is half */
export function pairs(db: Database): number[] {
  const rows = db.all<{ n: number; half: string; body: string }>("SELECT * FROM pairs ORDER BY n, half");
  const numbers = rows.filter(({ half }) => half === "a").map(({ n }) => n);
  assertEquals(rows.map(({ n, half }) => `${n}${half}`), numbers.flatMap((n) => [`${n}a`, `${n}b`]));
  for (let i = 0; i < rows.length; i += 2) assertEquals(rows[i].body, rows[i + 1].body);
  return numbers;
}

/** What is there is 1 … m, and m is at least what was acknowledged. */
export function assertPrefix(found: readonly number[], acknowledged: number, message: string): void {
  assertEquals(found, found.map((_, index) => index + 1), message);
  assert(found.length >= acknowledged, `${message}: ${found.length} of ${acknowledged} acknowledged writes are there`);
}
