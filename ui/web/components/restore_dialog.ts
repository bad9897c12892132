import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorText } from "../state/errors.ts";
import { beginAgain, restore, type RestoredFrom, restoring } from "../state/restoring.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";
import { Modal } from "./modal.ts";
import { PassphraseField } from "./passphrase_field.ts";

const ACCEPT: Record<RestoredFrom, string> = { backup: ".parley-backup", p12: ".p12,.pfx" };

/** A file and its pass-phrase; then the program starts again with it, and the window comes back by itself. */
export function RestoreDialog({ from }: { from: RestoredFrom }) {
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const { step, part, error } = restoring.value;
  const busy = step !== "choosing";
  const field = useRef<HTMLInputElement>(null);
  useEffect(beginAgain, []);
  useLayoutEffect(() => {
    if (error !== "wrong-passphrase") return;
    field.current?.focus();
    field.current?.select();
  }, [error]);
  const take = (chosen: File | undefined) => {
    if (chosen === undefined || busy) return;
    beginAgain();
    setFile(chosen);
    field.current?.focus();
  };
  const start = (event: Event) => {
    event.preventDefault();
    if (file !== null && passphrase !== "" && !busy) void restore(from, file, passphrase);
  };
  return html`
    <${Modal} title=${t(`restore.title_${from}`)} wide>
      <form class="restore" onSubmit=${start} onDragOver=${(event: DragEvent) => event.preventDefault()}
        onDrop=${(event: DragEvent) => {
          event.preventDefault();
          take(event.dataTransfer?.files[0]);
        }}>
        <p>${t(`restore.text_${from}`)}</p>
        <${FilePicker} from=${from} file=${file} disabled=${busy} onFile=${take} />
        <${PassphraseField} label=${t(
          "restore.passphrase",
        )} value=${passphrase} onChange=${setPassphrase} input=${field}
          disabled=${busy} />
        ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
        ${busy && html`
          <div class="restore-progress" role="status">
            <progress aria-label=${t(`restore.${step}`)} value=${step === "uploading" ? part : undefined}></progress>
            <span>${t(`restore.${step}`)}</span>
          </div>
        `}
        <footer>
          <button class="button" type="button" disabled=${busy} onClick=${closeDialog}>${t("common.cancel")}</button>
          <button class="button primary" type="submit" disabled=${busy || file === null || passphrase === ""}>
            ${t(`restore.yes_${from}`)}
          </button>
        </footer>
      </form>
      <//>
  `;
}

interface PickerProps {
  readonly from: RestoredFrom;
  readonly file: File | null;
  readonly disabled: boolean;
  readonly onFile: (file: File | undefined) => void;
}

function FilePicker({ from, file, disabled, onFile }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return html`
    <div class="drop">
      <span dir="auto">${file === null ? t("restore.drop") : file.name}</span>
      <button class="button" type="button" disabled=${disabled} onClick=${() => input.current?.click()}>
        <${Icon} name="file" /><span>${t(file === null ? "invite.open_file" : "restore.other_file")}</span>
      </button>
      <input ref=${input} type="file" accept=${ACCEPT[from]} hidden aria-label=${t("invite.open_file")}
        onChange=${(event: Event) => onFile((event.target as HTMLInputElement).files?.[0])} />
    </div>
  `;
}
