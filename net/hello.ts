/** Body of a `hello`: who runs here, where else it listens, and the keys of this link. `docs/specs/wire-v1.md`, 4. */
import type { KeyCard } from "../crypto/types.ts";
import { readAddresses } from "./addresses.ts";
import { bytesFromBase64Url, toBase64Url } from "./base64.ts";
import { LinkError } from "./errors.ts";
import { encodeJson, type JsonObject, parseJson } from "./json.ts";
import { keyCardJson, readKeyCard } from "./key_card_json.ts";
import { MAX_FEATURE_LENGTH, MAX_FEATURES, MAX_SOFTWARE_LENGTH } from "./limits.ts";
import type { Address } from "./types.ts";

/** Version of the wire format. */
export const WIRE_VERSION = 1;
/** Bytes of a raw X25519 public key. */
const KEY_BYTES = 32;
const INSTANCE = /^[0-9a-f]{32}$/;

export interface Hello {
  /** 16 random bytes in hex, made at process start. */
  readonly instance: string;
  /** Milliseconds since the epoch, by the sender's clock. */
  readonly time: number;
  /** Program and version, for logs. */
  readonly software: string;
  /** Raw X25519 public key for this link. */
  readonly ephemeral: Uint8Array;
  readonly card: KeyCard;
  readonly addresses: readonly Address[];
  readonly features: readonly string[];
}

export function encodeHello(hello: Hello): Uint8Array {
  const { instance, time, software, ephemeral, card, addresses, features } = hello;
  return encodeJson({
    v: WIRE_VERSION,
    instance,
    time,
    software,
    ephemeral: toBase64Url(ephemeral),
    card: keyCardJson(card),
    addresses: addresses.map(({ host, port }) => [host, port]),
    features,
  });
}

/** @throws LinkError "bad-hello" or "unsupported-version" */
export function parseHello(data: Uint8Array): Hello {
  const hello = parseJson(data, "bad-hello", "reading a hello");
  checkVersion(hello.v);
  const { instance, time, software } = hello;
  if (typeof instance !== "string" || !INSTANCE.test(instance)) throw bad("instance");
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) throw bad("time");
  if (typeof software !== "string" || software.length > MAX_SOFTWARE_LENGTH) throw bad("software");
  return {
    instance,
    time,
    software,
    ephemeral: readKey(hello, "ephemeral"),
    card: readCard(hello.card),
    addresses: addressesOf(hello.addresses),
    features: readFeatures(hello.features),
  };
}

function checkVersion(version: unknown): void {
  if (typeof version !== "number" || !Number.isInteger(version)) throw bad("v");
  if (version !== WIRE_VERSION) {
    throw new LinkError("unsupported-version", `reading a hello: version "${version}", this program speaks 1`);
  }
}

function readCard(value: unknown): KeyCard {
  const card = readKeyCard(value);
  if (card === undefined) throw bad("card");
  return card;
}

function readKey(from: JsonObject, member: string): Uint8Array {
  const bytes = bytesFromBase64Url(from[member], KEY_BYTES);
  if (bytes === undefined) throw bad(member);
  return bytes;
}

function addressesOf(list: unknown): Address[] {
  const addresses = readAddresses(list);
  if (addresses === undefined) throw bad("addresses");
  return addresses;
}

function readFeatures(features: unknown): string[] {
  if (!Array.isArray(features) || features.length > MAX_FEATURES) throw bad("features");
  return features.map((feature: unknown) => {
    if (typeof feature !== "string" || feature.length > MAX_FEATURE_LENGTH) throw bad("features");
    return feature;
  });
}

function bad(member: string): LinkError {
  return new LinkError("bad-hello", `reading a hello: "${member}" is missing or not what it must be`);
}
