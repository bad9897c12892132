/** Which dialog is open. One at a time. */
import { signal } from "@preact/signals";
import type { PeerKey } from "../../api.ts";

export type OpenDialog =
  | { readonly kind: "invite"; readonly tab: "create" | "accept" }
  | { readonly kind: "settings" }
  | { readonly kind: "rename" | "block" | "remove" | "clear"; readonly key: PeerKey };

export const dialog = signal<OpenDialog | null>(null);

export function openDialog(next: OpenDialog): void {
  dialog.value = next;
}

export function closeDialog(): void {
  dialog.value = null;
}

/** What a screen reader says next. */
export const announcement = signal("");
