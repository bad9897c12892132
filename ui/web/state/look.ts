/**
 * Language and theme, kept in the browser as well: a locked program tells nothing, and its page looks as it did before. All
 * else is kept by the program alone.
 */
import type { Settings } from "../../api.ts";
import { LOCALES } from "../locales/mod.ts";
import { current, dispatch, settings } from "./store.ts";

const KEPT = "parley.look";

type Look = Pick<Settings, "language" | "theme">;

/** Looks like last time. @returns an effect that keeps how it looks */
export function keepLook(): () => void {
  dispatch({ type: "settings", settings: { ...current().settings, ...read() } });
  return () => {
    const { language, theme } = settings.value;
    try {
      localStorage.setItem(KEPT, JSON.stringify({ language, theme } satisfies Look));
    } catch { /* storage is switched off: then it looks as the browser says until the program speaks */ }
  };
}

function read(): Partial<Look> {
  try {
    const { language, theme } = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return {
      ...(Object.hasOwn(LOCALES, language) ? { language } : {}),
      ...(theme === "light" || theme === "dark" ? { theme } : {}),
    };
  } catch {
    return {};
  }
}
