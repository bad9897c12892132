/** Writing DER: short names over node-forge's encoder. Reading is `der.ts`. */
import { type Asn1, type BinaryString, type Forge, fromBinaryString, loadForge, toBinaryString } from "./forge.ts";
import { Tag } from "./der.ts";

const UNIVERSAL = 0x00;
const CONTEXT = 0x80;

/** Builds ASN.1 values; `encode` gives their DER. */
export class Asn1Writer {
  #asn1: Forge["asn1"];

  private constructor(forge: Forge) {
    this.#asn1 = forge.asn1;
  }

  static async load(): Promise<Asn1Writer> {
    return new Asn1Writer(await loadForge());
  }

  /** Absent members are left out: OPTIONAL and DEFAULT. */
  sequence(...values: (Asn1 | undefined)[]): Asn1 {
    return this.#asn1.create(UNIVERSAL, Tag.sequence & 0x1f, true, values.filter((value) => value !== undefined));
  }

  set(...values: Asn1[]): Asn1 {
    return this.#asn1.create(UNIVERSAL, Tag.set & 0x1f, true, values);
  }

  /** `[n] EXPLICIT`, and a constructed `[n] IMPLICIT`. */
  context(n: number, ...values: Asn1[]): Asn1 {
    return this.#asn1.create(CONTEXT, n, true, values);
  }

  /** `[n] IMPLICIT` over bytes. */
  contextBytes(n: number, bytes: Uint8Array): Asn1 {
    return this.#asn1.create(CONTEXT, n, false, toBinaryString(bytes));
  }

  /** A non-negative number, or hex digits of one. */
  integer(value: number | string): Asn1 {
    const digits = (typeof value === "number" ? value.toString(16) : value).replace(/^0+(?=.)/, "");
    const even = digits.length % 2 ? `0${digits}` : digits;
    const bytes = even.match(/../g)!.map((pair) => parseInt(pair, 16));
    return this.#primitive(Tag.integer, Uint8Array.from(bytes[0] & 0x80 ? [0, ...bytes] : bytes));
  }

  enumerated(value: number): Asn1 {
    return this.#primitive(Tag.enumerated, Uint8Array.of(value));
  }

  boolean(value: boolean): Asn1 {
    return this.#primitive(Tag.boolean, Uint8Array.of(value ? 0xff : 0));
  }

  null(): Asn1 {
    return this.#primitive(Tag.null, new Uint8Array());
  }

  oid(id: string): Asn1 {
    return this.#asn1.create(UNIVERSAL, Tag.oid, false, this.#asn1.oidToDer(id).getBytes());
  }

  utf8(text: string): Asn1 {
    return this.#primitive(Tag.utf8String, new TextEncoder().encode(text));
  }

  octets(bytes: Uint8Array): Asn1 {
    return this.#primitive(Tag.octetString, bytes);
  }

  /** An OCTET STRING holding the DER of a value: how extensions wrap theirs. */
  wrapped(value: Asn1): Asn1 {
    return this.octets(this.encode(value));
  }

  bits(bytes: Uint8Array, unused = 0): Asn1 {
    return this.#primitive(Tag.bitString, Uint8Array.of(unused, ...bytes));
  }

  /** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5). Whole seconds. */
  time(date: Date): Asn1 {
    const digits = date.toISOString().slice(0, 19).replace(/[-:T]/g, "");
    const early = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050;
    const [tag, text] = early ? [Tag.utcTime, digits.slice(2)] : [Tag.generalizedTime, digits];
    return this.#primitive(tag, new TextEncoder().encode(`${text}Z`));
  }

  /** An AlgorithmIdentifier. */
  algorithm(id: string, parameters: Asn1 = this.null()): Asn1 {
    return this.sequence(this.oid(id), parameters);
  }

  /** DER as it is, byte for byte. */
  raw(der: Uint8Array): Asn1 {
    const options = { strict: true, parseAllBytes: true, decodeBitStrings: false };
    return this.#asn1.fromDer(toBinaryString(der), options);
  }

  encode(value: Asn1): Uint8Array<ArrayBuffer> {
    return fromBinaryString(this.#asn1.toDer(value).getBytes());
  }

  #primitive(tag: number, bytes: Uint8Array): Asn1 {
    const value: BinaryString = toBinaryString(bytes);
    return this.#asn1.create(UNIVERSAL, tag, false, value);
  }
}
