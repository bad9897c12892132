import type { ApiEvent } from "../ui/api.ts";

type Listener = (event: ApiEvent) => void;

/** Tells whoever listens (windows, waiting commands) what happened. A listener that throws does not stop the others. */
export class EventBus {
  /** Each with its answer to: does somebody see what you are told? */
  readonly #listeners = new Map<Listener, () => boolean>();

  /** True when building an event is worth the work. */
  get heard(): boolean {
    for (const isHeard of this.#listeners.values()) if (isHeard()) return true;
    return false;
  }

  /** @param isHeard false while the listener only waits, or passes on to nobody; what is told all the same reaches it, too */
  subscribe(listener: Listener, isHeard: () => boolean = () => true): () => void {
    this.#listeners.set(listener, isHeard);
    return () => void this.#listeners.delete(listener);
  }

  publish(event: ApiEvent): void {
    for (const listener of this.#listeners.keys()) {
      try {
        listener(event);
      } catch { /* one window's trouble is not another's */ }
    }
  }
}
