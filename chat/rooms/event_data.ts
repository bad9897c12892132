/** The `data` of an event by its kind, read as strictly by everybody: they must agree. `docs/specs/rooms-v1.md`, section 3. */
import { isDisplayName } from "../../crypto/mod.ts";
import {
  MAX_ROOM_CUTS,
  MAX_ROOM_EVENT_BYTES,
  MAX_ROOM_KEY_BOXES,
  MAX_ROOM_KEYS_BEFORE,
  MAX_ROOM_NAME_LENGTH,
  MAX_ROOM_REMOVED,
} from "../../net/limits.ts";
import { bytesFromBase64Url, isUuid, type JsonObject, toBase64Url } from "../../net/mod.ts";
import { isPeerKey } from "../peer_key.ts";
import { credentialJson, readCredential } from "./credential.ts";
import type { Cut, KeyBox, RoomEventData } from "./types.ts";

/** Of a kind we know. */
export type KnownEventData = Exclude<RoomEventData, { kind: "unknown" }>;
type KeyData = RoomEventData & { kind: "key" };

/** Bytes of a raw public key, and of a key that HPKE encapsulated (RFC 9180, section 7.1: Npk, Nenc). */
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const BOX_BYTES = KEY_BYTES + TAG_BYTES;
const BEFORE_BYTES = NONCE_BYTES + BOX_BYTES;
/** Of a stream, and of the name of a key. */
const NAME = /^[0-9a-f]{32}$/;

/** 32 hex digits. */
export function isHexName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}

/** A whole number, from `least` on. */
export function isWhole(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}

/** As it stands in the body. */
export function eventDataJson(data: KnownEventData): Record<string, unknown> {
  switch (data.kind) {
    case "create":
      return { name: data.name, credential: credentialJson(data.credential) };
    case "add": {
      const { member, name, sign, seal, role } = data;
      return { member, name, sign: toBase64Url(sign), seal: toBase64Url(seal), role };
    }
    case "join":
      return { credential: credentialJson(data.credential) };
    case "leave":
      return data.credential === undefined ? {} : { credential: credentialJson(data.credential) };
    case "remove":
      return { under: data.under, cuts: data.cuts.map(({ stream, seq }) => [stream, seq]) };
    case "rename":
      return { name: data.name };
    case "key":
      return {
        key: data.key,
        boxes: data.boxes.map(({ under, enc, box }) => [under, toBase64Url(enc), toBase64Url(box)]),
        before: data.before.map(({ key, box }) => [key, toBase64Url(box)]),
      };
    case "said":
      return { key: data.key, nonce: toBase64Url(data.nonce), box: toBase64Url(data.box) };
  }
}

/** @returns undefined when it is not what this kind must have; "unknown" for a kind of a later version */
export function readEventData(kind: string, data: JsonObject): RoomEventData | undefined {
  const read = readers.get(kind);
  return read === undefined ? { kind: "unknown" } : read(data);
}

/** Whether events of this kind stand in control streams; undefined for a kind of a later version. */
export function isControlKind(kind: string): boolean | undefined {
  return readers.has(kind) ? kind !== "said" : undefined;
}

// A map, not an object: "constructor" is no kind.
const readers: ReadonlyMap<string, (data: JsonObject) => KnownEventData | undefined> = new Map(
  [
    ["create", readCreate],
    ["add", readAdd],
    ["join", readJoin],
    ["leave", readLeave],
    ["remove", readRemove],
    ["rename", readRename],
    ["key", readKey],
    ["said", readSaid],
  ] as const,
);

function readCreate({ name, ...data }: JsonObject): KnownEventData | undefined {
  const credential = readCredential(data.credential);
  return isRoomName(name) && credential !== undefined ? { kind: "create", name, credential } : undefined;
}

function readAdd({ member, name, role, ...data }: JsonObject): KnownEventData | undefined {
  const sign = bytesFromBase64Url(data.sign, KEY_BYTES);
  const seal = bytesFromBase64Url(data.seal, KEY_BYTES);
  if (!isPeerKey(member) || typeof name !== "string" || !isDisplayName(name)) return undefined;
  if (!sign || !seal || (role !== "owner" && role !== "member")) return undefined;
  return { kind: "add", member, name, sign, seal, role };
}

function readJoin(data: JsonObject): KnownEventData | undefined {
  const credential = readCredential(data.credential);
  return credential && { kind: "join", credential };
}

function readLeave(data: JsonObject): KnownEventData | undefined {
  if (data.credential === undefined) return { kind: "leave" };
  const credential = readCredential(data.credential);
  return credential && { kind: "leave", credential };
}

function readRemove(data: JsonObject): KnownEventData | undefined {
  const under = readList(data.under, MAX_ROOM_REMOVED, (id) => isUuid(id) ? id : undefined);
  const cuts = readList(data.cuts, MAX_ROOM_CUTS, readCut);
  return under && cuts && { kind: "remove", under, cuts };
}

function readCut(value: unknown): Cut | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [stream, seq] = value;
  return isHexName(stream) && isWhole(seq, 0) ? { stream, seq } : undefined;
}

function readRename({ name }: JsonObject): KnownEventData | undefined {
  return isRoomName(name) ? { kind: "rename", name } : undefined;
}

function readKey({ key, ...data }: JsonObject): KnownEventData | undefined {
  const boxes = readList(data.boxes, MAX_ROOM_KEY_BOXES, readBox);
  const before = readList(data.before, MAX_ROOM_KEYS_BEFORE, readBefore);
  return isHexName(key) && boxes && before ? { kind: "key", key, boxes, before } : undefined;
}

function readBox(value: unknown): KeyBox | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const enc = bytesFromBase64Url(value[1], KEY_BYTES);
  const box = bytesFromBase64Url(value[2], BOX_BYTES);
  return isUuid(value[0]) && enc && box ? { under: value[0], enc, box } : undefined;
}

function readBefore(value: unknown): KeyData["before"][number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const box = bytesFromBase64Url(value[1], BEFORE_BYTES);
  return isHexName(value[0]) && box ? { key: value[0], box } : undefined;
}

function readSaid({ key, ...data }: JsonObject): KnownEventData | undefined {
  const nonce = bytesFromBase64Url(data.nonce, NONCE_BYTES);
  const box = bytesFromBase64Url(data.box, TAG_BYTES, MAX_ROOM_EVENT_BYTES);
  return isHexName(key) && nonce && box ? { kind: "said", key, nonce, box } : undefined;
}

/** Every element as it must be, at most `most` of them. */
function readList<T>(list: unknown, most: number, read: (value: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(list) || list.length > most) return undefined;
  const values: T[] = [];
  for (const each of list) {
    const value = read(each);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** It stands among names of people: the same rules against look-alikes. */
function isRoomName(name: unknown): name is string {
  return typeof name === "string" && name.length <= MAX_ROOM_NAME_LENGTH && isDisplayName(name);
}
