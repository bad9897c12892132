/** What is in a folder that is offered. `docs/specs/files-v1.md`, section 2. */

import { Breath } from "./breath.ts";
import { MAX_FILE_BYTES, MAX_MANIFEST_BYTES, MAX_MANIFEST_ENTRIES, MAX_PATH_BYTES } from "./limits.ts";
import { PathRules } from "./path_rules.ts";
import { sorted } from "./sorted.ts";
import { type Entry, FileError } from "./types.ts";

/** @param entries in any order @throws FileError "too-many" */
export async function makeManifest(entries: readonly Entry[]): Promise<Uint8Array<ArrayBuffer>> {
  const breath = new Breath();
  const rows: string[] = [];
  for (const { path, size, modified } of await sorted(entries, (a, b) => a.path < b.path)) {
    rows.push(JSON.stringify(modified === undefined ? [path, size] : [path, size, modified]));
    if (breath.due) await breath.take();
  }
  const bytes = new TextEncoder().encode(`[${rows.join(",")}]`);
  if (bytes.length > MAX_MANIFEST_BYTES) throw new FileError("too-many", `${bytes.length} bytes of names`);
  return bytes;
}

/** What the offer says of the manifest. */
export interface ExpectedManifest {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly size: number;
  readonly files: number;
}

/** @throws FileError "bad-manifest" */
export async function readManifest(bytes: Uint8Array, expected: ExpectedManifest): Promise<readonly Entry[]> {
  if (bytes.length > MAX_MANIFEST_BYTES) throw bad(`${bytes.length} bytes`);
  if (await sha256(bytes) !== expected.hash) throw bad("other bytes than were offered");
  const entries = await parseManifest(bytes);
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const files = entries.filter(({ path }) => !path.endsWith("/")).length;
  if (size !== expected.size || files !== expected.files) {
    throw bad(`${files} files with ${size} bytes, not ${expected.files} with ${expected.size}`);
  }
  return entries;
}

/** @returns hex */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}

/**
 * Row by row instead of with `JSON.parse`: eight million bytes of brackets become 100 MB of arrays there, and nothing else
 * runs meanwhile.
 * @throws FileError "bad-manifest"
 */
export async function parseManifest(bytes: Uint8Array): Promise<readonly Entry[]> {
  const text = decode(bytes);
  const breath = new Breath();
  const entries: Entry[] = [];
  const rules = new PathRules();
  let at = match(BEGIN, text, 0).end;
  for (let more = !EMPTY.test(text); more;) {
    const row = readRow(text, at);
    if (entries.push(row.entry) > MAX_MANIFEST_ENTRIES) throw bad("too many entries");
    rules.check(row.entry);
    more = text[row.end] === ",";
    at = row.end + (more ? 1 : 0);
    if (breath.due) await breath.take();
  }
  match(END, text, at);
  return entries;
}

const BEGIN = /[ \t\n\r]*\[[ \t\n\r]*/y;
const EMPTY = /^[ \t\n\r]*\[[ \t\n\r]*\]/;
const ROW = /[ \t\n\r]*\[[ \t\n\r]*(?=")/y;
const NUMBERS =
  /[ \t\n\r]*,[ \t\n\r]*(0|[1-9][0-9]{0,15})[ \t\n\r]*(?:,[ \t\n\r]*(0|[1-9][0-9]{0,15})[ \t\n\r]*)?\][ \t\n\r]*/y;
const END = /\][ \t\n\r]*$/y;
/** UTF-16 units of a path with every one of them escaped. */
const MAX_QUOTED = 6 * MAX_PATH_BYTES + 2;

interface Row {
  readonly entry: Entry;
  readonly end: number;
}

function readRow(text: string, at: number): Row {
  const begin = match(ROW, text, at).end;
  const quoteEnd = endOfString(text, begin);
  const { groups: [size, modified], end } = match(NUMBERS, text, quoteEnd);
  const path = readString(text.slice(begin, quoteEnd));
  const entry = { path, size: within(size, MAX_FILE_BYTES) };
  return { entry: modified === undefined ? entry : { ...entry, modified: within(modified, MAX_TIME) }, end };
}

/** Milliseconds since the epoch that a `Date` can say. */
const MAX_TIME = 8_640_000_000_000_000;

function match(pattern: RegExp, text: string, at: number): { groups: (string | undefined)[]; end: number } {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) throw bad(`not the shape of one at ${at}`);
  return { groups: found.slice(1), end: at + found[0].length };
}

function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < Math.min(text.length, begin + MAX_QUOTED); at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw bad(`a path at ${begin} has no end`);
}

function readString(quoted: string): string {
  try {
    return JSON.parse(quoted);
  } catch (cause) {
    throw bad(`a path that is no JSON string: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function within(digits: string | undefined, limit: number): number {
  const number = Number(digits);
  if (number > limit) throw bad(`${number} is more than ${limit}`);
  return number;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw bad("no UTF-8");
  }
}

const bad = (what: string): FileError => new FileError("bad-manifest", `read a manifest: ${what}`);
