/** Where a pass-phrase comes from: the file a script prepared, or the person at the terminal. Never an argument. */
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";

/** Longer files are not pass-phrases but mistakes. */
const MAX_BYTES = 4096;

/**
 * The first line of PARLEY_PASSPHRASE_FILE, else what is typed at the prompt.
 * @returns undefined when there is neither
 */
export async function readPassphrase(context: CliContext, prompt: string): Promise<string | undefined> {
  const file = context.env("PARLEY_PASSPHRASE_FILE");
  if (file === undefined) return await context.secret(prompt);
  try {
    const { size } = await Deno.stat(file);
    if (size > MAX_BYTES) throw new CommandError(`pass-phrase file "${file}": larger than ${MAX_BYTES} bytes`);
    return (await Deno.readTextFile(file)).split(/\r?\n/, 1)[0];
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`pass-phrase file "${file}": cannot be read`, undefined, { cause });
  }
}
