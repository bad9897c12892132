import { useLayoutEffect, useRef } from "preact/hooks";
import { onShortcut, type PageShortcut } from "./shortcuts.ts";

/** While the component is there, this is what the keys do: from before the next key can be pressed. */
export function useShortcut(id: PageShortcut, run: () => void): void {
  const newest = useRef(run);
  newest.current = run;
  useLayoutEffect(() => onShortcut(id, () => newest.current()), [id]);
}
