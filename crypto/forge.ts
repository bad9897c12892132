/**
 * The door to node-forge: loaded when first needed (20 ms), with types for what we use of it. Starting with an existing
 * identity needs none of it.
 */

/** forge keeps bytes in strings, one character each. */
export type BinaryString = string;

/** An ASN.1 value as forge holds it. */
export interface Asn1 {
  readonly tagClass: number;
  readonly type: number;
  readonly constructed: boolean;
  value: BinaryString | Asn1[];
}

interface ForgeBuffer {
  getBytes(): BinaryString;
}

export interface Forge {
  readonly asn1: {
    create(tagClass: number, type: number, constructed: boolean, value: BinaryString | Asn1[]): Asn1;
    fromDer(
      bytes: BinaryString,
      options?: { strict: boolean; parseAllBytes: boolean; decodeBitStrings: boolean },
    ): Asn1;
    toDer(value: Asn1): ForgeBuffer;
    oidToDer(oid: string): ForgeBuffer;
  };
  readonly pki: { readonly pbe: { getCipher(oid: string, parameters: Asn1, passphrase: string): Cipher } };
  readonly pkcs12: {
    generateKey(
      passphrase: string,
      salt: unknown,
      id: number,
      rounds: number,
      length: number,
      hash: unknown,
    ): ForgeBuffer;
  };
  readonly md: Readonly<Record<"sha1" | "sha256" | "sha384" | "sha512", { create(): unknown }>>;
  readonly util: { createBuffer(bytes: BinaryString): unknown };
}

/** A cipher of PKCS#12's own key derivation, set up for decryption. */
interface Cipher {
  update(data: unknown): void;
  /** False when the padding is wrong. */
  finish(): boolean;
  readonly output: ForgeBuffer;
}

let loaded: Promise<Forge> | undefined;

export function loadForge(): Promise<Forge> {
  loaded ??= import("node-forge").then((module) => module.default as unknown as Forge);
  return loaded;
}

export function toBinaryString(bytes: Uint8Array): BinaryString {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function fromBinaryString(text: BinaryString): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
