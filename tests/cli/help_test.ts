import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CA_VERBS } from "../../cli/ca/help.ts";
import { VERB_NAMES } from "../../cli/help.ts";
import { languageOf, wordsOf } from "../../cli/language.ts";
import { en, type Key } from "../../cli/locales/en.ts";
import { ru } from "../../cli/locales/ru.ts";
import config from "../../deno.json" with { type: "json" };
import { runCommand } from "../support/terminal.ts";

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

Deno.test("both languages have the same keys, with the same placeholders, and none is empty in one of them only", () => {
  assertEquals(Object.keys(ru).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en) as Key[]) {
    assertEquals(placeholders(ru[key]), placeholders(en[key]), key);
    assertEquals(ru[key] === "", (en[key] as string) === "", key);
  }
});

Deno.test("no key is a leftover: each is used by the code", async () => {
  let code = "";
  for (const folder of ["", "chat/", "ca/"]) {
    const dir = new URL(`../../cli/${folder}`, import.meta.url);
    const entries = await Array.fromAsync(Deno.readDir(dir)).catch(() => []);
    for (const { name, isFile } of entries) if (isFile) code += await Deno.readTextFile(new URL(name, dir));
  }
  // Keys put together from parts: `verb.${name}`.
  const families = [...code.matchAll(/`([a-z_.]+\.)\$\{/g)].map(([, family]) => family);
  const unused = Object.keys(en).filter((key) =>
    !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family))
  );
  assertEquals(unused, []);
});

Deno.test("every verb has a usage line and a help in both languages", async () => {
  for (const verb of VERB_NAMES) {
    for (const lang of ["en", "ru"]) {
      const byWord = await runCommand(["help", verb, "--lang", lang]);
      const byFlag = await runCommand([verb, "--help", "--lang", lang]);
      assertEquals([byWord.code, byFlag.code], [0, 0]);
      assertEquals(byFlag.stdout, byWord.stdout);
      assert(byWord.stdout[0].startsWith(lang === "ru" ? "вызов: parley " : "usage: parley "), verb);
      assertEquals(byWord.api.calls, []);
    }
  }
});

Deno.test("help lists every verb and fits a terminal of 120 columns", async () => {
  for (const lang of ["en", "ru"]) {
    for (const args of [["--help"], ["help"], ["-h"], ...VERB_NAMES.map((verb) => ["help", verb])]) {
      const { stdout } = await runCommand([...args, "--lang", lang]);
      for (const line of stdout) assert(line.length <= 120, line);
    }
    const { stdout } = await runCommand(["help", "--lang", lang]);
    for (const verb of VERB_NAMES) assertStringIncludes(stdout.join("\n"), verb);
  }
});

Deno.test("the version is that of the program, with --json as JSON", async () => {
  assertEquals((await runCommand(["--version"])).stdout, [`parley ${config.version}`]);
  assertEquals((await runCommand(["version", "--json"])).json(), [{ version: config.version }]);
});

Deno.test("help about nothing known is wrong usage", async () => {
  assertEquals((await runCommand(["help", "frob"])).code, 2);
});

for (
  const [env, system, language] of [
    [{ LC_ALL: "ru_RU.UTF-8", LANG: "en_US.UTF-8" }, "en-US", "ru"],
    [{ LC_MESSAGES: "en_GB", LANG: "ru_RU" }, "ru", "en"],
    [{ LANG: "C.UTF-8" }, "ru-RU", undefined],
    [{ LANG: "" }, "ru-RU", "ru"],
    [{}, "de-DE", undefined],
    [{}, undefined, undefined],
  ] as const
) {
  Deno.test(`environment ${JSON.stringify(env)} on a system that speaks ${system} means ${language}`, () => {
    assertEquals(languageOf((name) => (env as Record<string, string>)[name], system), language);
  });
}

Deno.test("a value with braces in it is put in as it is", () => {
  assertEquals(
    wordsOf("en")("error.no_contact", { peer: "{peer} $& {id}" }),
    'peer "{peer} $& {id}": not among the contacts',
  );
});

Deno.test("every sub-verb of ca has its own help, which names exactly the options it takes, as certs/README.md does", async () => {
  const readme = await Deno.readTextFile(new URL("../../certs/README.md", import.meta.url));
  const options = (text: string) => [...new Set(text.match(/--[a-z][\w-]*/g))].sort();
  for (const verb of CA_VERBS) {
    for (const lang of ["en", "ru"]) {
      const byWord = await runCommand(["help", "ca", verb, "--lang", lang]);
      const byFlag = await runCommand(["ca", verb, "--dir", "x", "--help", "--lang", lang]);
      assertEquals([byWord.code, byFlag.stdout], [0, byWord.stdout]);
      const [usage, ...text] = byWord.stdout;
      assertEquals(options(text.join("\n")), options(usage), verb);
      for (const line of byWord.stdout) assert(line.length <= 120, line);
      assertStringIncludes(readme, usage.replace(/^\S+: /, ""));
    }
    for (const option of ["dir", "name", "bits", "out", "format", "days", "passphrase-file", "reason"]) {
      const known = (await runCommand(["help", "ca", verb])).stdout[0].includes(`--${option} `);
      const { stderr } = await runCommand(["ca", verb, `--${option}=x`]);
      assertEquals(stderr[0].includes(`option "--${option}`), !known, `${verb} --${option}`);
    }
  }
});

Deno.test("help about something ca cannot do is wrong usage", async () => {
  assertEquals((await runCommand(["help", "ca", "frob"])).code, 2);
  assertEquals((await runCommand(["help", "send", "ca"])).code, 2);
});
