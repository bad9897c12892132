import { useLayoutEffect, useState } from "preact/hooks";
import { html } from "../html.ts";
import { dialog } from "../state/dialogs.ts";
import { hasFilesOnly, reading, takeDropped, takePasted } from "../state/file_taking.ts";
import { tellProblem } from "../state/failures.ts";
import { canWrite, isRoomKey, type Partner } from "../state/partner.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/**
 * Files are dropped anywhere over the conversation, and pasted anywhere in it. Beside it and where nobody can be written to
 * they are refused, so that the browser does not open them in place of the window.
 */
export function DropZone({ partner }: { partner: Partner | undefined }) {
  const [over, setOver] = useState(false);
  const key = partner !== undefined && canWrite(partner) ? partner.key : null;
  const in_room = key !== null && isRoomKey(key);
  useLayoutEffect(() => { // never a moment in which what is dropped goes to the conversation before this one
    const target = (event: Event) => dialog.peek() === null && key !== null && isInChat(event);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return setOver(false); // a dialog takes it
      event.preventDefault();
      const here = target(event);
      event.dataTransfer!.dropEffect = here && !in_room ? "copy" : "none";
      setOver(here);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (target(event) && !in_room) void takeDropped(key!, event.dataTransfer!);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false); // out of the window
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || event.clipboardData === null || !target(event)) return;
      if (in_room) {
        if (!hasFilesOnly(event.clipboardData)) return;
        event.preventDefault();
        tellProblem("room.no_files");
      } else if (takePasted(key!, event.clipboardData)) event.preventDefault();
    };
    addEventListener("dragover", onOver);
    addEventListener("drop", onDrop);
    addEventListener("dragleave", onLeave);
    addEventListener("paste", onPaste);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("drop", onDrop);
      removeEventListener("dragleave", onLeave);
      removeEventListener("paste", onPaste);
    };
  }, [key]);
  if (partner === undefined || !over && !reading.value) return null;
  const words = reading.value
    ? t("attach.reading")
    : in_room
    ? t("room.no_files")
    : t("attach.drop", { name: partner.name });
  return html`
    <div class="drop-zone" role="status">
      <p><${Icon} name=${in_room ? "info" : "clip"} />${words}</p>
    </div>
  `;
}

function isInChat({ target }: Event): boolean {
  return target instanceof Element && (target === document.body || target.closest(".chat") !== null);
}
