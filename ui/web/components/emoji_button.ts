import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";
import { EmojiPicker } from "./emoji_picker.ts";
import { Icon } from "./icon.ts";

/** Opens the emoji over the field; several may be taken one after the other. */
export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!open) return;
    const outside = (event: Event) => place.current!.contains(event.target as Node) || setOpen(false);
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current!.focus();
  };
  const choose = (emoji: string) => {
    setOpen(false);
    onChoose(emoji);
  };
  return html`
    <div class="emoji-button" ref=${place}>
      <button class="icon-button" type="button" ref=${button} aria-label=${t("composer.emoji")}
        title=${t("composer.emoji")} aria-haspopup="dialog" aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <${Icon} name="smile" />
      </button>
      ${open && html`<${EmojiPicker} onChoose=${choose} onClose=${close} />`}
    </div>
  `;
}
