import { html } from "../html.ts";
import { dialog, type OpenDialog } from "../state/dialogs.ts";
import { isRoom } from "../state/partner.ts";
import { partnerOf } from "../state/store.ts";
import type { Contact } from "../../api.ts";
import { CertificateDialog } from "./certificate_dialog.ts";
import { ConfirmDialog } from "./confirm_dialog.ts";
import { FilesView } from "./files_view.ts";
import { FileSendDialog } from "./file_send_dialog.ts";
import { FolderDialog } from "./folder_dialog.ts";
import { InviteDialog } from "./invite_dialog.ts";
import { KeyboardHelp } from "./keyboard_help.ts";
import { MediaViewer } from "./media_viewer.ts";
import { MessageDialog } from "./message_dialogs.ts";
import { PickerDialog } from "./picker_dialog.ts";
import { RenameDialog } from "./rename_dialog.ts";
import { RoomConfirm } from "./room_confirm.ts";
import { RoomPeopleDialog } from "./room_people_dialog.ts";
import { SafetyDialog } from "./safety_dialog.ts";
import { QuitDialog } from "./quit_dialog.ts";
import { RestoreDialog } from "./restore_dialog.ts";
import { SettingsDialog } from "./settings_dialog.ts";
import { TimerDialog } from "./timer_dialog.ts";

/** The open dialog, if any. */
export function Dialogs() {
  const open = dialog.value;
  if (open === null) return null;
  if (open.kind === "invite") return html`<${InviteDialog} tab=${open.tab} />`;
  if (open.kind === "certificate") return html`<${CertificateDialog} />`;
  if (open.kind === "settings") return html`<${SettingsDialog} section=${open.section} />`;
  if (open.kind === "files") return html`<${FilesView} />`;
  if (open.kind === "keys") return html`<${KeyboardHelp} />`;
  if (open.kind === "quit") return html`<${QuitDialog} kept=${open.kept} lost=${open.lost} />`;
  if (open.kind === "restore") return html`<${RestoreDialog} from=${open.from} />`;
  if (open.kind === "send_files") return html`<${FileSendDialog} parcel=${open.parcel} />`;
  if (open.kind === "picker") return html`<${PickerDialog} what=${open.what} choose=${open.choose} />`;
  if (open.kind === "viewer") return html`<${MediaViewer} of=${open.of} />`;
  if (open.kind === "message") return html`<${MessageDialog} open=${open} />`;
  if (open.kind === "room_people") return html`<${RoomPeopleDialog} of=${open.room} />`;
  const partner = partnerOf(open.key);
  if (partner === undefined) return null;
  if (open.kind === "rename") return html`<${RenameDialog} partner=${partner} />`;
  if (open.kind === "folder") return html`<${FolderDialog} partner=${partner} />`;
  if (isRoom(partner)) return html`<${RoomConfirm} room=${partner} open=${open} />`;
  return html`<${PersonDialog} open=${open} contact=${partner} />`;
}

/** What there is only with a person. */
function PersonDialog({ open, contact }: { open: OpenDialog; contact: Contact }) {
  if (open.kind === "safety") return html`<${SafetyDialog} contact=${contact} />`;
  if (open.kind === "timer") return html`<${TimerDialog} contact=${contact} />`;
  return html`<${ConfirmDialog} what=${open.kind} contact=${contact} />`;
}
