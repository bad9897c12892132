import { assertEquals } from "@std/assert";
import { passphraseFile, readPassphrase } from "../../cli/passphrase.ts";
import type { CliContext } from "../../cli/context.ts";

const context = (file: string | undefined) =>
  ({ env: () => file, secret: () => Promise.resolve("typed"), lang: "en" }) as unknown as CliContext;

for (const file of ["", undefined]) {
  Deno.test(`PARLEY_PASSPHRASE_FILE that is ${JSON.stringify(file)} is not set: the person is asked`, async () => {
    assertEquals(passphraseFile(context(file)), undefined);
    assertEquals(await readPassphrase(context(file), "?"), "typed");
  });
}

Deno.test("a file named in PARLEY_PASSPHRASE_FILE goes before the person", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "written\r\nsecond");
    assertEquals(await readPassphrase(context(file), "?"), "written");
  } finally {
    await Deno.remove(file);
  }
});
