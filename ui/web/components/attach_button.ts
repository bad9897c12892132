import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PeerKey } from "../../api.ts";
import { html } from "../html.ts";
import { focusComposer } from "../state/composing.ts";
import { openDialog } from "../state/dialogs.ts";
import { offerPaths } from "../state/file_sending.ts";
import { takeFiles, takeFolder } from "../state/file_taking.ts";
import { t } from "../state/store.ts";
import { useShortcut } from "../state/use_shortcut.ts";
import { Icon, type IconName } from "./icon.ts";
import { moveFocus } from "./menu.ts";

/** A paper-clip with the ways to a file: the browser's own, and the picker that sends without a copy. */
export function AttachButton({ of }: { of: PeerKey }) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const items = () => [...place.current!.querySelectorAll<HTMLElement>(".menu-list button")];
  useShortcut("attach", () => setOpen(true));
  useLayoutEffect(() => {
    if (!open) return;
    items()[0].focus();
    const outside = (event: Event) => place.current!.contains(event.target as Node) || setOpen(false);
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current!.focus();
  };
  /** What was chosen goes, and one writes on; on a phone that would call up the keyboard. */
  const choose = (run: () => void) => {
    close();
    if (matchMedia("(hover: hover)").matches) focusComposer();
    run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else moveFocus(event, items());
  };
  const pick = () => openDialog({ kind: "picker", what: "files", choose: (chosen) => void offerPaths(of, chosen) });
  const ways: readonly (readonly [IconName, "files" | "folder" | "path", () => void])[] = [
    ["file", "files", () => files.current!.click()],
    ["folder", "folder", () => folder.current!.click()],
    ["search", "path", pick],
  ];
  return html`
    <div class="attach" ref=${place}>
      <button class="icon-button" type="button" ref=${button} aria-label=${t("attach.button")}
        title=${t("attach.button")} aria-haspopup="menu" aria-expanded=${open} aria-keyshortcuts="Control+O"
        onClick=${() => setOpen(!open)}><${Icon} name="clip" /></button>
      ${open && html`
        <div class="menu-list" role="menu" aria-label=${t("attach.button")} onKeyDown=${onKeyDown}>
          ${ways.map(([icon, way, run]) =>
            html`
              <button key=${way} type="button" role="menuitem" tabindex="-1" onClick=${() => choose(run)}>
                <${Icon} name=${icon} />
                <span>${t(`attach.${way}`)}<small>${t(`attach.${way}_hint`)}</small></span>
              </button>
            `
          )}
        </div>
      `}
      <${Chooser} input=${files} label=${t("attach.files")} onFiles=${(chosen: File[]) => takeFiles(of, chosen)} />
      <${Chooser} input=${folder} label=${t("attach.folder")} folder
        onFiles=${(chosen: File[]) => takeFolder(of, chosen)} />
    </div>
  `;
}

interface ChooserProps {
  readonly input: { current: HTMLInputElement | null };
  readonly label: string;
  readonly folder?: boolean;
  readonly onFiles: (files: File[]) => void;
}

/** The browser's own dialog; what was chosen before can be chosen again. */
function Chooser({ input, label, folder = false, onFiles }: ChooserProps) {
  const onChange = ({ currentTarget }: Event) => {
    const field = currentTarget as HTMLInputElement;
    const chosen = [...field.files ?? []];
    field.value = "";
    onFiles(chosen);
  };
  return html`
    <input ref=${input} type="file" hidden multiple webkitdirectory=${folder} aria-label=${label}
      onChange=${onChange} />
  `;
}
