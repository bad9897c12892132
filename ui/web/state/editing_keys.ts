/**
 * Ctrl+Z, C, V, X and A by the key's place. Browsers go by its letter on some systems, and on a Russian layout Z writes "я":
 * nothing happens then. Where the browser does it by itself, it is left alone.
 */

type Field = HTMLInputElement | HTMLTextAreaElement;

function fieldOf(event: Event): Field | undefined {
  const { target } = event;
  const is_field = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return is_field && target.selectionStart !== null ? target : undefined;
}

/** Letters of other alphabets only: whoever has Dvorak means the letter, not the place. */
function isForeign({ key }: KeyboardEvent): boolean {
  return key.length === 1 && key.charCodeAt(0) > 0x7f;
}

const COMMANDS: Readonly<Record<string, (event: KeyboardEvent) => string>> = {
  KeyZ: ({ shiftKey }) => shiftKey ? "redo" : "undo",
  KeyY: () => "redo",
  KeyC: () => "copy",
  KeyX: () => "cut",
  KeyA: () => "selectAll",
};

/** Run once, when the page starts. */
export function keepEditingKeys(): void {
  addEventListener("keydown", (event) => {
    const { code, ctrlKey, metaKey, altKey } = event;
    const field = fieldOf(event);
    if (field === undefined || !(ctrlKey || metaKey) || altKey || !isForeign(event)) return;
    if (code === "KeyV") return pasteUnlessBrowserDoes(field);
    const command = COMMANDS[code]?.(event);
    if (command === undefined) return;
    event.preventDefault();
    if (command === "selectAll") field.select();
    else document.execCommand(command); // deprecated, and the only way to a field's own undo
  });
}

/** Reading the clipboard may ask the user, so the browser's own way goes first: it tells of itself before the next task. */
function pasteUnlessBrowserDoes(field: Field): void {
  let pasted = false;
  const hear = () => pasted = true;
  field.addEventListener("paste", hear, { once: true });
  setTimeout(() => {
    field.removeEventListener("paste", hear);
    if (!pasted) void paste();
  });
}

async function paste(): Promise<void> {
  try {
    document.execCommand("insertText", false, await navigator.clipboard.readText());
  } catch { /* the browser does not let the page read it */ }
}
