import { html } from "../html.ts";
import { dialog } from "../state/dialogs.ts";
import { contacts } from "../state/store.ts";
import { CertificateDialog } from "./certificate_dialog.ts";
import { ConfirmDialog } from "./confirm_dialog.ts";
import { FolderDialog } from "./folder_dialog.ts";
import { InviteDialog } from "./invite_dialog.ts";
import { KeyboardHelp } from "./keyboard_help.ts";
import { MessageDialog } from "./message_dialogs.ts";
import { RenameDialog } from "./rename_dialog.ts";
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
  if (open.kind === "settings") return html`<${SettingsDialog} />`;
  if (open.kind === "keys") return html`<${KeyboardHelp} />`;
  if (open.kind === "quit") return html`<${QuitDialog} kept=${open.kept} lost=${open.lost} />`;
  if (open.kind === "restore") return html`<${RestoreDialog} from=${open.from} />`;
  if (open.kind === "message") return html`<${MessageDialog} open=${open} />`;
  const contact = contacts.value.get(open.key);
  if (contact === undefined) return null;
  if (open.kind === "rename") return html`<${RenameDialog} contact=${contact} />`;
  if (open.kind === "safety") return html`<${SafetyDialog} contact=${contact} />`;
  if (open.kind === "folder") return html`<${FolderDialog} contact=${contact} />`;
  if (open.kind === "timer") return html`<${TimerDialog} contact=${contact} />`;
  return html`<${ConfirmDialog} what=${open.kind} contact=${contact} />`;
}
