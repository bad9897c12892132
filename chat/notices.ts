import type { Notice } from "../ui/api.ts";
import type { EventBus } from "./events.ts";

/** Things the user should read. One notice per id; dismissed ones stay away until they are raised again. */
export class Notices {
  readonly #bus: EventBus;
  readonly #notices = new Map<string, Notice>();

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  all(): Notice[] {
    return [...this.#notices.values()];
  }

  raise(notice: Notice): void {
    if (JSON.stringify(this.#notices.get(notice.id)) === JSON.stringify(notice)) return;
    this.#notices.set(notice.id, notice);
    this.#bus.publish({ type: "notice", notice });
  }

  dismiss(id: string): void {
    if (this.#notices.delete(id)) this.#bus.publish({ type: "notice_dismissed", id });
  }
}
