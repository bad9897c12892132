/** Who is in the room that is open: asked for when it opens, and again when the program says that something has changed. */
import { computed, signal } from "@preact/signals";
import type { ApiEvent, PeerKey, RoomMember } from "../../api.ts";
import { ALL_NAMES, type Names } from "../format/mention.ts";
import { isRoomKey } from "./partner.ts";
import { call } from "./program.ts";
import { activeKey, contacts, me } from "./store.ts";

interface Loaded {
  readonly key: PeerKey;
  readonly members: readonly RoomMember[];
}

const loaded = signal<Loaded | null>(null);

/** Ourselves first, then owners, then by name; null before the answer is there. Subscribes. */
export function membersOf(key: PeerKey): readonly RoomMember[] | null {
  const now = loaded.value;
  if (now?.key !== key) return null;
  return now.members.toSorted((a, b) => Number(b.me) - Number(a.me));
}

/** Milliseconds between two questions: a room tells of itself with every message. */
const EVERY = 500;

let asked_at = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Run as an effect: follows the open conversation. */
export function followRoom(): void {
  const key = activeKey.value;
  clearTimeout(timer);
  timer = undefined;
  if (key === null || !isRoomKey(key)) loaded.value = null;
  else void ask(key);
}

/** Hears every event of the program. */
export function followMembers(event: ApiEvent): void {
  const key = activeKey.peek();
  if (event.type === "locked") loaded.value = null;
  if (key === null || !isRoomKey(key)) return;
  if (event.type === "snapshot") void ask(key);
  else if (event.type === "room" && event.room.key === key) {
    timer ??= setTimeout(() => void ask(key), Math.max(0, asked_at + EVERY - Date.now()));
  }
}

async function ask(key: PeerKey): Promise<void> {
  timer = undefined;
  asked_at = Date.now();
  try {
    const members = await call("room_members", { conversation: key });
    if (activeKey.peek() === key) loaded.value = { key, members };
  } catch { /* gone, or out of reach: then its own event or the next snapshot tells */ }
}

/** As they are called by themselves: a name that only we use says nothing to others. */
export function calledName({ key, name }: RoomMember): string {
  return contacts.value.get(key)?.own_name ?? name;
}

const NOBODY: Names = { others: [], me: [] };

let names_before = NOBODY;

/** What is marked in the messages of the open room. The same object while nothing changes: every bubble goes by it. */
export const mentionNames = computed<Names>(() => {
  const now = loaded.value;
  if (now === null) return NOBODY;
  const others = now.members.flatMap((member) => member.me ? [] : [...new Set([member.name, calledName(member)])]);
  const names: Names = { others, me: [me.value?.name ?? "", ...ALL_NAMES] };
  if (JSON.stringify(names) !== JSON.stringify(names_before)) names_before = names;
  return names_before;
});
