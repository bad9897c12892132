/** Choices of the user, as text. */

import type { History } from "../history_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";

export function settingsPart(db: Database): Pick<History, "setting" | "putSetting"> {
  return {
    setting: (key) => db.get<{ value: string }>("SELECT value FROM settings WHERE key = ?", [key])?.value,
    putSetting: (key, value) =>
      save(db, [{ sql: "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", rows: [[key, value]] }]),
  };
}
