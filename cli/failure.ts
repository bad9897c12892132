/** What is told when a command failed, and the exit status that goes with it. */
import type { ApiErrorCode } from "../ui/api.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_FAILED, EXIT_USAGE, UsageError } from "./errors.ts";
import { errorCode, explain } from "./explain.ts";
import { usageOf } from "./help.ts";
import { wordsOf } from "./language.ts";
import type { Key } from "./locales/en.ts";
import { neutralise } from "./safe_text.ts";

/** What to do next, by the code of the api; a code without advice has none that helps. */
const ADVICE: Partial<Record<ApiErrorCode, Key>> = {
  "invite-expired": "hint.new_invite",
  "invite-invalid": "hint.whole_invite",
  "invite-version": "hint.update",
  "limit-exhausted": "hint.grant",
  "disk-full": "hint.disk",
  "too-long": "hint.too_long",
};

/** Says on stderr why it failed. @returns the exit status */
export function reportFailure(error: unknown, verb: string, context: CliContext): number {
  // Whoever read our output has gone (`parley history … | head`): nothing is left to tell, and nobody to tell it to.
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_FAILED;
  const words = wordsOf(context.lang);
  context.stderr(`${["parley", verb].join(" ").trim()}: ${neutralise(explain(error, words))}`);
  if (error instanceof UsageError) {
    context.stderr(usageOf(verb, words));
    return EXIT_USAGE;
  }
  const advice = ADVICE[errorCode(error) as ApiErrorCode];
  if (error instanceof CommandError && error.hint) context.stderr(error.hint);
  else if (advice !== undefined) context.stderr(words(advice));
  if (error instanceof Error && !(error instanceof CommandError)) {
    context.logs.part("cli").debug("command failed", { verb, stack: error.stack });
  }
  return EXIT_FAILED;
}
