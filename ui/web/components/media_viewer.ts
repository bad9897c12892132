import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { html } from "../html.ts";
import { closeDialog, dialog, openDialog } from "../state/dialogs.ts";
import { isHere, mediaAddress, revealFile, saveFile } from "../state/file_actions.ts";
import { activeConversation, t } from "../state/store.ts";
import { wholeSize } from "./file_text.ts";
import { Icon } from "./icon.ts";
import { hasFrame } from "./media_frame.ts";

/** The pictures of the conversation that are here, in the order they stand. */
function picturesAround(of: Transfer): Transfer[] {
  const files = activeConversation.value.messages.flatMap(({ file, deleted }) =>
    file !== undefined && !deleted && file.media === "picture" && isHere(file) && hasFrame(file) ? [file] : []
  );
  return files.some(({ id }) => id === of.id) ? files : [of];
}

/** A picture as large as the window, with its neighbours on the arrow keys. Esc, and a click beside it, close it. */
export function MediaViewer({ of }: { of: Transfer }) {
  const element = useRef<HTMLDialogElement>(null);
  const pictures = picturesAround(of);
  const at = pictures.findIndex(({ id }) => id === of.id);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => setFailed(false), [of.id]);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current!.showModal();
    return () => before?.focus();
  }, []);
  const go = (step: number) => {
    const next = pictures[at + step];
    if (next !== undefined) openDialog({ kind: "viewer", of: next });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(step);
  };
  const beside = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest("img, button") === null) closeDialog();
  };
  // The browser closes the dialog by itself on Esc; after that another may be open already.
  const onClose = () => dialog.peek()?.kind === "viewer" && closeDialog();
  const name = safeName(of.name);
  return html`
    <dialog ref=${element} class="viewer" aria-label=${name} onClose=${onClose} onKeyDown=${onKeyDown}>
      <div class="viewer-bar">
        <div class="viewer-title">
          <bdi>${name}</bdi>
          <span>${wholeSize(of)}${pictures.length > 1 && ` · ${
            t("media.place", {
              count: pictures.length,
              at: at + 1,
            })
          }`}</span>
        </div>
        <${Tool} icon="folder" label=${t("file.reveal")} run=${() => revealFile(of)} />
        <${Tool} icon="download" label=${t("file.save")} run=${() => saveFile(of)} />
        <${Tool} icon="close" label=${t("common.close")} run=${closeDialog} focus />
      </div>
      <div class="viewer-stage" onClick=${beside}>
        ${failed
          ? html`<p role="alert">${t("media.broken")}</p>`
          : html`<img key=${of.id} src=${mediaAddress(of)} alt=${name} onError=${() => setFailed(true)} />`}
        ${at > 0 && html`<${Turn} icon="back" label=${t("media.previous")} run=${() => go(-1)} />`}
        ${at < pictures.length - 1 && html`<${Turn} icon="next" label=${t("media.next")} run=${() => go(1)} />`}
      </div>
    </dialog>
  `;
}

interface ToolProps {
  readonly icon: "folder" | "download" | "close";
  readonly label: string;
  readonly run: () => void;
  readonly focus?: boolean;
}

function Tool({ icon, label, run, focus = false }: ToolProps) {
  return html`
    <button class="icon-button" type="button" aria-label=${label} title=${label} autofocus=${focus}
      onClick=${run}><${Icon} name=${icon} /></button>
  `;
}

function Turn({ icon, label, run }: { icon: "back" | "next"; label: string; run: () => void }) {
  return html`
    <button class="icon-button viewer-${icon}" type="button" aria-label=${label} title=${label}
      onClick=${run}><${Icon} name=${icon} /></button>
  `;
}
