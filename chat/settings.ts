import { formatAddress, parseAddress } from "../net/mod.ts";
import { type History, MAX_BUDGET } from "../store/history_types.ts";
import { DEFAULT_SETTINGS, type Settings } from "../ui/api.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";

const KEY = "settings";
const ADDRESSES_KEY = "addresses";

/** Minutes: a day. */
const MAX_LOCK_AFTER = 24 * 60;

/** Of any system: the profile may have been carried here from another one. */
const ABSOLUTE = /^(?:\/|\\\\|[a-z]:[\\/])/i;

type Check = (value: unknown) => boolean;

const oneOf = (...values: unknown[]): Check => (value) => values.includes(value);
const isBoolean: Check = (value) => typeof value === "boolean";
const count = (least: number, most: number): Check => (value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
const orNull = (check: Check): Check => (value) => value === null || check(value);

const CHECKS: Readonly<Record<keyof Settings, Check>> = {
  language: oneOf("ru", "en", null),
  theme: oneOf("system", "light", "dark"),
  send_key: oneOf("enter", "ctrl-enter"),
  notifications: isBoolean,
  notification_text: isBoolean,
  show_bits: isBoolean,
  keep_history: isBoolean,
  allow_list: isBoolean,
  limit_messages: orNull(count(0, MAX_BUDGET)),
  limit_files: orNull(count(0, MAX_BUDGET)),
  lock_after: count(0, MAX_LOCK_AFTER),
  downloads: orNull((value) => typeof value === "string" && ABSOLUTE.test(value)),
  auto_accept_mb: count(0, 1_000_000),
  speed_limit: orNull(count(1, 10_000_000)),
  lan: isBoolean,
  port: orNull(count(1, 65_535)),
  ui_port: orNull(count(1, 65_535)),
};

/** The user's choices, kept in the history database. */
export class SettingsBook {
  readonly #history: History;
  readonly #bus: EventBus;
  /** As last read or written: they are asked for often. */
  #settings: Settings | undefined;

  constructor(history: History, bus: EventBus) {
    this.#history = history;
    this.#bus = bus;
  }

  /** What is stored and makes sense to this version; the rest as in a new profile. */
  get(): Settings {
    return this.#settings ??= this.#read();
  }

  /** What somebody new may be sent: packets, null is unlimited. */
  budgets(): { messages: number | null; files: number | null } {
    const { limit_messages, limit_files } = this.get();
    return { messages: limit_messages, files: limit_files };
  }

  /** @throws ChatError "bad-request" */
  check(change: Partial<Settings>): void {
    for (const [name, value] of Object.entries(change)) {
      if (!fits(name, value)) {
        throw new ChatError("bad-request", `setting "${name}": cannot be ${JSON.stringify(value)}`);
      }
    }
  }

  /** @throws ChatError "bad-request" */
  async set(change: Partial<Settings>): Promise<Settings> {
    this.check(change);
    const settings = { ...this.get(), ...change };
    this.#settings = settings;
    try {
      await this.#history.putSetting(KEY, JSON.stringify(settings)).saved;
    } catch (error) {
      this.#settings = undefined; // as the disk has it
      throw error;
    }
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

  #read(): Settings {
    const stored = this.#history.setting(KEY);
    const settings = { ...DEFAULT_SETTINGS };
    if (stored !== undefined) Object.assign(settings, understood(JSON.parse(stored) as Record<string, unknown>));
    return settings;
  }

  async #putAddresses(all: readonly string[]): Promise<void> {
    await this.#history.putSetting(ADDRESSES_KEY, JSON.stringify(all)).saved;
  }
}

function fits(name: string, value: unknown): boolean {
  return Object.hasOwn(CHECKS, name) && CHECKS[name as keyof Settings](value);
}

/** A file of another version may hold what this one does not know. */
function understood(stored: Readonly<Record<string, unknown>>): Partial<Settings> {
  return Object.fromEntries(Object.entries(stored).filter(([name, value]) => fits(name, value)));
}

/** One spelling per address. */
function readAddress(text: string): string {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new ChatError("bad-request", `address "${text}": not HOST:PORT`);
  return formatAddress(parsed);
}
