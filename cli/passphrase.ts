/** Where a pass-phrase comes from: the file a script prepared, or the person at the terminal. Never an argument. */
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { wordsOf } from "./language.ts";

/** Longer files are not pass-phrases but mistakes. */
const MAX_BYTES = 4096;

/** The file that PARLEY_PASSPHRASE_FILE names; an empty name is none, as in other programs. */
export function passphraseFile(context: Pick<CliContext, "env">): string | undefined {
  return context.env("PARLEY_PASSPHRASE_FILE") || undefined;
}

/**
 * The first line of PARLEY_PASSPHRASE_FILE, else what is typed at the prompt.
 * @returns undefined when there is neither
 */
export async function readPassphrase(context: CliContext, prompt: string): Promise<string | undefined> {
  const file = passphraseFile(context);
  if (file === undefined) return await context.secret(prompt);
  const words = wordsOf(context.lang);
  try {
    const { size } = await Deno.stat(file);
    if (size > MAX_BYTES) throw new CommandError(words("passphrase.too_large", { file, limit: MAX_BYTES }));
    return (await Deno.readTextFile(file)).split(/\r?\n/, 1)[0];
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(words("passphrase.unreadable", { file }), undefined, { cause });
  }
}
