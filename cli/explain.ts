/** Why something failed, as a sentence in the person's language. */
import { UsageError } from "./errors.ts";
import { reasonText } from "./files_text.ts";
import { localMinute } from "./format.ts";
import type { Words } from "./language.ts";
import { en, type Key } from "./locales/en.ts";
import { RU_PHRASES } from "./locales/ru_phrases.ts";

const UTC_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** `code` of an error of the api or the store, wherever it was thrown: in this process or in the running node. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function explain(error: unknown, words: Words): string {
  if (error instanceof UsageError) return words(error.key, error.values);
  const message = error instanceof Error ? error.message : String(error);
  return badFile(errorCode(error), message, words) ?? byCode(errorCode(error), message, words) ??
    inLanguage(message, words).replaceAll(UTC_TIME, local);
}

/** A file that cannot be offered: its path, and why in words; undefined when it is about something else. */
function badFile(code: string | undefined, message: string, words: Words): string | undefined {
  const [, path, reason] = /^"(.*)": ([a-z-]+)$/s.exec(code === "bad-file" ? message : "") ?? [];
  if (path === undefined) return undefined;
  return `${words("file.what", { path })}: ${reasonText({ reason, direction: "out" }, words)}`;
}

/** The sentence of a code, filled with what the message tells; undefined when the message tells less than it needs. */
function byCode(code: string | undefined, message: string, words: Words): string | undefined {
  const key = `failure.${code}`;
  if (!Object.hasOwn(en, key)) return undefined;
  const [, what, why] = /"([^"]*)"(?:: (.*))?/s.exec(message) ?? [];
  const [time] = message.match(UTC_TIME) ?? [];
  const told = { what, why: why && inLanguage(why, words), when: time && local(time) };
  const values = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Told;
  const needed = [...en[key as Key].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return needed.every((name) => name in values) ? words(key as Key, values) : undefined;
}

type Told = Record<string, string>;

/** Messages of the parts below are English; they are put into Russian phrase by phrase. */
function inLanguage(message: string, words: Words): string {
  if (words("language") !== "ru") return message;
  return RU_PHRASES.reduce((text, [english, russian]) => text.replace(english, russian), message);
}

function local(time: string): string {
  return localMinute(Date.parse(time));
}
