/** Work on the files of a profile: by the program that runs on it, or here while nobody else can. */
import { type ApiClient, connectToNode } from "../ui/server/mod.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { holdProfile, ProfileInUse } from "./profile.ts";

/** Milliseconds to wait for a program that holds the profile and does not answer yet: it may be starting. */
const STARTING_DEADLINE = 10_000;
const STARTING_PAUSE = 100;

/**
 * @param here runs with the profile held and closed
 * @throws CommandError when somebody holds the profile and does not answer
 */
export async function byNodeOrHere<T>(
  context: CliContext,
  byNode: (client: ApiClient) => Promise<T>,
  here: () => Promise<T>,
): Promise<T> {
  for (const end = context.now() + STARTING_DEADLINE;;) {
    const client = await connectToNode(context.dataDir);
    if (client !== undefined) return await byNode(client).finally(() => client.close());
    const lock = await holdProfile(context).catch((error) => {
      if (!(error instanceof ProfileInUse)) throw error;
      if (context.now() > end) throw inUse(context, error);
    });
    if (lock) return await here().finally(() => lock.release());
    await new Promise((resolve) => setTimeout(resolve, STARTING_PAUSE));
  }
}

function inUse(context: CliContext, cause: Error): CommandError {
  const words = wordsOf(context.lang);
  const message = words("error.profile_in_use", { dir: context.dataDir });
  return new CommandError(message, words("hint.profile_in_use"), { cause });
}
