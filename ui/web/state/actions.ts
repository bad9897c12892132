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

/** Changes that the program has not answered. */
let changing = 0;

/** Shown at once, and taken back when the program refuses: this change alone, for another may have been made meanwhile. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = current().settings;
  dispatch({ type: "settings", settings: { ...before, ...change } });
  changing++;
  try {
    const settings = await call("settings_set", change);
    if (changing === 1) dispatch({ type: "settings", settings });
  } catch (error) {
    const undone = Object.fromEntries(Object.keys(change).map((name) => [name, before[name as keyof Settings]]));
    dispatch({ type: "settings", settings: { ...current().settings, ...undone } });
    tellFailure(error);
  } finally {
    changing--;
  }
}

export function dismissNotice(id: string): void {
  dispatch({ type: "notice_dismissed", id });
  call("notice_dismiss", { id }).catch(() => {/* it comes again with the next snapshot */});
}
