/** The languages of the page. A new one is one file and one line here. */
import { en } from "./en.ts";
import { ru } from "./ru.ts";

export type Key = keyof typeof en;

/** A text that depends on a number: one form per plural category of the language (`Intl.PluralRules`). */
export type Plural = { readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

export type Locale = { readonly [key in Key]: (typeof en)[key] extends string ? string : Plural };

export const LOCALES = { en: en as Locale, ru } as const;

export type Language = keyof typeof LOCALES;

/** Each language's name in itself, for the switch. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", ru: "Русский" };

export type Values = Readonly<Record<string, string | number>>;

export function isKey(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** The first language of the browser's list that there is; English without one. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.split("-")[0].toLowerCase();
    if (Object.hasOwn(LOCALES, language)) return language as Language;
  }
  return "en";
}

/** A text with its values. A plural is chosen by `count`. A value is inserted as it is, never read as a template. */
export function translate(language: Language, key: Key, values: Values = {}): string {
  const found: string | Plural = LOCALES[language][key];
  const text = typeof found === "string" ? found : plural(found, Number(values.count), language);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? formatNumber(value, language) : value;
  });
}

function plural(forms: Plural, count: number, language: Language): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}
