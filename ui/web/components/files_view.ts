import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { fullTime, listTime } from "../format/time.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorText } from "../state/errors.ts";
import { useTransfer } from "../state/file_progress.ts";
import {
  changeFiles,
  closeFiles,
  FILE_PARTS,
  type FilePart,
  filesFailure,
  filesFound,
  filesWanted,
  moreFiles,
} from "../state/files_view.ts";
import { openMessage } from "../state/jump.ts";
import { language, partnerOf, t, today } from "../state/store.ts";
import { TransferFoot } from "./file_foot.ts";
import { FileIcon } from "./file_icon.ts";
import { FileName } from "./file_name.ts";
import { numbersText } from "./file_text.ts";
import { Icon } from "./icon.ts";
import { Modal } from "./modal.ts";
import { MoreLine } from "./more_line.ts";
import { Segments } from "./segments.ts";

/** FILE-8: every file that was sent or received, how far it is, and what can be done with it. */
export function FilesView() {
  useEffect(() => closeFiles, []);
  const wanted = filesWanted.value;
  if (wanted === null) return null;
  // On a phone the keyboard would come up over half of the list.
  const hasKeyboard = matchMedia("(hover: hover)").matches;
  const name = wanted.conversation === null ? undefined : partnerOf(wanted.conversation)?.name;
  return html`
    <${Modal} title=${name === undefined ? t("all_files.title") : t("all_files.with", { name })} look="files">
      <div class="files-head">
        <label class="search">
          <${Icon} name="search" />
          <input type="text" inputmode="search" value=${wanted.text} placeholder=${t("all_files.search")}
            aria-label=${t("all_files.search")} autocomplete="off" spellcheck=${false} maxlength="200"
            autofocus=${hasKeyboard}
            onInput=${(event: InputEvent) => changeFiles({ text: (event.target as HTMLInputElement).value })} />
        </label>
        <${Segments} label=${t("all_files.part")} value=${wanted.part}
          options=${FILE_PARTS.map((part) => ({ value: part, text: t(`all_files.part_${part}`) }))}
          onChange=${(part: string) => changeFiles({ part: part as FilePart })} />
      </div>
      <${List} />
      <//>
  `;
}

function List() {
  const found = filesFound.value;
  const failure = filesFailure.value;
  return html`
    <div class="files-list" tabindex="-1">
      ${failure !== null && html`<p class="problem" role="alert">${errorText(failure)}</p>`}
      ${found !== null && found.transfers.length > 0 && html`
        <ul aria-label=${t("all_files.list")}>
          ${found.transfers.map((transfer) => html`<${Row} key=${transfer.id} transfer=${transfer} />`)}
        </ul>
        ${found.next !== null && html`<${MoreLine} key=${found.next} within=".files-list" onMore=${moreFiles} />`}
      `}
      <p class="files-none" role="status">${found !== null && found.transfers.length === 0
        ? noneText(found.wanted)
        : ""}</p>
    </div>
  `;
}

function noneText({ part, text }: { part: FilePart; text: string }): string {
  const words = text.trim();
  if (words !== "") return t("chat.search_none", { query: words });
  return part === "all" ? t("all_files.empty") : t("all_files.none");
}

/** Rendered again with every step it comes further, and the rest of the list is not. */
function Row({ transfer }: { transfer: Transfer }) {
  const file = useTransfer(transfer);
  const { conversation, direction, offered_at } = file;
  const name = partnerOf(conversation)?.name ?? t("all_files.nobody");
  const title = useRef<HTMLButtonElement>(null);
  const pressed = useRef(false);
  // The button that was pressed is gone with the state: whoever goes by keyboard is still at this file.
  useLayoutEffect(() => {
    const at = document.activeElement;
    if (pressed.current && (at === document.body || at instanceof HTMLDialogElement)) title.current?.focus();
    pressed.current = false;
  }, [file.state]);
  const go = () => {
    closeDialog();
    void openMessage(file);
  };
  return html`
    <li class="files-row" data-file=${file.state}>
      <${FileIcon} of=${file} />
      <div class="files-about">
        <button class="files-name" type="button" ref=${title} title=${t("all_files.go", {
          file: safeName(file.name),
        })} onClick=${go}>
          <${FileName} name=${file.name} />
        </button>
        <span class="files-who">
          <span dir="auto">${t(direction === "in" ? "all_files.from" : "all_files.to", { name })}</span>
          <time title=${fullTime(offered_at, language.value)}>${listTime(
            offered_at,
            today.value,
            language.value,
          )}</time>
        </span>
        <span class="file-numbers">${numbersText(file)}</span>
      </div>
      <div class="files-foot" onClick=${() => pressed.current = true}>
        <${TransferFoot} file=${file} />
      </div>
    </li>
  `;
}
