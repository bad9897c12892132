/** ID-5: a secret is typed unseen, and stdout stays what a script asked for. */
import { assertEquals } from "@std/assert";
import { askSecret } from "../../cli/secret_prompt.ts";
import { FakeTerminal } from "../support/terminal.ts";

async function ask(
  keys: string,
  tty = true,
): Promise<{ secret: string | undefined; shown: string; terminal: FakeTerminal }> {
  const terminal = new FakeTerminal({ tty, stdin: keys });
  terminal.end();
  let shown = "";
  const secret = await askSecret(terminal, (text) => shown += text, "Pass-phrase: ");
  return { secret, shown, terminal };
}

for (
  const [what, keys, expected] of [
    ["typed", "пароль 漢\r", "пароль 漢"],
    ["corrected", "abc\x7f\x7fx\r", "ax"],
    ["begun anew", "abc\x15x\r", "x"],
    ["pasted with its line break", "\x1b[200~one two\n\x1b[201~\r", "one two"],
    ["ended by Ctrl+C", "abc\x03", undefined],
    ["ended by Ctrl+D", "\x04", undefined],
    ["cut off", "abc", undefined],
  ] as const
) {
  Deno.test(`a secret that is ${what} is never shown, and the terminal is given back`, async () => {
    const { secret, shown, terminal } = await ask(keys);
    assertEquals([secret, shown, terminal.written, terminal.raw], [expected, "Pass-phrase: \n", "", false]);
  });
}

Deno.test("without a terminal nobody is asked", async () => {
  const { secret, shown } = await ask("secret\n", false);
  assertEquals([secret, shown], [undefined, ""]);
});
