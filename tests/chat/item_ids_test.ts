/** TXT-4 TXT-13: ids of amendments rise, and no peer can use them up. */
import { assert, assertEquals } from "@std/assert";
import { v7 } from "uuid";
import { above, AmendmentIds } from "../../chat/item_ids.ts";
import { openMemoryHistory } from "../../store/mod.ts";

const NOW = 1_763_683_200_000;

Deno.test("TXT-4: each id is larger than the one before although the clock was set back, also after a restart", async () => {
  const history = await openMemoryHistory();
  const first = new AmendmentIds(history, () => v7({ msecs: NOW })).next();
  const ids = new AmendmentIds(history, () => v7({ msecs: NOW - 86_400_000 }));
  const [second, third] = [ids.next(), ids.next()];
  assert(first < second && second < third);
  await history.close();
});

Deno.test("TXT-13: a contact whose clock is at the end of time cannot make us run out of ids for what we say to others", async () => {
  const history = await openMemoryHistory();
  const ids = new AmendmentIds(history, () => v7({ msecs: NOW }));
  const theirs = "ffffffff-fffc-7000-8000-000000000000";
  assert(ids.next(theirs) > theirs);
  const edits = Array.from({ length: 9 }, () => ids.next());
  assertEquals(edits, edits.toSorted());
  assert(edits[8] < above(v7({ msecs: NOW }), v7({ msecs: NOW + 60_000 })), "near our own clock");
  await history.close();
});
