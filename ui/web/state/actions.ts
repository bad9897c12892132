/** What the user does with the window and its settings, as calls to the program and events to the state. */
import type { PeerKey, Settings } from "../../api.ts";
import { tellFailure } from "./failures.ts";
import { loadNewest } from "./pages.ts";
import { call } from "./program.ts";
import { current, dispatch } from "./store.ts";

export function openConversation(key: PeerKey | null): void {
  dispatch({ type: "opened", key });
  if (key !== null) void loadNewest(key);
}

/** Changes that the program has not answered, oldest first, with what each setting was before. */
let pending: readonly { readonly change: Partial<Settings>; before: Settings }[] = [];

/** Shown at once, and taken back when the program refuses: this change alone, for another may have been made meanwhile. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const mine = { change, before: current().settings };
  pending = [...pending, mine];
  dispatch({ type: "settings", settings: { ...mine.before, ...change } });
  try {
    const settings = await call("settings_set", change);
    if (pending.length === 1) dispatch({ type: "settings", settings });
  } catch (error) {
    takeBack(mine);
    tellFailure(error);
  } finally {
    pending = pending.filter((one) => one !== mine);
  }
}

/** What was changed once more meanwhile stays as it is shown, and goes back to what was before both if that is refused, too. */
function takeBack(refused: (typeof pending)[number]): void {
  const later = pending.slice(pending.indexOf(refused) + 1);
  for (const name of Object.keys(refused.change) as (keyof Settings)[]) {
    const before = { [name]: refused.before[name] };
    const next = later.find(({ change }) => name in change);
    if (next !== undefined) next.before = { ...next.before, ...before };
    else dispatch({ type: "settings", settings: { ...current().settings, ...before } });
  }
}

export function dismissNotice(id: string): void {
  dispatch({ type: "notice_dismissed", id });
  call("notice_dismiss", { id }).catch(() => {/* it comes again with the next snapshot */});
}
