/** What the fake program answers about people and trust. */
import type { FakeBackend, Handlers } from "../fake_backend.ts";

export function peopleHandlers(_fake: FakeBackend): Handlers {
  return {};
}
