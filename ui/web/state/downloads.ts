/** FILE-7: the folder where received files are put. */
import { signal } from "@preact/signals";
import { openDialog } from "./dialogs.ts";
import { errorCode, errorText } from "./errors.ts";
import { call } from "./program.ts";
import { t } from "./store.ts";

/** Why the folder that was chosen last was not taken, in words; null when it was. */
export const downloadsProblem = signal<string | null>(null);

/** One dialog is open at a time: the settings come back when a folder was chosen. */
export function chooseDownloads(): void {
  openDialog({
    kind: "picker",
    what: "folder",
    choose: ([folder]) => {
      openDialog({ kind: "settings", section: "files" });
      void setDownloads(folder.path);
    },
  });
}

/** @param path absolute; null is the usual folder. What is shown changes with the event that follows. */
export async function setDownloads(path: string | null): Promise<void> {
  downloadsProblem.value = null;
  try {
    await call("settings_set", { downloads: path });
  } catch (failed) {
    const code = errorCode(failed);
    const unfit = ["bad-request", "bad-file", "not-found"].includes(code);
    downloadsProblem.value = unfit ? t("settings.downloads_unfit") : errorText(code);
  }
}
