import { useEffect, useRef } from "preact/hooks";
import { onShortcut, type PageShortcut } from "./shortcuts.ts";

/** While the component is there, this is what the keys do. */
export function useShortcut(id: PageShortcut, run: () => void): void {
  const newest = useRef(run);
  newest.current = run;
  useEffect(() => onShortcut(id, () => newest.current()), [id]);
}
