/**
 * Who signed two events under one number is named to the user, in the conversation, where it is still read tomorrow.
 * `docs/specs/rooms-v1.md`, section 2.
 */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, MessageRow } from "../../store/history_types.ts";
import { eventId } from "./event.ts";
import type { RoomId } from "./types.ts";

/** Members of one room whose names are kept; far more than anybody would read about. */
const REMEMBERED = 256;
/** Of an id that no event has. */
const ID_BYTES = 32;

export interface ForkAlarmParts {
  readonly room: RoomId;
  readonly conversation: string;
  readonly history: Pick<History, "setting" | "putSetting" | "addEvent">;
  readonly nameOf: (member: PeerKey) => string;
  readonly time: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

export class ForkAlarm {
  readonly #parts: ForkAlarmParts;
  readonly #setting: string;

  constructor(parts: ForkAlarmParts) {
    this.#parts = parts;
    this.#setting = `room_forks ${parts.room}`;
  }

  /** Once for each of them, whatever they do after that. @returns the row that says it, when it is on disk */
  async raise(author: PeerKey): Promise<readonly MessageRow[]> {
    const { history, conversation, nameOf, time, randomBytes } = this.#parts;
    const told = this.#told();
    if (told.includes(author)) return [];
    const at = Math.floor(time());
    const id = eventId(at, randomBytes(ID_BYTES).toHex());
    const noted = history.addEvent(conversation, { id, text: "event.room_fork", args: { name: nameOf(author) }, at });
    const known = history.putSetting(this.#setting, JSON.stringify([...told, author].slice(-REMEMBERED)));
    await Promise.all([noted.saved, known.saved]);
    return noted.rows;
  }

  #told(): PeerKey[] {
    return JSON.parse(this.#parts.history.setting(this.#setting) ?? "[]") as PeerKey[];
  }
}
