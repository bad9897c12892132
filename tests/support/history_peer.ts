/** A history in memory, and somebody who says things in it. */

import { type History, type NewItem, openMemoryHistory } from "../../store/mod.ts";
import { ANN } from "./history_items.ts";

/** A test with a history that is closed afterwards. */
export function historyTest(name: string, body: (history: History, ann: Peer) => Promise<void> | void): void {
  Deno.test(name, async () => {
    const history = await openMemoryHistory();
    try {
      await body(history, new Peer(history));
    } finally {
      await history.close();
    }
  });
}

/** Ann, who says things. */
export class Peer {
  readonly #history: History;
  #seq = 0;

  constructor(history: History) {
    this.#history = history;
  }

  says(...items: NewItem[]) {
    return this.saysAt(10, ...items);
  }

  /** @param at when it is stored */
  saysAt(at: number, ...items: NewItem[]) {
    return this.#history.addIncoming(ANN, "s", items.map((one) => ({ ...one, seq: ++this.#seq })), at);
  }
}
