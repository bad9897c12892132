/** JSON from a peer: read strictly, with the code to close with. `docs/specs/wire-v1.md`, section 3. */
import { type CloseCode, LinkError } from "./errors.ts";
import { MAX_JSON_CONTAINERS, MAX_JSON_DEPTH } from "./limits.ts";

/** Members are not trusted to be there or to have a type. */
export type JsonObject = Readonly<Record<string, unknown>>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function encodeJson(value: object): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/**
 * UTF-8 without a byte-order mark, an object at the top, at most `MAX_JSON_DEPTH` deep.
 * @param what names it in errors
 * @throws LinkError with `code`
 */
export function parseJson(bytes: Uint8Array, code: CloseCode, what: string): JsonObject {
  return parseJsonText(decodeUtf8(bytes, code, what), code, what);
}

/** The same of text. @throws LinkError with `code` */
export function parseJsonText(text: string, code: CloseCode, what: string): JsonObject {
  checkBrackets(text, code, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LinkError(code, `${what}: not JSON`, { cause });
  }
  if (!isJsonObject(value)) throw new LinkError(code, `${what}: not a JSON object`);
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decodeUtf8(bytes: Uint8Array, code: CloseCode, what: string): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new LinkError(code, `${what}: not UTF-8`, { cause });
  }
  if (text.startsWith("\uFEFF")) throw new LinkError(code, `${what}: begins with a byte-order mark`);
  return text;
}

const BRACKETS_AND_QUOTES = /["[\]{}]/g;
const BACKSLASH = 0x5c;

/**
 * Counted before parsing: 8 MiB of "[" would become half a gigabyte of arrays. Native searches do the walking, so long
 * texts cost next to nothing.
 */
function checkBrackets(text: string, code: CloseCode, what: string): void {
  let depth = 0;
  let containers = 0;
  BRACKETS_AND_QUOTES.lastIndex = 0;
  for (let found = BRACKETS_AND_QUOTES.exec(text); found !== null; found = BRACKETS_AND_QUOTES.exec(text)) {
    const sign = found[0];
    if (sign === '"') BRACKETS_AND_QUOTES.lastIndex = stringEnd(text, found.index + 1);
    else if (sign === "]" || sign === "}") depth--;
    else if (++depth > MAX_JSON_DEPTH) {
      throw new LinkError(code, `${what}: nested deeper than ${MAX_JSON_DEPTH}`);
    } else if (++containers > MAX_JSON_CONTAINERS) {
      throw new LinkError(code, `${what}: more than ${MAX_JSON_CONTAINERS} objects and arrays`);
    }
  }
}

/** Where the string that begins at `start` is over; an unfinished one reaches to the end, and `JSON.parse` refuses it. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (first > start && text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return text.length;
}
