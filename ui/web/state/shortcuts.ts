/**
 * Every key the window knows, in one place: the help lists them from here, and the page's own are heard here. Keys go by
 * their place (`KeyboardEvent.code`), so that they are the same on a Russian layout.
 */
import { dialog } from "./dialogs.ts";

/** Heard wherever the focus is. `Ctrl` is also Cmd. */
export const PAGE_SHORTCUTS = {
  search: ["Ctrl+KeyK"],
  find: ["Ctrl+KeyF"],
  previous: ["Alt+ArrowUp"],
  next: ["Alt+ArrowDown"],
  previous_unread: ["Alt+Shift+ArrowUp"],
  next_unread: ["Alt+Shift+ArrowDown"],
  attach: ["Ctrl+KeyO"],
  add: ["Ctrl+Shift+KeyA"],
  mute: ["Ctrl+Shift+KeyM"],
  files: ["Ctrl+Shift+KeyF"],
  settings: ["Ctrl+Comma"],
  lock: ["Ctrl+Shift+KeyL"],
  close: ["Escape"],
  help: ["F1", "?"],
} as const;

export type PageShortcut = keyof typeof PAGE_SHORTCUTS;

/** Keys of the part that has the focus; its component hears them. */
export const PART_SHORTCUTS = {
  list: {
    list_move: ["ArrowUp", "ArrowDown"],
    list_menu: ["ContextMenu", "Shift+F10"],
    list_rename: ["F2"],
  },
  writing: {
    write_send: ["Enter"],
    write_line: ["Shift+Enter"],
    write_name: ["@"],
    write_edit: ["ArrowUp"],
    write_undo: ["Ctrl+KeyZ"],
  },
  messages: {
    messages_move: ["ArrowUp", "ArrowDown"],
    messages_menu: ["Enter", "ContextMenu", "Shift+F10"],
  },
} as const;

/** These open nothing over a dialog; the browser's own meaning of the keys is left to it. */
const OVER_DIALOGS: readonly PageShortcut[] = ["lock"];

const MODIFIERS = ["Ctrl", "Alt", "Shift"] as const;

/** Where one writes, "?" is a question mark. */
function isWriting({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** @param keys as in the tables: modifiers, then the key's code, or "?" by its letter */
function isPressed(keys: string, event: KeyboardEvent): boolean {
  if (keys === "?") return event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event);
  const parts = keys.split("+");
  const down = { Ctrl: event.ctrlKey || event.metaKey, Alt: event.altKey, Shift: event.shiftKey };
  return event.code === parts.at(-1) && MODIFIERS.every((modifier) => down[modifier] === parts.includes(modifier));
}

const handlers = new Map<PageShortcut, (() => void)[]>();

/** The newest one that is registered is called. @returns what takes it back */
export function onShortcut(id: PageShortcut, run: () => void): () => void {
  handlers.set(id, [...handlers.get(id) ?? [], run]);
  return () => void handlers.set(id, handlers.get(id)!.filter((each) => each !== run));
}

/** Call once. What a part has heard already (and taken) is not heard again. */
export function followShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat && event.code === "Escape") return;
    const found = Object.entries(PAGE_SHORTCUTS).find(([, all]) => all.some((keys) => isPressed(keys, event)));
    if (found === undefined) return;
    const id = found[0] as PageShortcut;
    if (dialog.peek() !== null && !OVER_DIALOGS.includes(id)) return;
    const run = handlers.get(id)?.at(-1);
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}

/** "Ctrl+Shift+KeyA" as it stands on the keys: ["Ctrl", "Shift", "A"]. */
export function keyCaps(keys: string, mac: boolean): string[] {
  return keys.split("+").map((part) => {
    const cap = CAPS[part] ?? part.replace(/^Key/, "");
    return mac ? MAC_CAPS[part] ?? cap : cap;
  });
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  Comma: ",",
  Escape: "Esc",
  ContextMenu: "☰",
};
const MAC_CAPS: Readonly<Record<string, string>> = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧" };
