/** How the program under test is started. */
import { fromFileUrl } from "./paths.ts";

const root = new URL("../../", import.meta.url);

/** Command and first arguments: main.ts with the permissions people run it with. */
export function programCommand(): string[] {
  const [config, main] = ["deno.json", "main.ts"].map((name) => fromFileUrl(new URL(name, root)));
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--config", config, "-P=parley", main];
}
