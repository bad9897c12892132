/** How the program under test is started. */
import { fromFileUrl } from "./paths.ts";

const root = new URL("../../", import.meta.url);

/**
 * Command and first arguments: the executable PARLEY_EXECUTABLE names, so that `deno task test` runs the same tests on what
 * people get, else main.ts with the permissions people run it with.
 */
export function programCommand(): string[] {
  const executable = Deno.env.get("PARLEY_EXECUTABLE");
  if (executable !== undefined && executable !== "") return [executable];
  const [config, main] = ["deno.json", "main.ts"].map((name) => fromFileUrl(new URL(name, root)));
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--config", config, "-P=parley", main];
}
