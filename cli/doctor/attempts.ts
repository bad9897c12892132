/** Why nobody was reached: the last failed attempt at each contact, kept in memory while the program runs. */
import type { PeerRef } from "../../crypto/types.ts";
import type { Address, CloseCode, LinkClosed, LinkHandler } from "../../net/mod.ts";

/** Attempts that are remembered; the oldest go. */
const MOST = 4_096;

export interface Attempt {
  readonly code: CloseCode;
  readonly by: LinkClosed["by"];
  readonly address: Address | undefined;
  /** The computer answered that nothing listens there. */
  readonly closed: boolean;
}

export class Attempts {
  readonly #last = new Map<string, Attempt>();

  of({ id, root }: PeerRef): Attempt | undefined {
    return this.#last.get(`${id}.${root}`);
  }

  /** The handler, watched. */
  watch(handler: LinkHandler): LinkHandler {
    return {
      onOpen: (link) => {
        this.#last.delete(keyOf(link.peer));
        handler.onOpen(link);
      },
      onContent: (link, kind, data) => handler.onContent(link, kind, data),
      onClose: (link, why) => handler.onClose(link, why),
      onAttemptFailed: (peer, address, why) => {
        if (peer !== undefined) this.#remember(peer, address, why);
        handler.onAttemptFailed?.(peer, address, why);
      },
      onStranger: (stranger) => handler.onStranger?.(stranger),
    };
  }

  #remember(peer: PeerRef, address: Address | undefined, { code, by, reason }: LinkClosed): void {
    const key = keyOf(peer);
    this.#last.delete(key);
    this.#last.set(key, { code, by, address, closed: /\bECONNREFUSED\b/.test(reason) });
    if (this.#last.size > MOST) this.#last.delete(this.#last.keys().next().value!);
  }
}

function keyOf({ id, root }: PeerRef): string {
  return `${id}.${root}`;
}
