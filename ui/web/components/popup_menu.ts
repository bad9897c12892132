import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { type MenuItem, moveFocus } from "./menu.ts";

interface Popup {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly x: number;
  readonly y: number;
  /** Has the focus again afterwards. */
  readonly from: HTMLElement;
}

const popup = signal<Popup | null>(null);

/** Distance of the menu from the edges of the window. */
const EDGE = 8;

/**
 * Opens a menu where the pointer is, or below `from` when the keyboard asked: its events carry no place of their own, or the
 * middle of the element.
 */
export function openMenuAt(event: MouseEvent, from: HTMLElement, label: string, items: readonly MenuItem[]): void {
  event.preventDefault();
  const pointed = event.type === "contextmenu" && event.button === 2;
  const { left, bottom } = from.getBoundingClientRect();
  popup.value = { label, items, from, ...(pointed ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom }) };
}

/** The one menu of that kind; part of the shell, because a list that scrolls would cut it off. */
export function PopupMenu() {
  const shown = popup.value;
  return shown === null ? null : html`<${Shown} ...${shown} />`;
}

function Shown({ label, items, x, y, from }: Popup) {
  const list = useRef<HTMLDivElement>(null);
  const buttons = () => [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
  const close = () => {
    popup.value = null;
    from.focus();
  };
  useLayoutEffect(() => {
    const box = list.current!;
    box.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - box.offsetWidth - EDGE))}px`;
    box.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - box.offsetHeight - EDGE))}px`;
    buttons()[0]?.focus();
    const away = () => popup.value = null;
    const outside = (event: Event) => box.contains(event.target as Node) || away();
    addEventListener("pointerdown", outside);
    addEventListener("resize", away);
    addEventListener("blur", away);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("resize", away);
      removeEventListener("blur", away);
    };
  }, [x, y, items]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else moveFocus(event, buttons());
  };
  const choose = (item: MenuItem) => {
    close();
    item.run();
  };
  return html`
    <div class="menu-list popup-menu" role="menu" aria-label=${label} ref=${list} onKeyDown=${onKeyDown}
      onContextMenu=${(event: Event) => event.preventDefault()}>
      ${items.map((item) =>
        html`
          <button type="button" role="menuitem" tabindex="-1" class=${item.danger ? "danger" : ""}
            onClick=${() => choose(item)}>${item.text}</button>
        `
      )}
    </div>
  `;
}
