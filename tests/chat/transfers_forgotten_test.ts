/** FILE-2, TXT-8: offers whose reader keeps no history and has started anew. */
import { assert, assertEquals } from "@std/assert";
import { CHUNK_BYTES } from "../../files/types.ts";
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { befriend } from "../support/fake_network.ts";
import { SimDisk } from "../support/sim_disk.ts";
import { refused } from "../support/talk.ts";
import { content, FilePair } from "../support/transfers.ts";

async function openOn(files: SimDisk): Promise<History> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files });
  return openHistory(db, { newStream: () => crypto.randomUUID().replaceAll("-", "") });
}

/** Anna, and Boris, who keeps no history if the test says so. @param kill ends Boris' program, and starts it from its disk */
async function pairWith(keep_history: boolean): Promise<{ pair: FilePair; kill: () => Promise<void> }> {
  const pair = new FilePair();
  const { anna, boris } = pair;
  let files = new SimDisk();
  await anna.start("Anna", "17");
  await boris.start("Boris", "4", {}, await openOn(files));
  await befriend(anna.me, boris.me);
  pair.know();
  await boris.call("contact_options", { conversation: boris.key, options: { keep_history } });
  pair.plug();
  await pair.rest();
  const kill = async () => {
    pair.pull();
    const { me } = boris;
    files = files.afterKill();
    await me.messenger.stop();
    await me.history.close();
    await boris.start("Boris", "4", {}, await openOn(files));
  };
  return { pair, kill };
}

Deno.test("FILE-2 TXT-8: an offer that its reader no longer has ends with that word, and what comes later arrives", async () => {
  const { pair, kill } = await pairWith(false);
  await using _ = pair;
  const { anna, boris } = pair;
  const offer = async (name: string, size: number) => {
    const [{ id }] = await anna.offer(anna.disk.put(`/home/${name}`, content(size)));
    await pair.rest();
    return id;
  };
  const [whole, unanswered, moving] = [await offer("a", 5), await offer("b", 5), await offer("c", 6 * CHUNK_BYTES)];
  await boris.accept(whole);
  await pair.ended(whole);
  const held = Promise.withResolvers<void>();
  boris.disk.beforeWrite = (_, index) => index === 3 ? held.promise : undefined;
  await boris.accept(moving);
  await pair.until("three chunks", () => boris.disk.writes.size === 4);
  const killed = kill();
  held.resolve();
  await killed;
  boris.disk.beforeWrite = () => {};
  const later = await offer("d", 7);
  pair.plug();
  await pair.until("the later one", async () => (await boris.files()).some(({ id }) => id === later));
  await pair.until("the word", async () => (await anna.file(moving)).state === "failed");
  for (const id of [unanswered, moving]) {
    const { state, reason, ended_by } = await anna.file(id);
    assertEquals([state, reason, ended_by], ["failed", "forgotten", "me"]);
    await refused("ended", () => anna.resume(id));
    assertEquals((await anna.cancel(id)).state, "cancelled");
  }
  assertEquals((await anna.file(whole)).state, "completed");
  assert(!anna.wants(boris.me.ref), "nothing is waited for");
  assertEquals((await anna.file(later)).state, "offered");
  await boris.accept(later);
  assertEquals((await pair.ended(later)).state, "completed");
  assertEquals((await boris.files()).length, 1);
  assertEquals(boris.disk.partials.size, 0);
});

Deno.test("TXT-4: an offer that was deleted for oneself goes when its reader no longer has it, too", async () => {
  const { pair, kill } = await pairWith(false);
  await using _ = pair;
  const { anna, boris } = pair;
  const [{ id }] = await anna.offer(anna.disk.put("/home/a", content(5)));
  await pair.rest();
  await anna.call("message_delete", { conversation: anna.key, id, for: "me" });
  assertEquals([anna.me.history.transfer(anna.key, id)?.leaving, (await boris.file(id)).state], [true, "offered"]);
  await kill();
  pair.plug();
  await pair.until("it to be gone", () => anna.me.history.transfer(anna.key, id) === undefined);
  assertEquals(anna.me.history.message(anna.key, id), undefined);
});

Deno.test("FILE-4: an offer is not taken for forgotten by a reader who has started anew and keeps what is said", async () => {
  const { pair, kill } = await pairWith(true);
  await using _ = pair;
  const { anna, boris } = pair;
  const [{ id }] = await anna.offer(anna.disk.put("/home/a", content(5)));
  await pair.rest();
  await kill();
  pair.plug();
  await pair.rest();
  assertEquals([(await anna.file(id)).state, (await boris.file(id)).state], ["offered", "offered"]);
  await boris.accept(id);
  assertEquals((await pair.ended(id)).state, "completed");
});
