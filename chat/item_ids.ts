/**
 * Ids of amendments: each larger than every one before, so that the newest counts although the clock was set back.
 * `docs/specs/wire-v1.md`, section 6a.
 */
import type { History } from "../store/history_types.ts";

const SETTING = "newest_amendment";
/** Largest Unix time a UUIDv7 can carry (RFC 9562, section 5.7: 48 bits). */
const MAX_UUID_TIME = 0xffff_ffff_ffff;

/** `id`, or the same under a later time when it is not larger than `floor`. UUIDs of 36 characters compare as 16 bytes. */
export function above(id: string, floor: string): string {
  if (id > floor) return id;
  const time = parseInt(floor.slice(0, 8) + floor.slice(9, 13), 16) + 1;
  if (time > MAX_UUID_TIME) return id; // nothing is larger; a clock is never there
  const hex = time.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}${id.slice(13)}`;
}

export class AmendmentIds {
  readonly #history: Pick<History, "setting" | "putSetting">;
  readonly #newId: () => string;
  #newest: string | undefined;

  constructor(history: Pick<History, "setting" | "putSetting">, newId: () => string) {
    this.#history = history;
    this.#newId = newId;
  }

  /**
   * Written down with the next write, which is the amendment's own: it is never on disk without it.
   * @param floor of another author, to be larger than that one too. It is not remembered: one contact with an id at the end of
   * time would leave no larger ones for what is said to all others.
   */
  next(floor = ""): string {
    const newest = this.#newest ??= this.#history.setting(SETTING) ?? "";
    const id = newest === "" ? this.#newId() : above(this.#newId(), newest);
    if (floor >= id) return above(id, floor);
    this.#newest = id;
    this.#history.putSetting(SETTING, id).saved.catch(() => {}); // the amendment's write is refused with it
    return id;
  }
}
