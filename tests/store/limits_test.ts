/** LIM-1: what is known of each peer's budgets. */
import { assertEquals } from "@std/assert";
import { openMemoryLimits } from "../../store/mod.ts";

Deno.test("nothing is known of a peer before something is written; then whole rows are kept, replaced and removed", async () => {
  const limits = await openMemoryLimits();
  assertEquals([limits.get("a"), limits.all()], [undefined, []]);
  const a = { conversation: "a", messages: 1_000, files: null, messages_spent: 3, files_spent: 10 };
  const b = { conversation: "b", messages: null, files: 0, messages_spent: 0, files_spent: 0 };
  await limits.put([b, a]).saved;
  assertEquals(limits.all(), [a, b]);
  await limits.put([{ ...a, messages_spent: 4 }], { relaxed: true }).saved;
  assertEquals(limits.get("a"), { ...a, messages_spent: 4 });
  await limits.remove("a").saved;
  assertEquals(limits.all(), [b]);
  await limits.close();
});
