/** Why a command did not do what was asked. Exit status: 1 for a failure, 2 for wrong usage. */
import { wordsOf } from "./language.ts";
import type { Key } from "./locales/en.ts";

/** Words that do not make a command. Thrown before the language is known, so it keeps what to say, not the sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(readonly key: Key, readonly values: Readonly<Record<string, string | number>> = {}) {
    super(wordsOf("en")(key, values));
  }
}

/** Known failure in the user's words: printed as it is, without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** @param hint what to do next */
  constructor(message: string, readonly hint?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
