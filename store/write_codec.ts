/** Writes as a CBOR sequence (RFC 8742). `docs/specs/history-v1.md` section 3. */

import { decodeFirst, encode, encodeInto } from "cborg";
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

/** A statement with its rows as they will stand in a frame. */
export interface EncodedWrite {
  readonly sql: string;
  readonly rows: Uint8Array;
}

/** Bytes of rows that are encoded into memory that is there already: half the time of a fresh piece for each value. */
const SCRATCH_BYTES = 1024 * 1024;
const scratch = new Uint8Array(SCRATCH_BYTES);

/** CBOR, array of two: `[name or number, rows]`. */
const PAIR = new Uint8Array([0x82]);

/** What of a write does not depend on the file it will stand in. The caller may change bytes in the rows afterwards. */
export function encodeRows({ sql, rows = [[]] }: Write): EncodedWrite {
  try {
    return { sql, rows: scratch.slice(0, encodeInto(rows, scratch).written) };
  } catch {
    // They are longer, which no error of its own says.
    return { sql, rows: encode(rows) };
  }
}

/** One write, as it stands in a frame; new SQL is added to the names. */
export function encodeWrite(statements: readonly EncodedWrite[], names: StatementNames): Uint8Array[] {
  const parts = [arrayHead(statements.length)];
  for (const { sql, rows } of statements) {
    const number = names.number(sql);
    if (number === undefined) names.add(sql);
    parts.push(PAIR, encode(number ?? sql), rows);
  }
  return parts;
}

/** Of an array with so many items (RFC 8949, section 3). */
function arrayHead(items: number): Uint8Array {
  // That of a number has the same form under another major type.
  const head = encode(items);
  head[0] |= 0x80;
  return head;
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
