/** Authors of what is said in rooms: a peer key is stored once, and pointed to by a small number. */

import type { Database, Write } from "../types.ts";

/** Numbers of authors in one call; new ones are given out. */
export class Authors {
  readonly #db: Database;
  readonly #numbers = new Map<string, number>();
  readonly #new: [number: number, key: string][] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  number(key: string): number {
    const known = this.#numbers.get(key) ?? this.find(key);
    if (known !== undefined) return known;
    const newest = this.#db.get<{ n: number }>("SELECT ifnull(max(number), 0) AS n FROM authors")!.n;
    const number = newest + this.#new.length + 1;
    this.#new.push([number, key]);
    this.#numbers.set(key, number);
    return number;
  }

  /** Undefined for who has written nothing yet. */
  find(key: string): number | undefined {
    const known = this.#numbers.get(key) ??
      this.#db.get<{ number: number }>("SELECT number FROM authors WHERE key = ?", [key])?.number;
    if (known !== undefined) this.#numbers.set(key, known);
    return known;
  }

  /** Comes before what points to them. */
  write(): Write {
    return { sql: "INSERT INTO authors (number, key) VALUES (?, ?)", rows: this.#new };
  }
}

/** Forgets who is pointed to by nothing any more. */
export function forgottenAuthors(): Write {
  return {
    sql: "DELETE FROM authors WHERE number NOT IN (SELECT author FROM room_streams) " +
      "AND number NOT IN (SELECT member FROM room_receipts)",
  };
}
