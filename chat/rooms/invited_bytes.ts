/** How much of a room is stored before our user has said that they want it. `docs/specs/rooms-v1.md`, section 9. */
import { MAX_ROOM_INVITATION_BYTES } from "../../net/limits.ts";
import type { History } from "../../store/history_types.ts";
import type { RoomId, SignedEvent } from "./types.ts";

export class InvitedBytes {
  readonly #history: Pick<History, "roomControl">;
  readonly #room: RoomId;
  #bytes: number | undefined;

  constructor(history: Pick<History, "roomControl">, room: RoomId) {
    this.#history = history;
    this.#room = room;
  }

  /** Counts events that are about to be stored. @returns false when they are too much */
  take(events: readonly SignedEvent[]): boolean {
    this.#bytes ??= bytesOf(this.#history.roomControl(this.#room));
    const bytes = this.#bytes + bytesOf(events);
    if (bytes > MAX_ROOM_INVITATION_BYTES) return false;
    this.#bytes = bytes;
    return true;
  }

  /** They may be invited anew. */
  clear(): void {
    this.#bytes = undefined;
  }
}

function bytesOf(events: readonly SignedEvent[]): number {
  return events.reduce((sum, { body }) => sum + body.length, 0);
}
