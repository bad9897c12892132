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

/** Shown at once, and taken back when the program refuses. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = current().settings;
  dispatch({ type: "settings", settings: { ...before, ...change } });
  try {
    dispatch({ type: "settings", settings: await call("settings_set", change) });
  } catch (error) {
    dispatch({ type: "settings", settings: before });
    tellFailure(error);
  }
}

export function dismissNotice(id: string): void {
  dispatch({ type: "notice_dismissed", id });
  call("notice_dismiss", { id }).catch(() => {/* it comes again with the next snapshot */});
}
