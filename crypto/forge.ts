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
  readonly pki: {
    certificateFromPem(pem: string): unknown;
    certificateToAsn1(certificate: unknown): Asn1;
    privateKeyFromPem(pem: string): unknown;
    privateKeyToAsn1(key: unknown): Asn1;
    wrapRsaPrivateKey(key: Asn1): Asn1;
    encryptPrivateKeyInfo(key: Asn1, passphrase: string, options: Pkcs12Options): Asn1;
  };
  readonly pkcs12: {
    pkcs12FromAsn1(value: Asn1, strict: boolean, passphrase: string): Pkcs12;
    toPkcs12Asn1(key: unknown, certificates: unknown[], passphrase: string, options: Pkcs12Options): Asn1;
    generateKey(
      passphrase: string,
      salt: unknown,
      id: number,
      rounds: number,
      length: number,
      hash: unknown,
    ): ForgeBuffer;
  };
  readonly md: { readonly sha256: { create(): unknown } };
  readonly hmac: {
    create(): { start(hash: unknown, key: unknown): void; update(bytes: BinaryString): void; getMac(): ForgeBuffer };
  };
  readonly util: { createBuffer(bytes: BinaryString): unknown };
}

export interface Pkcs12Options {
  readonly algorithm: "aes256";
  readonly prfAlgorithm: "sha256";
  readonly count: number;
  readonly saltSize: number;
  readonly useMac?: boolean;
  readonly friendlyName?: string;
}

export interface Pkcs12 {
  readonly safeContents: readonly { readonly safeBags: readonly Pkcs12Bag[] }[];
}

/** `key` or `cert` where forge knows the algorithm, else `asn1`. */
export interface Pkcs12Bag {
  readonly type: string;
  readonly key?: unknown;
  readonly cert?: unknown;
  readonly asn1?: Asn1;
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
