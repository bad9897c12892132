import { useLayoutEffect, useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { dialog } from "../state/dialogs.ts";
import { reading, takeDropped, takePasted } from "../state/file_taking.ts";
import { canWrite } from "../state/people.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/**
 * Files are dropped anywhere over the conversation, and pasted anywhere in it. Beside it and where nobody can be written to
 * they are refused, so that the browser does not open them in place of the window.
 */
export function DropZone({ contact }: { contact: Contact | undefined }) {
  const [over, setOver] = useState(false);
  const key = contact !== undefined && canWrite(contact) ? contact.key : null;
  useLayoutEffect(() => { // never a moment in which what is dropped goes to the conversation before this one
    const target = (event: Event) => dialog.peek() === null && key !== null && isInChat(event);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return setOver(false); // a dialog takes it
      event.preventDefault();
      const here = target(event);
      event.dataTransfer!.dropEffect = here ? "copy" : "none";
      setOver(here);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (target(event)) void takeDropped(key!, event.dataTransfer!);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false); // out of the window
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || event.clipboardData === null || !target(event)) return;
      if (takePasted(key!, event.clipboardData)) event.preventDefault();
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
  if (contact === undefined || !over && !reading.value) return null;
  return html`
    <div class="drop-zone" role="status">
      <p><${Icon} name="clip" />${reading.value ? t("attach.reading") : t("attach.drop", { name: contact.name })}</p>
    </div>
  `;
}

function isInChat({ target }: Event): boolean {
  return target instanceof Element && (target === document.body || target.closest(".chat") !== null);
}
