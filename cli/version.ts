import config from "../deno.json" with { type: "json" };
import type { CliContext } from "./context.ts";
import { EXIT_DONE } from "./errors.ts";

/** Version of the program, as `deno.json` says. */
export const VERSION: string = config.version;

/** `parley version`, `parley --version`. */
export function version(_args: readonly string[], context: CliContext): Promise<number> {
  context.stdout(context.json ? JSON.stringify({ version: VERSION }) : `parley ${VERSION}`);
  return Promise.resolve(EXIT_DONE);
}
