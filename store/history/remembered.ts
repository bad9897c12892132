/** Answers about the rows of one table, kept until it is written to: one message asks for its contact and conversation often. */

import type { Database } from "../types.ts";

export class Remembered<T> {
  readonly #db: Database;
  readonly #table: string;
  readonly #ask: (key: string) => T | undefined;
  readonly #answers = new Map<string, T>();
  #version: number | undefined;

  /** @param ask looks at no other table; whoever gets an answer leaves it as it is */
  constructor(db: Database, table: string, ask: (key: string) => T | undefined) {
    this.#db = db;
    this.#table = table;
    this.#ask = ask;
  }

  get(key: string): T | undefined {
    const version = this.#db.version(this.#table);
    if (version !== this.#version) {
      this.#answers.clear();
      this.#version = version;
    }
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(key);
    // Of what is not there, strangers could ask for without end.
    if (answer !== undefined) this.#answers.set(key, answer);
    return answer;
  }
}
