/** Errors reach the person in the language of the terminal, whichever part of the program found them. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { explain } from "../../cli/explain.ts";
import { localMinute } from "../../cli/format.ts";
import { wordsOf } from "../../cli/language.ts";
import { inRoom } from "../../cli/rooms_refusal.ts";
import { StorageError } from "../../store/mod.ts";
import type { ApiErrorCode } from "../../ui/api.ts";
import { FakeApi, FakeApiError, NOW, runCommand } from "../support/terminal.ts";

const EXPIRED = "2025-12-31T22:30:00.000Z";
const ru = wordsOf("ru");

/** Latin words outside of quotes that are not names of things: what is left of an English sentence. */
function english(text: string): string[] {
  const allowed = /^(parley|PKCS|RSA|SHA|CA|TRUE|CERTIFICATE|PEM|URI|DNS|UTF|PBES|OpenSSL|X|id|Parley|HOST|PORT)$/;
  const bare = text.replaceAll(/"[^"]*"/g, "").replaceAll(/--[\w-]+/g, "");
  return (bare.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !allowed.test(word));
}

async function accepting(code: ApiErrorCode, message: string, lang: string) {
  const api = new FakeApi({
    invite_accept: () => {
      throw new FakeApiError(code, message);
    },
  });
  return await runCommand(["accept", "parley:x", "--lang", lang], { api });
}

for (
  const [code, message] of [
    ["invite-invalid", 'invite: not base64url; copy it again, from "parley:" to its end'],
    ["invite-expired", `invite: expired at ${EXPIRED}; ask for a new one`],
    ["invite-self", "invite: it is your own; send it to somebody else"],
    ["invite-version", "invite: version 9: this program reads version 1, a newer one is needed"],
    ["empty", "message: it is empty"],
    ["too-long", "message of 9 bytes: at most 1; send it as a file"],
    ["limit-exhausted", "message: budget is used up"],
    ["disk-full", "the disk is full"],
    ["storage", "the disk refused"],
    ["internal", 'calling "status": the running program does not answer'],
    ["bad-request", "revocation list: no trusted authority signed it"],
    ["bad-request", "root certificate: reading a root: no CERTIFICATE block in the text"],
    ["bad-request", 'address "x:70000": not HOST:PORT'],
  ] as const
) {
  Deno.test(`"${message}" (${code}) has no English left in Russian`, async () => {
    const { code: exit, stderr } = await accepting(code, message, "ru");
    assertEquals([exit, english(stderr[0])], [1, ["accept"]], stderr[0]);
  });
}

Deno.test("the time an invite expired is told in local time, in both languages", async () => {
  const when = localMinute(Date.parse(EXPIRED));
  for (const lang of ["en", "ru"]) {
    const { stderr } = await accepting("invite-expired", `invite: expired at ${EXPIRED}; ask for a new one`, lang);
    assertStringIncludes(stderr[0], when);
    assert(!stderr[0].includes("Z"), stderr[0]);
  }
  assertEquals(
    explain(new Error(`file of ${new Date(NOW).toISOString()}`), wordsOf("en")),
    `file of ${localMinute(NOW)}`,
  );
});

Deno.test("every refusal of the disk is told in Russian, with the path", () => {
  for (const code of ["read-only", "newer", "locked", "wrong-key", "corrupt", "io"] as const) {
    const said = explain(new StorageError(code, 'opening "/a b/history": 5'), ru);
    assertEquals(english(said), [], said);
    assertStringIncludes(said, "/a b/history");
  }
});

Deno.test("what keys, certificates and authorities refuse has Russian words, whatever is added to it", async () => {
  let checked = 0;
  const folder = new URL("../../crypto/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    const source = await Deno.readTextFile(new URL(name, folder));
    const thrown =
      /new (?:Ca|Identity|Certificate|WrongPassphrase|PassphraseNeeded)Error\(\s*(?:"[a-z-]+",\s*)?([`"])(.*?)\1[,)]/gs;
    for (const [, , text] of source.matchAll(thrown)) {
      const message = text.replace("reading ${what}", 'reading "/p/identity.key"').replace(
        "${what}",
        "importing an identity",
      ).replace("${error.message}", "reading text: x")
        .replace("${advice}", "").replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "X");
      const said = explain(new Error(message), ru);
      assertEquals(english(said), [], `${message}\n  ${said}`);
      checked++;
    }
  }
  assert(checked > 40, `${checked}`);
});

Deno.test("ROOM-2: what the program refuses about rooms has Russian words, whatever is added to it", async () => {
  let checked = 0;
  const [rooms, methods] = ["../../chat/rooms/", "../../chat/methods/"].map((path) => new URL(path, import.meta.url));
  const files = (await Array.fromAsync(Deno.readDir(rooms))).map(({ name }) => new URL(name, rooms));
  for (const file of [...files, new URL("rooms.ts", methods)]) {
    const source = await Deno.readTextFile(file);
    for (const [, code, , text] of source.matchAll(/new ChatError\(\s*"([a-z-]+)",\s*([`"])(.*?)\2[,)]/gs)) {
      const refusal = Object.assign(new Error(text.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "X")), { code });
      // As a command about rooms tells it.
      const told = await inRoom(ru, () => Promise.reject(refusal)).catch((error) => explain(error, ru));
      const bare = told.replace(/parley( [a-z]+)+ PEER/, "");
      assertEquals(english(bare), [], `${text}\n  ${told}`);
      checked++;
    }
  }
  assert(checked > 15, `${checked}`);
});

Deno.test("wrong usage, files and unknown words are told in Russian with a Russian usage line", async () => {
  for (
    const [words, said] of [
      [["frob"], 'parley: "frob": нет такой команды'],
      [["send", "17", "hi", "--wiat"], 'parley send: ключ "--wiat": здесь такого нет'],
      [["help", "frob"], 'parley help: "frob": нет такой команды'],
      [["contacts", "frob"], 'parley contacts: "frob": такого contacts не умеет'],
      [["status", "--limit", "5"], 'parley status: ключ "--limit": здесь такого нет'],
    ] as const
  ) {
    const { code, stderr } = await runCommand([...words, "--lang", "ru"]);
    assertEquals([code, stderr[0]], [2, said]);
    assert(stderr.at(-1)!.startsWith("вызов: parley "), stderr.at(-1));
  }
  const missing = await runCommand(["accept", "/nowhere/x.parley", "--lang", "ru"]);
  assertEquals(missing.stderr, ['parley accept: файл "/nowhere/x.parley": не найден']);
});
