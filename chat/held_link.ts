/**
 * A link to somebody whose keys our user has not answered for: `docs/specs/wire-v1.md`, section 6a, "A conversation on
 * hold". Nothing of ours goes out, not even what we have of theirs; so they send nothing either.
 */
import { LinkError } from "../net/errors.ts";
import { encodeSync, KIND, parseSync } from "../net/mod.ts";

export class HeldLink {
  #sync: Uint8Array | undefined;

  /** Their one `sync`, for the conversation that may begin on this link; undefined before it came. */
  get sync(): Uint8Array | undefined {
    return this.#sync;
  }

  /** @throws LinkError "not-allowed" for a message, "bad-content" for a sync that cannot be */
  onContent(kind: number, data: Uint8Array): void {
    if (kind === KIND.messages) throw new LinkError("not-allowed", "messages in a conversation that is on hold");
    if (kind !== KIND.sync) return; // of what we never sent there is nothing to acknowledge
    if (this.#sync !== undefined) throw new LinkError("bad-content", "a second sync on one link");
    // Read now: what is kept is its few members, not the megabytes they may have come in.
    this.#sync = encodeSync(parseSync(data));
  }
}
