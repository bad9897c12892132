/** `--listen ADDR`: an address of this computer, `localhost`, or `all`. */
import { parseIp } from "../net/mod.ts";
import { UsageError } from "./errors.ts";

/** @throws UsageError: a name would be asked of whoever answers for names, and listened on where it leads */
export function readListen(text: string | undefined): string | undefined {
  if (text === undefined || text === "all") return undefined;
  if (text !== "localhost" && parseIp(text) === undefined) throw new UsageError("usage.not_ip", { text });
  return text;
}
