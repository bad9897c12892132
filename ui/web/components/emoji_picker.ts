import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { findEmoji } from "../emoji/names.ts";
import { html } from "../html.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** Columns of the grid; `emoji_picker.css` has as many. */
const COLUMNS = 8;

interface Props {
  readonly onChoose: (emoji: string) => void;
  readonly onClose: () => void;
}

/** A field to search in and a grid: arrows move, Enter takes, Esc closes. */
export function EmojiPicker({ onChoose, onClose }: Props) {
  const [query, setQuery] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const found = findEmoji(query);
  const cells = () => [...grid.current!.querySelectorAll<HTMLElement>("button")];
  const onKeyDown = (event: KeyboardEvent) => {
    const all = cells();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: at < 0 ? 1 : COLUMNS, ArrowUp: -COLUMNS, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && at < 0) all[0]?.click();
    else if (step !== undefined && (at >= 0 || event.key === "ArrowDown")) {
      const to = at + step;
      if (to < 0 && event.key === "ArrowUp") field.current?.focus();
      else all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="emoji-picker" role="dialog" aria-label=${t("emoji.title")} onKeyDown=${onKeyDown}>
      <label class="search">
        <${Icon} name="search" />
        <input ref=${field} type="text" inputmode="search" value=${query} placeholder=${t("emoji.search")}
          aria-label=${t("emoji.search")} autocomplete="off" spellcheck=${false} maxlength="40"
          onInput=${(event: InputEvent) => setQuery((event.target as HTMLInputElement).value)} />
      </label>
      <div class="emoji-grid" ref=${grid} role="group" aria-label=${t("emoji.title")}>
        ${found.map((emoji) =>
          html`<button key=${emoji} type="button" tabindex="-1" onClick=${() => onChoose(emoji)}>${emoji}</button>`
        )}
      </div>
      ${found.length === 0 && html`<p class="hint" role="status">${t("emoji.none")}</p>`}
    </div>
  `;
}
