/**
 * The window's port the user has chosen, where it can be read before the profile is opened: a locked program shows its
 * window, too.
 */
import { join } from "node:path";

const NAME = "ui.port";

export async function rememberedUiPort(dataDir: string): Promise<number | undefined> {
  const text = await Deno.readTextFile(join(dataDir, NAME)).catch(() => "");
  const port = /^\d{1,5}\n$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : undefined;
}

/** @param port of the settings; null is the usual one */
export async function rememberUiPort(dataDir: string, port: number | null): Promise<void> {
  if (port === (await rememberedUiPort(dataDir) ?? null)) return;
  if (port === null) await Deno.remove(join(dataDir, NAME)).catch(() => {});
  else await Deno.writeTextFile(join(dataDir, NAME), `${port}\n`, { mode: 0o600 });
}
