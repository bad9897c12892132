/** FILE-1, FILE-2, FILE-5: from an offer to a file in its place, between two messengers. */
import { assert, assertEquals } from "@std/assert";
import { CHUNK_BYTES } from "../../files/types.ts";
import { content, FilePair } from "../support/transfers.ts";

Deno.test("FILE-1: a file is offered, accepted, and arrives as it was", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const bytes = content(2 * CHUNK_BYTES + 17);
  const [offer] = await anna.offer(anna.disk.put("/home/film.mp4", bytes));
  await pair.rest();
  assertEquals((await boris.file(offer.id)).state, "offered");
  assertEquals(boris.disk.partials.size, 0, "nothing is on disk before the user has accepted");
  const accepted = await boris.accept(offer.id);
  assertEquals(accepted.state, "waiting");
  const { state, path, done, size } = await pair.ended(offer.id);
  assertEquals([state, done], ["completed", size]);
  assertEquals(boris.disk.files.get(path!)!.bytes, bytes);
  const mine = await anna.file(offer.id);
  assertEquals([mine.state, mine.done, mine.ended_by], ["completed", size, "them"]);
  assertEquals(boris.disk.partials.size, 0);
  assert(!anna.wants(boris.me.ref) && !boris.wants(anna.me.ref));
});
