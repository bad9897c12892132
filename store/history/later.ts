/** Placeholders; they go as each is built. */
import type { History } from "../history_types.ts";

export function laterPart(): Pick<History, "keep"> {
  return { keep: notBuilt };
}

function notBuilt(): never {
  throw new Error("not built yet");
}
