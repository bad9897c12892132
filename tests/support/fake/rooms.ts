/** What the fake program answers about rooms. */
import type { FakeBackend, Handlers } from "../fake_backend.ts";

export function roomHandlers(fake: FakeBackend): Handlers {
  return { rooms: () => [...fake.rooms.values()] };
}
