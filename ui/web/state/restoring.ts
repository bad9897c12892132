/** The first screen's other way: a profile from a backup, or an identity from a .p12 file. The program starts again with it. */
import { signal } from "@preact/signals";
import type { ApiEvent } from "../../api.ts";
import { closeDialog } from "./dialogs.ts";
import { errorCode } from "./errors.ts";
import { upload } from "./files.ts";
import { call } from "./program.ts";

export type RestoredFrom = "backup" | "p12";

export interface Restoring {
  readonly step: "choosing" | "uploading" | "checking" | "starting";
  /** Of the upload, 0…1. */
  readonly part: number;
  /** Code of an error. */
  readonly error: string | null;
}

const CHOOSING: Restoring = { step: "choosing", part: 0, error: null };

export const restoring = signal<Restoring>(CHOOSING);

export function isRestoring(): boolean {
  return restoring.peek().step !== "choosing";
}

export async function restore(from: RestoredFrom, file: File, passphrase: string): Promise<void> {
  const go = (step: Restoring["step"], part = 1) => restoring.value = { step, part, error: null };
  go("uploading", 0);
  try {
    const ticket = await upload(file, (part) => go("uploading", part));
    go("checking");
    await call(from === "backup" ? "restore" : "identity_import", { ticket, passphrase });
    if (isRestoring()) go("starting"); // it may be there already
  } catch (error) {
    restoring.value = { ...CHOOSING, error: errorCode(error) };
  }
}

export function beginAgain(): void {
  if (!isRestoring()) restoring.value = CHOOSING;
}

/** The program has started again: with what was restored, or asking for its pass-phrase. */
export function followRestoring(event: ApiEvent): void {
  const { step } = restoring.peek();
  if (event.type !== "snapshot" && event.type !== "locked") return;
  if (step !== "checking" && step !== "starting") return;
  restoring.value = CHOOSING;
  closeDialog();
}
