/** `--wait SECONDS`. */
import { UsageError } from "./errors.ts";

/** Milliseconds; undefined stays so. @throws UsageError */
export function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,7}(\.\d{1,3})?$/.test(text)) return Number(text) * 1000;
  throw new UsageError("usage.seconds", { text });
}
