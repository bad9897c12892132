import { assertEquals } from "@std/assert";
import { openMemoryLimits } from "../../store/mod.ts";

Deno.test("a new peer has a thousand packets of each sort; spending and granting are apart", async () => {
  const limits = await openMemoryLimits();
  const fresh = { conversation: "a", messages: 1_000, files: 1_000, messages_spent: 0, files_spent: 0 };
  assertEquals(limits.get("a"), fresh);
  assertEquals(limits.all(), []);
  await limits.spend("a", "messages", 3).saved;
  limits.spend("a", "files", 10);
  limits.spend("a", "messages", 1);
  const { state } = limits.grant("a", 2_000, null);
  assertEquals(state, { conversation: "a", messages: 2_000, files: null, messages_spent: 4, files_spent: 10 });
  assertEquals(limits.all(), [state]);
  limits.remove("a");
  assertEquals(limits.get("a"), fresh);
  await limits.close();
});
