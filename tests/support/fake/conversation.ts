/** What the fake program answers about what is said. */
import type { FakeBackend, Handlers } from "../fake_backend.ts";

export function conversationHandlers(_fake: FakeBackend): Handlers {
  return {};
}
