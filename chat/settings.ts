import { formatAddress, parseAddress } from "../net/mod.ts";
import type { History } from "../store/history_types.ts";
import type { Settings } from "../ui/api.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";

const DEFAULTS: Settings = {
  language: null,
  theme: "system",
  send_key: "enter",
  notifications: true,
  notification_text: true,
  show_bits: false,
  keep_history: true,
  allow_list: false,
  limit_messages: 1_000,
  limit_files: 1_000,
  lock_after: 0,
  port: null,
  ui_port: null,
};
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

  /** @throws ChatError "bad-request" */
  async addAddress(text: string): Promise<void> {
    const [all, address] = [this.addresses(), readAddress(text)];
    if (!all.includes(address)) await this.#putAddresses([...all, address]);
  }

  /** @throws ChatError "bad-request", "not-found" */
  async removeAddress(text: string): Promise<void> {
    const [all, address] = [this.addresses(), readAddress(text)];
    if (!all.includes(address)) throw new ChatError("not-found", `address "${text}": not among those that are tried`);
    await this.#putAddresses(all.filter((other) => other !== address));
  }

  async #putAddresses(all: readonly string[]): Promise<void> {
    await this.#history.putSetting(ADDRESSES_KEY, JSON.stringify(all)).saved;
  }
}

/** One spelling per address. */
function readAddress(text: string): string {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new ChatError("bad-request", `address "${text}": not HOST:PORT`);
  return formatAddress(parsed);
}
