/** ID-10 CLI-2: two people compare their safety number by telephone, with the command line only. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { linked, pair } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

interface Safety {
  digits: string;
  text: string;
  verified: boolean;
  changed: null;
}

Deno.test("two people read the same 60 digits to each other, and each marks the other as verified", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await linked(anna, boris);

  const [hers] = await anna.json<Safety>("contacts", "verify", "Boris");
  const [his] = await boris.json<Safety>("contacts", "verify", "Anna");
  assertMatch(hers.digits, /^\d{60}$/);
  assertEquals([hers.digits, hers.text, hers.verified], [his.digits, his.text, false]);

  const aloud = hers.digits.match(/.{5}/g)!.join(" ");
  const misheard = aloud.startsWith("0") ? aloud.replace("0", "1") : aloud.replace(aloud[0], "0");
  const wrong = await boris.cli(["contacts", "verify", "Anna", "--digits", misheard]);
  assertEquals(wrong.code, 1);
  const [right] = await boris.json<Safety>("contacts", "verify", "Anna", "--digits", aloud);
  assert(right.verified);

  // Kept: also after the program was killed and started again, and without a running program.
  await boris.kill();
  const [contact] = await boris.json<{ verified: boolean; state: string }>("contacts");
  assertEquals([contact.verified, contact.state], [true, "active"]);
  await boris.start();
  await linked(anna, boris);
  assertEquals((await boris.json<Safety>("contacts", "verify", "Anna"))[0].verified, true);
  const [undone] = await boris.json<Safety>("contacts", "verify", "Anna", "--undo");
  assertEquals(undone.verified, false);
});
