import type { Message, Transfer } from "../../api.ts";
import { html } from "../html.ts";
import { useTransfer } from "../state/file_progress.ts";
import { FileFoot } from "./file_foot.ts";
import { FileIcon } from "./file_icon.ts";
import { FileName } from "./file_name.ts";
import { numbersText, wholeStateText } from "./file_text.ts";
import { hasFrame, MediaFrame, SoundPlayer } from "./media_frame.ts";

/** A file in the conversation. Rendered again with every step it comes further, and the rest of the list is not. */
export function FileCard({ message, transfer }: { message: Message; transfer: Transfer }) {
  const file = useTransfer(transfer);
  const card = html`<${Plain} message=${message} file=${file} />`;
  if (hasFrame(file)) return html`<${MediaFrame} file=${file}>${card}<//>`;
  return html`
    <div class="file" data-file=${file.state}>
      ${card}
      ${file.media === "sound" && html`<${SoundPlayer} file=${file} />`}
    </div>
  `;
}

function Plain({ message, file }: { message: Message; file: Transfer }) {
  return html`
    <div class="file-card">
      <div class="file-head">
        <${FileIcon} of=${file} />
        <div class="file-lines" id=${`words-${message.id}`}>
          <${FileName} name=${file.name} />
          <span class="file-numbers">${numbersText(file)}</span>
          <span class="unseen">${wholeStateText(file)}</span>
        </div>
      </div>
      <${FileFoot} message=${message} file=${file} />
    </div>
  `;
}
