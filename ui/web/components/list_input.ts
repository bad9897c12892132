/** Keys and long presses in the list of messages. */

/** Messages one can go to with the arrow keys. */
function rowsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(".row .bubble")];
}

/**
 * Arrows go from message to message, Enter and the menu keys open its menu.
 * @param last `data-row` of the last message in sight: where the arrows begin
 * @returns "typing" when somebody writes without having gone to the field first
 */
export function listKey(event: KeyboardEvent, last: string | null): "typing" | undefined {
  const list = event.currentTarget as HTMLElement;
  const bubble = event.target instanceof HTMLElement && event.target.matches(".bubble") ? event.target : null;
  if (event.target !== list && bubble === null) return; // a button inside
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (ctrlKey || metaKey || altKey) return;
  if (key === "ArrowUp" || key === "ArrowDown") {
    const rows = rowsOf(list);
    const start = rows.findIndex((row) => row.parentElement!.dataset.row === last);
    const at = bubble === null ? start : rows.indexOf(bubble) + (key === "ArrowUp" ? -1 : 1);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (bubble !== null && (key === "Enter" || key === "ContextMenu" || (key === "F10" && shiftKey))) {
    event.preventDefault();
    openAt(bubble);
  } else if (key.length === 1 && key !== " " && key !== "?") return "typing";
}

/** The menu of a message as a right click opens it, from the keyboard or a finger. */
function openAt(element: Element, x?: number, y?: number): void {
  const { left, bottom } = element.getBoundingClientRect();
  const place = { clientX: x ?? left, clientY: y ?? bottom };
  element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...place }));
}

/** Milliseconds a finger rests, and pixels it may move meanwhile. */
const LONG = 450;
const STILL = 10;

/** Android tells of a long press itself, as `contextmenu`; Safari on a phone does not. */
export class LongPress {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun = { x: 0, y: 0 };
  #opened = false;

  readonly handlers = {
    onTouchStart: (event: TouchEvent) => {
      clearTimeout(this.#timer);
      this.#opened = false;
      const [touch] = event.touches;
      const bubble = (event.target as HTMLElement).closest(".bubble");
      if (event.touches.length !== 1 || bubble === null) return;
      this.#begun = { x: touch.clientX, y: touch.clientY };
      this.#timer = setTimeout(() => {
        this.#opened = true;
        openAt(bubble, touch.clientX, touch.clientY);
      }, LONG);
    },
    onTouchMove: ({ touches: [{ clientX, clientY }] }: TouchEvent) => {
      if (Math.hypot(clientX - this.#begun.x, clientY - this.#begun.y) > STILL) clearTimeout(this.#timer);
    },
    onTouchEnd: (event: TouchEvent) => {
      clearTimeout(this.#timer);
      if (this.#opened) event.preventDefault(); // lifting the finger is no tap on what has appeared under it
    },
    onTouchCancel: () => clearTimeout(this.#timer),
  };
}
