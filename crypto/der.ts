/**
 * A strict reader of DER (ITU-T X.690): just enough to read certificates, lists, requests and key files at start-up and
 * during admission, without loading node-forge. It allocates views only and refuses what is not the one DER encoding.
 */

/** The bytes are not DER, or not of the expected shape. The only error this file throws. */
export class DerError extends Error {
  override readonly name = "DerError";
}

/** Identifier octets used by X.509 and PKCS. */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a constructed context-specific tag, `[n]`. */
export const context = (n: number): number => 0xa0 | n;
/** Identifier octet of a primitive context-specific tag, `[n] IMPLICIT`. */
export const contextPrimitive = (n: number): number => 0x80 | n;

/** One value: its tag, its content, and all of it with the header. Views into what was read. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly raw: Uint8Array;
}

/** Walks the values that stand one behind the other. */
export class DerReader {
  #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Tag of the next value, undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  next(): DerValue {
    const start = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw new DerError("reading DER: tag numbers above 30 are not used here");
    const length = this.#length();
    if (length > this.#bytes.length - this.#at) throw new DerError("reading DER: value ends behind the data");
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { tag, content, raw: this.#bytes.subarray(start, this.#at) };
  }

  expect(tag: number): DerValue {
    const value = this.next();
    if (value.tag !== tag) throw new DerError(`reading DER: tag 0x${hex(value.tag)} where 0x${hex(tag)} is due`);
    return value;
  }

  /** The next value if it has this tag. */
  optional(tag: number): DerValue | undefined {
    return this.peek() === tag ? this.next() : undefined;
  }

  /** A reader for the inside of the next value, which must have this tag. */
  enter(tag: number): DerReader {
    return new DerReader(this.expect(tag).content);
  }

  /** Nothing may follow. */
  end(): void {
    if (!this.done) throw new DerError("reading DER: data behind the last value");
  }

  #byte(): number {
    if (this.done) throw new DerError("reading DER: data ends inside a value");
    return this.#bytes[this.#at++];
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError("reading DER: indefinite or absurd length");
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new DerError("reading DER: length is not in its shortest form");
    }
    return length;
  }
}

const hex = (n: number) => n.toString(16).padStart(2, "0");

/** The one value that the bytes are. */
export function readDer(bytes: Uint8Array, tag: number): DerValue {
  const reader = new DerReader(bytes);
  const value = reader.expect(tag);
  reader.end();
  return value;
}
