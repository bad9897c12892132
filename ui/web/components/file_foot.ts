import type { ComponentChildren } from "preact";
import type { Message, Transfer } from "../../api.ts";
import { partOf } from "../format/size.ts";
import { safeName } from "../format/file_name.ts";
import { html } from "../html.ts";
import {
  acceptFile,
  cancelFile,
  canResume,
  canSendAgain,
  declineFile,
  isHere,
  resumeFile,
  revealFile,
  saveFile,
} from "../state/file_actions.ts";
import { isEcho } from "../state/sending.ts";
import { t } from "../state/store.ts";
import { sendAgain, stopSending } from "../state/uploads.ts";
import { FileBar } from "./file_bar.ts";
import { percentOf, stateText } from "./file_text.ts";
import { Icon } from "./icon.ts";

interface Props {
  readonly message: Message;
  readonly file: Transfer;
}

/** The last line of a card, as high in every state: what can be done with the file, or how far it has come. */
export function FileFoot({ message, file }: Props) {
  if (isEcho(message)) {
    return message.status === "queued" ? html`<${HandedOver} message=${message} file=${file} />` : null;
  }
  return html`<${TransferFoot} file=${file} />`;
}

/** Of a file that the program knows: in the list of all files, too. */
export function TransferFoot({ file }: { file: Transfer }) {
  switch (file.state) {
    case "offered":
      return file.direction === "in" ? html`<${Answer} file=${file} />` : html`<${Waiting} file=${file} />`;
    case "waiting":
      return html`<${Waiting} file=${file} />`;
    case "running":
      return html`<${Running} file=${file} />`;
    default:
      return html`<${Ended} file=${file} />`;
  }
}

function Foot({ children }: { children: ComponentChildren }) {
  return html`<div class="file-foot">${children}</div>`;
}

function Answer({ file }: { file: Transfer }) {
  const why = stateText(file);
  return html`
    ${why !== "" && html`<p class="file-why">${why}</p>`}
    <${Foot}>
      <button class="button primary" type="button" onClick=${() => acceptFile(file)}>${t("file.accept")}</button>
      <button class="button" type="button" onClick=${() => declineFile(file)}>${t("file.decline")}</button>
      <//>
  `;
}

function Waiting({ file }: { file: Transfer }) {
  return html`
    <${Foot}>
      <span class="file-why">${stateText(file)}</span>
      <${Stop} name=${file.name} onStop=${() => cancelFile(file)} />
      <//>
  `;
}

function Running({ file }: { file: Transfer }) {
  const percent = percentOf(file);
  return html`
    <${Foot}>
      <${FileBar} part=${partOf(file.done, file.size)} label=${safeName(file.name)} text=${percent} />
      <span class="file-percent">${percent}</span>
      <${Stop} name=${file.name} onStop=${() => cancelFile(file)} />
      <//>
  `;
}

/** From the browser to the program: nobody else has heard of it yet. */
function HandedOver({ message, file }: Props) {
  const percent = percentOf(file);
  return html`
    <${Foot}>
      <${FileBar} part=${partOf(file.done, file.size)} label=${safeName(file.name)} text=${percent} />
      <span class="file-percent">${file.done === 0 ? t("file.preparing") : t("file.preparing_part", { percent })}</span>
      <${Stop} name=${file.name} onStop=${() => stopSending(message)} />
      <//>
  `;
}

function Stop({ name, onStop }: { name: string; onStop: () => void }) {
  const label = t("file.cancel", { file: safeName(name) });
  return html`
    <button class="icon-button small file-stop" type="button" aria-label=${label} title=${t("common.cancel")}
      onClick=${onStop}><${Icon} name="close" /></button>
  `;
}

function Ended({ file }: { file: Transfer }) {
  const why = stateText(file);
  const failed = file.state === "failed";
  return html`
    ${why !== "" && failed && html`<p class="file-why failed">${why}</p>`}
    <${Foot}>
      ${canResume(file) && html`<${Link} text=${t("message.retry")} run=${() => resumeFile(file)} />`}
      ${canSendAgain(file) && html`<${Link} text=${t("file.send_again")} run=${() => sendAgain(file)} />`}
      ${isHere(file) && !failed && file.state === "completed" && html`
        <${Link} text=${t("file.reveal")} run=${() => revealFile(file)} />
      `}
      ${file.direction === "in" && file.state === "completed" && file.type === "file" && html`
        <${Link} text=${t("file.save")} run=${() => saveFile(file)} />
      `}
      ${why !== "" && !failed && (file.state !== "completed" || !isHere(file)) &&
        html`<span class="file-why">${why}</span>`}
    <//>
  `;
}

function Link({ text, run }: { text: string; run: () => void }) {
  return html`<button class="link-button" type="button" onClick=${run}>${text}</button>`;
}
