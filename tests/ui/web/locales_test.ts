/** UI-5: the languages of the window say the same things with the same values. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FINDINGS } from "../../../cli/doctor/findings.ts";
import { doctorEn } from "../../../cli/locales/doctor_en.ts";
import { CLOSE_CODES } from "../../../net/errors.ts";
import { type Key, LOCALES, type Plural, preferredLanguage, translate } from "../../../ui/web/locales/mod.ts";

const ENGLISH = LOCALES.en;
const LANGUAGES = Object.entries(LOCALES);

function forms(text: string | Plural): string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

function placeholders(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name))].sort();
}

for (const [language, locale] of LANGUAGES) {
  Deno.test(`locale "${language}" says everything English says, with the same placeholders`, () => {
    assertEquals(Object.keys(locale).sort(), Object.keys(ENGLISH).sort());
    for (const [key, text] of Object.entries(locale)) {
      const wanted = placeholders(forms(ENGLISH[key as Key]).join());
      for (const form of forms(text)) {
        assert(form.trim() !== "", `"${key}" is empty`);
        assertEquals(placeholders(form), wanted, `placeholders of "${key}"`);
      }
    }
  });

  Deno.test(`locale "${language}" has a form for every plural category of the language`, () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, text] of Object.entries(locale)) {
      if (typeof text === "string") continue;
      assertEquals(Object.keys(text).sort(), [...categories].sort(), key);
    }
  });

  Deno.test(`locale "${language}" has words for every reason a link can end`, () => {
    for (const code of CLOSE_CODES) assert(Object.hasOwn(locale, `close.${code}`), code);
  });
}

Deno.test("the texts the program sends as keys exist: events and notices in its source", async () => {
  const sources = ["../../../chat/", "../../../cli/", "../../../store/"];
  const keys = new Set<string>();
  for (const folder of sources) {
    for await (const { name, isFile } of Deno.readDir(new URL(folder, import.meta.url))) {
      if (!isFile || !name.endsWith(".ts")) continue;
      const text = await Deno.readTextFile(new URL(folder + name, import.meta.url));
      for (const [, key] of text.matchAll(/"((?:event|notice)\.\w+)"/g)) keys.add(key);
    }
  }
  assert(keys.has("event.paired"));
  for (const key of keys) assert(Object.hasOwn(ENGLISH, key), key);
});

Deno.test("NET-10: everything the check of the connection can find has words here, with values the program gives", () => {
  const found = Object.entries(FINDINGS).flatMap(([id, findings]) =>
    Object.keys(findings).map((one) => `${id}.${one}`)
  );
  const worded = Object.keys(ENGLISH).filter((key) => /^doctor\.[a-z-]+\./.test(key));
  assertEquals(worded.sort(), found.map((each) => `doctor.${each}`).sort());
  for (const id of Object.keys(FINDINGS)) assert(Object.hasOwn(ENGLISH, `doctor_check.${id}`), id);
  const terminal: Record<string, string | Plural> = doctorEn;
  for (const key of worded) {
    // The terminal words the same findings; the page says sizes and close codes in words of its own.
    const given = placeholders(forms(terminal[key]).join());
    if (given.includes("megabytes")) given.push("free");
    if (given.includes("code") || given.includes("why")) given.push("reason");
    for (const name of placeholders(forms(ENGLISH[key as Key]).join())) {
      assert(given.includes(name), `${key}: {${name}}`);
    }
  }
});

Deno.test("no text is kept that nothing says", async () => {
  let source = "";
  for (const folder of ["components/", "state/"]) {
    for await (const { name } of Deno.readDir(new URL(`../../../ui/web/${folder}`, import.meta.url))) {
      if (name.endsWith(".ts")) {
        source += await Deno.readTextFile(new URL(`../../../ui/web/${folder}${name}`, import.meta.url));
      }
    }
  }
  // Keys made of parts: `presence.${presence}`; event, notice and close keys come from the program.
  const made = Array.from(source.matchAll(/`((?:\w+\.)[\w.]*)\$\{\w[\w.]*\}(\w*)`/g), ([, from, to]) => [from, to]);
  assert(made.some(([from]) => from === "presence."));
  const from_program = /^(event|notice|close)\./;
  const said = (key: string) =>
    source.includes(`"${key}"`) || from_program.test(key) ||
    made.some(([from, to]) => key.startsWith(from) && key.endsWith(to));
  assertEquals(Object.keys(ENGLISH).filter((key) => !said(key)), []);
});

Deno.test("Russian counts as Russian does", () => {
  const say = (count: number) => translate("ru", "list.unread", { count });
  assertEquals([1, 2, 5, 11, 21, 22, 25].map(say), [
    "1 новое сообщение",
    "2 новых сообщения",
    "5 новых сообщений",
    "11 новых сообщений",
    "21 новое сообщение",
    "22 новых сообщения",
    "25 новых сообщений",
  ]);
});

Deno.test("a value that looks like a placeholder stays a value", () => {
  assertEquals(translate("en", "message.incoming", { name: "{text}", text: "$& {name}" }), "{text}: $& {name}");
  assertMatch(translate("en", "message.incoming", { name: "A" }), /\{text\}/);
});

Deno.test("the page starts in the browser's language, or in English", () => {
  assertEquals(preferredLanguage(["ru-RU", "en"]), "ru");
  assertEquals(preferredLanguage(["de-DE", "ru"]), "ru");
  assertEquals(preferredLanguage(["de", "constructor"]), "en");
  assertEquals(preferredLanguage([]), "en");
});
