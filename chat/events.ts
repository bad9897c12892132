import type { ApiEvent } from "../ui/api.ts";

/** Tells whoever listens (windows, waiting commands) what happened. A listener that throws does not stop the others. */
export class EventBus {
  readonly #listeners = new Set<(event: ApiEvent) => void>();

  /** True when building an event is worth the work. */
  get heard(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: (event: ApiEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: ApiEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch { /* one window's trouble is not another's */ }
    }
  }
}
