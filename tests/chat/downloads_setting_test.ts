/** FILE-7: the folder of the downloads is a setting, and one that cannot be used is refused. */
import { assertEquals } from "@std/assert";
import { refused } from "../support/talk.ts";
import { FilePair } from "../support/transfers.ts";

Deno.test("FILE-7: a folder into which nothing can be put is refused, and the one before stays", async () => {
  await using pair = await FilePair.make();
  const { boris } = pair;
  await boris.call("settings_set", { downloads: "/elsewhere" });
  await refused("bad-file", () => boris.call("settings_set", { downloads: "/read-only", theme: "dark" }));
  await refused("bad-request", () => boris.call("settings_set", { downloads: "not a path" }));
  const { settings } = await boris.call("snapshot", {});
  assertEquals([settings.downloads, settings.theme], ["/elsewhere", "system"], "all of a change or none");
  assertEquals((await boris.call("settings_set", { downloads: null })).downloads, null);
});
