import type { History } from "../store/history_types.ts";
import type { Settings } from "../ui/api.ts";
import type { EventBus } from "./events.ts";

const DEFAULTS: Settings = { language: null, theme: "system", send_key: "enter" };
const KEY = "settings";
const ADDRESSES_KEY = "addresses";

/** The user's choices, kept in the history database. */
export class SettingsBook {
  readonly #history: History;
  readonly #bus: EventBus;

  constructor(history: History, bus: EventBus) {
    this.#history = history;
    this.#bus = bus;
  }

  get(): Settings {
    const stored = this.#history.setting(KEY);
    return { ...DEFAULTS, ...(stored === undefined ? {} : JSON.parse(stored) as Partial<Settings>) };
  }

  async set(change: Partial<Settings>): Promise<Settings> {
    const settings = { ...this.get(), ...change };
    await this.#history.putSetting(KEY, JSON.stringify(settings)).saved;
    this.#bus.publish({ type: "settings", settings });
    return settings;
  }

  /** `host:port` texts the user gave by hand, to stay connected with whoever answers there. */
  addresses(): string[] {
    return JSON.parse(this.#history.setting(ADDRESSES_KEY) ?? "[]") as string[];
  }

  async addAddress(address: string): Promise<void> {
    const all = this.addresses();
    if (all.includes(address)) return;
    await this.#history.putSetting(ADDRESSES_KEY, JSON.stringify([...all, address])).saved;
  }

  /** @returns false when it was not among them */
  async removeAddress(address: string): Promise<boolean> {
    const all = this.addresses();
    if (!all.includes(address)) return false;
    await this.#history.putSetting(ADDRESSES_KEY, JSON.stringify(all.filter((other) => other !== address))).saved;
    return true;
  }
}
