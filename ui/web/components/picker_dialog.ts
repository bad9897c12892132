import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FolderEntry } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { asPath, crumbsOf } from "../format/path.ts";
import { sizeText } from "../format/size.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorText } from "../state/errors.ts";
import { type Picker, usePicker } from "../state/file_picker.ts";
import { language, t } from "../state/store.ts";
import { FileIcon } from "./file_icon.ts";
import { FileName } from "./file_name.ts";
import { Icon } from "./icon.ts";
import { moveFocus } from "./menu.ts";
import { Modal } from "./modal.ts";

interface Props {
  readonly what: "files" | "folder";
  readonly choose: (chosen: readonly FolderEntry[]) => void;
}

/** Files and folders of this machine as the program sees them: what is chosen is sent from where it lies. */
export function PickerDialog({ what, choose }: Props) {
  const picker = usePicker();
  const [query, setQuery] = useState("");
  const { listing, error, chosen } = picker;
  const list = useRef<HTMLDivElement>(null);
  const names = () => [...list.current!.querySelectorAll<HTMLElement>(".picker-name")];
  const folder_only = what === "folder";
  const { go } = picker;
  // What was typed for this folder; a path that leads nowhere stays to be put right.
  useLayoutEffect(() => setQuery(""), [listing]);
  // Somebody who goes through folders by keyboard goes on in the new one.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) names()[0]?.focus();
  }, [listing]);
  const finish = (entries: readonly FolderEntry[]) => {
    closeDialog();
    choose(entries);
  };
  const done = () => {
    if (!folder_only) return finish([...chosen.values()]);
    if (listing !== null) finish([{ name: listing.path, path: listing.path, type: "folder", size: 0, modified: 0 }]);
  };
  const wanted = query.trim().toLocaleLowerCase();
  const entries = (listing?.entries ?? []).filter(({ type, name }) =>
    (!folder_only || type === "folder") && (asPath(query) !== null || name.toLocaleLowerCase().includes(wanted))
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const in_field = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key === "Enter" && in_field) {
      event.preventDefault();
      const path = asPath(query);
      if (path !== null) go(path);
      else names()[0]?.click();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (chosen.size > 0 || folder_only) done();
    } else if (event.key === "Backspace" && !in_field && listing?.parent) go(listing.parent);
    else moveFocus(event, names());
  };
  const size = [...chosen.values()].reduce((sum, entry) => sum + entry.size, 0);
  return html`
    <${Modal} title=${t(`picker.title_${what}`)} look="picker">
      <div class="picker-body" onKeyDown=${onKeyDown}>
        <label class="search">
          <${Icon} name="search" />
          <input type="text" autofocus value=${query} placeholder=${t("picker.find")} aria-label=${t("picker.find")}
            autocomplete="off" spellcheck=${false}
            onInput=${(event: InputEvent) => setQuery((event.target as HTMLInputElement).value)} />
        </label>
        <${Crumbs} path=${listing?.path ?? null} onGo=${go} />
        ${error !== null && html`<p class="problem" role="alert">${errorText(error, "picker")}</p>`}
        <div class="picker-list" ref=${list}>
          ${entries.map((entry) =>
            html`
              <${Row} key=${entry.path} entry=${entry} picker=${picker} choosing=${!folder_only} onGo=${go}
                onDone=${() => finish([entry])} />
            `
          )}
          ${listing !== null && entries.length === 0 && html`<p class="hint" role="status">${t("picker.empty")}</p>`}
          ${listing?.more && html`<p class="hint">${t("picker.more")}</p>`}
        </div>
      </div>
      <footer>
        <span class="hint picker-count" role="status">${chosen.size > 0 &&
          t("picker.chosen", { count: chosen.size, size: sizeText(size, language.value) })}</span>
        <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button primary" type="button" disabled=${folder_only ? listing === null : chosen.size === 0}
          onClick=${done}>${t(folder_only ? "picker.choose_folder" : "composer.send")}</button>
      </footer>
      <//>
  `;
}

function Crumbs({ path, onGo }: { path: string | null; onGo: (path: string) => void }) {
  const home = t("picker.home");
  const crumbs = path === null ? [] : crumbsOf(path);
  return html`
    <nav class="crumbs" aria-label=${t("picker.place")}>
      <button class="icon-button small" type="button" aria-label=${home} title=${home} onClick=${() => onGo("")}>
        <${Icon} name="home" />
      </button>
      ${crumbs.map(({ name, path }, at) =>
        html`
          <button key=${path} type="button" aria-current=${at === crumbs.length - 1 ? "location" : undefined}
            onClick=${() => onGo(path)}><bdi>${name === "" ? t("picker.computer") : safeName(name)}</bdi></button>
        `
      )}
    </nav>
  `;
}

interface RowProps {
  readonly entry: FolderEntry;
  readonly picker: Picker;
  /** Files and whole folders can be ticked. */
  readonly choosing: boolean;
  readonly onGo: (path: string) => void;
  readonly onDone: () => void;
}

/** A press on a folder opens it, on a file ticks it; twice sends it at once. */
function Row({ entry, picker, choosing, onGo, onDone }: RowProps) {
  const { name, path, type, size } = entry;
  const checked = picker.chosen.has(path);
  const press = () => type === "folder" ? onGo(path) : picker.toggle(entry);
  return html`
    <div class="picker-row" data-chosen=${checked}>
      ${choosing && html`
        <input type="checkbox" tabindex="-1" checked=${checked} onChange=${() => picker.toggle(entry)}
          aria-label=${t(type === "folder" ? "picker.take_folder" : "picker.take_file", { file: safeName(name) })} />
      `}
      <button class="picker-name" type="button" aria-pressed=${type === "file" ? checked : undefined} onClick=${press}
        onDblClick=${() => type === "file" && onDone()} onKeyDown=${(event: KeyboardEvent) => {
          if (event.key !== " " || type === "file" || !choosing) return;
          event.preventDefault();
          picker.toggle(entry);
        }}>
        <${FileIcon} of=${entry} />
        <${FileName} name=${name} />
        <span class="picker-size">${type === "file" && sizeText(size, language.value)}</span>
      </button>
    </div>
  `;
}
