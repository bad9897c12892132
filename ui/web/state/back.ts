/**
 * The browser's own Back. A conversation is one entry in the tab's history, whichever it is, so that Back leads to the list:
 * on a phone that is what everybody presses first.
 */
import type { PeerKey } from "../../api.ts";
import { openConversation } from "./actions.ts";
import { partnerIn } from "./partner.ts";
import { activeKey, current } from "./store.ts";

/** `history.state` of the conversation's entry; the list's is null. */
interface Entry {
  readonly conversation: PeerKey;
}

/** Our own `history.back()` is under way; it is finished with the next `popstate`. */
let leaving = false;

/** Run as an effect: the history follows the page. */
export function keepEntry(): void {
  const key = activeKey.value;
  if (leaving) return;
  const entry = history.state as Entry | null;
  if (key === null) {
    if (entry === null) return;
    leaving = true;
    history.back();
  } else if (entry === null) history.pushState({ conversation: key } satisfies Entry, "");
  else if (entry.conversation !== key) history.replaceState({ conversation: key } satisfies Entry, "");
}

/** The page follows the history. */
export function followBack(): void {
  addEventListener("popstate", () => {
    if (leaving) {
      leaving = false;
      keepEntry(); // something may have been opened meanwhile
      return;
    }
    const wanted = (history.state as Entry | null)?.conversation ?? null;
    if (wanted === null || partnerIn(current(), wanted) !== undefined) openConversation(wanted);
    else keepEntry();
  });
}
