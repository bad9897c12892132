/** Rooms the user does not want to see in the list any more. */
import type { History } from "../../store/history_types.ts";
import type { RoomId } from "./types.ts";

/** JSON of their ids. */
const FORGOTTEN = "rooms_forgotten";

export class Forgotten {
  readonly #history: Pick<History, "setting" | "putSetting">;

  constructor(history: Pick<History, "setting" | "putSetting">) {
    this.#history = history;
  }

  has(id: RoomId): boolean {
    return this.#all().includes(id);
  }

  async add(id: RoomId): Promise<void> {
    await this.#put([...new Set([...this.#all(), id])]);
  }

  /** Whoever is invited again to a room that was taken off the list sees it there again. */
  async remember(id: RoomId): Promise<void> {
    const all = this.#all();
    if (all.includes(id)) await this.#put(all.filter((other) => other !== id));
  }

  #all(): RoomId[] {
    return JSON.parse(this.#history.setting(FORGOTTEN) ?? "[]") as RoomId[];
  }

  async #put(ids: readonly RoomId[]): Promise<void> {
    await this.#history.putSetting(FORGOTTEN, JSON.stringify(ids)).saved;
  }
}
