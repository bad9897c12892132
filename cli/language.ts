/** Which language to speak, and the words of it. */
import type { Language } from "./context.ts";
import { en, type Key } from "./locales/en.ts";
import { ru } from "./locales/ru.ts";

const TABLES: Record<Language, Record<Key, string>> = { en, ru };

/** A sentence of the table with its `{placeholders}` filled. */
export type Words = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export function wordsOf(language: Language): Words {
  return (key, values = {}) =>
    TABLES[language][key].replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
}

/**
 * The language of the environment: `LC_ALL`, `LC_MESSAGES`, `LANG` in the order of POSIX (XBD 8.2), then what the system
 * told the runtime.
 * @returns undefined when it says none that we speak
 */
export function languageOf(
  env: (name: string) => string | undefined,
  systemLocale: string | undefined,
): Language | undefined {
  const posix = env("LC_ALL") || env("LC_MESSAGES") || env("LANG");
  const language = (posix || systemLocale || "").slice(0, 2).toLowerCase();
  return language === "ru" || language === "en" ? language : undefined;
}
