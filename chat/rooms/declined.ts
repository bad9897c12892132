/** Invitations our user said no to: who did not hear of that goes on telling of them. */
import type { History } from "../../store/history_types.ts";
import type { EventId } from "./types.ts";

const DECLINED = "rooms_declined";
/** The newest are remembered. */
const REMEMBERED = 256;

export class Declined {
  readonly #history: Pick<History, "setting" | "putSetting">;

  constructor(history: Pick<History, "setting" | "putSetting">) {
    this.#history = history;
  }

  /** @param memberships that somebody made for us */
  has(memberships: readonly EventId[]): boolean {
    const known = new Set(this.#all());
    return memberships.length > 0 && memberships.every((id) => known.has(id));
  }

  async add(memberships: readonly EventId[]): Promise<void> {
    if (memberships.length === 0) return;
    const all = [...new Set([...this.#all(), ...memberships])].slice(-REMEMBERED);
    await this.#history.putSetting(DECLINED, JSON.stringify(all)).saved;
  }

  #all(): EventId[] {
    return JSON.parse(this.#history.setting(DECLINED) ?? "[]") as EventId[];
  }
}
