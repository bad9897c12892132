/** Writes as a CBOR sequence (RFC 8742). `docs/specs/history-v1.md` section 3. */

import { decodeFirst, encode } from "cborg";
import type { SqlValue, Write } from "./types.ts";

/** SQL of a file by number: the text is written the first time, its number after that. */
export class StatementNames {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  text(number: number): string | undefined {
    return this.#texts[number];
  }

  number(sql: string): number | undefined {
    return this.#numbers.get(sql);
  }

  get size(): number {
    return this.#texts.length;
  }

  add(sql: string): void {
    this.#numbers.set(sql, this.#texts.length);
    this.#texts.push(sql);
  }

  /** Back to the first `size` names: what brought the others is not in the file. */
  forgetAfter(size: number): void {
    for (const sql of this.#texts.splice(size)) this.#numbers.delete(sql);
  }
}

/** One write, as it stands in a frame; new SQL is added to the names. */
export function encodeWrite(statements: readonly Write[], names: StatementNames): Uint8Array {
  return encode(statements.map(({ sql, rows }) => {
    const number = names.number(sql);
    if (number === undefined) names.add(sql);
    return [number ?? sql, rows ?? [[]]];
  }));
}

/** The writes of a frame. @throws when it is not what {@link encodeWrite} makes */
export function* decodeWrites(body: Uint8Array, names: StatementNames): Generator<Write[]> {
  let rest = body;
  while (rest.length > 0) {
    const [write, after] = decodeFirst(rest) as [[string | number, SqlValue[][]][], Uint8Array];
    yield write.map(([given, rows]) => ({ sql: resolve(given, names), rows }));
    rest = after;
  }
}

function resolve(given: string | number, names: StatementNames): string {
  if (typeof given === "string") {
    names.add(given);
    return given;
  }
  const sql = names.text(given);
  if (sql === undefined) throw new RangeError(`statement ${given} of a journal: it has no text`);
  return sql;
}
