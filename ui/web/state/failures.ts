/** What did not work and has no place of its own to say so. */
import { errorCode, errorText } from "./errors.ts";
import type { Key, Values } from "../locales/mod.ts";
import { dispatch, t } from "./store.ts";

/** A line above everything, until it is dismissed. */
export function tellFailure(error: unknown): void {
  tell(errorText(errorCode(error)));
}

/** What the page itself will not do. */
export function tellProblem(key: Key, values?: Values): void {
  tell(t(key, values));
}

function tell(reason: string): void {
  const args = { reason };
  dispatch({ type: "notice", notice: { id: "page.failed", level: "error", text: "notice.failed", args } });
}
