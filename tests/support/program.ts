/** How the program under test is started. */
import { fromFileUrl } from "./paths.ts";

const root = new URL("../../", import.meta.url);

/** Command and first arguments: the executable of PARLEY_EXECUTABLE, or main.ts with the permissions people run it with. */
export async function programCommand(): Promise<string[]> {
  const executable = Deno.env.get("PARLEY_EXECUTABLE");
  if (executable !== undefined && executable !== "") return [executable];
  const { programPermissions } = await import("../../tools/permissions.ts");
  const config = fromFileUrl(new URL("deno.json", root));
  return [Deno.execPath(), "run", "--quiet", "--config", config, ...programPermissions(), fromFileUrl(new URL("main.ts", root))];
}
