/** Which dialog is open. One at a time. */
import { signal } from "@preact/signals";
import type { FolderEntry, Message, PeerKey, RoomMember, Transfer } from "../../api.ts";
import type { Parcel } from "./file_sending.ts";

/** About one message; `cost`: it is sent when the user agrees. */
export type OpenMessageDialog =
  & { readonly kind: "message" }
  & (
    | { readonly what: "forward" | "delete" | "info"; readonly message: Message }
    | { readonly what: "cost"; readonly key: PeerKey; readonly packets: number; readonly send: () => void }
  );

export type OpenDialog =
  | { readonly kind: "invite"; readonly tab: "create" | "accept" | "number" }
  | { readonly kind: "settings"; readonly section?: "files" }
  /** All files: `files_view.ts` says of whom. */
  | { readonly kind: "files" }
  /** The authority must sign a request for a new certificate. */
  | { readonly kind: "certificate" }
  | { readonly kind: "keys" }
  | { readonly kind: "quit"; readonly kept: number; readonly lost: number }
  | { readonly kind: "restore"; readonly from: "backup" | "p12" }
  | OpenMessageDialog
  | { readonly kind: "send_files"; readonly parcel: Parcel }
  /** Files and folders of this machine, or one folder. */
  | {
    readonly kind: "picker";
    readonly what: "files" | "folder";
    readonly choose: (chosen: readonly FolderEntry[]) => void;
  }
  /** A picture by itself. */
  | { readonly kind: "viewer"; readonly of: Transfer }
  | { readonly kind: "timer"; readonly key: PeerKey }
  /** Whom to have in a room: a new one without `room`. */
  | { readonly kind: "room_people"; readonly room?: PeerKey }
  | { readonly kind: "room_leave" | "room_forget" | "room_clear"; readonly key: PeerKey }
  | { readonly kind: "room_remove"; readonly key: PeerKey; readonly member: RoomMember }
  | { readonly kind: "rename" | "block" | "remove" | "clear" | "folder" | "forget" | "safety"; readonly key: PeerKey };

export const dialog = signal<OpenDialog | null>(null);

export function openDialog(next: OpenDialog): void {
  dialog.value = next;
}

export function closeDialog(): void {
  dialog.value = null;
}

/** What a screen reader says next. */
export const announcement = signal("");
