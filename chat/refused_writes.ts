import { ChatError } from "./errors.ts";
import type { Notices } from "./notices.ts";

/** Says it where the user sees it, too, when the disk refuses. */
export class RefusedWrites {
  readonly #notices: Notices;
  readonly #warn: (text: string, fields?: Record<string, unknown>) => void;

  constructor(notices: Notices, warn: (text: string, fields?: Record<string, unknown>) => void) {
    this.#notices = notices;
    this.#warn = warn;
  }

  /** @param id of the notice: one for each thing that is written somewhere else */
  tell(error: unknown, id = "storage"): void {
    const code = (error as { code?: string } | undefined)?.code ?? "io";
    this.#warn("the disk refused a write", { code, error: String(error) });
    this.#notices.raise({ id, level: "error", text: `notice.storage_${code.replace("-", "_")}` });
  }

  /** Work that writes: what it comes to is told, and passed on. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#notices.dismiss("storage");
      return result;
    } catch (error) {
      if (!(error instanceof ChatError)) this.tell(error);
      throw error;
    }
  }
}
