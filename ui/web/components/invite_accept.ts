import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { InvitePreview, PeerKey } from "../../api.ts";
import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { contacts, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { Icon } from "./icon.ts";
import { PersonReady } from "./person_ready.ts";

/** An invite is about 1 to 3 KB; whatever is larger is another file. */
const LARGEST_FILE = 65_536;

/** Paste, drop or open an invite; see who it is from; accept. */
export function InviteAccept() {
  const [text, setText] = useState("");
  const [preview, setPreview] = useState<InvitePreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [accepting, setAccepting] = useState(false);
  const [accepted, setAccepted] = useState<PeerKey | null>(null);
  const invite = text.trim();

  // With the rendering: later it would take away what was said meanwhile of a file.
  useLayoutEffect(() => {
    setPreview(null);
    setProblem(null);
    if (invite === "") return;
    let stale = false;
    call("invite_preview", { invite }).then(
      (result) => stale || setPreview(result),
      (error) => stale || setProblem(errorText(errorCode(error))),
    );
    return () => stale = true;
  }, [invite]);

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > LARGEST_FILE) setProblem(t("invite.file_too_big"));
    else setText(await file.text());
  };
  const accept = async () => {
    setAccepting(true);
    try {
      setAccepted((await call("invite_accept", { invite })).key);
    } catch (error) {
      setProblem(errorText(errorCode(error)));
    }
    setAccepting(false);
  };
  if (accepted !== null) return html`<${Accepted} of=${accepted} />`;
  return html`
    <div class="invite" onDragOver=${(event: DragEvent) => event.preventDefault()} onDrop=${(event: DragEvent) => {
      event.preventDefault();
      void take(event.dataTransfer?.files[0]);
    }}>
      <label class="labelled">
        <span>${t("invite.paste_label")}</span>
        <textarea class="invite-text" rows="4" autofocus spellcheck=${false} placeholder=${t("invite.paste_hint")}
          value=${text} onInput=${(event: InputEvent) =>
            setText((event.target as HTMLTextAreaElement).value)}></textarea>
      </label>
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      ${preview === null
        ? html`<${FilePicker} onFile=${take} />`
        : html`<${Inviter} preview=${preview} accepting=${accepting} onAccept=${accept} />`}
    </div>
  `;
}

function FilePicker({ onFile }: { onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return html`
    <div class="drop">
      <span>${t("invite.drop")}</span>
      <button class="button" type="button" onClick=${() => input.current?.click()}>
        <${Icon} name="file" /><span>${t("invite.open_file")}</span>
      </button>
      <input ref=${input} type="file" accept=".parley" hidden aria-label=${t("invite.open_file")}
        onChange=${(event: Event) => onFile((event.target as HTMLInputElement).files?.[0])} />
    </div>
  `;
}

interface InviterProps {
  readonly preview: InvitePreview;
  readonly accepting: boolean;
  readonly onAccept: () => void;
}

function Inviter({ preview, accepting, onAccept }: InviterProps) {
  const { id, root, name, known } = preview;
  return html`
    <div class="inviter" role="status">
      <${Avatar} of=${`${id}.${root}`} name=${name} />
      <div>
        <span class="hint">${t("invite.from")}</span>
        <strong dir="auto">${name}</strong>
        <span class="hint">${groupedId(id)}</span>
      </div>
    </div>
    ${known && html`<p class="hint">${t("invite.known", { name })}</p>`}
    <footer>
      <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
      <button class="button primary" type="button" disabled=${accepting} onClick=${onAccept}>
        ${accepting ? t("invite.accepting") : t("invite.accept", { name })}
      </button>
    </footer>
  `;
}

/** Follows the contact: from waiting to connected while one looks. */
function Accepted({ of }: { of: PeerKey }) {
  const contact = contacts.value.get(of);
  if (contact === undefined) return html`<p class="loading" role="status">${t("invite.accepting")}</p>`;
  const done = contact.presence === "online" ? "invite.done_online" : "invite.done_waiting";
  return html`<${PersonReady} contact=${contact} text=${t(done, { name: contact.name })} />`;
}
