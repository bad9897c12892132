import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.ts";
import { Icon } from "./icon.ts";

export interface MenuItem {
  readonly text: string;
  readonly run: () => void;
  readonly danger?: boolean;
}

/** Three dots that open a menu: arrows move, Esc and a click elsewhere close, focus comes back to the dots. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  // Before the next key can be pressed: whoever types fast means the menu, not the dots.
  useLayoutEffect(() => {
    if (!open) return;
    buttons(list.current)[0]?.focus();
    const outside = (event: Event) => {
      if (!list.current?.contains(event.target as Node) && !button.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else moveFocus(event, buttons(list.current));
  };
  const choose = (item: MenuItem) => {
    close();
    item.run();
  };
  return html`
    <div class="menu">
      <button class="icon-button" type="button" ref=${button} aria-label=${label} aria-haspopup="menu"
        aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="more" /></button>
      ${open && html`
        <div class="menu-list" role="menu" ref=${list} onKeyDown=${onKeyDown}>
          ${items.map((item) =>
            html`
              <button type="button" role="menuitem" tabindex="-1" class=${item.danger ? "danger" : ""}
                onClick=${() => choose(item)}>${item.text}</button>
            `
          )}
        </div>
      `}
    </div>
  `;
}

function buttons(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("button") ?? [])];
}

/** Arrow keys, Home and End through a column of buttons. */
export function moveFocus(event: KeyboardEvent, column: readonly HTMLElement[]): void {
  const at = column.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: column.length - 1 }[event.key];
  if (to === undefined || column.length === 0) return;
  event.preventDefault();
  column[Math.max(0, Math.min(column.length - 1, to))].focus();
}
