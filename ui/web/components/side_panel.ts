import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { closePanel } from "../state/panel.ts";
import { useShortcut } from "../state/use_shortcut.ts";
import { Icon } from "./icon.ts";

interface Props {
  /** For screen readers: what it is about. */
  readonly label: string;
  readonly title: string;
  /** The words of the button that closes it. */
  readonly close: string;
  readonly children?: ComponentChildren;
}

/** The column beside the conversation. It takes the focus, and gives it back. */
export function SidePanel({ label, title, close, children }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    button.current?.focus();
    return () => before?.focus();
  }, []);
  useShortcut("close", closePanel);
  return html`
    <aside class="contact-panel" aria-label=${label}>
      <header class="panel-head">
        <h2>${title}</h2>
        <button class="icon-button" type="button" ref=${button} aria-label=${close} title=${close}
          onClick=${closePanel}><${Icon} name="close" /></button>
      </header>
      <div class="panel-body">${children}</div>
    </aside>
  `;
}
