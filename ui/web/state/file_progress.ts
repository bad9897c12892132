/**
 * How far files have come. It is told several times a second, so it is no part of the state: only the card of that file is
 * rendered again, and not the list it stands in.
 */
import { signal, useComputed } from "@preact/signals";
import type { ApiEvent, Message, Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { announcement } from "./dialogs.ts";
import { current, t } from "./store.ts";

/** By id, what came after its message was told of last. */
const moving = signal<ReadonlyMap<string, Transfer>>(new Map());
/** Those that were on their way: whoever cannot see the bar hears how it ends. */
const going = new Set<string>();

/** The transfer as it is now; subscribes the component. */
export function useTransfer(transfer: Transfer): Transfer {
  const { id } = transfer;
  return useComputed(() => moving.value.get(id)).value ?? transfer;
}

/** Of something that is being handed over, which the program does not know yet. */
export function setMoving(transfer: Transfer): void {
  moving.value = new Map(moving.peek()).set(transfer.id, transfer);
}

export function forgetMoving(id: string): void {
  if (!moving.peek().has(id)) return;
  const next = new Map(moving.peek());
  next.delete(id);
  moving.value = next;
}

/** Hears every event of the program. */
export function followFiles(event: ApiEvent): void {
  switch (event.type) {
    case "transfer":
      setMoving(event.transfer);
      if (event.transfer.state === "running") going.add(event.transfer.id);
      break;
    case "message":
      if (event.message.file === undefined) break;
      forgetMoving(event.message.id); // the message has the newest word now
      announceEnd(event.message, event.message.file);
      break;
    case "removed":
      event.ids.forEach(forgetMoving);
      break;
    case "snapshot":
    case "locked":
      // What was told meanwhile was missed; the pages that are read again have it.
      moving.value = new Map();
      going.clear();
  }
}

function announceEnd({ id, conversation, deleted }: Message, { state, name }: Transfer): void {
  if (state === "running" || state === "waiting") return void going.add(id);
  const contact = current().contacts.get(conversation);
  if (!going.delete(id) || deleted || contact === undefined) return;
  if (state === "offered") return;
  announcement.value = t(`file.said_${state}`, { file: safeName(name), name: contact.name });
}
