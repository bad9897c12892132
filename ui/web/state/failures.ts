/** What did not work and has no place of its own to say so. */
import { errorCode, errorText } from "./errors.ts";
import { dispatch } from "./store.ts";

/** A line above everything, until it is dismissed. */
export function tellFailure(error: unknown): void {
  const args = { reason: errorText(errorCode(error)) };
  dispatch({ type: "notice", notice: { id: "page.failed", level: "error", text: "notice.failed", args } });
}
