/** What the fake program answers about the program, its settings and its files. */
import type { FakeBackend, Handlers } from "../fake_backend.ts";

export function programHandlers(_fake: FakeBackend): Handlers {
  return {};
}
