/** Transfers that are not at their end, as far as this chat was told of them: for the prompt, and to say once how each ended. */
import type { PeerKey, Transfer } from "../../ui/api.ts";
import { isEnded, percentOf } from "../files_text.ts";

export class Transfers {
  readonly #open = new Map<string, Transfer>();

  /** As it is now. @returns true when it was open before and is not any more: that is to be told */
  put(transfer: Transfer): boolean {
    const key = keyOf(transfer);
    if (isEnded(transfer)) return this.#open.delete(key);
    this.#open.set(key, transfer);
    return false;
  }

  forget(conversation: PeerKey, ids: readonly string[]): void {
    for (const id of ids) this.#open.delete(keyOf({ conversation, id }));
  }

  /** Of all that moves there together; undefined when nothing does. */
  percent(conversation: PeerKey): number | undefined {
    const running = [...this.#open.values()].filter((one) =>
      one.conversation === conversation && one.state === "running"
    );
    if (running.length === 0) return undefined;
    const sum = (amount: "done" | "size") => running.reduce((total, one) => total + one[amount], 0);
    return percentOf({ done: sum("done"), size: sum("size"), state: "running" });
  }
}

function keyOf({ conversation, id }: Pick<Transfer, "conversation" | "id">): string {
  return `${conversation}/${id}`;
}
